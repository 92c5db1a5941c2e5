import StetColumns
import StetDiagnostics
import StetEngine

/// Evaluates an expression for one row of a table at a time.
final class RowEvaluator {
  let table: TwinTable
  /// Every row's value of the windows seen so far, by their range in the script.
  private var windows: [SourceRange: Result<[Calculated], any Error>] = [:]
  /// How far the engine's value may be from the one just evaluated.
  private var slack = 0.0
  /// How many choices had a condition that is neither true nor false; those in windows do not count.
  private(set) var undecided = 0

  init(_ table: TwinTable) { self.table = table }

  /// The value of every row, or what went wrong in any.
  func column(_ expression: TypedExpression) throws -> [Value] { try calculatedColumn(expression).map(\.value) }

  func calculatedColumn(_ expression: TypedExpression) throws -> [Calculated] {
    try calculated(expression, rows: Array(table.rows.indices))
  }

  /// The values of some rows.
  func column(_ expression: TypedExpression, rows: [Int]) throws -> [Value] {
    try calculated(expression, rows: rows).map(\.value)
  }

  private func calculated(_ expression: TypedExpression, rows: [Int]) throws -> [Calculated] {
    var values: [Calculated] = []
    var codes: Set<Diagnostic.Code> = []
    for row in rows {
      slack = 0
      do {
        let value = try self.value(expression, row)
        // Arithmetic with a value that is not exact is not compared further.
        let isDirect: Bool
        switch expression.kind {
        case .window, .call: isDirect = true
        default: isDirect = false
        }
        values.append(Calculated(value, slack: slack == 0 || isDirect ? slack : .infinity))
      } catch let failure as TwinFailure { codes.formUnion(failure.codes) }
    }
    guard codes.isEmpty else { throw TwinFailure(codes: codes) }
    return values
  }

  func value(_ expression: TypedExpression, _ row: Int) throws -> Value {
    switch expression.kind {
    case .constant(let value): return value
    case .outer: preconditionFailure("values from outside the rows must be filled in before a step runs")
    case .column(let index): return table.rows[row][index]
    case .arithmetic(let operation, let left, let right):
      return try calculate(operation, try value(left, row), try value(right, row))
    case .negate(let operand):
      let value = try value(operand, row)
      switch value {
      case .int: return try calculate(.subtract, .int(0), value)
      case .decimal: return try calculate(.subtract, .decimal(Decimal(digits: 0, scale: 0)), value)
      case .float(let number): return .float(-number)
      default: return .missing
      }
    case .comparison(let comparison, let left, let right):
      return compare(comparison, try value(left, row), try value(right, row))
    case .not(let operand):
      guard let verdict = try value(operand, row).asBool else { return .missing }
      return .bool(!verdict)
    case .logic(let logic, let left, let right):
      return kleene(logic, try value(left, row).asBool, try value(right, row).asBool)
    case .isMissing(let operand): return .bool(try value(operand, row).isMissing)
    case .coalesce(let first, let second):
      let value = try value(first, row)
      return value.isMissing ? try self.value(second, row) : value
    case .conditional(let condition, let then, let otherwise):
      guard let verdict = try value(condition, row).asBool else {
        undecided += 1
        return .missing
      }
      return try value(verdict ? then : otherwise, row)
    case .widen(let operand): return widen(try value(operand, row), to: expression.type)
    case .call(let function, let arguments):
      var values: [Value] = []
      for argument in arguments { values.append(try value(argument, row)) }
      let result = try twin(of: function).apply(values, expression.type)
      // What a call makes of a value that is not exact is not followed further, either.
      slack = slack == 0 ? result.slack : .infinity
      return result.value
    case .window(let call):
      let found = windows[expression.range] ?? Result { try windowValues(call, expression.type) }
      windows[expression.range] = found
      let all = try found.get()
      slack = max(slack, all[row].slack)
      return all[row].value
    case .failure: throw TwinFailure(.noCase)
    }
  }

  /// Looks from each row at the rows of its partition, in the order of `sort`.
  private func windowValues(_ call: WindowCall, _ type: ValueType) throws -> [Calculated] {
    let inner = RowEvaluator(table)
    let rows = Array(table.rows.indices)
    var keys = rows.map { _ in [Value]() }
    for key in call.partition {
      for (row, value) in try inner.column(key).enumerated() { keys[row].append(value) }
    }
    var orders = rows.map { _ in [Value]() }
    for key in call.order {
      for (row, value) in try inner.column(key.expression).enumerated() { orders[row].append(value) }
    }
    if goesByOrder(call), call.order.indices.contains(where: { key in monthsSortByLetters(orders.map { $0[key] }) }) {
      throw TwinFailure(.needsOrder)
    }
    let sorted = sortedPlaces(orders, descending: call.order.map(\.descending))
    // The rows of each partition in their order.
    let groups = partitions(sorted.map { keys[$0] }).map { group in group.map { sorted[$0] } }
    var results = rows.map { _ in Calculated(.missing) }
    switch call.kind {
    case .aggregate(let aggregate, let condition, let frame) where frame != .partition:
      for places in groups {
        let found = try framed(call, aggregate, condition, frame, places, orders, inner)
        for (row, result) in zip(places, found) { results[row] = result }
      }
    case .aggregate(let aggregate, let condition, _):
      let twin = try twin(of: aggregate)
      for group in groups {
        let members = try inner.rows(group, where: condition)
        var arguments: [[Value]] = members.map { _ in [] }
        for argument in call.arguments {
          for (place, value) in try inner.column(argument, rows: members).enumerated() {
            arguments[place].append(value)
          }
        }
        if aggregate.dependsOnOrder, !call.order.isEmpty {
          try checkEnds(group, members, arguments, orders, atEnd: aggregate.name == "last")
        }
        let result = try twin.apply(arguments, call.arguments.map(\.type))
        for row in group { results[row] = result }
      }
    case .window(let window):
      var arguments = rows.map { _ in [Value]() }
      for argument in call.arguments {
        for (row, value) in try inner.column(argument).enumerated() { arguments[row].append(value) }
      }
      let twin = try twin(of: window)
      var isChecked = window.needsOrder
      if case .base = window.reach { isChecked = false }
      if isChecked { for places in groups { try checkOrder(places, orders, arguments) } }
      for places in groups {
        let found = try twin.apply(partition(call, places.map { arguments[$0] }, places, orders, isStepping: isChecked))
        for (place, row) in places.enumerated() { results[row] = found[place] }
      }
    }
    return results
  }

  private func goesByOrder(_ call: WindowCall) -> Bool {
    switch call.kind {
    case .aggregate(let aggregate, _, .partition): return aggregate.dependsOnOrder
    case .aggregate: return true
    case .window(let window):
      if case .base = window.reach { return false }
      return window.needsOrder
    }
  }

  /// Whether all texts are names of months and in another order than these.
  private func monthsSortByLetters(_ values: [Value]) -> Bool {
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    let whole = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
      "december",
    ]
    var numbers: [(name: String, number: Int)] = []
    for value in values where !value.isMissing {
      guard case .text(let name) = value else { return false }
      let plain = name.lowercased().replacing(".", with: "").replacing(" ", with: "")
      guard
        let number = plain == "sept"
          ? 8 : months.firstIndex(of: plain) ?? whole.firstIndex(of: plain)
      else { return false }
      numbers.append((name, number))
    }
    numbers.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    return zip(numbers, numbers.dropFirst()).contains { $0.number > $1.number }
  }

  /// An aggregate over frames of the rows of a partition in their order, each calculated for itself.
  private func framed(
    _ call: WindowCall, _ aggregate: Aggregate, _ condition: TypedExpression?, _ frame: WindowCall.Frame,
    _ places: [Int], _ orders: [[Value]], _ inner: RowEvaluator
  ) throws -> [Calculated] {
    let twin = try twin(of: aggregate)
    let kept = try inner.rows(places, where: condition)
    let keptRows = Set(kept)
    let isKept = places.map { keptRows.contains($0) }
    let values = call.arguments.dropLast(frame == .rolling ? 2 : 0)
    var arguments = table.rows.map { _ in [Value](repeating: .missing, count: values.count) }
    for (index, argument) in values.enumerated() {
      let rows = aggregate.hasConstant && index == values.count - 1 ? places : kept
      for (row, value) in zip(rows, try inner.column(argument, rows: rows)) { arguments[row][index] = value }
    }
    let own = try call.arguments.suffix(frame == .rolling ? 2 : 0).map { try inner.column($0, rows: [places[0]])[0] }
    let partition = partition(call, places.map { arguments[$0] }, places, orders, isStepping: true)
    let goesByTime = try frame == .rolling && partition.goesByTime(own[0])
    try checkOrder(places, orders, arguments, allowsTies: goesByTime)
    let varying = values.count - (aggregate.hasConstant ? 1 : 0)
    let isMissing = zip(places, isKept).map { $1 && arguments[$0].prefix(varying).contains(where: \.isMissing) }
    let frames =
      try frame == .running
      ? partition.running(isMissing) : partition.rolling(isMissing, isKept, steps: own[0], atLeast: own[1])
    return try frames.map { frame in
      guard let frame else { return Calculated(.missing) }
      return try twin.apply(frame.filter { isKept[$0] }.map { partition.rows[$0] }, values.map(\.type))
    }
  }

  private func partition(
    _ call: WindowCall, _ rows: [[Value]], _ places: [Int], _ orders: [[Value]], isStepping: Bool
  ) -> WindowTwin.Partition {
    let isDescending = call.order.first?.descending ?? false
    if isStepping, call.timeKeys == .yearsAndMonths, let months = months(orders) {
      return WindowTwin.Partition(
        rows: rows, orders: places.map { [months[$0]] }, orderType: .period(.month), isDescending: isDescending,
        unit: call.unit)
    }
    // Numbers that are too large are no years.
    let areYears =
      call.timeKeys == .years
      && orders.allSatisfy { $0[0].isMissing || $0[0].asInt.flatMap { Int32(exactly: $0) } != nil }
    return WindowTwin.Partition(
      rows: rows, orders: places.map { orders[$0] },
      orderType: call.order.count == 1 ? call.order[0].expression.type : nil, isDescending: isDescending,
      unit: call.unit, areYears: areYears)
  }

  /// A year and a month for each row, as one month; nil where a row has none.
  private func months(_ orders: [[Value]]) -> [Value]? {
    var months: [Value] = []
    for keys in orders {
      guard case .int(let year) = keys[0], case .int(let month) = keys[1], (1...9999).contains(year),
        (1...12).contains(month)
      else { return nil }
      months.append(.period(Int32(12 * year + month - 1), .month))
    }
    return months
  }

  /// What ties with the first or last value has the same value, and every row has its place.
  private func checkEnds(
    _ group: [Int], _ members: [Int], _ arguments: [[Value]], _ orders: [[Value]], atEnd: Bool
  ) throws {
    if group.contains(where: { orders[$0].contains(where: \.isMissing) }) { throw TwinFailure(.needsOrder) }
    let present = members.indices.filter { !arguments[$0][0].isMissing }
    guard let end = atEnd ? present.last : present.first else { return }
    for other in present where areSame(orders[members[other]], orders[members[end]]) {
      if !areSame(arguments[other][0], arguments[end][0]) { throw TwinFailure(.needsOrder) }
    }
  }

  /// Each row needs a place in the order, and rows with other values each their own.
  private func checkOrder(_ places: [Int], _ orders: [[Value]], _ arguments: [[Value]], allowsTies: Bool = false) throws
  {
    if places.contains(where: { orders[$0].contains(where: \.isMissing) }) { throw TwinFailure(.needsOrder) }
    for (row, next) in zip(places, places.dropFirst()) where !allowsTies && areSame(orders[row], orders[next]) {
      if arguments[row].isEmpty || !areSame(arguments[row], arguments[next]) { throw TwinFailure(.needsOrder) }
    }
  }

  /// The rows for which a condition is true.
  func rows(_ rows: [Int], where condition: TypedExpression?) throws -> [Int] {
    guard let condition else { return rows }
    return zip(rows, try column(condition, rows: rows)).filter { $0.1.asBool == true }.map(\.0)
  }
}

/// Two values of one numeric type; missing gives missing, and so does a float result that is not finite.
func calculate(_ operation: Arithmetic, _ a: Value, _ b: Value) throws -> Value {
  if a.isMissing || b.isMissing { return .missing }
  if operation == .divide, a.type != .float {
    guard let x = a.asDecimal, let y = b.asDecimal else { preconditionFailure("the binder guarantees numbers") }
    return ratio(x, y).map { .float($0) } ?? .missing
  }
  if a.type == .float {
    guard let x = a.asFloat, let y = b.asFloat else { preconditionFailure("the binder guarantees numbers") }
    let result: Double =
      switch operation {
      case .add: x + y
      case .subtract: x - y
      case .multiply: x * y
      case .divide: x / y
      case .modulo: floorRemainder(x, y)
      }
    return result.isFinite ? .float(result) : .missing
  }
  if case .int(let x) = a, case .int(let y) = b {
    if operation == .modulo, y == 0 { return .missing }
    let result: Int128 =
      switch operation {
      case .add: Int128(x) + Int128(y)
      case .subtract: Int128(x) - Int128(y)
      case .multiply: Int128(x) * Int128(y)
      case .modulo, .divide: floorRemainder(Int128(x), Int128(y))
      }
    guard let fits = Int64(exactly: result) else { throw TwinFailure(.overflow) }
    return .int(fits)
  }
  guard case .decimal(let x) = a, case .decimal(let y) = b else { preconditionFailure("the binder guarantees numbers") }
  let scale = operation == .multiply ? x.scale + y.scale : max(x.scale, y.scale)
  guard scale <= 38 else { throw TwinFailure(.overflow) }
  let left = operation == .multiply ? x.digits : x.rescaled(to: scale)
  let right = operation == .multiply ? y.digits : y.rescaled(to: scale)
  guard let left, let right else { throw TwinFailure(.overflow) }
  if operation == .modulo, right == 0 { return .missing }
  let (big, other) = (BigInteger(left), BigInteger(right))
  let result: BigInteger =
    switch operation {
    case .add: big + other
    case .subtract: big - other
    case .multiply: big * other
    case .modulo, .divide: BigInteger(floorRemainder(left, right))
    }
  guard let digits = result.int128 else { throw TwinFailure(.overflow) }
  return .decimal(Decimal(digits: digits, scale: scale))
}

/// What is left after subtracting the largest whole multiple that is not above: it has the sign of `b`.
func floorRemainder(_ a: Int128, _ b: Int128) -> Int128 {
  if b == -1 { return 0 }
  let rest = a % b
  return rest == 0 || (rest < 0) == (b < 0) ? rest : rest + b
}

private func floorRemainder(_ a: Double, _ b: Double) -> Double {
  guard b != 0 else { return .nan }
  var rest = a.magnitude
  // The remainder of the magnitudes is exact; then the signs.
  rest.formTruncatingRemainder(dividingBy: b.magnitude)
  if a < 0 { rest = -rest }
  return rest == 0 || (rest < 0) == (b < 0) ? rest : rest + b
}

private func compare(_ comparison: Comparison, _ a: Value, _ b: Value) -> Value {
  switch comparison {
  case .equal: return .bool(areSame(a, b))
  case .notEqual: return .bool(!areSame(a, b))
  case .less, .lessOrEqual, .greater, .greaterOrEqual: break
  }
  if a.isMissing || b.isMissing { return .missing }
  let order = order(a, b)
  switch comparison {
  case .less: return .bool(order < 0)
  case .lessOrEqual: return .bool(order <= 0)
  case .greater: return .bool(order > 0)
  case .greaterOrEqual, .equal, .notEqual: return .bool(order >= 0)
  }
}

/// Kleene's tables: missing stands for "true or false, nobody knows".
private func kleene(_ logic: Logic, _ a: Bool?, _ b: Bool?) -> Value {
  func both(_ join: (Bool, Bool) -> Bool) -> Value {
    let possible = Set(
      (a.map { [$0] } ?? [true, false]).flatMap { x in (b.map { [$0] } ?? [true, false]).map { join(x, $0) } })
    return possible.count == 1 ? .bool(possible.contains(true)) : .missing
  }
  switch logic {
  case .and: return both { $0 && $1 }
  case .or: return both { $0 || $1 }
  }
}

/// A wider type that loses nothing except, for floats, digits beyond the 53rd bit.
func widen(_ value: Value, to type: ValueType) -> Value {
  switch (value, type) {
  case (.period(let year, .year), .int): return .int(Int64(year))
  case (.period(let year, .year), _) where type.isNumeric: return widen(.int(Int64(year)), to: type)
  case (.int(let number), .float): return .float(Double(number))
  case (.int(let number), .decimal): return .decimal(Decimal(digits: Int128(number), scale: 0))
  case (.decimal(let number), .float): return .float(number.double)
  default: return value
  }
}
