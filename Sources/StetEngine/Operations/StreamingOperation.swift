import StetColumns
import StetDiagnostics

/// An operation that passes batches on: each row by itself stays, leaves or changes.
protocol StreamingOperation: Operation {
  /// Adds its instructions to those of the steps before.
  func stream(_ stream: inout StreamBuilder) throws(NotCompiled)

  /// Adds to its line in the ledger what it counted besides rows.
  func record(_ counts: StreamCounts, in entry: inout LedgerEntry)
}

extension StreamingOperation {
  package func run(on table: Table, in context: inout StepContext) throws(RunFailure) -> Table {
    var stream = StreamBuilder(table, isCancelled: context.isCancelled)
    do throws(NotCompiled) { try self.stream(&stream) } catch {
      preconditionFailure("the columns of the source are there as a whole")
    }
    let (result, counts) = try stream.table()
    record(counts[0], in: &context.entry)
    return result
  }
}

/// An operation that can take the batches of the steps before it, so that no table is between them.
protocol StreamTakingOperation: Operation {
  /// The table that it makes of them, what the stages of the stream counted, its own and the sink being the last two, and what its line
  /// in the ledger says besides rows; nil if it needs a table.
  func taking(_ stream: StreamBuilder) throws(RunFailure) -> (
    table: Table, counts: [StreamCounts], entries: [LedgerEntry.Count]
  )?
}
