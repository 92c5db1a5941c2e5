import StetColumns
import StetDiagnostics

/// One operation on all rows of a batch.
typealias Instruction = @Sendable (Batch) -> Void

/// Expressions as instructions over registers: the kernel is chosen once, for the layouts of the columns, and runs over a batch
/// at a time.
struct Program: Sendable {
  /// Of each register.
  var layouts: [CellLayout] = []
  /// Run once: what they write stays in its register.
  var constants: [Instruction] = []
  /// Each with its number; nil for one that turned out not to be needed.
  var instructions: [Instruction?] = []
  /// What an instruction reports that fails.
  var failures: [Int: RunFailure] = [:]
  /// The columns that are loaded.
  var columns: [Column] = []

  func run(_ range: Range<Int>, _ batch: Batch) {
    for index in range { instructions[index]?(batch) }
  }

  /// A batch for one thread, with the constants in their registers.
  func batch(_ sources: PinnedColumns, rowCount: Int) -> Batch {
    let capacity = max(1, min(rowCount, Batch.capacity))
    let batch = Batch(layouts, sources: sources, capacity: capacity)
    batch.begin(0, capacity)
    for constant in constants { constant(batch) }
    return batch
  }
}

/// How a run of a program went, apart from its values. The first failure is that of the first instruction, as if each had
/// run over all rows before the next.
struct ProgramOutcome: Sendable {
  private(set) var undefined = 0
  private(set) var undecided = 0
  private(set) var failure = Int.max

  mutating func add(_ batch: Batch) {
    undefined += batch.undefined
    undecided += batch.undecided
    failure = min(failure, batch.failure)
  }

  mutating func add(_ other: ProgramOutcome) {
    undefined += other.undefined
    undecided += other.undecided
    failure = min(failure, other.failure)
  }
}

extension Program {
  /// The column of a register, and what was counted.
  func column(
    of result: Register, rowCount: Int, isCancelled: () -> Bool
  ) throws(RunFailure) -> (column: Column, counts: WholeCounts) {
    var stores = [ResultStore(result, count: rowCount)]
    let outcome = withoutActuallyEscaping(isCancelled) { isCancelled in
      // Any thread may call it: the answer comes from an atomic flag.
      nonisolated(unsafe) let isCancelled = isCancelled
      return PinnedColumns.with(columns) { sources in
        ResultStore.withMemory(of: &stores) { targets in
          let target = targets[0]
          let parts = parallelChunks(rowCount) {
            batch(sources, rowCount: rowCount)
          } _: { batch, _, range in
            if unsafe isCancelled() { return }
            for start in stride(from: range.lowerBound, to: range.upperBound, by: Batch.capacity) {
              batch.begin(start, min(Batch.capacity, range.upperBound - start))
              target.receive(batch, result, at: start)
              run(0..<instructions.count, batch)
              target.write(batch, result, at: start)
            }
          } result: { batch in
            var outcome = ProgramOutcome()
            outcome.add(batch)
            return outcome
          }
          return parts.reduce(into: ProgramOutcome()) { $0.add($1) }
        }
      }
    }
    if let failure = failures[outcome.failure] { throw failure }
    return (stores[0].column, WholeCounts(undefined: outcome.undefined, undecided: outcome.undecided))
  }
}
