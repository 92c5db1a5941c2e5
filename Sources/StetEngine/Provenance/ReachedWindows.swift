import StetColumns
import StetDiagnostics

extension TypedExpression {
  /// The windows inside, outermost only, that some rows reach, each with those rows: a branch that no row takes reads no other rows,
  /// and a window in it may not even have a value.
  func windows(reachedBy rows: [Int32], of table: Table) throws(RunFailure) -> [(call: WindowCall, rows: [Int32])] {
    guard !rows.isEmpty, !windows.isEmpty else { return [] }
    switch kind {
    case .window(let call): return [(call, rows)]
    case .conditional(let condition, let then, let otherwise):
      var evaluator = Evaluator(table, rows: rows)
      let verdict = try evaluator.column(condition)
      func taking(_ branch: Bool) -> [Int32] {
        rows.indices.filter { verdict[$0] == .bool(branch) }.map { rows[$0] }
      }
      return try condition.windows(reachedBy: rows, of: table) + then.windows(reachedBy: taking(true), of: table)
        + otherwise.windows(reachedBy: taking(false), of: table)
    case .coalesce(let first, let second):
      var evaluator = Evaluator(table, rows: rows)
      let values = try evaluator.column(first)
      let rest = rows.indices.filter { !values.isPresent($0) }.map { rows[$0] }
      return try first.windows(reachedBy: rows, of: table) + second.windows(reachedBy: rest, of: table)
    default:
      var parts: [TypedExpression] = []
      _ = kind.mapParts { part in
        parts.append(part)
        return part
      }
      var found: [(call: WindowCall, rows: [Int32])] = []
      for part in parts { found += try part.windows(reachedBy: rows, of: table) }
      return found
    }
  }
}
