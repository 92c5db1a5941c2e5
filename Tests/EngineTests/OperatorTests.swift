import StetColumns
import StetDiagnostics
import Testing

@testable import StetEngine

private let place = SourceRange(0, 1)

private func column(_ index: Int, _ type: ValueType) -> TypedExpression {
  TypedExpression(.column(index), type, range: place)
}

private func constant(_ value: Value) -> TypedExpression {
  TypedExpression(.constant(value), value.type ?? .int, range: place)
}

private func table(_ columns: [Column]) -> Table {
  Table(
    schema: Schema(columns.enumerated().map { Field("c\($0)", $1.type) }), columns: columns,
    rowCount: columns.first?.count ?? 0)
}

@Test("1e16 + 1 − 1e16 is 1")
func exactSum() throws {
  var sum = ExactSum()
  for value in [1e16, 1, -1e16] { sum.add(value) }
  #expect(sum.value == 1)
  let floats = Column([.float(1e16), .float(1), .missing, .float(-1e16)], type: .float)
  let total = try Aggregate.sum.apply([floats], Grouping(groupOfRow: [0, 0, 0, 0], count: 1))
  #expect(total[0] == .float(1))
}

@Test("Integer overflow is an error with its location, never a wrap or a trap")
func overflow() {
  var evaluator = Evaluator(table([Column([.int(.max), .int(1)], type: .int)]))
  let sum = TypedExpression(.arithmetic(.add, column(0, .int), constant(.int(1))), .int, range: SourceRange(3, 8))
  #expect { try evaluator.column(sum) } throws: { error in
    let diagnostic = (error as? RunFailure)?.diagnostics.first
    return diagnostic?.code == .overflow && diagnostic?.range == SourceRange(3, 8)
  }
  let big = Column([.int(.max), .int(1)], type: .int)
  #expect(throws: ValueFailure.self) { try Aggregate.sum.apply([big], Grouping(groupOfRow: [0, 0], count: 1)) }
}

@Test("Filter and exclude partition a table; comparisons with missing are undecided; equality is total")
func partition() throws {
  let numbers = table([Column([.int(1), .missing, .int(3), .int(2)], type: .int)])
  var evaluator = Evaluator(numbers)
  let less = TypedExpression(.comparison(.less, column(0, .int), constant(.int(3))), .bool, range: place)
  let (rows, undecided) = try evaluator.selection(less)
  #expect(rows == [0, 3])
  #expect(undecided == 1)
  let differs = TypedExpression(.comparison(.notEqual, column(0, .int), constant(.int(1))), .bool, range: place)
  #expect(try evaluator.selection(differs).rows == [1, 2, 3])
}

@Test("`and` and `or` are Kleene's on all nine pairs")
func kleene() throws {
  let truth: [Bool?] = [true, false, nil]
  let pairs = truth.flatMap { a in truth.map { (a, $0) } }
  let values = table([
    .bool(Vector(optionals: pairs.map(\.0), zero: false)), .bool(Vector(optionals: pairs.map(\.1), zero: false)),
  ])
  var evaluator = Evaluator(values)
  let and = try evaluator.column(
    TypedExpression(.logic(.and, column(0, .bool), column(1, .bool)), .bool, range: place))
  let or = try evaluator.column(TypedExpression(.logic(.or, column(0, .bool), column(1, .bool)), .bool, range: place))
  for (row, pair) in pairs.enumerated() {
    let (a, b) = pair
    let both: Bool? = a == false || b == false ? false : (a == nil || b == nil ? nil : true)
    let either: Bool? = a == true || b == true ? true : (a == nil || b == nil ? nil : false)
    #expect(and[row].asBool == both)
    #expect(or[row].asBool == either)
  }
}

@Test("What arithmetic computes under a missing row neither overflows nor reaches a running sum")
func underMissing() throws {
  var evaluator = Evaluator(table([Column([.missing, .int(1)], type: .int)]))
  let sum = try evaluator.column(
    TypedExpression(.arithmetic(.add, column(0, .int), constant(.int(7))), .int, range: place))
  let running = try Aggregate.sum.apply([sum], Frames(runningIn: GroupRows(inOrder: [0, 2])), isCancelled: { false })
  #expect(running[0] == .missing)
  #expect(running[1] == .int(8))
  let least = TypedExpression(.arithmetic(.subtract, column(0, .int), constant(.int(.min + 1))), .int, range: place)
  var others = Evaluator(table([Column([.missing, .int(-1)], type: .int)]))
  #expect(try others.column(least)[1] == .int(.max - 1))
  let minus = TypedExpression(.arithmetic(.subtract, column(0, .int), column(1, .int)), .int, range: place)
  var bare = Evaluator(table([Column([.missing], type: .int), Column([.int(.min)], type: .int)]))
  #expect(try bare.column(minus)[0] == .missing)
}

@Test("What `??` does not need and what `where:` leaves out cannot fail")
func lazily() throws {
  let numbers = table([Column([.int(1), .missing], type: .int), Column([.int(.max), .int(2)], type: .int)])
  let tooLarge = TypedExpression(.arithmetic(.add, column(1, .int), constant(.int(1))), .int, range: place)
  var evaluator = Evaluator(numbers)
  let either = try evaluator.column(TypedExpression(.coalesce(column(0, .int), tooLarge), .int, range: place))
  #expect(either[0] == .int(1))
  #expect(either[1] == .int(3))
  let isMissing = TypedExpression(.isMissing(column(0, .int)), .bool, range: place)
  let call = AggregateCall(
    field: Field("n", .int), aggregate: .sum, arguments: [tooLarge], condition: isMissing, range: place)
  let step = PlanStep(
    operation: GroupOperation(keys: [], aggregates: [call]), name: "group", range: place, schema: nil, continues: false)
  var executor = Executor()
  #expect(try executor.run([step], on: numbers).columns[0][0] == .int(3))
}

@Test("What has one value for all rows cannot fail where no row asks for it")
func nobodyAsks() throws {
  let tooLarge = TypedExpression(.arithmetic(.add, constant(.int(.max)), constant(.int(1))), .int, range: place)
  let branches = TypedExpression(
    .conditional(constant(.bool(false)), then: tooLarge, otherwise: constant(.int(7))), .int, range: place)
  var evaluator = Evaluator(table([Column([.int(1), .int(2)], type: .int)]))
  #expect(try evaluator.column(branches)[1] == .int(7))
  var empty = Evaluator(table([Column([], type: .int)]))
  #expect(try empty.column(tooLarge).count == 0)
  #expect(throws: RunFailure.self) { try evaluator.column(tooLarge) }
}

@Test("Division by zero is missing and counted, for ints and decimals too")
func division() throws {
  var evaluator = Evaluator(table([Column([.int(6), .int(0)], type: .int), Column([.int(4), .int(0)], type: .int)]))
  let quotient = try evaluator.column(
    TypedExpression(.arithmetic(.divide, column(0, .int), column(1, .int)), .float, range: place))
  #expect(quotient[0] == .float(1.5))
  #expect(quotient[1] == .missing)
  #expect(evaluator.counts.undefined == 1)
}

@Test("Decimals stay exact through arithmetic")
func decimals() throws {
  let tenth = constant(.decimal(Decimal(digits: 1, scale: 1)))
  let fifth = constant(.decimal(Decimal(digits: 20, scale: 2)))
  var evaluator = Evaluator(table([Column([.int(1)], type: .int)]))
  let sum = try evaluator.column(TypedExpression(.arithmetic(.add, tenth, fifth), .decimal, range: place))
  #expect(sum[0] == .decimal(Decimal(digits: 3, scale: 1)))
}

@Test("Sorting is stable with missing last both ways, for every order of four values and a tie")
func sorting() {
  let values: [Value] = [.int(2), .missing, .int(1), .int(2), .int(.max), .int(.min)]
  let numbers = Column(values, type: .int)
  #expect(sortedRows([(numbers, false)], rowCount: 6) == [5, 2, 0, 3, 4, 1])
  #expect(sortedRows([(numbers, true)], rowCount: 6) == [4, 0, 3, 2, 5, 1])
  let least = Column([.missing, .int(.min), .int(0)], type: .int)
  #expect(sortedRows([(least, true)], rowCount: 3) == [2, 1, 0])
  let floats = Column([.float(-0.5), .float(0), .float(-1e300), .missing, .float(5e-300), .float(-0.0)], type: .float)
  #expect(sortedRows([(floats, false)], rowCount: 6) == [2, 0, 1, 5, 4, 3])
  let words = Column([.text("b"), .text(""), .text("Z"), .missing, .text("é"), .text("a")], type: .text)
  #expect(sortedRows([(words, false)], rowCount: 6) == [1, 2, 5, 0, 4, 3])
}

@Test("Groups equal those of a dictionary on every pair of small columns")
func grouping() {
  for seed in 0..<200 {
    let count = seed % 9
    let a = Column((0..<count).map { ($0 * seed) % 4 == 3 ? .missing : .int(Int64(($0 * seed) % 4)) }, type: .int)
    let b = Column((0..<count).map { .text(String(($0 + seed) % 3)) }, type: .text)
    let groups = identities(of: [a, b], rowCount: count)
    var numbers: [[Value]: Int32] = [:]
    for row in 0..<count {
      let key = [a[row], b[row]]
      let number = numbers[key] ?? Int32(numbers.count)
      numbers[key] = number
      #expect(groups.groupOfRow[row] == number)
    }
    #expect(count == 0 || groups.count == numbers.count)
  }
}

@Test("A join accounts for every row of both sides, and missing keys never match")
func joining() throws {
  let left = Column([.int(1), .int(2), .missing, .int(3), .int(2)], type: .int)
  let right = Column([.int(2), .missing, .int(1), .int(2), .int(9)], type: .int)
  let pairs = try matchRows(left: [left], right: [right], leftCount: 5, rightCount: 5)
  #expect(pairs.rows(keepingLeft: false).left == [0, 1, 1, 4, 4])
  #expect(pairs.rows(keepingLeft: false).right == [2, 0, 3, 0, 3])
  #expect(pairs.rows(keepingLeft: true).left == [0, 1, 1, 2, 3, 4, 4])
  #expect(pairs.rows(keepingLeft: true).right == [2, 0, 3, -1, -1, 0, 3])
  #expect(pairs.count == 5)
  #expect(pairs.matched == 3)
  #expect(pairs.leftOnly == [2, 3])
  #expect(pairs.rightOnly == [1, 4])
  #expect(pairs.multiplied == [1, 4])
}

@Test("Aggregates skip missing; of nothing but missing they are missing, and a count is 0")
func aggregates() throws {
  let values = Column([.int(4), .missing, .int(1), .int(1), .missing], type: .int)
  let groups = Grouping(groupOfRow: [0, 0, 0, 0, 1], count: 2)
  func result(_ aggregate: Aggregate) throws -> [Value] {
    let column = try aggregate.apply(aggregate.parameters.isEmpty ? [] : [values], groups)
    return (0..<2).map { column[$0] }
  }
  #expect(try result(.count) == [.int(4), .int(1)])
  #expect(try result(.countDistinct) == [.int(2), .int(0)])
  #expect(try result(.sum) == [.int(6), .missing])
  #expect(try result(.mean) == [.float(2), .missing])
  #expect(try result(.median) == [.float(1), .missing])
  #expect(try result(.variance) == [.float(3), .missing])
  #expect(try result(.min) == [.int(1), .missing])
  #expect(try result(.max) == [.int(4), .missing])
  #expect(try result(.first) == [.int(4), .missing])
  #expect(try result(.last) == [.int(1), .missing])
}

@Test("The median and quartiles of decimals are those of their digits, rounded once")
func quantilesOfDecimals() throws {
  func quantiles(_ digits: [Int64], scale: Int, _ share: Double) throws -> Value {
    let column = Column.decimal(Vector(digits), scale: scale)
    let shares = Column([Value](repeating: .float(share), count: digits.count), type: .float)
    return try Aggregate.quantile.apply([column, shares], Grouping(whole: digits.count))[0]
  }
  func median(_ digits: [Int64], scale: Int) throws -> Value {
    try Aggregate.median.apply([.decimal(Vector(digits), scale: scale)], Grouping(whole: digits.count))[0]
  }
  // As doubles, 0.1 and 0.2 have the middle 0.15000000000000002, and so is a quarter of the way from 0.1 to 0.3.
  #expect(try median([2, 1], scale: 1) == .float(0.15))
  #expect(try median([3, 1, 2], scale: 1) == .float(0.2))
  #expect(try quantiles([3, 1], scale: 1, 0.25) == .float(0.15))
  // A tenth of ten steps is one step, and a third of three, though neither double is a tenth or a third.
  #expect(try quantiles((0...10).map { $0 * 80 }, scale: 0, 1.0 / 10) == .float(80))
  #expect(try quantiles((0...3).map { $0 * 80 }, scale: 0, 1.0 / 3) == .float(80))
  // Digits that a double does not have: their middle is rounded once.
  let (low, high): (Int64, Int64) = (9_007_199_254_740_993, 9_007_199_254_740_995)
  #expect(try median([low, high], scale: 0) == .float(9_007_199_254_740_994))
  let long = Column.longDecimal(Vector([Int128(low) * 1_000_000_000, Int128(high) * 1_000_000_000]), scale: 9)
  #expect(try Aggregate.median.apply([long], Grouping(whole: 2))[0] == .float(9_007_199_254_740_994))
  let largest = Column.longDecimal(Vector([Int128.max, Int128.max]), scale: 0)
  #expect(try Aggregate.median.apply([largest], Grouping(whole: 2))[0] == .float(Double(Int128.max)))
}

@Test("A share of many places is taken exactly, also of the longest decimals")
func quantilesOfLongDecimals() throws {
  func quantile(_ digits: [Int128], scale: Int, _ share: Int128, places: Int) throws -> Value {
    let share = Column(
      [Value](repeating: .decimal(Decimal(digits: share, scale: places)), count: digits.count), type: .decimal)
    let column = Column.longDecimal(Vector(digits), scale: scale)
    return try Aggregate.quantile.apply([column, share], Grouping(whole: digits.count))[0]
  }
  let unit = powersOfTen[37]
  let tenth = powersOfTen[17]
  // Tenths with 18 places: products of 55 digits.
  #expect(try quantile([unit, 3 * unit], scale: 37, 9 * tenth, places: 18) == .float(2.8))
  #expect(try quantile([-3 * unit, -unit], scale: 37, 9 * tenth, places: 18) == .float(-1.2))
  #expect(try quantile([-unit, 3 * unit], scale: 37, 9 * tenth, places: 18) == .float(2.6))
  #expect(try quantile([-9 * unit, unit], scale: 37, tenth, places: 18) == .float(-8))
  #expect(try quantile([-9 * unit, unit], scale: 37, 9 * tenth, places: 18) == .float(0))
  #expect(throws: ValueFailure.self) { try quantile([1, 2], scale: 0, powersOfTen[18] + 1, places: 18) }
  // 0.07 of 100 steps is 7 steps; as doubles it would be 7.000000000000001.
  #expect(try quantile((0...100).map { Int128($0) }, scale: 0, 7, places: 2) == .float(7))
}

@Test("A float result too large for a double is an error, never missing")
func floatOverflow() throws {
  let huge = Column([.float(1e308), .float(1e308)], type: .float)
  let group = Grouping(groupOfRow: [0, 0], count: 1)
  for aggregate in [Aggregate.sum, .mean] {
    #expect(throws: ValueFailure.self) { try aggregate.apply([huge], group) }
  }
  let apart = Column([.float(1e308), .float(-1e308)], type: .float)
  for aggregate in [Aggregate.variance, .sd] {
    #expect(try aggregate.apply([huge], group)[0] == .float(0))
    #expect(throws: ValueFailure.self) { try aggregate.apply([apart], group) }
  }
  #expect(try Aggregate.median.apply([huge], group)[0] == .float(1e308))
  #expect(
    try Aggregate.variance.apply([Column([.float(1)], type: .float)], Grouping(groupOfRow: [0], count: 1))[0]
      == .missing)
}
