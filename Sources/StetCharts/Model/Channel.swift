/// What a mark may be given: a name, and what follows its colon.
///
/// The channels that several marks share are listed here. One that only a single mark has is declared in that mark's file.
package struct Channel: Sendable, Hashable {
  /// What follows the colon.
  package enum Kind: Sendable, Hashable {
    /// A value of each row.
    case values
    /// A number of each row.
    case numbers
    /// Whether each row is highlighted.
    case condition
    /// A word of `Stack`.
    case stack
    /// A word of `Labels`.
    case labels
    /// A whole number for all rows.
    case count(ClosedRange<Int64>)
    /// The path of a file.
    case file
  }

  package let name: String
  package let kind: Kind
  /// Whether a single value may take the place of a column.
  package let allowsConstant: Bool

  package init(_ name: String, _ kind: Kind = .values, allowsConstant: Bool = false) {
    self.name = name
    self.kind = kind
    self.allowsConstant = allowsConstant
  }

  package static let x = Channel("x")
  package static let y = Channel("y")
  /// Where a range or an area that does not begin at zero ends.
  package static let to = Channel("to")
  package static let color = Channel("color", allowsConstant: true)
  package static let label = Channel("label", allowsConstant: true)
  package static let size = Channel("size", .numbers, allowsConstant: true)
  /// The panel of a row: its column in the grid, and its row.
  package static let facet = Channel("facet")
  package static let rows = Channel("rows")
  package static let highlight = Channel("highlight", .condition)
  package static let stack = Channel("stack", .stack)
  package static let labels = Channel("labels", .labels)
  package static let shapes = Channel("shapes", .file)
}
