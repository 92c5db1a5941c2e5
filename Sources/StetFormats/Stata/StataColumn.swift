import StetColumns
import StetDiagnostics

/// How the values of a variable become cells: numbers as they are, or as what their format or their labels say.
struct StataColumn {
  let variable: StataHeader.Variable
  private let bytes: StataBytes
  private let texts: StataLabels
  /// By number; nil if the script asks for numbers, or there are none.
  private let labels: [Int32: String]?
  /// The labels of missing values.
  private let codeLabels: [Int32: String]
  private let calendar: StataCalendar?
  private let numbersTexts: Bool
  // What the values are, found before they become cells.
  private var isWhole = true
  private var isDated = true
  private var hasValues = false
  private var labelled = 0
  private var unlabelled = 0
  private var missing = [Int](repeating: 0, count: 27)

  init(_ variable: StataHeader.Variable, _ bytes: StataBytes, _ texts: StataLabels, _ options: ReadOptions) {
    (self.variable, self.bytes, self.texts) = (variable, bytes, texts)
    let own = texts.labels[variable.labels] ?? [:]
    codeLabels = own
    numbersTexts = options[StataOptions.self].isNumbers(variable.name)
    labels = own.isEmpty || numbersTexts ? nil : own
    calendar = StataCalendar(format: variable.format)
  }

  private enum Value {
    case whole(Int64)
    case single(Float)
    case double(Double)
    /// 0 for `.`, 1 for `.a` and so on.
    case missing(Int)
  }

  /// A number at a place that is in the file.
  private func value(_ start: Int) -> Value {
    switch variable.storage {
    case .byte:
      let value = Int8(bitPattern: UInt8(bytes.unsigned(start, 1)))
      return value > 100 ? .missing(Int(value) - 101) : .whole(Int64(value))
    case .int:
      let value = Int16(bitPattern: UInt16(bytes.unsigned(start, 2)))
      return value > 32_740 ? .missing(Int(value) - 32_741) : .whole(Int64(value))
    case .long:
      let value = Int32(bitPattern: UInt32(bytes.unsigned(start, 4)))
      return value > 2_147_483_620 ? .missing(Int(value) - 2_147_483_621) : .whole(Int64(value))
    case .float:
      let bits = UInt32(bytes.unsigned(start, 4))
      // Numbers of 2^127 and more are missing values, each code 2^11 after the one before.
      if bits & 0x8000_0000 == 0, bits >= 0x7F00_0000 { return .missing(Int((bits - 0x7F00_0000) >> 11)) }
      return Float(bitPattern: bits).isFinite ? .single(Float(bitPattern: bits)) : .missing(0)
    case .double:
      let bits = bytes.unsigned(start, 8)
      if bits >> 63 == 0, bits >= 0x7FE0_0000_0000_0000 { return .missing(Int((bits - 0x7FE0_0000_0000_0000) >> 40)) }
      return Double(bitPattern: bits).isFinite ? .double(Double(bitPattern: bits)) : .missing(0)
    case .text, .longText: return .missing(0)
    }
  }

  private var isText: Bool {
    switch variable.storage {
    case .text, .longText: true
    case .byte, .int, .long, .float, .double: false
    }
  }

  /// Looks at the value in a row that begins here.
  mutating func look(_ row: Int) {
    guard !isText else { return }
    let number: Double
    switch value(row + variable.offset) {
    case .missing(let code):
      missing[min(code, 26)] += 1
      return
    case .whole(let value): number = Double(value)
    case .single(let value): number = Double(value)
    case .double(let value): number = value
    }
    hasValues = true
    // Beyond this, not every whole number is a double.
    if number != number.rounded() || abs(number) > 9_007_199_254_740_992 { isWhole = false }
    if calendar?.text(number) == nil { isDated = false }
    if let labels {
      if Int32(exactly: number).flatMap({ labels[$0] }) == nil { unlabelled += 1 } else { labelled += 1 }
    }
  }

  mutating func append(_ row: Int, to cells: inout StoredCells, _ column: Int) throws(RunFailure) {
    let start = row + variable.offset
    switch variable.storage {
    case .text(let width):
      let text = bytes.text(start, width)
      if text.isEmpty { cells.appendMissing(to: column) } else { try cells.append(stored: text, to: column) }
    case .longText: try appendLong(start, to: &cells, column)
    case .byte, .int, .long, .float, .double:
      switch value(start) {
      case .missing: cells.appendMissing(to: column)
      case .whole(let number): append(Double(number), exact: number, single: nil, to: &cells, column)
      case .single(let number): append(Double(number), exact: nil, single: number, to: &cells, column)
      case .double(let number): append(number, exact: nil, single: nil, to: &cells, column)
      }
    }
  }

  private func append(_ number: Double, exact: Int64?, single: Float?, to cells: inout StoredCells, _ column: Int) {
    if labelled > 0, let label = Int32(exactly: number).flatMap({ labels?[$0] }) {
      cells.append(label, to: column)
    } else if isCalendar, let text = calendar?.text(number) {
      cells.append(text, to: column)
    } else if let whole = exact ?? (isWhole ? Int64(number) : nil) {
      cells.append(whole, to: column)
    } else if let single {
      cells.append(single, to: column)
    } else {
      cells.append(number, to: column)
    }
  }

  private func appendLong(_ start: Int, to cells: inout StoredCells, _ column: Int) throws(RunFailure) {
    let key = bytes.longTextKey(start, texts.release)
    guard key.variable != 0 || key.row != 0 else { return cells.appendMissing(to: column) }
    guard let text = texts.texts[key] else {
      throw bytes.failure("a long text of `\(variable.name)` is not in the file")
    }
    if text.isBinary {
      cells.appendBinary(to: column)
    } else if text.range.isEmpty {
      cells.appendMissing(to: column)
    } else {
      try cells.append(stored: bytes.bytes[text.range], to: column)
    }
  }

  // MARK: - What is said of it

  private var isCalendar: Bool { labelled == 0 && hasValues && isDated && calendar?.type != nil }

  /// The type that its format gives it; nil if its cells are to show it.
  var type: ValueType? { isCalendar ? calendar?.type : labelled > 0 || isText ? .text : nil }

  /// Missing values with a letter, counted by it.
  var codes: [LoadReceipt.Code] {
    (1...26).filter { missing[$0] > 0 }.map {
      LoadReceipt.Code(column: variable.name, code: Self.code($0), count: missing[$0])
    }
  }

  private static func code(_ number: Int) -> String {
    "." + String(UnicodeScalar(UInt8(ascii: "a") + UInt8(number - 1)))
  }

  var notes: [String] {
    var notes: [String] = []
    let name = variable.name
    if labelled > 0, unlabelled > 0 {
      notes.append(
        "`\(name)` is text: \(counted(labelled, "cell")) \(agreeing("has a label", "have labels", labelled)), \(unlabelled) \(agreeing("is a number", "are numbers", unlabelled)) without; `labels: { \(pastedName(name)): numbers }` reads numbers"
      )
    }
    if !isCalendar, labelled == 0, hasValues, let calendar {
      notes.append(
        "`\(name)` stays a number: \(calendar.type == nil ? calendar.words : "not every value is a date of `\(variable.format)`")"
      )
    }
    for code in 1...26 where missing[code] > 0 {
      // The labels of missing values are those of the numbers that a long has for them.
      if let label = codeLabels[2_147_483_621 + Int32(code)] {
        notes.append("`\(name)`: missing as \(quoted(Self.code(code))), labelled \(quoted(label))")
      }
    }
    return notes
  }
}

extension StataBytes {
  /// Which long text a cell has: the number of a variable and that of a row, in 4 and 4, 2 and 6 or 3 and 5 bytes.
  fileprivate func longTextKey(_ start: Int, _ release: Int) -> StataLabels.TextKey {
    let width = release == 117 ? 4 : release == 118 ? 2 : 3
    return StataLabels.TextKey(variable: unsigned(start, width), row: unsigned(start + width, 8 - width))
  }
}
