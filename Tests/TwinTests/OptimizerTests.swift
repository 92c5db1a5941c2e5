import StetColumns
import StetDiagnostics
import StetEngine
import StetSyntax
import TestSupport
import Testing

@Test("An optimized plan gives the table, the ledger and the failure of the plan as bound, for 5,000 programs")
func optimizer() {
  var changed = 0
  var failed = 0
  var unneeded = 0
  for number in 0..<rounds(5_000) {
    var draw = SplitMix64(seed: seed &* 0x2_0000_0003 &+ UInt64(number) &* 104_729)
    let tables = [
      ("t0", draw.table("a", width: 2 + draw.below(4))), ("t1", draw.table("b", width: 1 + draw.below(3))),
      ("t2", draw.table("c", width: 2)),
    ]
    let library = Library(tables.map { (name: $0.0, table: $0.1) })
    var writer = StepWriter(draw, tables[0].1, tables.dropFirst().map { (name: $0.0, table: $0.1) })
    var steps: [String] = []
    for _ in 0..<(2 + writer.draw.below(5)) {
      // Steps that keep the columns are what the rules move about.
      let step =
        switch writer.draw.below(12) {
        case 0, 1, 2, 3: "sort \(writer.draw.below(2) == 0 ? "-" : "")\(writer.table.schema.names[0])"
        case 4: "sort (\(writer.value(writer.draw.one(of: [.date, .text, .int]), 2)))"
        case 5: "filter \(writer.value(.date, 2)) > @2008-05-04"
        default: writer.step()
        }
      guard case .success(let parsed) = StepComparison.parsed([step]) else { continue }
      var alone = StepBinder(schema: writer.table.schema, names: library.names)
      _ = alone.bind(parsed)
      guard alone.diagnostics.isEmpty else { continue }
      guard let table = try? library.run(parsed, on: writer.table) else {
        // A failure is the last step of a program, and must be the same one.
        if step.hasPrefix("sort"), writer.draw.chance(60) {
          // Had the filter come first, there might be no row to fail.
          steps += [step, "filter \(writer.value(.bool, 1))"]
          break
        }
        if writer.draw.chance(70) { continue }
        steps.append(step)
        break
      }
      if table.columns.isEmpty || table.rowCount > 400 { continue }
      steps.append(step)
      writer.table = table
    }
    guard case .success(let parsed) = StepComparison.parsed(steps) else { continue }
    var binder = StepBinder(schema: tables[0].1.schema, names: library.names)
    _ = binder.bind(parsed)
    guard binder.diagnostics.isEmpty else { continue }
    let better = optimized(binder.steps)
    if better.map(\.order) != binder.steps.map(\.order) { changed += 1 }
    let plain = outcome(binder.steps, on: tables[0].1)
    if plain.hasPrefix("failed") { failed += 1 }
    #expect(outcome(better, on: tables[0].1) == plain, "seed \(seed), program \(number): \(steps)")
    guard !plain.hasPrefix("failed"), let poorer = withoutUnneeded(tables[0].1, binder.steps) else { continue }
    unneeded += 1
    #expect(outcome(binder.steps, on: poorer) == plain, "seed \(seed), program \(number): \(steps)")
  }
  #expect(changed > rounds(200), "the rules find something to do")
  #expect(unneeded > rounds(200), "some columns are not needed")
  #expect((rounds(100)..<rounds(1_000)).contains(failed), "some programs fail, and most run")
}

private func outcome(_ steps: [PlanStep], on source: Table) -> String {
  var executor = Executor()
  do {
    let table = try executor.run(steps, on: source)
    let rows = (0..<table.rowCount).map { "\(table.row($0))" }.joined(separator: "\n")
    return "\(table.schema)\n\(rows)\n\(executor.ledger.map(\.text))"
  } catch {
    return "failed \(error.diagnostics)"
  }
}

/// The table with nothing in the columns that no step needs, by what each operation says; nil where all are needed.
private func withoutUnneeded(_ source: Table, _ steps: [PlanStep]) -> Table? {
  var executor = Executor()
  var table = source
  var widths: [Int] = []
  for step in steps {
    widths.append(table.columns.count)
    guard let next = try? executor.run([step], on: table) else { return nil }
    table = next
  }
  let results = Set(table.columns.indices)
  let needed = zip(steps, widths).reversed().reduce(results) { $1.0.operation.columnsNeeded(for: $0, of: $1.1) }
  guard needed.count < source.columns.count else { return nil }
  var poorer = source
  for index in source.columns.indices where !needed.contains(index) {
    let cells = [Value](repeating: .missing, count: source.rowCount)
    poorer.columns[index] = Column(cells, type: source.columns[index].type)
  }
  return poorer
}
