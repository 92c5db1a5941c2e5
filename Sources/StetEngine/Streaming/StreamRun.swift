import StetColumns
import StetDiagnostics

/// What happened in a step of a stream.
struct StreamCounts: Sendable {
  var rowsIn = 0
  /// Rows whose condition is missing.
  var undecided = 0
  /// What was counted in its values.
  var ofValues = WholeCounts()
  var duration: Duration = .zero
  /// Of a step that looks rows up in another table.
  var matches: MatchCounts?

  /// Those of each stage and of the sink before anything has run.
  static func before(_ stages: [StreamStage]) -> [StreamCounts] {
    stages.map { stage in
      var counts = StreamCounts()
      if case .match(let match) = stage.action { counts.matches = MatchCounts(match.index) }
      return counts
    } + [StreamCounts()]
  }

  mutating func add(_ other: StreamCounts) {
    rowsIn += other.rowsIn
    undecided += other.undecided
    ofValues.add(other.ofValues)
    duration += other.duration
    if let others = other.matches { matches = matches?.adding(others) ?? others }
  }
}

/// What takes the batches at the end of a stream.
protocol Sink: Sendable {
  associatedtype Lane: SinkLane
  /// How many rows of the source are one unit, of which partial results are put together in the order of the rows: a number of
  /// the data alone.
  var unitRows: Int { get }
  /// For one thread.
  func makeLane() -> Lane
}

/// What a sink holds for one thread.
protocol SinkLane: AnyObject {
  /// Before anything has run on a batch.
  func begins(_ batch: Batch)
  func take(_ batch: Batch)
  func unitEnds(_ unit: Int)
}

extension SinkLane {
  func begins(_ batch: Batch) {}
}

extension StreamBuilder {
  /// Runs the stages over all rows, and gives what each counted, in their order; after them come the rows that the sink took.
  func run<Target: Sink>(into sink: Target) throws(RunFailure) -> (lanes: [Target.Lane], counts: [StreamCounts]) {
    let (stages, program, rowCount) = (self.stages, compiler.builder.program, source.rowCount)
    let runs = withoutActuallyEscaping(isCancelled) { isCancelled in
      // Any thread may call it: the answer comes from an atomic flag.
      nonisolated(unsafe) let isCancelled = isCancelled
      return PinnedColumns.with(program.columns) { sources in
        parallelChunks(rowCount, of: sink.unitRows) {
          StreamLane(program.batch(sources, rowCount: rowCount), sink.makeLane(), stages)
        } _: { lane, unit, rows in
          for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Batch.capacity) {
            if start % chunkRows == 0, unsafe isCancelled() { return }
            lane.run(program, stages, start, min(Batch.capacity, rows.upperBound - start))
          }
          lane.sink.unitEnds(unit)
        } result: {
          FinishedLane(lane: $0)
        }
      }
    }
    // What chunks that were left out would have written must not be looked at.
    if isCancelled() { throw RunFailure(Diagnostic(.cancelled, "the run was stopped", kind: .limit)) }
    var outcome = ProgramOutcome()
    var counts = StreamCounts.before(stages)
    for (place, stage) in stages.enumerated() {
      counts[place].ofValues.add(stage.counts)
    }
    for run in runs {
      outcome.add(run.lane.batch)
      for (stage, count) in run.lane.counts.enumerated() { counts[stage].add(count) }
    }
    if let failure = program.failures[outcome.failure] { throw failure }
    return (runs.map(\.lane.sink), counts)
  }
}

/// A lane that no thread works on any more.
private struct FinishedLane<Lane: SinkLane>: @unchecked Sendable { let lane: StreamLane<Lane> }

private final class StreamLane<Lane: SinkLane> {
  let batch: Batch
  let sink: Lane
  private(set) var counts: [StreamCounts]

  init(_ batch: Batch, _ sink: Lane, _ stages: [StreamStage]) {
    self.batch = batch
    self.sink = sink
    counts = StreamCounts.before(stages)
  }

  func run(_ program: Program, _ stages: [StreamStage], _ start: Int, _ count: Int) {
    batch.begin(start, count)
    sink.begins(batch)
    var time = ContinuousClock.now
    for (index, stage) in stages.enumerated() {
      counts[index].rowsIn += batch.count
      (batch.undefined, batch.undecided) = (0, 0)
      program.run(stage.instructions, batch)
      counts[index].ofValues.add(WholeCounts(undefined: batch.undefined, undecided: batch.undecided))
      switch stage.action {
      case .none: break
      case .filter(let condition, let isExcluding):
        counts[index].undecided += batch.filter(condition, excluding: isExcluding, live: stage.live)
      case .count(let condition, let isExcluding):
        counts[index].undecided += batch.countKept(condition, excluding: isExcluding)
      case .match(let match): counts[index].matches?.match(batch, match, live: stage.live)
      }
      let now = ContinuousClock.now
      counts[index].duration += now - time
      time = now
      if batch.count == 0 { return }
    }
    counts[stages.count].rowsIn += batch.count
    sink.take(batch)
    counts[stages.count].duration += ContinuousClock.now - time
  }
}
