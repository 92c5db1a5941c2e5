import StetColumns
import StetDiagnostics

/// The cells of a column that do not fit a type: how many, and the rows of the first 32.
struct Misfits {
  var count = 0
  var rows: [Int] = []

  mutating func add(_ row: Int) {
    count += 1
    if rows.count < 32 { rows.append(row) }
  }
}

/// A column of a declared type, and every cell that does not fit it.
struct DeclaredColumn {
  var column: Column
  var misfits = Misfits()
  var style = NumberStyle()
  /// If cells are dates in an undeclared order: the orders that all of them fit.
  var orders: [ReadOptions.DateOrder]?

  init(
    _ cells: CellColumn, _ type: ValueType, _ form: ReadOptions.DateForm?, _ isCancelled: () -> Bool
  ) throws(RunFailure) {
    switch type {
    case .int:
      let (vector, misfits, style) = try cells.numbers(IntParser(isDeclared: true), isCancelled, \.int)
      self.init(column: Column.int(vector).narrowed, misfits: misfits, style: style)
    case .float:
      let (vector, misfits, style) = try cells.numbers(FloatParser(isDeclared: true), isCancelled, \.float)
      self.init(column: .float(vector), misfits: misfits, style: style)
    case .decimal: self = try Self.decimal(cells, isCancelled)
    case .bool:
      let (vector, misfits) = try cells.read(cells.reading.truths, isCancelled)
      self.init(column: .bool(vector), misfits: misfits)
    case .date:
      switch form {
      case .order(let order):
        let (vector, misfits) = try cells.read(OrderedDateParser(order: order), isCancelled)
        self.init(column: .date(vector), misfits: misfits)
      case .pattern(let pattern):
        let (vector, misfits) = try cells.read(PatternDateParser(pattern: pattern), isCancelled)
        self.init(column: .date(vector), misfits: misfits)
      case nil:
        let (vector, misfits) = try cells.read(DateParser(), isCancelled)
        self.init(column: .date(vector), misfits: misfits)
        if misfits.count > 0 { orders = try Self.orders(cells, isCancelled) }
      }
    case .period(let kind):
      let (vector, misfits) = try cells.read(PeriodParser(kind: kind), isCancelled)
      self.init(column: .period(vector, kind), misfits: misfits)
    case .text: self.init(column: .text(try cells.texts(isCancelled)))
    case .datetime:
      let (vector, misfits) =
        if case .pattern(let pattern) = form {
          try cells.read(PatternDateTimeParser(pattern: pattern), isCancelled)
        } else {
          try Self.moments(cells, isCancelled)
        }
      self.init(column: .datetime(vector), misfits: misfits)
    case .duration:
      let (vector, misfits) = try cells.read(DurationParser(), isCancelled)
      self.init(column: .duration(vector), misfits: misfits)
    }
  }

  /// Dates and times, all of them with a zone that the script says how to read, or none of them with one.
  private static func moments(
    _ cells: CellColumn, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> (Vector<Int64>, Misfits) {
    let plain = try cells.read(DateTimeParser(), isCancelled)
    guard let zone = cells.reading.zone, plain.1.count > 0 else { return plain }
    return try cells.read(ZonedDateTimeParser(zone: zone), isCancelled)
  }

  private init(column: Column, misfits: Misfits = Misfits(), style: NumberStyle = NumberStyle()) {
    self.column = column
    self.misfits = misfits
    self.style = style
  }

  /// A column with as many decimal places as the cell that has most.
  static func decimal(_ cells: CellColumn, _ isCancelled: () -> Bool) throws(RunFailure) -> DeclaredColumn {
    var (vector, misfits, style) = try cells.numbers(DecimalParser(), isCancelled, \.decimal)
    let (column, tooLong) = inOneScale(vector)
    for row in tooLong { misfits.add(row) }
    return DeclaredColumn(column: column, misfits: misfits, style: style)
  }

  /// Decimals with the places of the one that has most, and the rows of those that cannot have so many.
  static func inOneScale(_ vector: Vector<Decimal>) -> (Column, tooLong: [Int]) {
    let scale = vector.values.reduce(0) { max($0, $1.scale) }
    let tooLong = vector.values.indices.filter { vector.values[$0].rescaled(to: scale) == nil }
    let digits = Vector(vector.values.map { $0.rescaled(to: scale) ?? 0 }, validity: vector.validity)
    return (Column.longDecimal(digits, scale: scale).narrowed, tooLong)
  }

  /// The orders that every cell fits; nil if a cell is not a date in any of them.
  private static func orders(
    _ cells: CellColumn, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> [ReadOptions.DateOrder]? {
    var fitting: [ReadOptions.DateOrder] = []
    var isDated = [Bool](repeating: false, count: cells.count)
    for order in ReadOptions.DateOrder.allCases {
      let parser = OrderedDateParser(order: order)
      var fits = true
      try cells.each(isCancelled) { row, _, bytes in
        guard let bytes else {
          isDated[row] = true
          return true
        }
        if parser.parse(bytes) != nil { isDated[row] = true } else { fits = false }
        return true
      }
      if fits { fitting.append(order) }
    }
    return isDated.allSatisfy { $0 } ? fitting : nil
  }
}

// One tight loop for each parser.
extension CellColumn {
  /// The column if every cell fits, or nil at the first that does not.
  func whole<Parser: CellParser>(
    _ parser: Parser, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> Vector<Parser.Element>? {
    let (vector, misfits) = try read(parser, isCancelled, stopsAtMisfit: true)
    return misfits.count == 0 ? vector : nil
  }

  fileprivate func read<Parser: CellParser>(
    _ parser: Parser, _ isCancelled: () -> Bool, stopsAtMisfit: Bool = false
  ) throws(RunFailure) -> (Vector<Parser.Element>, Misfits) {
    let source = file.bytes
    let bytes = source.span
    var values = [Parser.Element](repeating: parser.zero, count: count)
    var validity: Bitmap?
    var misfits = Misfits()
    try stretches(isCancelled) { stretch, segment, offset, stride in
      var slots = values.mutableSpan
      let cells = segment.span
      var location = offset + stretch.lowerBound * stride
      for row in stretch {
        let cell = cells[location]
        location += stride
        if isMissing(cell, bytes) {
          if validity == nil { validity = Bitmap(repeating: true, count: count) }
          validity?[row] = false
        } else if let value = parser.parse(bytes.extracting(cell.start..<cell.end)) {
          slots[row] = value
        } else if cell.isEscaped, let value = parser.parse(file.unescaped(cell).span) {
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

  /// Declared numbers: plain ones on the fast path, the others by their parts.
  fileprivate func numbers<Parser: CellParser>(
    _ parser: Parser, _ isCancelled: () -> Bool, _ value: (NumberCell) -> Parser.Element?
  ) throws(RunFailure) -> (Vector<Parser.Element>, Misfits, NumberStyle) {
    var values = [Parser.Element](repeating: parser.zero, count: count)
    var present = Bitmap(repeating: true, count: count)
    var misfits = Misfits()
    var style = NumberStyle()
    func take(_ row: Int, _ bytes: Span<UInt8>?) {
      if let bytes {
        if let plain = parser.parse(bytes) {
          values[row] = plain
          if plain != parser.zero { style.addPlain(row) }
        } else if let number = NumberCell(bytes), let read = value(number) {
          values[row] = read
          style.add(number, row: row)
        } else {
          misfits.add(row)
        }
      } else {
        present[row] = false
      }
    }
    try each(isCancelled) { row, _, bytes in
      if let marks = reading.marks, let written = bytes {
        // Nothing else is a number where the script says how they are written.
        if let plain = marks.plain(written) { take(row, plain.span) } else { misfits.add(row) }
      } else {
        take(row, bytes)
      }
      return true
    }
    return (Vector(values, validity: present), misfits, style)
  }

  func texts(_ isCancelled: () -> Bool) throws(RunFailure) -> TextVector {
    let source = file.bytes
    let bytes = source.span
    var builder = TextPoolBuilder()
    var codes: [Int32] = []
    codes.reserveCapacity(count)
    try stretches(isCancelled) { rows, cells, offset, stride in
      for row in rows {
        let cell = cells[offset + row * stride]
        if isMissing(cell, bytes) {
          codes.append(-1)
        } else if cell.isEscaped {
          codes.append(builder.code(for: file.unescaped(cell)[...]))
        } else {
          let raw = bytes.extracting(cell.start..<cell.end)
          codes.append(unsafe raw.withUnsafeBufferPointer { unsafe builder.code(forUTF8: $0) })
        }
      }
      return true
    }
    return TextVector(codes: codes, pool: builder.finish())
  }
}
