import StetColumns

extension ExpressionCompiler {
  /// A costly expression over columns of few different values is calculated once for each combination of these, and looked up by
  /// the rows; nil if the expression is cheap, or has too many, or could fail or count something for a combination that no row has.
  mutating func table(of expression: TypedExpression) throws(NotCompiled) -> Register? {
    guard let table = valueTable(of: expression) else { return nil }
    let (register, first) = places(of: table)
    if let undecided = table.undecided {
      // Where a row has all values, no choice is undecided: rows without one are looked for, which takes less time.
      let missing = table.isDecidedByValues ? table.indices.map { column($0) } : nil
      builder.countUndecided(register, from: first, undecided, onlyWhereMissing: missing)
    }
    return builder.lookedUp(register, from: first, table.results)
  }

  /// What an expression gives for each combination of the values that it reads.
  struct ValueTable {
    fileprivate let indices: [Int]
    fileprivate let ranges: [ValueRange]
    let results: Column
    /// How many choices have no condition that is true or false; nil if there are none in any.
    fileprivate let undecided: [Int32]?

    /// Whether no combination without a missing value leaves a choice undecided.
    fileprivate var isDecidedByValues: Bool {
      guard let undecided else { return true }
      return undecided.indices.allSatisfy { place in
        guard undecided[place] > 0 else { return true }
        var stride = undecided.count
        // The first value of a range is the missing one.
        return ranges.contains { range in
          stride /= range.count
          return place / stride % range.count == 0
        }
      }
    }
  }

  /// A table takes longer than so many rows.
  private static let fewRows = 64
  /// What kernels calculate takes less time than a look at a table that the innermost caches have no room for.
  private static let mostOfKernels = 1 << 14

  mutating func valueTable(of expression: TypedExpression) -> ValueTable? {
    guard rowCount >= Self.fewRows, tableAttempts > 0, expression.effort >= 8 else { return nil }
    var read: Set<Int> = []
    expression.readColumns(into: &read)
    guard (1...3).contains(read.count), expression.windows.isEmpty, !expression.hasDecimalCall else { return nil }
    let most = expression.hasKernels ? min(Self.mostOfKernels, rowCount / 4) : rowCount / 4
    let indices = read.sorted()
    var ranges: [ValueRange] = []
    var combinations = 1
    for index in indices {
      guard let range = ValueRange(input(index)) else { return nil }
      ranges.append(range)
      let (product, overflow) = combinations.multipliedReportingOverflow(by: range.count)
      guard !overflow, product <= most else { return nil }
      combinations = product
    }
    tableAttempts -= 1
    return results(of: expression, indices, ranges, combinations).map {
      ValueTable(indices: indices, ranges: ranges, results: $0, undecided: $1)
    }
  }

  /// The place of each row's combination. The place of the first one is `first`.
  mutating func places(of table: ValueTable) -> (register: Register, first: Int32) {
    var places: (register: Register, first: Int32)?
    var stride = table.results.count
    for (index, range) in zip(table.indices, table.ranges) {
      let value = column(index)
      stride /= range.count
      let next = builder.places(value, from: range.least, times: stride, isAlone: table.indices.count == 1)
      places = places.map { (builder.sum($0.register, next.register), 0) } ?? next
    }
    guard let places else { preconditionFailure("the expression reads a column") }
    return places
  }

  /// One result for each combination, the values of the last column changing fastest.
  private func results(
    of expression: TypedExpression, _ indices: [Int], _ ranges: [ValueRange], _ combinations: Int
  ) -> (results: Column, undecided: [Int32]?)? {
    var columns: [Column] = []
    var stride = combinations
    for range in ranges {
      stride /= range.count
      let (each, count) = (stride, range.count)
      let places: [Int32] = parallelFill(combinations) { rows, target in
        for row in rows { target[row - rows.lowerBound] = Int32(truncatingIfNeeded: row / each % count) }
      }
      columns.append(range.values.gather(places))
    }
    let table = Table(
      schema: Schema(columns.map { Field("", $0.type) }), columns: columns, rowCount: combinations)
    var evaluator = Evaluator(table)
    let moved = expression.movingColumns { index in indices.firstIndex(of: index) ?? 0 }
    guard let column = try? evaluator.column(moved), evaluator.counts.undefined == 0, evaluator.counts.skipped == 0
    else { return nil }
    var undecided: [Int32]?
    if evaluator.counts.undecided > 0 {
      guard let choices = moved.undecidedChoices, case .narrowInt(let counts)? = try? evaluator.column(choices).narrowed
      else { return nil }
      undecided = counts.values
    }
    // The rows that these values are for hold codes, so that equal texts must be one.
    if case .text(let texts) = column { return (.text(texts.coded), undecided) }
    return (column.narrowed, undecided)
  }
}

/// The different values that a column may have, missing first.
struct ValueRange {
  private let type: ValueType
  private let pool: TextPool?
  /// The places of decimals.
  private let scale: Int
  /// The whole number that stands for the first value.
  private(set) var least: Int64 = 0
  /// How many there are.
  let count: Int

  /// Nil if there may be too many of them. To find the least and the largest number of a column, all rows may have to be looked at.
  init?(_ input: ExpressionCompiler.Input) {
    switch input {
    case .column(let column), .joined(let column, _):
      self.init(column.type, column.pool, column.scale) { column.knownBounds ?? column.valueBounds }
    case .register(let register):
      guard register.constant == nil else { return nil }
      self.init(register.type, register.pool, register.scale) { register.bounds }
    }
  }

  private static let most = 1 << 20

  private init?(_ type: ValueType, _ pool: TextPool?, _ scale: Int, _ bounds: () -> ClosedRange<Int64>?) {
    (self.type, self.pool, self.scale) = (type, pool, scale)
    switch type {
    case .text:
      guard let pool, pool.count < Self.most else { return nil }
      count = pool.count + 1
    case .bool: count = 3
    case .int, .decimal, .date, .period:
      guard let bounds = bounds(), Int32(exactly: bounds.lowerBound) != nil, Int32(exactly: bounds.upperBound) != nil,
        bounds.upperBound - bounds.lowerBound < Self.most
      else { return nil }
      (least, count) = (bounds.lowerBound, Int(bounds.upperBound - bounds.lowerBound) + 2)
    case .float, .datetime, .duration: return nil
    }
  }

  var values: Column {
    switch type {
    case .text:
      guard let pool else { preconditionFailure("texts have a pool") }
      return .text(TextVector(codes: (-1..<Int32(pool.count)).map { $0 }, pool: pool))
    case .bool: return .bool(Vector(optionals: [nil, false, true], zero: false))
    case .date: return .date(numbers)
    case .period(let kind): return .period(numbers, kind)
    case .decimal:
      return .decimal(Vector(numbers.values.map { Int64($0) }, validity: numbers.validity), scale: scale)
    case .int, .float, .datetime, .duration: return .narrowInt(numbers)
    }
  }

  private var numbers: Vector<Int32> {
    let first = Int32(truncatingIfNeeded: least)
    return Vector(optionals: [nil] + (0..<Int32(count - 1)).map { first + $0 }, zero: 0)
  }
}

extension TypedExpression {
  /// Whether the number of places of a decimal inside depends on the values that there are.
  fileprivate var hasDecimalCall: Bool {
    contains { if case .call = $0.kind { $0.type == .decimal } else { false } }
  }

  /// Whether every function inside has a kernel.
  fileprivate var hasKernels: Bool {
    !contains { if case .call(let function, _) = $0.kind { function.kernel == nil } else { false } }
  }

  private func contains(_ isMeant: (TypedExpression) -> Bool) -> Bool {
    var found = isMeant(self)
    _ = kind.mapParts { part in
      found = found || part.contains(isMeant)
      return part
    }
    return found
  }

  /// Roughly how long it takes for a row, in comparisons of numbers.
  fileprivate var effort: Int {
    let own =
      switch kind {
      case .constant, .outer, .column, .failure: 0
      case .arithmetic(let operation, _, _): operation == .divide || operation == .modulo ? 4 : 1
      case .comparison(_, let a, _): a.type == .text ? 2 : 1
      case .negate, .not, .logic, .isMissing: 1
      case .widen: 1
      case .coalesce, .conditional: 2
      case .call: 8
      case .window: 1000
      }
    var all = own
    _ = kind.mapParts { part in
      all += part.effort
      return part
    }
    return all
  }
}
