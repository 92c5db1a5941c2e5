import Glibc
import StetColumns
import StetDiagnostics
import StetSyntax
import TestSupport
import Testing

@testable import StetEngine

/// How many cells and rows the runs came to.
private struct WhyTally {
  var pipelines = 0
  var cells = 0
  var rows = 0
  /// Rows whose removal changed the cell or let it vanish.
  var changed = 0
  /// Rows whose removal changed nothing, and whose way says why that may be.
  var explained = 0
  /// Cells whose pipeline no longer binds on the rows alone, as a column of `pivot` is gone.
  var unbound = 0
  var verbs: Set<String> = []
  /// Pipelines whose rows cannot be told apart, of whose rows a later step keeps parts, that order rows by a window, that group
  /// nothing, or that join their groups with a table that is in them.
  var unclear = 0
}

private let pipelineCount =
  getenv("STET_PROGRAMS").flatMap { Int(String(cString: $0)) }.map { min($0, 500) } ?? rounds(500)

@Test(
  "Every cell of 500 generated pipelines is made of the rows that `why` names: on those alone it is the same, and without any of them it is another, or the row's way says why not"
)
func why() throws {
  var tally = WhyTally()
  var number: UInt64 = 0
  while tally.pipelines < pipelineCount {
    number += 1
    var draw = SplitMix64(seed: seed &* 0x3_0000_0005 &+ number &* 15_485_863)
    let tables = [
      ("t0", draw.table("a", width: 2 + draw.below(4))), ("t1", draw.table("b", width: 1 + draw.below(3))),
      ("t2", draw.table("c", width: 2)),
    ].map { (name: $0.0, table: $0.1) }
    guard tables[0].table.rowCount <= 16 else { continue }
    guard let steps = pipeline(draw, tables), !steps.isEmpty else { continue }
    tally.pipelines += 1
    do { try check(steps, tables, &tally) } catch {
      Issue.record("seed \(seed): \(tables.map { script(of: $0.table, named: $0.name) })\n\(steps): \(error)")
    }
  }
  print(
    "\(tally.pipelines) pipelines, \(tally.cells) cells, \(tally.rows) rows: \(tally.changed) change the cell, \(tally.explained) are explained; \(tally.unbound) cells do not bind alone, \(tally.unclear) pipelines left out"
  )
  print(tally.verbs.sorted())
  #expect(tally.pipelines == pipelineCount)
  #expect(tally.cells > 10 * pipelineCount)
  #expect(tally.changed > tally.rows / 3, "most rows matter")
  #expect(tally.unbound * 10 < tally.cells)
  #expect(tally.unclear * 5 < tally.pipelines)
  #expect(tally.verbs.count >= 25 || pipelineCount < 500, "every verb is followed")
}

@Test(
  "A row that another would replace, and one that decides which rows there are, is not said to change the figure",
  arguments: [
    // The combination of each row is there without it.
    ["complete a, b", "group: n = count(), s = sum(a)"],
    ["complete a, b", "complete b, a", "group by a: n = count()"],
    ["complete a, b", "derive p = previous(a) sort (a ?? 0), (b ?? 0)", "group by p: n = count(where: b > 0)"],
    // The rows of the other table stay where they lose their partner.
    ["full join many u on a == k", "group: n = count(), s = sum(a)"],
    ["full join many u on a == k", "group by a: n = count(), m = max(v)"],
    // Without a row, others have its neighbors and its rank.
    ["derive p = previous(c) sort d", "group by p: n = count()"],
    ["derive r = row_number() sort d", "filter r <= 3", "group: n = count(), least = min(c)"],
    ["derive s = running_sum(c) sort d", "filter s < 20", "group: n = count()"],
    ["lump t, top: 1", "group by t: n = count()"],
    ["append u, fill: true", "complete a, b", "group by b: n = count()"],
    ["pivot t: count()", "complete x, y", "group: n = count()"],
    // Constants that are calculated.
    ["derive p = previous(c, steps: 1 + 1) sort d"],
    ["derive i = index_to(c, 1 + 2) sort d"],
    ["derive n = next(c, steps: 2 * 1) within a sort d", "group by b: s = sum(n)"],
  ])
func replaced(_ steps: [String]) throws {
  func table(_ names: [String], _ cells: [[Value]]) -> Table {
    let columns = names.indices.map { place in
      let values = cells.map { $0[place] }
      return (values.first { !$0.isMissing }?.type ?? .int, values)
    }
    return Table(
      schema: Schema(zip(names, columns).map { Field($0, $1.0) }), columns: columns.map { Column($1, type: $0) },
      rowCount: cells.count)
  }
  let tables = [
    (
      name: "t0",
      table: table(
        ["a", "b", "c", "d", "t"],
        [
          [.int(1), .int(1), .int(5), .int(1), .text("x")], [.int(1), .int(2), .int(6), .int(2), .text("y")],
          [.int(2), .int(1), .int(5), .int(3), .text("x")], [.int(2), .int(2), .int(7), .int(4), .text("y")],
          [.int(3), .int(1), .int(5), .int(5), .text("x")], [.missing, .int(2), .int(8), .int(6), .text("z")],
        ])
    ),
    (name: "u", table: table(["k", "v"], [[.int(1), .int(10)], [.int(3), .int(20)], [.int(4), .missing]])),
  ]
  var tally = WhyTally()
  try check(steps, tables, &tally)
  #expect(tally.cells > 0)
}

/// Steps that bind and run one behind the other.
private func pipeline(_ draw: SplitMix64, _ tables: [(name: String, table: Table)]) -> [String]? {
  let library = TracedLibrary(tables)
  var writer = StepWriter(draw, tables[0].table, Array(tables.dropFirst()))
  var steps: [String] = []
  for _ in 0..<(1 + writer.draw.below(5)) {
    let step = writer.step()
    // An expectation passes rows on, and need not hold for a part of them.
    guard !step.hasPrefix("expect"), let trace = try? library.trace(steps + [step]) else { continue }
    if trace.table.columns.isEmpty || trace.table.rowCount > 40 { continue }
    steps.append(step)
    writer.table = trace.table
  }
  return steps
}

private func check(_ steps: [String], _ tables: [(name: String, table: Table)], _ tally: inout WhyTally) throws {
  let library = TracedLibrary(tables)
  let whole = try library.trace(steps)
  let identities = library.identities(whole, tables.map { (0..<Int32($0.table.rowCount)).map { $0 } })
  // Two rows that cannot be told apart would stand for each other.
  guard Set(identities).count == identities.count, !keepsParts(whole), !ordersByWindow(whole), !groupsNothing(whole),
    !joinsItsGroups(whole)
  else {
    tally.unclear += 1
    return
  }
  for step in whole.steps { tally.verbs.insert(String(step.step.name.prefix { $0 != "\"" })) }
  for row in 0..<Int32(whole.table.rowCount) {
    for column in whole.table.columns.indices {
      let name = whole.table.schema.fields[column].name
      let value = whole.table.columns[column][Int(row)]
      let explanation = try whole.explained(rows: [row], columns: [column])
      let behind = library.rows(of: explanation)
      tally.cells += 1
      let words =
        "seed \(seed): \(tables.map { script(of: $0.table, named: $0.name) })\n\(steps.joined(separator: "\n | "))\ncell \(row).\(name) = \(value): \(behind)"
      // On those rows alone.
      guard let found = cells(steps, tables, behind, name) else {
        tally.unbound += 1
        continue
      }
      #expect(isSame(found[identities[Int(row)]], value), "\(words)\nalone: \(found)")
      if explanation.passages.contains(where: { $0.calculations.contains { !adds($0) } }) {
        Issue.record("does not add up: \(words)")
      }
      // And without each of them.
      for source in explanation.sources {
        for (place, gone) in source.rows.enumerated() {
          tally.rows += 1
          var rest = behind
          let index = library.index(of: source)
          rest[index].removeAll { $0 == gone }
          let isDecisive = explanation.isDecisive(source.ways[place])
          let left = cells(steps, tables, rest, name)
          if !isSame(left?[identities[Int(row)]], value) {
            tally.changed += 1
          } else if isDecisive {
            let isNothing = source.ways[place].contains { explanation.ways[$0].role == .added }
            #expect(
              isNothing, "\(words)\nwithout row \(gone) of \(tables[index].name) it is the same: \(explanation.ways)")
            tally.explained += 1
          } else {
            tally.explained += 1
          }
        }
      }
    }
  }
}

/// Whether the rows of a sum, added up by themselves, give it.
private func adds(_ calculation: Calculation) -> Bool {
  guard let sum = calculation.sum, let value = calculation.value, !value.isMissing else { return true }
  if let a = sum.asDecimal, let b = value.asDecimal { return a == b }
  guard let a = sum.asFloat, let b = value.asFloat else { return false }
  return (a - b).magnitude <= 1e-9 * max(a.magnitude, b.magnitude)
}

/// The cells of a column on some rows of the tables, by the row that each is in; nil where the steps do not bind or fail.
private func cells(
  _ steps: [String], _ tables: [(name: String, table: Table)], _ rows: [[Int32]], _ column: String
) -> [String: Value]? {
  let part = TracedLibrary(zip(tables, rows).map { (name: $0.name, table: $0.table.gather($1)) })
  guard let trace = try? part.trace(steps), let index = trace.table.schema.index(of: column) else { return nil }
  let names = part.identities(trace, rows)
  return Dictionary(zip(names, (0..<trace.table.rowCount).map { trace.table.columns[index][$0] })) { first, _ in first }
}

/// Whether the values are the same; a column that is a float on all rows may be of integers on some of them.
private func isSame(_ found: Value?, _ value: Value) -> Bool {
  guard let found else { return false }
  return found == value || found.asFloat != nil && found.asFloat == value.asFloat
}

/// A decimal has as many places as the rows of its column need, which are not always the same.
private func columnText(_ value: Value) -> String {
  if let number = value.asDecimal { "\(number.normalized)" } else { value.isMissing ? "missing" : plainText(value) }
}

/// Whether a step makes several rows of one, and a later one keeps only some of them: the rows alone then bring others along. A sample
/// is drawn by position among all rows, so that each row more gives another one.
private func keepsParts(_ trace: Trace) -> Bool {
  var (splits, readsOthers) = (false, false)
  for step in trace.steps {
    let operation = step.step.operation
    switch operation {
    // The row that gives a column of `pivot` its name may be of another group; the parts of a combination make others, too.
    case is UnpivotOperation, is PivotOperation, is CompleteOperation: splits = true
    case let join as JoinOperation where join.allowsMany: splits = true
    case is SampleOperation: if splits || readsOthers { return true }
    case is any LimitingOperation, is TopOperation, is DistinctOperation: if splits { return true }
    default: readsOthers = readsOthers || operation is FillDownOperation || operation is LumpOperation
    }
    readsOthers = readsOthers || usesWindow(operation)
  }
  return false
}

/// Whether a row that a whole table was grouped into is left out, and what is left is grouped as a whole again: a figure of no row at
/// all. From no row, the first step makes a row that the second may keep.
private func groupsNothing(_ trace: Trace) -> Bool {
  var makesRow = false
  for step in trace.steps {
    if let group = step.step.operation as? GroupOperation, group.keys.isEmpty {
      if makesRow, step.input.rowCount == 0 { return true }
      makesRow = true
    }
  }
  return false
}

/// Whether a full join brings a table whose rows were grouped before, so that a row of it alone may have a partner in its own group.
private func joinsItsGroups(_ trace: Trace) -> Bool {
  var (joined, grouped): ([Trace], [Trace]) = ([], [])
  for step in trace.steps {
    if step.step.operation is GroupOperation { grouped += joined }
    guard let other = step.other.map(leaf) else { continue }
    if (step.step.operation as? JoinOperation)?.kind == .full, grouped.contains(where: { $0 === other }) { return true }
    joined.append(other)
  }
  return false
}

private func leaf(_ trace: Trace) -> Trace { if case .trace(let inner) = trace.source { leaf(inner) } else { trace } }

/// Whether a step orders or completes rows after a window: on a part of the rows the window has other values, and they another order
/// or other combinations.
private func ordersByWindow(_ trace: Trace) -> Bool {
  var hasWindow = false
  for step in trace.steps {
    let operation = step.step.operation
    let isOrdering = operation is SortOperation || operation is CompleteOperation || operation is TopOperation
    if hasWindow, isOrdering || usesWindow(operation) { return true }
    hasWindow = hasWindow || usesWindow(operation)
  }
  return false
}

private func usesWindow(_ operation: any Operation) -> Bool {
  var found = false
  func look(_ expression: TypedExpression) -> TypedExpression {
    if case .window = expression.kind { found = true }
    _ = expression.kind.mapParts(look)
    return expression
  }
  _ = operation.mapExpressions(look)
  return found
}

/// Tables whose pipelines are followed.
private final class TracedLibrary: Library {
  private let leaves: [(name: String, trace: Trace)]
  private let first: Table

  override init(_ tables: [(name: String, table: Table)]) {
    leaves = tables.map { ($0.name, Trace(loaded: $0.table, name: $0.name)) }
    let traced = leaves.map { leaf in
      var table = leaf.trace.table
      table.derivation = leaf.trace
      return (name: leaf.name, table: table)
    }
    first = traced[0].table
    super.init(traced)
  }

  func trace(_ steps: [String]) throws(RunFailure) -> Trace {
    let table = try run(try StepComparison.parsed(steps).get(), on: first)
    guard let trace = table.derivation as? Trace else { preconditionFailure("a table that is followed has a trace") }
    return trace
  }

  override func run(_ steps: [Step], on source: Table) throws(RunFailure) -> Table {
    var table = source
    var rest = steps
    var tracer = Tracer()
    repeat {
      let bound = try bound(rest, over: table.schema)
      rest = bound.rest
      table = try tracer.run(bound.steps, on: table)
    } while !rest.isEmpty
    let leaf = source.derivation as? Trace ?? Trace(loaded: source, name: nil)
    table.derivation = Trace(name: nil, source: .trace(leaf), steps: tracer.steps, table: table)
    return table
  }

  func index(of source: RowsBehind) -> Int {
    guard let index = leaves.firstIndex(where: { $0.trace === source.source }) else {
      preconditionFailure("rows come from the tables")
    }
    return index
  }

  /// The rows behind a cell, table by table.
  func rows(of explanation: Explanation) -> [[Int32]] {
    var rows: [[Int32]] = leaves.map { _ in [] }
    for source in explanation.sources { rows[index(of: source)] = source.rows }
    return rows
  }

  /// What each row of a result is, whichever other rows there are: the rows that it was carried from, or the keys of its
  /// group. `rows` are the numbers of the tables' rows in the whole tables.
  func identities(_ trace: Trace, _ rows: [[Int32]]) -> [String] {
    var names: [String]
    switch trace.source {
    case .loaded(let table):
      guard let leaf = leaves.firstIndex(where: { $0.trace === trace }) else {
        return (0..<table.rowCount).map { "?\($0)" }
      }
      return rows[leaf].map { "\(leaves[leaf].name)#\($0)" }
    case .trace(let inner): names = identities(inner, rows)
    }
    for step in trace.steps {
      let others = step.other.map { identities($0, rows) } ?? []
      func values(_ columns: [Int]) -> [String] {
        (0..<step.output.rowCount).map { row in
          columns.map { columnText(step.output.columns[$0][row]) }.joined(separator: "·")
        }
      }
      switch (step.rows, step.step.operation) {
      case (.same, _): break
      case (.rows(let map), let complete as CompleteOperation):
        let combinations = values(complete.keys)
        names = map.enumerated().map { $1 < 0 ? "new \(combinations[$0])" : names[Int($1)] }
      case (.rows(let map), _): names = map.map { names[Int($0)] }
      case (.joined(let left, let right), _):
        names = zip(left, right).map { ($0 < 0 ? "-" : names[Int($0)]) + "⋈" + ($1 < 0 ? "-" : others[Int($1)]) }
      case (.grouped, let operation):
        guard case .groups(let keys) = operation.rowFlow else { preconditionFailure("its rows are grouped") }
        names = values(Array(keys.indices))
      case (.appended, _): names += others.map { "+\($0)" }
      case (.unpivoted(let width), _): names = names.flatMap { name in (0..<width).map { "\(name)/\($0)" } }
      }
    }
    return names
  }
}
