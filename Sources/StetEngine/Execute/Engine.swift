package import StetColumns
package import StetDiagnostics

/// The backend that takes every step: in this process, as far as possible by batches that pass through several steps.
package struct Engine: Backend {
  package init() {}

  package func leadingSteps(of steps: ArraySlice<PlanStep>) -> Int { steps.count }

  package func value(of expression: TypedExpression) throws(RunFailure) -> Value? { try Self.value(of: expression) }

  /// The value of an expression that reads no column.
  package static func value(of expression: TypedExpression) throws(RunFailure) -> Value {
    var evaluator = Evaluator(Table(schema: Schema([]), columns: [], rowCount: 1))
    return try evaluator.column(expression)[0]
  }

  package func run(_ steps: [PlanStep], on source: Table, _ run: inout PlanRun) throws(RunFailure) -> Table {
    let before = run
    do throws(RunFailure) {
      return try runOnce(steps, on: source, &run)
    } catch {
      // Which of several failures is reported, the order of the script decides.
      guard !run.isCancelled(), !steps.contains(where: { $0.operation.purpose == .writes }),
        let steps = inWrittenOrder(steps)
      else { throw error }
      run = before
      return try runOnce(steps, on: source, &run)
    }
  }

  private func runOnce(_ steps: [PlanStep], on source: Table, _ run: inout PlanRun) throws(RunFailure) -> Table {
    var table = source
    // What the ledger says, even where a step need not make all rows.
    var rowCount = source.rowCount
    let first = run.ledger.count
    var order: [Int] = []
    var rest = steps[...]
    // After a failure each step runs by itself: the lines of those before it are kept, and it is the one that fails.
    var failure: RunFailure?
    /// The join before, if it left it to this step to have its pairs made.
    var join: PlanStep?
    while let step = rest.first {
      if run.isCancelled() { throw RunFailure(.cancelled(step)) }
      if failure == nil, let streamed = try streamed(rest, on: table, run, &failure) {
        (table, rowCount) = (streamed.table, streamed.table.rowCount)
        for (step, record) in zip(rest, streamed.records) { write(step, record, &run, &order) }
        rest = rest.dropFirst(streamed.records.count)
      } else {
        let start = ContinuousClock.now
        let line = line(of: step, rowsIn: rowCount, after: run.ledger.last)
        var context = StepContext(
          step, entry: line, ledger: step.continues ? run.ledger.dropLast() : run.ledger, host: run.host,
          isCancelled: run.isCancelled)
        do throws(RunFailure) {
          // What most steps make at most; those that multiply rows ask for more themselves.
          if step.operation.purpose == .calculates { try context.reserve(table.byteCount) }
          if let join, table.lazyPairs != nil {
            let rowBytes = step.operation.columnsRead.reduce(8) { $0 + table.columns.deferred[$1].rowBytes }
            try StepContext(join, host: run.host, isCancelled: run.isCancelled)
              .reserve(table.rowCount * rowBytes, multiplied: counted(table.rowCount, "row"))
          }
          join = (step.operation as? JoinOperation)?.isTaken == true ? step : nil
          table = try step.operation.run(on: table, in: &context)
        } catch {
          // Batches had room for what a step by itself does not: what failed in them is the reason.
          throw error.diagnostics.contains { $0.code == .memory } ? failure ?? error : error
        }
        if case .reorders = step.operation.rowFlow {} else { rowCount = table.rowCount }
        context.entry.rowsOut = rowCount
        if let keyed = step.operation as? any KeyedOperation { context.entry.notes += keyed.notes(table) }
        write(step, StepRecord(entry: context.entry, duration: .now - start), &run, &order)
        rest = rest.dropFirst()
      }
      let last = steps[rest.startIndex - 1]
      // A step that was stopped returns what it has, which must not be shown.
      if last.order != nil, run.isCancelled() { throw RunFailure(.cancelled(last)) }
      if let schema = last.schema { table.schema = schema }
    }
    if order != order.sorted() { restoreOrder(order, of: &run.ledger[first...], sourceRows: source.rowCount) }
    return table
  }

  // MARK: - Batches

  /// As many of the first steps as pass batches on, and one that takes them: their table, and what each did. Nil if the first step
  /// needs a table, or if one of them fails.
  private func streamed(
    _ steps: ArraySlice<PlanStep>, on table: Table, _ run: PlanRun, _ failure: inout RunFailure?
  ) throws(RunFailure) -> (table: Table, records: [StepRecord])? {
    do throws(RunFailure) { return try streamed(steps, on: table, run) } catch {
      if run.isCancelled() { throw RunFailure(.cancelled(steps[steps.startIndex])) }
      failure = error
      return nil
    }
  }

  private func streamed(
    _ steps: ArraySlice<PlanStep>, on table: Table, _ run: PlanRun
  ) throws(RunFailure) -> (table: Table, records: [StepRecord])? {
    var stream = StreamBuilder(table, makesPairs: true, isCancelled: run.isCancelled)
    var passing: [any StreamingOperation] = []
    for step in steps {
      guard let operation = step.operation as? any StreamingOperation else { break }
      let before = stream
      do throws(NotCompiled) {
        try operation.stream(&stream)
        passing.append(operation)
      } catch {
        stream = before
        break
      }
    }
    let next = steps.dropFirst(passing.count).first
    let result: (table: Table, counts: [StreamCounts])
    var counted: [LedgerEntry.Count]?
    if let operation = next?.operation as? any StreamTakingOperation, let taken = try operation.taking(stream) {
      (result, counted) = ((taken.table, taken.counts), taken.entries)
    } else if passing.isEmpty {
      return nil
    } else {
      result = try stream.table()
    }
    var records: [StepRecord] = []
    func add(_ step: PlanStep, rowsOut: Int, _ duration: Duration, _ record: (inout LedgerEntry) -> Void) {
      let place = records.count
      var entry = line(
        of: step, rowsIn: place == 0 ? table.rowCount : result.counts[place].rowsIn,
        after: records.last?.entry ?? run.ledger.last)
      record(&entry)
      entry.rowsOut = rowsOut
      records.append(StepRecord(entry: entry, duration: duration))
    }
    for (step, operation) in zip(steps, passing) {
      let counts = result.counts[records.count]
      add(step, rowsOut: result.counts[records.count + 1].rowsIn, counts.duration) { operation.record(counts, in: &$0) }
    }
    if let next, let counted {
      let duration = result.counts.dropFirst(passing.count).reduce(.zero) { $0 + $1.duration }
      add(next, rowsOut: result.table.rowCount, duration) {
        $0.counts += counted
        if let keyed = next.operation as? any KeyedOperation { $0.notes += keyed.notes(result.table) }
      }
    }
    return (result.table, records)
  }

  // MARK: - The ledger

  /// What a step did, and how long it took.
  private struct StepRecord {
    var entry: LedgerEntry
    var duration: Duration
  }

  /// The line that a step begins with: a new one, or that of the operation before, which it goes on with.
  private func line(of step: PlanStep, rowsIn: Int, after last: LedgerEntry?) -> LedgerEntry {
    if step.continues, let last { return last }
    return LedgerEntry(step.name, range: step.range, rowsIn: rowsIn, rowsOut: 0)
  }

  private func write(_ step: PlanStep, _ record: StepRecord, _ run: inout PlanRun, _ order: inout [Int]) {
    guard let place = step.order else { return }
    run.timings.append(StepTiming(step.name, step.range, record.duration))
    if step.continues { run.ledger.removeLast() } else { order.append(place) }
    run.ledger.append(record.entry)
  }

  /// The ledger follows the script: a filter that ran before a sort comes after it there, and the sort, which changes no
  /// count, has the rows that came to it in the script.
  private func restoreOrder(_ order: [Int], of entries: inout ArraySlice<LedgerEntry>, sourceRows: Int) {
    let sorted = zip(order, entries).sorted { $0.0 < $1.0 }.map(\.1)
    var rows = sourceRows
    for (place, entry) in zip(entries.indices, sorted) {
      entries[place] = entry
      entries[place].rowsIn = rows
      if entry.rowsIn == entry.rowsOut { entries[place].rowsOut = rows }
      rows = entries[place].rowsOut
    }
  }
}
