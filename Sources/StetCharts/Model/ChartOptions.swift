package import StetColumns

/// The words around a chart.
package struct Words: Sendable {
  package var title: String?
  package var subtitle: String?
  package var unit: String?
  package var note: String?
  package var source: String?
  /// Further lines below the source, each as it is printed.
  package var credits: [String]
  package var alt: String?

  package init(
    title: String? = nil, subtitle: String? = nil, unit: String? = nil, note: String? = nil, source: String? = nil,
    credits: [String] = [], alt: String? = nil
  ) {
    self.title = title
    self.subtitle = subtitle
    self.unit = unit
    self.note = note
    self.source = source
    self.credits = credits
    self.alt = alt
  }

  /// What is printed below a chart, on a page as in the terminal.
  var below: [String] {
    [("Note: ", note), ("Source: ", source)].compactMap { prefix, text in
      text.flatMap { $0.isEmpty ? nil : prefix + $0 }
    } + credits.filter { !$0.isEmpty }
  }
}

/// How series share an axis.
package enum Stack: String, Sendable, CaseIterable { case none, stack, share, group }

/// Which of its labels a layer shows.
package enum Labels: String, Sendable, CaseIterable { case all, ends, last, extremes }

package enum Axis: String, Sendable { case x, y }

/// The author's settings for an axis.
package struct ScaleOptions: Sendable {
  package var format: String?
  /// Values that the axis reaches at least; data beyond them is never cut off.
  package var from: Double?
  package var to: Double?
  /// The same, if they are times.
  package var moments: [Value] = []
  package var curve: Curve
  package var isReversed: Bool
  /// The ticks to use instead of automatic ones.
  package var ticks: [Value]

  package init(
    format: String? = nil, from: Double? = nil, to: Double? = nil, curve: Curve = .linear, isReversed: Bool = false,
    ticks: [Value] = []
  ) {
    self.format = format
    self.from = from
    self.to = to
    self.curve = curve
    self.isReversed = isReversed
    self.ticks = ticks
  }

  /// Whether more is set than the number format.
  package var isShaped: Bool { !moments.isEmpty || curve != .linear || isReversed || !ticks.isEmpty }
}

/// What the author says of colors that show numbers.
package struct ShadeOptions: Sendable {
  package var format: String?
  /// The edges of the classes.
  package var breaks: [Double]
  /// Where two hues meet; zero if numbers have both signs.
  package var middle: Double?

  package init(format: String? = nil, breaks: [Double] = [], middle: Double? = nil) {
    self.format = format
    self.breaks = breaks
    self.middle = middle
  }
}

/// The layout of a chart's panels.
package struct Facets: Sendable {
  package enum Arrangement: String, Sendable, CaseIterable {
    /// Row after row.
    case wrap
    /// Each state of the US at its place on the map.
    case states
    /// A row for each name of one kind, a column for each of another.
    case grid
  }

  package var arrangement: Arrangement
  package var columns: Int?
  /// Every panel has a value axis of its own.
  package var isFree: Bool

  package init(_ arrangement: Arrangement = .wrap, columns: Int? = nil, isFree: Bool = false) {
    self.arrangement = arrangement
    self.columns = columns
    self.isFree = isFree
  }
}
