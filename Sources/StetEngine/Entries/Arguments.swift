package import StetColumns

/// The arguments of one call over a batch of rows: whole columns, or one row where an argument is constant.
package struct Arguments {
  package let columns: [Column]
  package let isConstant: [Bool]
  /// How many rows the result has; 1 where every argument is constant.
  package let count: Int
  let isCancelled: () -> Bool

  package init(columns: [Column], isConstant: [Bool], count: Int, isCancelled: @escaping () -> Bool = { false }) {
    self.isCancelled = isCancelled
    self.columns = columns
    self.isConstant = isConstant
    self.count = count
  }

  package subscript(argument: Int, row: Int) -> Value {
    columns[argument][isConstant[argument] ? 0 : row]
  }

  /// The row of an argument's own column.
  @inline(__always)
  func place(_ argument: Int, _ row: Int) -> Int { isConstant[argument] ? 0 : row }

  /// The single value of an argument that the binder guarantees to be constant.
  package func constant(_ argument: Int) -> Value { columns[argument].count > 0 ? columns[argument][0] : .missing }

  /// A row's arguments, if none is missing.
  private func values(_ row: Int) -> [Value]? {
    var values: [Value] = []
    values.reserveCapacity(columns.count)
    for argument in columns.indices {
      let value = self[argument, row]
      if value.isMissing { return nil }
      values.append(value)
    }
    return values
  }

  // MARK: - Adapters

  /// Each row by itself; a missing argument gives a missing result.
  package func map(
    _ type: ValueType, _ body: @Sendable ([Value]) throws(ValueFailure) -> Value
  ) throws(ValueFailure) -> Column {
    try eachRow(type) { arguments, row throws(ValueFailure) in
      if let values = arguments.values(row) { try body(values) } else { .missing }
    }
  }

  /// The same with missing arguments as they are.
  package func mapWithMissing(
    _ type: ValueType, _ body: @Sendable ([Value]) throws(ValueFailure) -> Value
  ) throws(ValueFailure) -> Column {
    try eachRow(type) { arguments, row throws(ValueFailure) in
      try body(arguments.columns.indices.map { arguments[$0, row] })
    }
  }

  /// A value for each row, calculated once for all rows with equal arguments if these repeat.
  private func eachRow(
    _ type: ValueType, _ body: @Sendable (Arguments, Int) throws(ValueFailure) -> Value
  ) throws(ValueFailure) -> Column {
    let groups = repetitions
    // Any thread may ask whether to stop: the answer comes from an atomic flag.
    nonisolated(unsafe) let distinct = groups.map { gathered(firstRows($0)) } ?? self
    let results = try unsafe parts(of: distinct.count) { rows throws(ValueFailure) in
      var results: [Value] = []
      results.reserveCapacity(rows.count)
      for row in rows { results.append(try unsafe body(distinct, row)) }
      return results
    }
    let column = Column(Array(results.joined()), type: type)
    return groups.map { column.gather($0.groupOfRow) } ?? column
  }

  /// Rows with equal arguments, numbered as they first appear, so that the first failure is that of the first row that fails; nil
  /// if arguments do not repeat, or are numbers, which rarely do.
  private var repetitions: Grouping? {
    guard count > 16 else { return nil }
    var keys: [Column] = []
    for (column, isConstant) in zip(columns, isConstant) where !isConstant {
      switch column {
      case .bool, .date, .period: keys.append(column)
      case .text(let texts) where texts.ownCodes != nil: keys.append(column)
      case .text, .int, .narrowInt, .decimal, .longDecimal, .float, .datetime, .duration: return nil
      }
    }
    let groups = identities(of: keys, rowCount: count)
    return groups.count <= count / 2 ? groups : nil
  }

  private func gathered(_ rows: [Int32]) -> Arguments {
    Arguments(
      columns: zip(columns, isConstant).map { $1 ? $0 : $0.gather(rows) }, isConstant: isConstant, count: rows.count,
      isCancelled: isCancelled)
  }

  /// Each number as a double; a result that is not finite is missing, and the ledger counts it.
  package func mapFloats(_ body: (Double) -> Double) -> Column {
    guard case .float(let vector) = columns[0] else { preconditionFailure("the binder guarantees floats here") }
    let results = vector.values.map(body)
    var present = vector.validity ?? Bitmap(repeating: true, count: results.count)
    for row in results.indices where !results[row].isFinite { present[row] = false }
    return .float(Vector(results, validity: present).cleared(zero: 0))
  }
}
