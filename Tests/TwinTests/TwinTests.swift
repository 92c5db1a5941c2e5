import Glibc
import StetColumns
import StetDiagnostics
import StetEngine
import TestSupport
import Testing

/// What the runs of some programs came to.
struct Tally: Sendable {
  var programs = 0
  var steps = 0
  var unbound: [String: Int] = [:]
  var failed: [String: Int] = [:]
  var verbs: [String: Int] = [:]
  var called: Set<String> = []
  var cells = 0
  var nearCells = 0
  var looseCells = 0
  var found: [String] = []

  var words: String {
    "\(programs) programs, \(steps) steps, \(cells) cells, \(nearCells) near, \(looseCells) loose"
  }

  mutating func add(_ other: Tally) {
    programs += other.programs
    steps += other.steps
    unbound.merge(other.unbound, uniquingKeysWith: +)
    failed.merge(other.failed, uniquingKeysWith: +)
    verbs.merge(other.verbs, uniquingKeysWith: +)
    called.formUnion(other.called)
    cells += other.cells
    nearCells += other.nearCells
    looseCells += other.looseCells
    found += other.found
  }
}

/// 1 unless `STET_SEED` says otherwise.
let seed: UInt64 = getenv("STET_SEED").flatMap { UInt64(String(cString: $0)) } ?? 1
let programCount = getenv("STET_PROGRAMS").flatMap { Int(String(cString: $0)) } ?? rounds(20_000)

@Test("Engine and twin agree on every step of 20,000 generated programs")
func twins() async {
  let whole = await generated(programCount)
  print(whole.words)
  print("failed:", whole.failed.sorted { $0.value > $1.value }.map { "\($0.key) \($0.value)" })
  print("unbound:", whole.unbound.sorted { $0.value > $1.value }.map { "\($0.key) \($0.value)" })
  print("verbs:", whole.verbs.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })
  let all = whole.steps + whole.unbound.values.reduce(0, +)
  #expect(whole.programs == programCount)
  #expect(whole.steps * 10 > all * 8, "most generated steps bind")
  #expect(whole.looseCells * 100 < whole.cells, "few cells go uncompared")
  let entries =
    functionCatalog.filter(\.second.isByTwin).map(\.name) + aggregateCatalog.filter(\.second.isByTwin).map(\.name)
    + windowCatalog.filter(\.second.isByTwin).map(\.name)
    + framedCatalog.filter(\.aggregate.second.isByTwin).map(\.name)
  #expect(entries.filter { !whole.called.contains($0) } == [] || programCount < 20_000, "every entry is called")
  #expect(whole.verbs.count >= 30 || programCount < 20_000, "every verb runs")
}

/// What differs between engine and twin in generated programs, each a recorded issue; over tables of so many rows if `rows` says it.
func generated(_ count: Int, rows: ClosedRange<Int>? = nil) async -> Tally {
  let shards = 4
  var whole = Tally()
  await withTaskGroup(of: Tally.self) { group in
    for shard in 0..<shards { group.addTask { generated(stride(from: shard, to: count, by: shards), rows) } }
    for await tally in group { whole.add(tally) }
  }
  for words in whole.found { Issue.record(Comment(rawValue: words)) }
  return whole
}

private func generated(_ numbers: StrideTo<Int>, _ rows: ClosedRange<Int>?) -> Tally {
  var tally = Tally()
  let mostRows = rows.map { 5 * $0.upperBound } ?? 400
  let traces = getenv("STET_TRACE") != nil
  for number in numbers {
    var draw = SplitMix64(seed: seed &* 0x1_0000_0001 &+ UInt64(number) &* 7919)
    var program = Program(
      tables: [
        ("t0", draw.table("a", width: 2 + draw.below(4))), ("t1", draw.table("b", width: 1 + draw.below(3))),
        ("t2", draw.table("c", width: 2)),
      ], steps: [])
    if let rows { program.tables[0].table = draw.enlarged(program.tables[0].table, rows) }
    var comparison = StepComparison(Library(program.tables))
    var writer = StepWriter(draw, program.tables[0].table, Array(program.tables.dropFirst()))
    let length = 1 + writer.draw.below(6)
    loop: for _ in 0..<length {
      let step = writer.step()
      if traces { trace("\(number): \(step)") }
      do {
        switch try comparison.run(step, on: writer.table) {
        case .ran(let table):
          program.steps.append(step)
          tally.steps += 1
          if table.columns.isEmpty || table.rowCount > mostRows { break loop }
          writer.table = table
        case .failed(let code):
          tally.steps += 1
          tally.failed[code.rawValue, default: 0] += 1
          break loop
        case .unbound(let diagnostics):
          let code = diagnostics.first?.code.rawValue ?? "none"
          tally.unbound[code, default: 0] += 1
          if getenv("STET_UNBOUND") != nil { trace("\(code) \(diagnostics.first?.message ?? ""): \(step)") }
        }
      } catch {
        program.steps.append(step)
        if tally.found.count < 5 {
          let small = shrunk(program)
          let words = check(small)?.words ?? "\(error)"
          tally.found.append("seed \(seed), program \(number): \(words)\n\(small.script)")
        } else {
          tally.found.append("seed \(seed), program \(number): \(error)")
        }
        break loop
      }
    }
    tally.programs += 1
    tally.called.formUnion(writer.called)
    tally.cells += comparison.cells
    tally.nearCells += comparison.nearCells
    tally.looseCells += comparison.looseCells
    tally.verbs.merge(comparison.verbs.mapKeys { String($0.prefix(while: { $0 != "\"" })) }, uniquingKeysWith: +)
  }
  return tally
}

/// At once, so that the last line names the step that a trap was in.
private func trace(_ line: String) {
  let bytes = Array((line + "\n").utf8)
  _ = write(2, bytes, bytes.count)
}

extension Dictionary where Key == String, Value == Int {
  fileprivate func mapKeys(_ change: (String) -> String) -> [String: Int] {
    Dictionary(map { (change($0.key), $0.value) }, uniquingKeysWith: +)
  }
}
