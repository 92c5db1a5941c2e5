package import StetDiagnostics
package import StetEngine
import StetFormats

/// The ledger as JSON: a list of steps with their location, rows in and out, and counts.
package func ledgerJSON(_ entries: [LedgerEntry], _ sources: [SourceText]) -> [UInt8] {
  let list = entries.map { entry -> JSON in
    var members: [(String, JSON)] = [("step", .text(entry.step))]
    if let place = entry.range.flatMap(sources.location) { members.append(("location", .text(place))) }
    members += [("rows_in", .number(String(entry.rowsIn))), ("rows_out", .number(String(entry.rowsOut)))]
    members.append(
      (
        "counts",
        .array(
          entry.counts.map { count in
            .object([
              ("label", .text(count.label)), ("value", .number(String(count.value))),
              ("examples", .array(count.examples.map(JSON.text))),
            ])
          })
      ))
    if !entry.notes.isEmpty { members.append(("notes", .array(entry.notes.map(JSON.text)))) }
    return .object(members)
  }
  return JSON.array(list).write(indented: true)
}
