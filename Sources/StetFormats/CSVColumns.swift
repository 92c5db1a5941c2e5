import StetColumns
import StetDiagnostics

/// Builds typed columns from a scanned file: one tight loop for each column and type.
struct CSVColumns {
  let scan: CSVScan
  let missing: [[UInt8]]

  init(scan: CSVScan, missing: [String]) {
    self.scan = scan
    self.missing = missing.filter { !$0.isEmpty }.map { Array($0.utf8) }
  }

  /// The cells of a column that do not fit a type: how many, and the rows of the first three.
  struct Misfits {
    var count = 0
    var rows: [Int] = []

    mutating func add(_ row: Int) {
      count += 1
      if rows.count < 3 { rows.append(row) }
    }
  }

  func cell(_ row: Int, _ column: Int) -> CSVCell { scan.cells[(row + 1) * scan.width + column] }

  /// A column of a declared type, and every cell that does not fit it.
  func declared(_ bytes: Span<UInt8>, _ column: Int, _ type: ValueType) -> (Column, Misfits) {
    switch type {
    case .int:
      let (vector, misfits) = read(bytes, column, IntParser(isDeclared: true))
      return (.int(vector), misfits)
    case .float:
      let (vector, misfits) = read(bytes, column, FloatParser(isDeclared: true))
      return (.float(vector), misfits)
    case .bool:
      let (vector, misfits) = read(bytes, column, BoolParser())
      return (.bool(vector), misfits)
    case .date:
      let (vector, misfits) = read(bytes, column, DateParser())
      return (.date(vector), misfits)
    case .period(let kind):
      let (vector, misfits) = read(bytes, column, PeriodParser(kind: kind))
      return (.period(vector, kind), misfits)
    case .decimal: return decimal(bytes, column)
    case .text: return (text(bytes, column), Misfits())
    case .datetime, .duration:
      var misfits = Misfits()
      for row in 0..<scan.rowCount where !isMissing(bytes, cell(row, column)) { misfits.add(row) }
      return (text(bytes, column), misfits)
    }
  }

  /// The narrowest type that every cell fits, and a note where that is text although most cells look like numbers.
  func inferred(_ bytes: Span<UInt8>, _ column: Int) -> (Column, Lookalikes?) {
    guard let first = (0..<scan.rowCount).first(where: { !isMissing(bytes, cell($0, column)) }) else {
      return (text(bytes, column), nil)
    }
    let start = cell(first, column).start
    let shape = bytes.extracting(start..<cell(first, column).end)
    // The first cell decides what is tried; every cell decides whether it holds.
    if IntParser().parse(shape) != nil, let vector = whole(bytes, column, IntParser()) { return (.int(vector), nil) }
    if FloatParser().parse(shape) != nil, let vector = whole(bytes, column, FloatParser()) {
      return (.float(vector), nil)
    }
    if BoolParser().parse(shape) != nil, let vector = whole(bytes, column, BoolParser()) { return (.bool(vector), nil) }
    if DateParser().parse(shape) != nil, let vector = whole(bytes, column, DateParser()) { return (.date(vector), nil) }
    for kind in [PeriodKind.fiscalYear, .month] {
      let parser = PeriodParser(kind: kind)
      if parser.parse(shape) != nil, kind != .fiscalYear || shape[0] == UInt8(ascii: "F"), everyCellNamesItsYear(bytes, column, kind),
        let vector = whole(bytes, column, parser)
      {
        return (.period(vector, kind), nil)
      }
    }
    return (text(bytes, column), Lookalikes(self, bytes, column))
  }

  /// An undeclared fiscal year says so in every cell: `2009` among `FY2008` might be a calendar year.
  private func everyCellNamesItsYear(_ bytes: Span<UInt8>, _ column: Int, _ kind: PeriodKind) -> Bool {
    guard kind == .fiscalYear else { return true }
    return (0..<scan.rowCount).allSatisfy {
      let cell = cell($0, column)
      return cell.isEmpty || cell.length > 0 && bytes[cell.start] > UInt8(ascii: "9") || isMissing(bytes, cell)
    }
  }

  @inline(__always)
  func isMissing(_ bytes: Span<UInt8>, _ cell: CSVCell) -> Bool {
    if cell.isEmpty { return true }
    if missing.isEmpty { return false }
    return missing.contains { code in
      guard code.count == cell.length else { return false }
      for index in 0..<code.count where code[index] != bytes[cell.start + index] { return false }
      return true
    }
  }

  /// The column where every cell fits, else nil at the first that does not.
  private func whole<Parser: CellParser>(
    _ bytes: Span<UInt8>, _ column: Int, _ parser: Parser
  ) -> Vector<Parser.Element>? {
    let (vector, misfits) = read(bytes, column, parser, stopsAtMisfit: true)
    return misfits.count == 0 ? vector : nil
  }

  /// Cells with doubled quotes are parsed as they stand: no type but text has a quote in it.
  private func read<Parser: CellParser>(
    _ bytes: Span<UInt8>, _ column: Int, _ parser: Parser, stopsAtMisfit: Bool = false
  ) -> (Vector<Parser.Element>, Misfits) {
    let rows = scan.rowCount
    var values = [Parser.Element](repeating: parser.zero, count: rows)
    var validity: Bitmap?
    var misfits = Misfits()
    var slots = values.mutableSpan
    let cells = scan.cells.span
    var place = scan.width + column
    for row in 0..<rows {
      let cell = cells[place]
      place += scan.width
      if isMissing(bytes, cell) {
        if validity == nil { validity = Bitmap(repeating: true, count: rows) }
        validity?[row] = false
      } else if let value = parser.parse(bytes.extracting(cell.start..<cell.end)) {
        slots[row] = value
      } else {
        misfits.add(row)
        if stopsAtMisfit { break }
      }
    }
    return (Vector(values, validity: validity), misfits)
  }

  private func decimal(_ bytes: Span<UInt8>, _ column: Int) -> (Column, Misfits) {
    var (vector, misfits) = read(bytes, column, DecimalParser())
    let scale = vector.values.reduce(0) { max($0, $1.scale) }
    // A cell that has no room for the column's places does not fit the column.
    for (row, value) in vector.values.enumerated() where value.rescaled(to: scale) == nil { misfits.add(row) }
    return (
      .decimal(Vector(vector.values.map { $0.rescaled(to: scale) ?? 0 }, validity: vector.validity), scale: scale), misfits
    )
  }

  private func text(_ bytes: Span<UInt8>, _ column: Int) -> Column {
    var builder = TextPoolBuilder()
    var codes: [Int32] = []
    codes.reserveCapacity(scan.rowCount)
    for row in 0..<scan.rowCount {
      let cell = cell(row, column)
      if isMissing(bytes, cell) {
        codes.append(-1)
      } else if cell.hasDoubledQuotes {
        codes.append(builder.code(for: unquoted(bytes, cell)[...]))
      } else {
        let raw = bytes.extracting(cell.start..<cell.end)
        codes.append(unsafe raw.withUnsafeBufferPointer { unsafe builder.code(forUTF8: $0) })
      }
    }
    return .text(TextVector(codes: codes, pool: builder.finish()))
  }
}

/// A cell's bytes with doubled quotes made single.
func unquoted(_ bytes: Span<UInt8>, _ cell: CSVCell) -> [UInt8] {
  var text: [UInt8] = []
  text.reserveCapacity(cell.length)
  var index = cell.start
  while index < cell.end {
    text.append(bytes[index])
    index += cell.hasDoubledQuotes && bytes[index] == UInt8(ascii: "\"") ? 2 : 1
  }
  return text
}
