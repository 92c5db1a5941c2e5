import StetColumns
import StetDiagnostics

// Notes about a table that any format may have.

/// Tables with more rows or texts than these are not looked through: the time would show.
private let mostRows = 100_000
private let mostBytes = 16 << 20

extension Table {
  /// What a reader of the table should know: rows that are totals of others, numbers that may stand for missing values, and characters that
  /// are not seen.
  var notes: [String] { [totals, unseen].compactMap { $0 } + codes }

  // MARK: - Totals

  private var totals: String? {
    guard rowCount > 2, rowCount <= mostRows else { return nil }
    for (place, column) in columns.enumerated() {
      guard case .text(let texts) = column else { continue }
      let named = (0..<rowCount).filter { texts[$0].map(isTotal) ?? false }
      guard let first = named.first, let text = texts[first], named.count * 2 < rowCount else { continue }
      let name = pastedName(schema.fields[place].name)
      let others = Set(named.map { texts[$0] ?? "" })
      let list = others.sorted().prefix(4).map { "\"\(pastedText($0))\"" }.joined(separator: ", ")
      let step = others.count == 1 ? "\(name) != \(list)" : "not (\(name) in [\(list)])"
      let what = sumsUp(first) ? "is the sum of the others" : "may be a total of others"
      let rows =
        named.count == 1
        ? "the row \(quoted(text)) \(what)" : "\(named.count) rows may be totals of others, such as \(quoted(text))"
      return others.count > 4 ? rows : "\(rows); `filter \(step)` leaves \(agreeing("it", "them", named.count)) out"
    }
    return sumsUp(rowCount - 1) ? "the last row is the sum of the others" : nil
  }

  /// Whether a row has the sums of all others in its numbers, at least one of which is not zero.
  private func sumsUp(_ row: Int) -> Bool {
    var hasSum = false
    var isSum = true
    for (place, column) in columns.enumerated() where schema.fields[place].type.isNumeric {
      guard isSum else { break }
      var sum: Int128 = 0
      var own: Int128?
      for other in 0..<rowCount {
        guard let number = column[other].asDecimal else { continue }
        let (scale, over) = (column.scale, number.scale)
        guard over <= scale else { return false }
        let digits = number.digits &* Int128(tenTo[min(18, scale - over)])
        if other == row { own = digits } else { sum &+= digits }
      }
      guard let own else { continue }
      // Years add up to no year.
      if own == sum, sum != 0 { hasSum = true } else if !(1500...2500).contains(own) { isSum = false }
    }
    return hasSum && isSum && rowCount > 3
  }

  private func isTotal(_ text: String) -> Bool {
    let words = text.lowercased().split { !$0.isLetter }
    guard let first = words.first, words.count <= 4 else { return false }
    let known = ["total", "totals", "subtotal", "subtotals", "sum", "average", "mean"]
    return known.contains(String(first)) || words.last == "total"
      || ["all", "grand total", "all states", "united states", "u s total", "nationwide"].contains(
        words.joined(separator: " "))
  }

  // MARK: - Numbers that may stand for missing values

  private var codes: [String] {
    guard rowCount > 4, rowCount <= mostRows else { return [] }
    return zip(schema.fields, columns).flatMap { field, column in
      CodeAmongNumbers.all(in: column.wholeNumbers ?? []).map { code in
        let name = pastedName(field.name)
        return
          "`\(field.name)` has \(code.value) in \(counted(code.count, "row")) and otherwise \(code.others.lowerBound) to \(code.others.upperBound); where that stands for a missing value, `derive \(name) = if \(name) == \(code.value) then missing else \(name)` says so"
      }
    }
  }

  // MARK: - Characters that are not seen

  private var unseen: String? {
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
      return
        "`\(schema.fields[place].name)` has \(counted(count, "cell")) with characters that are not seen, such as \(quoted(texts[row] ?? "")) in row \(row + 1); `clean(\(pastedName(schema.fields[place].name)))` removes them"
    }
    return nil
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
