import StetColumns

/// How the cells of a file are written, if the script says so.
package struct CellReading: Sendable, Equatable {
  /// Nil: a point before decimals, and no separators except in columns that are declared as numbers.
  package var marks: NumberMarks?
  /// Words for true and false, besides `true` and `false`.
  package var trues: [String] = []
  package var falses: [String] = []
  /// Nil: dates and times with a time zone are texts.
  package var zone: ZoneReading?

  /// Whether a point before three digits may stand between thousands: where semicolons are between cells, commas may be before decimals.
  var doubtsPoints = false

  package init() {}
}
