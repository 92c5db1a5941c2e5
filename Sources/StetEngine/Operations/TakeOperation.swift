package import StetColumns

/// The first rows, or the last.
package struct TakeOperation: LimitingOperation {
  package var count: Int
  package var fromEnd: Bool

  package init(_ count: Int, fromEnd: Bool) {
    self.count = count
    self.fromEnd = fromEnd
  }

  package var reason: LeftOut.Reason { .limit }

  package func run(on table: Table, in context: inout StepContext) -> Table {
    let kept = min(count, table.rowCount)
    let start = fromEnd ? table.rowCount - kept : 0
    return table.gather((Int32(start)..<Int32(start + kept)).map { $0 })
  }
}
