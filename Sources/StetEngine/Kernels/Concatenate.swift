import StetColumns
import StetDiagnostics

/// Columns of one type, one below another; decimals that have no common number of places within 38 digits
/// are refused.
func concatenate(_ columns: [Column]) throws(RunFailure) -> Column {
  guard let first = columns.first else { preconditionFailure("there is at least one column to join") }
  if columns.count == 1 { return first }
  if case .text = first {
    var builder = TextPoolBuilder()
    var codes: [Int32] = []
    for case .text(let vector) in columns {
      let translated = (0..<vector.pool.count).map { builder.code(for: vector.pool.utf8($0)) }
      codes += vector.codes.map { $0 < 0 ? -1 : translated[Int($0)] }
    }
    return .text(TextVector(codes: codes, pool: builder.finish()))
  }
  if first.type == .decimal { return try concatenatedDecimals(columns) }
  return joined(columns)
    ?? Column(columns.flatMap { column in (0..<column.count).map { column[$0] } }, type: first.type)
}

/// Decimals with the places of the column that has most, whatever its rows are.
private func concatenatedDecimals(_ columns: [Column]) throws(RunFailure) -> Column {
  let scale = columns.reduce(0) { max($0, $1.scale) }
  let rescaled = columns.compactMap { $0.rescaled(to: scale) }
  guard rescaled.count == columns.count else {
    throw RunFailure(Diagnostic(.overflow, "together, the decimals need more than 38 digits", kind: .data))
  }
  guard let joined = joined(rescaled) ?? joined(rescaled.map(\.wide)) else {
    preconditionFailure("wide decimals have one layout")
  }
  return joined
}

/// Columns of one layout; nil for others.
private func joined(_ columns: [Column]) -> Column? {
  let present =
    columns.contains { $0.presence != nil }
    ? columns.reduce(into: Bitmap(repeating: true, count: 0)) { bits, column in
      let own = column.presence
      for row in 0..<column.count { bits.append(own?[row] ?? true) }
    } : nil
  func all<Element>(_ values: (Column) -> Vector<Element>?) -> Vector<Element>? {
    var all: [Element] = []
    for column in columns {
      guard let vector = values(column) else { return nil }
      all += vector.values
    }
    return Vector(all, validity: present)
  }
  switch columns[0] {
  case .bool: return all { if case .bool(let vector) = $0 { vector } else { nil } }.map { .bool($0) }
  case .narrowInt: return all { if case .narrowInt(let vector) = $0 { vector } else { nil } }.map { .narrowInt($0) }
  case .int: return all { if case .int(let vector) = $0 { vector } else { nil } }.map { .int($0) }
  case .float: return all { if case .float(let vector) = $0 { vector } else { nil } }.map { .float($0) }
  case .date: return all { if case .date(let vector) = $0 { vector } else { nil } }.map { .date($0) }
  case .period(_, let kind):
    return all { if case .period(let vector, kind) = $0 { vector } else { nil } }.map { .period($0, kind) }
  case .datetime: return all { if case .datetime(let vector) = $0 { vector } else { nil } }.map { .datetime($0) }
  case .duration: return all { if case .duration(let vector) = $0 { vector } else { nil } }.map { .duration($0) }
  // Decimals have been given the same places.
  case .decimal(_, let scale):
    return all { if case .decimal(let vector, _) = $0 { vector } else { nil } }.map { .decimal($0, scale: scale) }
  case .longDecimal(_, let scale):
    return all { if case .longDecimal(let vector, _) = $0 { vector } else { nil } }
      .map { .longDecimal($0, scale: scale) }
  case .text: return nil
  }
}
