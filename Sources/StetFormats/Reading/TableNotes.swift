import StetColumns
import StetDiagnostics

// Notes about a table that any format may have.

/// Tables with more rows or texts than these are not looked through: the time would show.
private let mostRows = 100_000
private let mostBytes = 16 << 20

extension Table {
  /// What a reader of the table should know: numbers that may stand for missing values, and characters that are not seen.
  var notes: [LoadReceipt.ColumnNote] { unseen + codes }

  // MARK: - Numbers that may stand for missing values

  private var codes: [LoadReceipt.ColumnNote] {
    guard rowCount > 4, rowCount <= mostRows else { return [] }
    return zip(schema.fields, columns).flatMap { field, column in
      CodeAmongNumbers.all(in: column.wholeNumbers ?? []).map { code in
        let name = pastedName(field.name)
        return .init(
          column: field.name,
          words:
            "`\(field.name)` has \(code.value) in \(counted(code.count, "row")) and otherwise \(code.others.lowerBound) to \(code.others.upperBound); where that stands for a missing value, `derive \(name) = if \(name) == \(code.value) then missing else \(name)` says so"
        )
      }
    }
  }

  // MARK: - Characters that are not seen

  private var unseen: [LoadReceipt.ColumnNote] {
    for (place, column) in columns.enumerated() {
      guard case .text(let texts) = column, texts.pool.bytes.count <= mostBytes else { continue }
      let bytes = texts.pool.bytes.span
      var suspects: [Int] = []
      for code in 0..<texts.pool.count where hasUnseen(bytes.extracting(texts.pool.range(code))) {
        suspects.append(code)
      }
      guard let first = suspects.first else { continue }
      let codes = Set(suspects.map { Int32($0) })
      let count = texts.codes.count { codes.contains($0) }
      guard let row = texts.codes.firstIndex(of: Int32(first)) ?? texts.codes.firstIndex(where: { codes.contains($0) })
      else { continue }
      let name = schema.fields[place].name
      return [
        .init(
          column: name,
          words:
            "`\(name)` has \(counted(count, "cell")) with characters that are not seen, such as \(quoted(texts[row] ?? "")) in row \(row + 1); `clean(\(pastedName(name)))` removes them"
        )
      ]
    }
    return []
  }

  /// Control characters but for tabs and line breaks, the replacement character, and what changes direction or takes no space.
  private func hasUnseen(_ text: Span<UInt8>) -> Bool {
    for index in text.indices {
      let byte = text[index]
      if byte >= 0x20, byte < 0x7F { continue }
      if byte < 0x20, byte != 9, byte != 10, byte != 13 { return true }
      if byte == 0x7F { return true }
      let next = index + 1 < text.count ? text[index + 1] : 0
      let third = index + 2 < text.count ? text[index + 2] : 0
      switch (byte, next, third) {
      case (0xC2, 0x80...0x9F, _), (0xE2, 0x80, 0x8B...0x8F), (0xE2, 0x80, 0xA8...0xAE), (0xE2, 0x81, 0xA0...0xAF),
        (0xEF, 0xBB, 0xBF), (0xEF, 0xBF, 0xBD), (0xF3, 0xA0, _):
        return true
      default: continue
      }
    }
    return false
  }
}

extension Column {
  /// The present values of a column of whole numbers; nil for others.
  fileprivate var wholeNumbers: [Int64]? {
    switch self {
    case .narrowInt(let vector):
      vector.values.indices.compactMap { vector[$0] != nil ? Int64(vector.values[$0]) : nil }
    case .int(let vector): vector.values.indices.compactMap { vector[$0] != nil ? vector.values[$0] : nil }
    case .bool, .decimal, .longDecimal, .float, .text, .date, .datetime, .period, .duration: nil
    }
  }
}

/// A number as surveys and registers write it where there is none, and far from all others: 9999, −9, 1900 among years.
private struct CodeAmongNumbers {
  let value: Int64
  let count: Int
  let others: ClosedRange<Int64>

  /// The farthest first.
  static func all(in values: [Int64]) -> [CodeAmongNumbers] {
    var (codes, rest) = ([CodeAmongNumbers](), values)
    while codes.count < 3, let code = CodeAmongNumbers(rest) {
      codes.append(code)
      rest.removeAll { $0 == code.value }
    }
    return codes
  }

  private init?(_ values: [Int64]) {
    guard let low = values.min(), let high = values.max(), low < high else { return nil }
    func found(_ code: Int64, _ isFar: (ClosedRange<Int64>) -> Bool) -> (Int, ClosedRange<Int64>)? {
      let rest = values.filter { $0 != code }
      let count = values.count - rest.count
      guard let low = rest.min(), let high = rest.max(), rest.count > count, rest.count > 3, isFar(low...high) else {
        return nil
      }
      return (count, low...high)
    }
    let years: ClosedRange<Int64> = 1901...2100
    let isNines = high >= 99 && String(high).allSatisfy { $0 == "9" }
    if isNines, let (count, others) = found(high, { $0.lowerBound >= 0 && $0.upperBound <= high / 2 }) {
      (value, self.count, self.others) = (high, count, others)
    } else if [-9, -99, -999, -9999].contains(low), let (count, others) = found(low, { $0.lowerBound >= 0 }) {
      (value, self.count, self.others) = (low, count, others)
    } else if low == -1, let (count, others) = found(low, { $0.lowerBound >= 0 && $0.upperBound > 10 }), count > 1 {
      // One may well be a change or a balance.
      (value, self.count, self.others) = (low, count, others)
    } else if low == 1900, let (count, others) = found(low, { $0.lowerBound > 1910 && years.contains($0.upperBound) }) {
      (value, self.count, self.others) = (low, count, others)
    } else {
      return nil
    }
  }
}
