/// The cells of a worksheet (ECMA-376 part 1, §18.3). What its `dimension` says is not trusted.
final class WorksheetReader: XMLVisitor {
  // Nothing reaches it but the calls below, which do not call each other.
  @exclusivity(unchecked) private var state: State

  init(_ shared: SharedStrings?, _ styles: [NumberFormat], is1904: Bool) {
    unsafe state = State(
      builder: GridBuilder(bytes: shared?.bytes ?? []), shared: shared?.texts ?? [], styles: styles,
      dates: SerialDate(is1904: is1904))
  }

  func finish() throws(XMLFailure) -> SheetGrid { try unsafe state.builder.finish() }

  override func begin(_ name: XMLText, _ attributes: XMLAttributes) {
    if let failure = unsafe state.begin(name, attributes) { stop(failure) }
  }

  override func end(_ name: XMLText) { if let failure = unsafe state.end(name) { stop(failure) } }

  override func text(_ bytes: UnsafeBufferPointer<UInt8>) { unsafe state.text(bytes) }
}

/// A value, so that its parts are reached without a look at who else does.
private struct State: ~Copyable {
  /// How the value of a cell is written.
  private enum Written { case number, shared, text, formulaText, bool, error, date }

  var builder: GridBuilder
  let shared: [SheetGrid.Cell]
  let styles: [NumberFormat]
  let dates: SerialDate

  private var row = 0
  private var column = 0
  private var isInData = false
  private var isInCell = false
  private var style = 0
  private var written = Written.number
  private var hasFormula = false
  private var hasValue = false
  private var isInValue = false
  private var isInText = false
  private var isInFormula = false
  private var isPronunciation = false
  private var keepsSpace = false
  /// The value of the cell, its text and its formula as they come, and where its run of text begins.
  private var value = ByteScratch()
  private var formula = ByteScratch()
  private var runStart = 0

  init(builder: consuming GridBuilder, shared: [SheetGrid.Cell], styles: [NumberFormat], dates: SerialDate) {
    (self.builder, self.shared, self.styles, self.dates) = (builder, shared, styles, dates)
  }

  // MARK: - Elements

  @inline(__always)
  mutating func begin(_ name: XMLText, _ attributes: XMLAttributes) -> XMLFailure? {
    guard isInData else { return beginOutside(name, attributes) }
    switch name.letter {
    case UInt8(ascii: "c"): return beginCell(attributes)
    case UInt8(ascii: "v"):
      (isInValue, hasValue) = (isInCell, true)
      return nil
    default: break
    }
    switch name {
    case "f":
      (isInFormula, hasFormula) = (isInCell, true)
    case "t":
      isInText = isInCell && !isPronunciation
      keepsSpace = attributes["space"].map { $0 == "preserve" } ?? false
      if isInText { (hasValue, runStart) = (true, value.count) }
    case "rPh": isPronunciation = true
    case "row": return beginRow(attributes)
    default: break
    }
    return nil
  }

  @inline(__always)
  mutating func end(_ name: XMLText) -> XMLFailure? {
    switch name.letter {
    case UInt8(ascii: "v"):
      isInValue = false
      return nil
    case UInt8(ascii: "c"):
      guard isInCell else { return nil }
      isInCell = false
      return endCell()
    default: break
    }
    switch name {
    case "t" where isInText:
      isInText = false
      if !keepsSpace { value.trim(from: runStart) }
    case "f": isInFormula = false
    case "rPh": isPronunciation = false
    case "sheetData": isInData = false
    default: break
    }
    return nil
  }

  @inline(__always)
  mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    if isInValue || isInText {
      unsafe value.append(bytes)
    } else if isInFormula, formula.count < 200 {
      unsafe formula.append(bytes)
    }
  }

  private mutating func beginOutside(_ name: XMLText, _ attributes: XMLAttributes) -> XMLFailure? {
    switch name {
    case "sheetData": isInData = true
    case "mergeCell":
      if let text = attributes["ref"]?.string, let range = CellRange(text), range.lastRow != nil,
        range.lastColumn != nil
      {
        builder.merge(range)
      }
    case "col":
      guard attributes["hidden"]?.isTrue == true, let first = attributes["min"]?.number,
        let last = attributes["max"]?.number, first >= 1, first <= last
      else { return nil }
      builder.hide(columns: first...min(last, CellReference.lastColumn))
    // Whether anything is filtered out: an arrow alone hides nothing.
    case "filterColumn": builder.markFiltered()
    default: break
    }
    return nil
  }

  private mutating func beginRow(_ attributes: XMLAttributes) -> XMLFailure? {
    var number: Int? = row + 1
    var isHidden = false
    attributes.each { name, value in
      if name == "r" { number = value.number }
      if name == "hidden" { isHidden = value.isTrue }
    }
    guard let number, number >= 1, number <= CellReference.lastRow else {
      return .damaged(
        "the sheet has a row numbered \(attributes["r"]?.string.prefix(20) ?? "past its last"), which no sheet has")
    }
    row = number
    column = 0
    builder.begin(row: number, isHidden: isHidden)
    return nil
  }

  private mutating func beginCell(_ attributes: XMLAttributes) -> XMLFailure? {
    column += 1
    (style, written, hasFormula, hasValue, isInCell) = (0, .number, false, false, true)
    (isInValue, isInText, isInFormula) = (false, false, false)
    value.removeAll()
    formula.removeAll()
    var wrong = false
    attributes.each { name, text in
      switch name.letter {
      case UInt8(ascii: "r"):
        guard let place = Self.place(text), place.row == row else {
          wrong = true
          return
        }
        column = place.column
      case UInt8(ascii: "s"): style = text.number ?? 0
      case UInt8(ascii: "t"): written = Self.form(text)
      default: break
      }
    }
    guard !wrong, row > 0, column <= CellReference.lastColumn else {
      return .damaged(
        "row \(row) of the sheet has a cell called \(attributes["r"]?.string.prefix(20) ?? "past the last column")")
    }
    return nil
  }

  private static func form(_ text: XMLText) -> Written {
    switch text {
    case "s": .shared
    case "str": .formulaText
    case "b": .bool
    case "e": .error
    case "inlineStr": .text
    case "d": .date
    default: .number
    }
  }

  /// `C17`
  @inline(__always)
  private static func place(_ text: XMLText) -> (row: Int, column: Int)? {
    var (index, column, row) = (0, 0, 0)
    while case let letter = (text[index] | 0x20) &- UInt8(ascii: "a"), letter < 26, index < 4 {
      column = column &* 26 &+ Int(letter) &+ 1
      index &+= 1
    }
    let first = index
    while case let digit = text[index] &- UInt8(ascii: "0"), digit <= 9, index < 12 {
      row = row &* 10 &+ Int(digit)
      index &+= 1
    }
    return first > 0 && index > first && text[index] == 0 && column <= CellReference.lastColumn ? (row, column) : nil
  }

  // MARK: - Values

  private var place: String { CellReference(row: row, column: column).text }

  private mutating func endCell() -> XMLFailure? {
    // An empty text that a formula gives has a value; one that no program has calculated has none.
    if hasFormula, !hasValue || value.isEmpty && written != .formulaText && written != .text {
      unsafe builder.add(builder.grid.add(.uncalculated, formula.bytes), column: column)
      return builder.failure
    }
    switch written {
    case .shared:
      guard !value.isEmpty else { return nil }
      guard let index = unsafe Self.index(value.bytes), index < shared.count else {
        return .damaged(
          "\(place) names text \(beginning(20)), but the workbook has \(shared.count)",
          cell: place)
      }
      builder.add(shared[index], column: column)
    case .text: if hasValue { return addText(.text) }
    case .formulaText: if !value.isEmpty { return addText(.text) }
    case .number: return value.isEmpty ? nil : addNumber()
    case .bool:
      guard !value.isEmpty else { return nil }
      let isTrue = unsafe value.bytes.elementsEqual("1".utf8) || value.bytes.elementsEqual("true".utf8)
      builder.add(builder.grid.add(.bool, (isTrue ? "true" : "false").utf8), column: column)
    case .error: if !value.isEmpty { unsafe builder.add(builder.grid.add(.error, value.bytes), column: column) }
    case .date: if !value.isEmpty { return addDate() }
    }
    return builder.failure
  }

  private static func index(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
    guard text.count <= 10 else { return nil }
    var index = 0
    for place in text.indices {
      let digit = unsafe text[place] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      index = index &* 10 &+ Int(digit)
    }
    return index
  }

  private mutating func addText(_ kind: SheetGrid.Kind) -> XMLFailure? {
    let start = builder.grid.bytes.count
    unsafe builder.grid.bytes.append(contentsOf: value.bytes)
    EscapedText.unescape(&builder.grid.bytes, from: start)
    let length = builder.grid.bytes.count - start
    guard length <= SheetGrid.Cell.longest else { return .limit("the text in \(place) is longer than 16 MB") }
    builder.add(SheetGrid.Cell(kind, start: start, length: length), column: column)
    return builder.failure
  }

  /// Of what is written in the cell, for messages.
  private func beginning(_ count: Int) -> String {
    unsafe String(decoding: value.bytes.prefix(count), as: UTF8.self)
  }

  @inline(__always)
  private mutating func addNumber() -> XMLFailure? {
    let format = style < styles.count ? styles[style] : .plain
    let start = builder.grid.bytes.count
    guard let kind = unsafe Self.append(value.bytes, format, dates, to: &builder.grid.bytes) else {
      return .damaged("the number in \(place) is written \"\(beginning(40))\"", cell: place)
    }
    builder.add(SheetGrid.Cell(kind, start: start, length: builder.grid.bytes.count - start), column: column)
    return builder.failure
  }

  /// Nil, and nothing appended, if the text is no number.
  @inline(__always)
  private static func append(
    _ text: UnsafeBufferPointer<UInt8>, _ format: NumberFormat, _ dates: SerialDate, to bytes: inout [UInt8]
  ) -> SheetGrid.Kind? {
    switch format {
    case .plain, .text: return unsafe PlainNumber.append(text, to: &bytes).map { .number }
    case .percent: return unsafe PlainNumber.append(text, to: &bytes).map { .percent }
    case .currency: return unsafe PlainNumber.append(text, to: &bytes).map { .currency }
    case .date, .datetime, .time, .elapsed: break
    }
    guard let serial = unsafe PlainNumber.value(text) else { return nil }
    switch format {
    case .date: if let kind = dates.append(serial, showsTime: false, to: &bytes) { return kind }
    case .datetime: if let kind = dates.append(serial, showsTime: true, to: &bytes) { return kind }
    // A time with days before it is a day and a time.
    case .time where serial >= 1: if let kind = dates.append(serial, showsTime: true, to: &bytes) { return kind }
    case .time: if serial >= 0, SerialDate.append(time: serial, to: &bytes) != nil { return .time }
    default: if SerialDate.append(time: serial, to: &bytes) != nil { return .elapsed }
    }
    PlainNumber.append(serial, to: &bytes)
    return .noDate
  }

  /// `2011-05-04T13:45:00`, as some programs write dates.
  private mutating func addDate() -> XMLFailure? {
    guard let (kind, text) = unsafe ISODate.read(Array(value.bytes)) else {
      return .damaged("the date in \(place) is written \"\(beginning(40))\"", cell: place)
    }
    builder.add(builder.grid.add(kind, text), column: column)
    return builder.failure
  }
}
