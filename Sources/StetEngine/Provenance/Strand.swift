package import StetDiagnostics

/// Rows that contribute to the figure in one way, and the columns of them that it reads.
package struct Strand {
  var way: Int
  /// In ascending order.
  var rows: [Int32]
  var columns: Set<Int>

  func with(_ rows: [Int32]) -> Strand { Strand(way: way, rows: rows, columns: columns) }

  /// With the columns that some expressions read.
  func reading(_ expressions: [TypedExpression]) -> Strand {
    var strand = self
    for expression in expressions { expression.readColumns(into: &strand.columns) }
    return strand
  }
}

/// One way in which rows contribute to a figure; ways lead into one another, from the rows to the figure.
package struct Way: Sendable {
  package let role: RowRole
  /// The column that it leads to.
  package let column: String
  /// What the script says there.
  package let range: SourceRange?
  /// The way that it leads into; nil if it is the figure itself.
  package let next: Int?
}

/// The ways that are known so far; each is there once.
struct Ways {
  private(set) var all: [Way] = []

  mutating func place(
    _ role: RowRole, _ column: String, _ range: SourceRange?, into next: Int?
  ) -> Int {
    if let known = all.firstIndex(where: {
      $0.role == role && $0.column == column && $0.range == range && $0.next == next
    }) {
      return known
    }
    all.append(Way(role: role, column: column, range: range, next: next))
    return all.count - 1
  }
}
