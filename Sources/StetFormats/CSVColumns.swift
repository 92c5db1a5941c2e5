import StetColumns
import StetDiagnostics

/// Builds typed columns from a scanned file: one tight loop for each column and type.
struct CSVColumns {
  let scan: CSVScan
  let missing: [[UInt8]]
  /// The file, as messages name it.
  let name: String

  init(scan: CSVScan, missing: [String], name: String) {
    self.scan = scan
    self.missing = missing.filter { !$0.isEmpty }.map { Array($0.utf8) }
    self.name = name
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

  /// A column of a declared type.
  struct Read {
    var column: Column
    var misfits = Misfits()
    var style = NumberStyle()
    /// Where cells are dates in an order that nothing states: the orders that all of them fit.
    var orders: [CSVOptions.DateOrder]?
  }

  func cell(_ row: Int, _ column: Int) -> CSVCell { scan.cell(row, column) }

  /// A column of a declared type, and every cell that does not fit it.
  func declared(
    _ bytes: Span<UInt8>, _ column: Int, _ type: ValueType, _ order: CSVOptions.DateOrder?, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> Read {
    switch type {
    case .int:
      let (vector, misfits, style) = try numbers(bytes, column, IntParser(isDeclared: true), isCancelled, \.int)
      return Read(column: Column.int(vector).narrowed, misfits: misfits, style: style)
    case .float:
      let (vector, misfits, style) = try numbers(bytes, column, FloatParser(isDeclared: true), isCancelled, \.float)
      return Read(column: .float(vector), misfits: misfits, style: style)
    case .decimal: return try decimal(bytes, column, isCancelled)
    case .bool:
      let (vector, misfits) = try read(bytes, column, BoolParser(), isCancelled)
      return Read(column: .bool(vector), misfits: misfits)
    case .date:
      if let order {
        let (vector, misfits) = try read(bytes, column, OrderedDateParser(order: order), isCancelled)
        return Read(column: .date(vector), misfits: misfits)
      }
      let (vector, misfits) = try read(bytes, column, DateParser(), isCancelled)
      let orders = misfits.count > 0 ? try self.orders(bytes, column, isCancelled) : nil
      return Read(column: .date(vector), misfits: misfits, orders: orders)
    case .period(let kind):
      let (vector, misfits) = try read(bytes, column, PeriodParser(kind: kind), isCancelled)
      return Read(column: .period(vector, kind), misfits: misfits)
    case .text: return Read(column: try text(bytes, column, isCancelled))
    case .datetime:
      let (vector, misfits) = try read(bytes, column, DateTimeParser(), isCancelled)
      return Read(column: .datetime(vector), misfits: misfits)
    case .duration:
      let (vector, misfits) = try read(bytes, column, DurationParser(), isCancelled)
      return Read(column: .duration(vector), misfits: misfits)
    }
  }

  /// The orders that every cell fits; nil where a cell is a date in none of them.
  private func orders(
    _ bytes: Span<UInt8>, _ column: Int, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> [CSVOptions.DateOrder]? {
    var fitting: [CSVOptions.DateOrder] = []
    var isDated = [Bool](repeating: false, count: scan.rowCount)
    for order in CSVOptions.DateOrder.allCases {
      let parser = OrderedDateParser(order: order)
      var fits = true
      try each(bytes, column, isCancelled) { row, cell in
        guard let cell else {
          isDated[row] = true
          return true
        }
        if parser.parse(cell) != nil { isDated[row] = true } else { fits = false }
        return true
      }
      if fits { fitting.append(order) }
    }
    return isDated.allSatisfy { $0 } ? fitting : nil
  }

  /// The narrowest type that every cell fits, and a note where that is text although most cells look like numbers.
  func inferred(
    _ bytes: Span<UInt8>, _ column: Int, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> (Column, Lookalikes?) {
    var first: Int?
    try each(bytes, column, isCancelled) { row, cell in
      if cell != nil { first = row }
      return first == nil
    }
    guard let first else { return (try text(bytes, column, isCancelled), nil) }
    let start = cell(first, column).start
    let shape = bytes.extracting(start..<cell(first, column).end)
    // The first cell decides what is tried; every cell decides whether it holds.
    if IntParser().parse(shape) != nil, let vector = try whole(bytes, column, IntParser(), isCancelled) {
      return (Column.int(vector).narrowed, nil)
    }
    if FloatParser().parse(shape) != nil, let vector = try whole(bytes, column, FloatParser(), isCancelled) {
      return (.float(vector), nil)
    }
    if BoolParser().parse(shape) != nil, let vector = try whole(bytes, column, BoolParser(), isCancelled) {
      return (.bool(vector), nil)
    }
    if DateParser().parse(shape) != nil, let vector = try whole(bytes, column, DateParser(), isCancelled) {
      return (.date(vector), nil)
    }
    for kind in [PeriodKind.fiscalYear, .month] {
      let parser = PeriodParser(kind: kind)
      if parser.parse(shape) != nil, kind != .fiscalYear || shape[0] == UInt8(ascii: "F"),
        try everyCellNamesItsYear(bytes, column, kind, isCancelled),
        let vector = try whole(bytes, column, parser, isCancelled)
      {
        return (.period(vector, kind), nil)
      }
    }
    let words = try text(bytes, column, isCancelled)
    guard case .text(let texts) = words else { preconditionFailure("the column was read as text") }
    return (words, Lookalikes(texts))
  }

  /// An undeclared fiscal year says so in every cell: `2009` among `FY2008` might be a calendar year.
  private func everyCellNamesItsYear(
    _ bytes: Span<UInt8>, _ column: Int, _ kind: PeriodKind, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> Bool {
    guard kind == .fiscalYear else { return true }
    var everyOne = true
    try each(bytes, column, isCancelled) { _, cell in
      if let cell, cell.count == 0 || cell[0] <= UInt8(ascii: "9") { everyOne = false }
      return everyOne
    }
    return everyOne
  }

  /// How many cells hold a text.
  func count(
    _ bytes: Span<UInt8>, _ column: Int, of code: [UInt8], _ isCancelled: () -> Bool
  ) throws(RunFailure) -> Int {
    var count = 0
    try stretches(column, isCancelled) { rows, cells, offset in
      for row in rows where Self.holds(bytes, cells[offset + row * scan.width], code) { count += 1 }
      return true
    }
    return count
  }

  /// Visits the rows in stretches of the file between which loading can be stopped, until `visit` returns false. A
  /// row's cell is `cells[offset + row * width]`.
  @inline(__always)
  private func stretches(
    _ column: Int, _ isCancelled: () -> Bool, _ visit: (_ rows: Range<Int>, _ cells: [CSVCell], _ offset: Int) -> Bool
  ) throws(RunFailure) {
    var row = 0
    while row < scan.rowCount {
      if isCancelled() { throw RunFailure(.cancelled(name)) }
      // A stretch is short in rows and, past its first rows, in bytes.
      let segment = scan.segment(of: row)
      let first = scan.segmentStarts[segment] - scan.header
      var end = min(row + 65_536, first + scan.segments[segment].count / scan.width)
      let start = cell(row, 0).start
      while end - row > 1, cell(end - 1, 0).start - start > CSVScanner.stretch { end = row + (end - row) / 2 }
      if !visit(row..<end, scan.segments[segment], column - first * scan.width) { return }
      row = end
    }
  }

  /// Visits every cell, nil for a missing one, until `visit` returns false.
  @inline(__always)
  private func each(
    _ bytes: Span<UInt8>, _ column: Int, _ isCancelled: () -> Bool, _ visit: (Int, Span<UInt8>?) -> Bool
  ) throws(RunFailure) {
    try stretches(column, isCancelled) { rows, cells, offset in
      for row in rows {
        let cell = cells[offset + row * scan.width]
        let value = isMissing(bytes, cell) ? nil : bytes.extracting(cell.start..<cell.end)
        if !visit(row, value) { return false }
      }
      return true
    }
  }

  @inline(__always)
  func isMissing(_ bytes: Span<UInt8>, _ cell: CSVCell) -> Bool {
    if cell.isEmpty { return true }
    if missing.isEmpty { return false }
    return missing.contains { Self.holds(bytes, cell, $0) }
  }

  private static func holds(_ bytes: Span<UInt8>, _ cell: CSVCell, _ code: [UInt8]) -> Bool {
    guard code.count == cell.length else { return false }
    for index in 0..<code.count where code[index] != bytes[cell.start + index] { return false }
    return true
  }

  /// The column where every cell fits, else nil at the first that does not.
  private func whole<Parser: CellParser>(
    _ bytes: Span<UInt8>, _ column: Int, _ parser: Parser, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> Vector<Parser.Element>? {
    let (vector, misfits) = try read(bytes, column, parser, isCancelled, stopsAtMisfit: true)
    return misfits.count == 0 ? vector : nil
  }

  /// Cells with doubled quotes are parsed as they stand: no type but text has a quote in it.
  private func read<Parser: CellParser>(
    _ bytes: Span<UInt8>, _ column: Int, _ parser: Parser, _ isCancelled: () -> Bool, stopsAtMisfit: Bool = false
  ) throws(RunFailure) -> (Vector<Parser.Element>, Misfits) {
    let rows = scan.rowCount
    var values = [Parser.Element](repeating: parser.zero, count: rows)
    var validity: Bitmap?
    var misfits = Misfits()
    try stretches(column, isCancelled) { stretch, segment, offset in
      var slots = values.mutableSpan
      let cells = segment.span
      var place = offset + stretch.lowerBound * scan.width
      for row in stretch {
        let cell = cells[place]
        place += scan.width
        if isMissing(bytes, cell) {
          if validity == nil { validity = Bitmap(repeating: true, count: rows) }
          validity?[row] = false
        } else if let value = parser.parse(bytes.extracting(cell.start..<cell.end)) {
          slots[row] = value
        } else {
          misfits.add(row)
          if stopsAtMisfit { return false }
        }
      }
      return true
    }
    return (Vector(values, validity: validity), misfits)
  }

  /// Declared numbers: plain ones on the fast path, the others taken apart.
  private func numbers<Parser: CellParser>(
    _ bytes: Span<UInt8>, _ column: Int, _ parser: Parser, _ isCancelled: () -> Bool,
    _ value: (NumberCell) -> Parser.Element?
  ) throws(RunFailure) -> (Vector<Parser.Element>, Misfits, NumberStyle) {
    let rows = scan.rowCount
    var values = [Parser.Element](repeating: parser.zero, count: rows)
    var present = Bitmap(repeating: true, count: rows)
    var misfits = Misfits()
    var style = NumberStyle()
    try stretches(column, isCancelled) { stretch, cells, offset in
      for row in stretch {
        let cell = cells[offset + row * scan.width]
        let raw = bytes.extracting(cell.start..<cell.end)
        if isMissing(bytes, cell) {
          present[row] = false
        } else if let plain = parser.parse(raw) {
          values[row] = plain
          if plain != parser.zero { style.addPlain(row) }
        } else if let number = NumberCell(raw), let read = value(number) {
          values[row] = read
          style.add(number, row: row)
        } else {
          misfits.add(row)
        }
      }
      return true
    }
    return (Vector(values, validity: present), misfits, style)
  }

  private func decimal(
    _ bytes: Span<UInt8>, _ column: Int, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> Read {
    var (vector, misfits, style) = try numbers(bytes, column, DecimalParser(), isCancelled, \.decimal)
    let scale = vector.values.reduce(0) { max($0, $1.scale) }
    // A cell that has no room for the column's places does not fit the column.
    for (row, value) in vector.values.enumerated() where value.rescaled(to: scale) == nil { misfits.add(row) }
    let digits = Vector(vector.values.map { $0.rescaled(to: scale) ?? 0 }, validity: vector.validity)
    return Read(column: .decimal(digits, scale: scale), misfits: misfits, style: style)
  }

  private func text(_ bytes: Span<UInt8>, _ column: Int, _ isCancelled: () -> Bool) throws(RunFailure) -> Column {
    var builder = TextPoolBuilder()
    var codes: [Int32] = []
    codes.reserveCapacity(scan.rowCount)
    try stretches(column, isCancelled) { rows, cells, offset in
      for row in rows {
        let cell = cells[offset + row * scan.width]
        if isMissing(bytes, cell) {
          codes.append(-1)
        } else if cell.hasDoubledQuotes {
          codes.append(builder.code(for: unquoted(bytes, cell)[...]))
        } else {
          let raw = bytes.extracting(cell.start..<cell.end)
          codes.append(unsafe raw.withUnsafeBufferPointer { unsafe builder.code(forUTF8: $0) })
        }
      }
      return true
    }
    return .text(TextVector(codes: codes, pool: builder.finish()))
  }
}

/// A cell's bytes with doubled quotes made single.
func unquoted(_ bytes: Span<UInt8>, _ cell: CSVCell) -> [UInt8] {
  let text = bytes.extracting(cell.start..<cell.end)
  return cell.hasDoubledQuotes ? withSingleQuotes(text) : unsafe text.withUnsafeBufferPointer { unsafe Array($0) }
}

/// Two quotes beside each other stand for one.
func withSingleQuotes(_ text: Span<UInt8>) -> [UInt8] {
  var single: [UInt8] = []
  single.reserveCapacity(text.count)
  var index = 0
  while index < text.count {
    single.append(text[index])
    index += text[index] == UInt8(ascii: "\"") ? 2 : 1
  }
  return single
}
