import StetColumns
import StetDiagnostics
import StetEngine
import StetSyntax
import TestSupport
import Testing

/// Steps that pass batches on give what each of them gives on a table of its own, and one thread gives what three give: the table, the
/// ledger and the failure. The tables have several batches, and some have several chunks.
@Test("Batches through several steps give what step after step gives, on any number of threads, for 400 programs")
func batches() throws {
  let (ran, failed) = try runInBatches(rounds(400))
  #expect(ran > rounds(150) && failed > rounds(8), "most programs run, and some fail")
}

/// How many of so many programs ran, and how many failed; what differs is recorded.
func runInBatches(_ count: Int) throws -> (ran: Int, failed: Int) {
  var (ran, failed, cells) = (0, 0, 0)
  for number in 0..<count {
    var draw = SplitMix64(seed: seed &* 0x2_0000_000B &+ UInt64(number) &* 104_729)
    let others = [("t1", draw.table("b", width: 1 + draw.below(3))), ("t2", draw.table("c", width: 2))]
    let small = draw.table("a", width: 3 + draw.below(3))
    guard small.rowCount > 0 else { continue }
    let rowCount = draw.one(of: [9_000, 9_000, 20_000, chunkRows + 9_000])
    let large = draw.enlarged(small, rowCount...rowCount)
    let library = Library([("t0", small)] + others)
    var writer = StepWriter(draw, small, others.map { (name: $0.0, table: $0.1) })
    var steps: [Step] = []
    var words: [String] = []
    for _ in 0..<(2 + writer.draw.below(4)) {
      let step =
        switch writer.draw.below(9) {
        case 0: "filter \(writer.value(.bool, 2))"
        case 1, 2:
          "derive d\(steps.count) = \(writer.value(writer.draw.one(of: [.int, .float, .decimal, .text, .bool]), 3))"
        case 3: "keep matching t1 on \(writer.table.schema.names[0]) == b0"
        case 5: "expect \(writer.value(.bool, 1))"
        case 4: "left join t2 on \(writer.table.schema.names[0]) == c0"
        case 6:
          "\(writer.draw.one(of: ["join many", "left join many"])) t1 on \(writer.table.schema.names[0]) == b0"
        default: writer.step()
        }
      guard case .success(let parsed) = StepComparison.parsed([step]),
        (try? library.bound(parsed, over: writer.table.schema)) != nil
      else { continue }
      guard let table = try? library.run(parsed, on: writer.table) else {
        // A failure is the last step of a program, and must be the same one.
        if writer.draw.chance(20) { continue }
        steps += parsed
        words.append(step)
        break
      }
      if table.columns.isEmpty { continue }
      steps += parsed
      words.append(step)
      writer.table = table
    }
    guard !steps.isEmpty, let bound = try? library.bound(steps, over: large.schema), bound.rest.isEmpty else {
      continue
    }
    Parallelism.limit(to: 3)
    let together = outcome(large) { executor throws(RunFailure) in try executor.run(bound.steps, on: large) }
    Parallelism.limit(to: 1)
    let alone = outcome(large) { executor throws(RunFailure) in try executor.run(bound.steps, on: large) }
    Parallelism.limit(to: 0)
    let stepwise = outcome(large) { executor throws(RunFailure) in
      var table = large
      for step in bound.steps { table = try executor.run([step], on: table) }
      return table
    }
    let place = "seed \(seed), program \(number): \(words)"
    #expect(difference(together, alone, isExact: true) == nil, "threads, \(place)")
    #expect(difference(together, stepwise, isExact: false) == nil, "steps, \(place)")
    if case .success(let run) = together {
      ran += 1
      cells += run.table.rowCount * run.table.columns.count
    } else {
      failed += 1
    }
  }
  print("\(ran) programs in batches, \(cells) cells; \(failed) failed")
  return (ran, failed)
}

private typealias Run = (table: Table, ledger: [String])

private func outcome(
  _ source: Table, _ run: (inout Executor) throws(RunFailure) -> Table
) -> Result<Run, RunFailure> {
  var executor = Executor()
  do throws(RunFailure) {
    let table = try run(&executor)
    return .success((table, executor.ledger.map(\.text)))
  } catch {
    return .failure(error)
  }
}

/// What is different; nil if nothing is. Sums of floats may differ in their last bit where rows were added up in other portions.
private func difference(_ a: Result<Run, RunFailure>, _ b: Result<Run, RunFailure>, isExact: Bool) -> String? {
  switch (a, b) {
  case (.failure(let a), .failure(let b)):
    return "\(a.diagnostics)" == "\(b.diagnostics)" ? nil : "\(a.diagnostics) is not \(b.diagnostics)"
  case (.failure(let failure), .success), (.success, .failure(let failure)): return "one failed: \(failure.diagnostics)"
  case (.success(let a), .success(let b)):
    if a.ledger != b.ledger { return "\(a.ledger) is not \(b.ledger)" }
    if a.table.schema != b.table.schema { return "\(a.table.schema) is not \(b.table.schema)" }
    guard a.table.rowCount == b.table.rowCount else { return "\(a.table.rowCount) rows are not \(b.table.rowCount)" }
    for (index, (x, y)) in zip(a.table.columns, b.table.columns).enumerated() {
      for row in 0..<a.table.rowCount where !isSame(x[row], y[row], isExact) {
        return "\(a.table.schema.names[index]), row \(row): \(x[row]) is not \(y[row])"
      }
    }
    return nil
  }
}

private func isSame(_ a: Value, _ b: Value, _ isExact: Bool) -> Bool {
  if case .float(let x) = a, case .float(let y) = b {
    return x == y || !isExact && (x - y).magnitude <= 1e-12 * max(x.magnitude, y.magnitude)
  }
  return a == b
}
