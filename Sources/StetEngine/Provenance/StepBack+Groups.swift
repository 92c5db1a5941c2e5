import StetColumns
import StetDiagnostics

/// What `group` and `pivot` share: the rows of a group, and those of them that an aggregate took.
extension StepBack {
  func members(of rows: [Int32]) -> [Int32] {
    let groups = groupOfRow
    let wanted = Set(rows)
    return groups.indices.filter { wanted.contains(groups[$0]) }.map { Int32($0) }
  }

  private var groupOfRow: [Int32] {
    guard case .grouped(let groups) = rows else { preconditionFailure("a group has a map of its own") }
    return groups
  }

  /// The strands of a group's figures, and the members of groups of which no row contributes to the figure: they are why there is a
  /// cell at all.
  mutating func addGroup(_ members: [Int32], _ strands: [Strand], _ strand: Strand, _ keyColumns: Set<Int>) {
    let groups = groupOfRow
    let present = Set((main + strands).flatMap(\.rows).map { groups[Int($0)] })
    add(strands)
    let rest = members.filter { !present.contains(groups[Int($0)]) }
    guard !rest.isEmpty else { return }
    let column = strand.columns.min().map { output.schema.fields[$0].name } ?? ""
    add(Strand(way: way(.grouped, column, into: strand.way), rows: rest, columns: keyColumns))
  }

  /// The strands of an aggregate's result in the column `index`.
  mutating func aggregated(
    _ call: AggregateCall, _ index: Int, _ members: [Int32], _ strand: Strand, _ keyColumns: Set<Int>
  ) throws(RunFailure) -> [Strand] {
    let (counted, missing) = try taken(call, members)
    let isKnown = Set(counted + missing)
    let otherwise = members.filter { !isKnown.contains($0) }
    for (rows, reason) in [(missing, LeftOut.Reason.missing), (otherwise, .otherwise)] where !rows.isEmpty {
      let found = LeftOut(
        reason: reason, count: rows.count, here: rows.count, examples: rows.prefix(3).map { place($0, input) })
      leftOut.append(found)
    }
    let isOne = strand.rows.count == 1
    let role = call.aggregate.role
    add(
      Calculation(
        column: call.name, range: call.range, value: isOne ? output.columns[index][Int(strand.rows[0])] : nil,
        operands: [], rows: (counted.count, members.count),
        sum: isOne && role == .added ? try total(of: call.arguments[0], counted) : nil))
    let way = way(role, call.name, call.range, into: strand.way)
    let found = role == .compared ? try holders(call, index, counted) : []
    let others = found.isEmpty ? counted : counted.filter { !found.contains($0) }
    let conditions = call.condition.map { [$0] } ?? []
    var strands = decided(
      Strand(way: way, rows: others, columns: []).reading(call.arguments), by: conditions, and: keyColumns)
    if !found.isEmpty {
      let way = self.way(.found, call.name, call.range, into: strand.way)
      strands += decided(
        Strand(way: way, rows: found.sorted(), columns: []).reading(call.arguments), by: conditions, and: keyColumns)
    }
    if counted.isEmpty, !missing.isEmpty {
      // The result is missing, or nothing was counted, because of these.
      let way = self.way(.grouped, call.name, call.range, into: strand.way)
      strands += decided(
        Strand(way: way, rows: missing, columns: []).reading(call.arguments), by: conditions, and: keyColumns)
    }
    for expression in call.arguments + conditions {
      strands += try windows(of: expression, call.name, counted, into: way)
    }
    return strands
  }

  /// The members that an aggregate takes, and those that it skips because a value is missing.
  private func taken(_ call: AggregateCall, _ members: [Int32]) throws(RunFailure) -> (
    counted: [Int32], missing: [Int32]
  ) {
    var isWanted = [Bool](repeating: false, count: input.rowCount)
    for row in members { isWanted[Int(row)] = true }
    var evaluator = Evaluator(input)
    var missing: [Int32] = []
    if let condition = call.condition, case .bool(let verdicts) = try evaluator.column(condition) {
      for row in members where verdicts[Int(row)] != true {
        isWanted[Int(row)] = false
        if verdicts[Int(row)] == nil { missing.append(row) }
      }
    }
    for (index, argument) in call.arguments.enumerated()
    where !(call.aggregate.hasConstant && index == call.arguments.count - 1) {
      let column = try evaluator.column(argument, where: isWanted)
      for row in members where isWanted[Int(row)] && !column.isPresent(Int(row)) {
        isWanted[Int(row)] = false
        missing.append(row)
      }
    }
    return (members.filter { isWanted[Int($0)] }, missing.sorted())
  }

  /// Of the rows that were compared, those that have the value that was found.
  private func holders(_ call: AggregateCall, _ index: Int, _ rows: [Int32]) throws(RunFailure) -> Set<Int32> {
    guard case .grouped(let map) = self.rows, let argument = call.arguments.first,
      output.schema.fields[index].type == argument.type
    else { return [] }
    var isWanted = [Bool](repeating: false, count: input.rowCount)
    for row in rows { isWanted[Int(row)] = true }
    var evaluator = Evaluator(input)
    let values = try evaluator.column(argument, where: isWanted)
    let results = output.columns[index]
    return Set(rows.filter { values[Int($0)] == results[Int(map[Int($0)])] })
  }

  /// The values of some rows added up one by one, by a different method than the aggregate's.
  private func total(of argument: TypedExpression, _ rows: [Int32]) throws(RunFailure) -> Value? {
    var isWanted = [Bool](repeating: false, count: input.rowCount)
    for row in rows { isWanted[Int(row)] = true }
    var evaluator = Evaluator(input)
    let column = try evaluator.column(argument, where: isWanted)
    var whole: Int128 = 0
    var scale = 0
    var (float, rest) = (0.0, 0.0)
    for row in rows {
      let value = column[Int(row)]
      switch value {
      case .int(let number): whole += Int128(number)
      case .decimal(let number):
        let (sum, overflow) = whole.addingReportingOverflow(number.digits)
        guard !overflow else { return nil }
        (whole, scale) = (sum, number.scale)
      case .float(let number):
        // Neumaier's sum, which keeps what a step rounds away.
        let next = float + number
        rest += float.magnitude >= number.magnitude ? (float - next) + number : (number - next) + float
        float = next
      case .missing, .bool, .text, .date, .datetime, .period, .duration: return nil
      }
    }
    switch argument.type {
    case .int: return Int64(exactly: whole).map(Value.int)
    case .decimal: return .decimal(Decimal(digits: whole, scale: scale))
    case .float: return .float(float + rest)
    case .bool, .text, .date, .datetime, .period, .duration: return nil
    }
  }
}
