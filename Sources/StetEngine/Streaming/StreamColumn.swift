import StetColumns

/// A column of a step of a stream.
enum StreamColumn: Sendable {
  /// One of the source, unchanged.
  case source(Int)
  case register(Register)
  /// One of another table, in the rows that a register has; −1 for none.
  case joined(DeferredColumn, rows: Register)

  /// What must move with the rows.
  var register: Register? {
    switch self {
    case .source: nil
    case .register(let register): register.constant == nil ? register : nil
    case .joined(_, let rows): rows
    }
  }
}

/// Every dataset of two tables, in order of first use.
func union(_ a: [DataSource], _ b: [DataSource]) -> [DataSource] { a + b.filter { !a.contains($0) } }
