import StetColumns
import StetDiagnostics

/// One step walked back: strands over its output become strands over its input and over the table that it joins.
struct StepBack {
  private(set) var main: [Strand] = []
  private(set) var other: [Strand] = []
  private(set) var reckonings: [Reckoning] = []
  var leftOut: [LeftOut] = []
  private let traced: TracedStep

  init(_ traced: TracedStep, _ strands: [Strand], _ walk: inout Walk) throws(RunFailure) {
    self.traced = traced
    // Where a group's figures are asked for, their rows have its key too; the others are wanted for a key alone.
    let (figures, keys) = (strands.filter { asksForFigures($0) }, strands.filter { !asksForFigures($0) })
    for strand in figures + keys where !strand.rows.isEmpty { try follow(strand, &walk) }
    main = merged(main)
    other = merged(other)
  }

  private func asksForFigures(_ strand: Strand) -> Bool {
    switch traced.step.operation {
    case .group(let keys, _): strand.columns.contains { $0 >= keys.count }
    case .pivot(_, let keys, _): strand.columns.contains { $0 >= keys.count }
    case .filter, .project, .sort, .take, .top, .sample, .distinct, .join, .joinNearest, .append, .unpivot, .complete,
      .fillDown,
      .lump, .recode, .expect, .describe, .ledger, .output, .why:
      true
    }
  }

  private mutating func follow(_ strand: Strand, _ walk: inout Walk) throws(RunFailure) {
    let range = traced.step.range
    switch traced.step.operation {
    case .filter(let condition, _): main += decided(strand.with(through(strand.rows)), by: [condition], &walk)
    case .top(_, let key, let by): main += decided(strand.with(through(strand.rows)), by: [key] + by, &walk)
    case .sort, .take, .sample, .distinct: main.append(strand.with(through(strand.rows)))
    case .expect, .output, .ledger, .why: main.append(strand)
    case .project(let columns): try project(strand, columns, &walk)
    case .group(let keys, let calls): try group(strand, keys, calls, &walk)
    case .pivot(let index, let keys, let call): try pivot(strand, index, keys, call, &walk)
    case .unpivot(let indexes): unpivot(strand, indexes)
    case .complete(let indexes): complete(strand, indexes, &walk)
    case .fillDown(let indexes, let within): try fillDown(strand, indexes, within, &walk)
    case .lump(let index, _, let weight):
      main.append(strand)
      guard strand.columns.contains(index) else { return }
      let way = walk.way(.compared, name(index), range, into: strand.way)
      main.append(Strand(way: way, rows: all(traced.input), columns: [index]).reading(weight.map { [$0] } ?? []))
    case .recode(let index, let codes, let isComplete):
      main.append(strand)
      guard strand.columns.contains(index) || isComplete else { return }
      let way = walk.way(.joined, name(index), range, into: strand.way)
      let wanted = Set(strand.rows.map { traced.input.columns[index][Int($0)] })
      let rows = all(codes).filter { wanted.contains(codes.columns[0][Int($0)]) }
      other.append(Strand(way: way, rows: rows, columns: [0, 1]))
    case .append(let table):
      guard case .appended(let count) = traced.rows else { preconditionFailure("`append` has a map of its own") }
      let names = strand.columns.map { traced.output.schema.fields[$0].name }
      let here = strand.rows.filter { $0 < count }
      let there = strand.rows.filter { $0 >= count }.map { $0 - Int32(count) }
      main.append(
        Strand(way: strand.way, rows: here, columns: Set(names.compactMap { traced.input.schema.index(of: $0) })))
      other.append(Strand(way: strand.way, rows: there, columns: Set(names.compactMap { table.schema.index(of: $0) })))
    case .join(let kind, let right, let on, _): try join(strand, kind, right, on, Set(on.map(\.right)), &walk)
    case .joinNearest(let kind, let right, let on, _, let hidden): try join(strand, kind, right, on, hidden, &walk)
    case .describe:
      let way = walk.way(.compared, "describe", range, into: strand.way)
      main.append(Strand(way: way, rows: all(traced.input), columns: Set(traced.input.columns.indices)))
    }
  }

  // MARK: - Steps that calculate

  private mutating func project(
    _ strand: Strand, _ columns: [(field: Field, value: TypedExpression)], _ walk: inout Walk
  ) throws(RunFailure) {
    var carried: Set<Int> = []
    for index in strand.columns.sorted() {
      let (field, value) = columns[index]
      if case .column(let source) = value.kind {
        carried.insert(source)
        continue
      }
      let way = walk.way(.computed, field.name, value.range, into: strand.way)
      main.append(Strand(way: way, rows: strand.rows, columns: value.columnsBesideWindows))
      try reckon(index, field, value, strand.rows)
      for call in value.windows { try window(call, value, field, way, strand.rows, &walk) }
    }
    main.append(Strand(way: strand.way, rows: strand.rows, columns: carried))
  }

  /// What a calculated cell was calculated of.
  private mutating func reckon(_ index: Int, _ field: Field, _ value: TypedExpression, _ rows: [Int32])
    throws(RunFailure)
  {
    let isOne = rows.count == 1
    let operands =
      isOne
      ? value.columnsBesideWindows.sorted().map { (name(in: traced.input, $0), traced.input.columns[$0][Int(rows[0])]) }
      : []
    let reckoning = Reckoning(
      column: field.name, range: value.range, value: isOne ? traced.output.columns[index][Int(rows[0])] : nil,
      operands: operands.map { (name: $0.0, value: $0.1) }, rows: nil, sum: nil)
    if !reckonings.contains(where: { $0.column == field.name && $0.range == value.range }) {
      reckonings.append(reckoning)
    }
  }

  private mutating func group(
    _ strand: Strand, _ keys: [(field: Field, value: TypedExpression)], _ calls: [AggregateCall], _ walk: inout Walk
  ) throws(RunFailure) {
    let members = members(of: strand.rows)
    let keyColumns = keys.reduce(into: Set<Int>()) { $1.value.readColumns(into: &$0) }
    var strands: [Strand] = []
    for index in strand.columns.sorted() where index >= keys.count {
      strands += try aggregated(calls[index - keys.count], members, strand, keyColumns, &walk)
    }
    main += strands + grouped(members, without: strands, strand, keyColumns, &walk)
  }

  /// The members of groups of which no row enters the figure: they are why there is a cell at all.
  private func grouped(
    _ members: [Int32], without strands: [Strand], _ strand: Strand, _ keyColumns: Set<Int>, _ walk: inout Walk
  ) -> [Strand] {
    guard case .grouped(let groups) = traced.rows else { preconditionFailure("a group has a map of its own") }
    let present = Set((main + strands).flatMap(\.rows).map { groups[Int($0)] })
    let rest = members.filter { !present.contains(groups[Int($0)]) }
    guard !rest.isEmpty else { return [] }
    let column = strand.columns.sorted().first.map { name(in: traced.output, $0) } ?? ""
    return [
      Strand(way: walk.way(.grouped, column, traced.step.range, into: strand.way), rows: rest, columns: keyColumns)
    ]
  }

  private mutating func aggregated(
    _ call: AggregateCall, _ members: [Int32], _ strand: Strand, _ keyColumns: Set<Int>, _ walk: inout Walk
  ) throws(RunFailure) -> [Strand] {
    let (counted, missing) = try taken(call, members)
    let isKnown = Set(counted + missing)
    let otherwise = members.filter { !isKnown.contains($0) }
    for (rows, reason) in [(missing, LeftOut.Reason.missing), (otherwise, .otherwise)] where !rows.isEmpty {
      let found = LeftOut(
        reason: reason, count: rows.count, here: rows.count, examples: rows.prefix(3).map { place($0, traced.input) })
      leftOut.append(found)
    }
    let isOne = strand.rows.count == 1
    let index = traced.output.schema.index(of: call.field.name)
    let reckoning = Reckoning(
      column: call.field.name, range: call.range,
      value: isOne ? index.map { traced.output.columns[$0][Int(strand.rows[0])] } : nil,
      operands: [], rows: (counted.count, members.count),
      sum: isOne && call.aggregate.role == .added ? try total(of: call.arguments[0], counted) : nil)
    if !reckonings.contains(where: { $0.range == call.range }) { reckonings.append(reckoning) }
    let way = walk.way(call.aggregate.role, call.field.name, call.range, into: strand.way)
    let found = try call.aggregate.role == .compared ? holders(call, counted, strand.rows) : []
    let others = found.isEmpty ? counted : counted.filter { !found.contains($0) }
    let deciding = call.condition.map { [$0] } ?? []
    var strands = decided(
      Strand(way: way, rows: others, columns: []).reading(call.arguments), by: deciding, and: keyColumns, &walk)
    if !found.isEmpty {
      let way = walk.way(.found, call.field.name, call.range, into: strand.way)
      strands += decided(
        Strand(way: way, rows: found.sorted(), columns: []).reading(call.arguments), by: deciding, and: keyColumns,
        &walk)
    }
    for expression in call.arguments + (call.condition.map { [$0] } ?? []) {
      let before = main
      for window in expression.windows { try self.window(window, expression, call.field, way, counted, &walk) }
      strands += main[before.count...]
      main = before
    }
    return strands
  }

  /// The members that an aggregate takes, and those that it skips because a value is missing.
  private func taken(_ call: AggregateCall, _ members: [Int32]) throws(RunFailure) -> (
    counted: [Int32], missing: [Int32]
  ) {
    var isWanted = [Bool](repeating: false, count: traced.input.rowCount)
    for row in members { isWanted[Int(row)] = true }
    var evaluator = Evaluator(traced.input)
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

  /// Of the rows that were compared, those that have the value which was found.
  private func holders(_ call: AggregateCall, _ rows: [Int32], _ groups: [Int32]) throws(RunFailure) -> Set<Int32> {
    guard case .grouped(let map) = traced.rows, let argument = call.arguments.first,
      let index = traced.output.schema.index(of: call.field.name),
      traced.output.schema.fields[index].type == argument.type
    else { return [] }
    var isWanted = [Bool](repeating: false, count: traced.input.rowCount)
    for row in rows { isWanted[Int(row)] = true }
    var evaluator = Evaluator(traced.input)
    let values = try evaluator.column(argument, where: isWanted)
    let results = traced.output.columns[index]
    return Set(rows.filter { values[Int($0)] == results[Int(map[Int($0)])] })
  }

  /// The values of some rows added up one by one, with other means than the aggregate has.
  private func total(of argument: TypedExpression, _ rows: [Int32]) throws(RunFailure) -> Value? {
    var isWanted = [Bool](repeating: false, count: traced.input.rowCount)
    for row in rows { isWanted[Int(row)] = true }
    var evaluator = Evaluator(traced.input)
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

  private mutating func pivot(
    _ strand: Strand, _ index: Int, _ keys: [Int], _ call: AggregateCall, _ walk: inout Walk
  ) throws(RunFailure) {
    let members = members(of: strand.rows)
    let names = traced.input.columns[index]
    var strands: [Strand] = []
    for column in strand.columns.sorted() where column >= keys.count {
      let wanted = traced.output.schema.fields[column].name
      let all = all(traced.input).filter { pivotName(names[Int($0)]) == wanted }
      let isNamed = Set(all)
      let cells = members.filter { isNamed.contains($0) }
      strands += try aggregated(call, cells, strand, Set(keys + [index]), &walk)
      // Without a row of this name there would be no such column.
      if cells.isEmpty, let first = all.first {
        let way = walk.way(.grouped, wanted, traced.step.range, into: strand.way)
        strands.append(Strand(way: way, rows: [first], columns: [index]))
      }
    }
    main += strands + grouped(members, without: strands, strand, Set(keys), &walk)
  }

  private mutating func window(
    _ call: WindowCall, _ value: TypedExpression, _ field: Field, _ next: Int, _ rows: [Int32], _ walk: inout Walk
  ) throws(RunFailure) {
    let (read, role) = try WindowBack(call, traced.input).rows(behind: rows)
    let way = walk.way(role, field.name, value.range, into: next)
    var deciding = call.partition + call.order.map(\.expression)
    if case .aggregate(_, let condition?) = call.kind { deciding.append(condition) }
    main += decided(Strand(way: way, rows: read, columns: []).reading(call.arguments), by: deciding, &walk)
  }

  // MARK: - Steps that move rows and columns

  private mutating func unpivot(_ strand: Strand, _ indexes: [Int]) {
    let kept = traced.input.columns.indices.filter { !indexes.contains($0) }
    let carried = Set(strand.columns.filter { $0 < kept.count }.map { kept[$0] })
    let isValue = strand.columns.contains(kept.count + 1)
    for (place, index) in indexes.enumerated() {
      let rows = strand.rows.filter { Int($0) % indexes.count == place }.map { $0 / Int32(indexes.count) }
      main.append(Strand(way: strand.way, rows: rows, columns: isValue ? carried.union([index]) : carried))
    }
  }

  private mutating func complete(_ strand: Strand, _ indexes: [Int], _ walk: inout Walk) {
    guard case .rows(let map) = traced.rows else { preconditionFailure("`complete` has a map of its own") }
    main.append(strand.with(strand.rows.map { map[Int($0)] }.filter { $0 >= 0 }.sorted()))
    for row in strand.rows where map[Int(row)] < 0 {
      // A combination that was absent: the first rows that have its parts.
      for index in indexes {
        let value = traced.output.columns[index][Int(row)]
        let column = traced.input.columns[index]
        let way = walk.way(.grouped, name(index), traced.step.range, into: strand.way)
        guard let first = (0..<column.count).first(where: { column[$0] == value }) else { continue }
        main.append(Strand(way: way, rows: [Int32(first)], columns: [index]))
      }
    }
  }

  private mutating func fillDown(_ strand: Strand, _ indexes: [Int], _ within: [TypedExpression], _ walk: inout Walk)
    throws(RunFailure)
  {
    main.append(strand)
    let filled = strand.columns.filter { indexes.contains($0) }.sorted()
    guard !filled.isEmpty else { return }
    var evaluator = Evaluator(traced.input)
    var keys: [Column] = []
    for key in within { keys.append(try evaluator.column(key)) }
    let groups = identities(of: keys, rowCount: traced.input.rowCount).groupOfRow
    for index in filled {
      let column = traced.input.columns[index]
      let way = walk.way(.neighboring, name(index), traced.step.range, into: strand.way)
      var rows: Set<Int32> = []
      for row in strand.rows where !column.isPresent(Int(row)) {
        var above = Int(row) - 1
        while above >= 0, groups[above] != groups[Int(row)] || !column.isPresent(above) { above -= 1 }
        if above >= 0 { rows.insert(Int32(above)) }
      }
      main += decided(Strand(way: way, rows: rows.sorted(), columns: [index]), by: within, &walk)
    }
    // A partition may be of what other rows make it.
    main += decided(strand, by: within, &walk).dropFirst()
  }

  private mutating func join(
    _ strand: Strand, _ kind: JoinKind, _ right: Table, _ on: [(left: TypedExpression, right: Int)], _ hidden: Set<Int>,
    _ walk: inout Walk
  ) throws(RunFailure) {
    let keys = on.map(\.left)
    switch traced.rows {
    case .rows(let map):
      // `keep matching` and `drop matching`: the other table decides, and gives nothing.
      let rows = strand.rows.map { map[Int($0)] }.sorted()
      main += decided(strand.with(rows), by: keys, &walk)
      guard kind == .keep else { return }
      var evaluator = Evaluator(traced.input)
      var columns: [Column] = []
      for key in keys { columns.append(try evaluator.column(key)) }
      let wanted = Set(rows.map { row in columns.map { comparable($0[Int(row)]) } })
      let partners = all(right).filter { row in
        wanted.contains(on.map { comparable(right.columns[$0.right][Int(row)]) })
      }
      let way = walk.way(.joined, traced.step.name, traced.step.range, into: strand.way)
      other.append(Strand(way: way, rows: partners, columns: Set(on.map(\.right))))
    case .joined(let left, let rightRows):
      let count = traced.input.columns.count
      let shown = right.columns.indices.filter { !hidden.contains($0) }
      let here = strand.rows.filter { left[Int($0)] >= 0 }
      let rows = Set(here.map { left[Int($0)] }).sorted()
      main += decided(
        Strand(way: strand.way, rows: rows, columns: strand.columns.filter { $0 < count }), by: keys, &walk)
      let there = Set(strand.columns.filter { $0 >= count }.map { shown[$0 - count] }).union(on.map(\.right))
      let alone = strand.rows.filter { left[Int($0)] < 0 }
      other.append(Strand(way: strand.way, rows: alone.map { rightRows[Int($0)] }.sorted(), columns: there))
      let way = walk.way(.joined, traced.step.name, traced.step.range, into: strand.way)
      let partners = Set(here.map { rightRows[Int($0)] }.filter { $0 >= 0 })
      other.append(Strand(way: way, rows: partners.sorted(), columns: there))
    case .same, .grouped, .appended, .unpivoted: preconditionFailure("a join has a map of its own")
    }
  }

  // MARK: - Rows

  /// The strand, and beside it the same rows with what decides about them.
  private func decided(
    _ strand: Strand, by expressions: [TypedExpression], and columns: Set<Int> = [], _ walk: inout Walk
  ) -> [Strand] {
    let read = expressions.reduce(into: columns) { $1.readColumns(into: &$0) }.subtracting(strand.columns)
    guard !read.isEmpty else { return [strand] }
    let way = walk.way(.decided, traced.step.name, traced.step.range, into: strand.way)
    return [strand, Strand(way: way, rows: strand.rows, columns: read)]
  }

  private func through(_ rows: [Int32]) -> [Int32] {
    guard case .rows(let map) = traced.rows else { preconditionFailure("this step has a map of its rows") }
    return rows.map { map[Int($0)] }.sorted()
  }

  private func members(of rows: [Int32]) -> [Int32] {
    guard case .grouped(let groups) = traced.rows else { preconditionFailure("a group has a map of its own") }
    let wanted = Set(rows)
    return groups.indices.filter { wanted.contains(groups[$0]) }.map { Int32($0) }
  }

  private func name(_ column: Int) -> String { name(in: traced.input, column) }

  private func name(in table: Table, _ column: Int) -> String { table.schema.fields[column].name }
}

/// Strands of one way become one.
private func merged(_ strands: [Strand]) -> [Strand] {
  var merged: [Strand] = []
  for strand in strands where !strand.rows.isEmpty {
    if let place = merged.firstIndex(where: { $0.way == strand.way }) {
      merged[place].columns.formUnion(strand.columns)
      if merged[place].rows != strand.rows { merged[place].rows = Set(merged[place].rows + strand.rows).sorted() }
    } else {
      merged.append(strand)
    }
  }
  return merged
}

private func all(_ table: Table) -> [Int32] { (0..<Int32(table.rowCount)).map { $0 } }

/// The column that `pivot` makes of a value.
private func pivotName(_ value: Value) -> String { value.isMissing ? "missing" : plainText(value) }

/// Numbers of any type by what they are, as joins compare them.
private func comparable(_ value: Value) -> Value {
  if let number = value.asDecimal { return .decimal(number) }
  if case .float(let number) = value, let whole = Int64(exactly: number) {
    return .decimal(Decimal(digits: Int128(whole), scale: 0))
  }
  return value
}

/// Where a row stands in its file, or its cells where it stands in none.
func place(_ row: Int32, _ table: Table) -> String {
  table.origin?.place(of: Int(row)) ?? shownKey(Int(row), Array(table.columns.prefix(3)))
}

extension Strand {
  /// With the columns that some expressions read.
  func reading(_ expressions: [TypedExpression]) -> Strand {
    var strand = self
    for expression in expressions { expression.readColumns(into: &strand.columns) }
    return strand
  }
}
