package import StetColumns

/// The words around a chart.
package struct Words: Sendable {
  package var title: String?
  package var subtitle: String?
  package var unit: String?
  package var note: String?
  package var source: String?
  package var byline: String?
  package var alt: String?

  package init(
    title: String? = nil, subtitle: String? = nil, unit: String? = nil, note: String? = nil, source: String? = nil,
    byline: String? = nil, alt: String? = nil
  ) {
    self.title = title
    self.subtitle = subtitle
    self.unit = unit
    self.note = note
    self.source = source
    self.byline = byline
    self.alt = alt
  }
}

/// An evaluated expression and what to call it.
package struct Channel: Sendable {
  package var column: Column
  package var label: String

  package init(_ column: Column, label: String) {
    self.column = column
    self.label = label
  }
}

package enum Stack: String, Sendable, CaseIterable { case none, stack, share, group }

/// Which of its labels a layer shows.
package enum Labels: String, Sendable, CaseIterable { case all, ends, last, extremes }

package enum Axis: String, Sendable { case x, y }

/// One mark over one table.
///
/// Constants stand for a whole column: `color` (`#RRGGBB` or a series name), `label`, `size` (a point's radius in px),
/// `bins`, and for remarks `x`, `y`, `from`, `to`.
package struct Layer: Sendable {
  package var mark: Mark
  /// The columns behind the channels, by the channel's name.
  package var channels: [String: Channel]
  /// The columns of a mark that takes any number of them.
  package var columns: [Channel] = []
  /// The areas of a map.
  package var areas: [MapArea] = []
  /// One a row, or empty.
  package var highlight: [Bool]
  package var constants: [(name: String, value: Value)]
  /// Nil where the mark decides.
  package var stack: Stack?
  package var labels: Labels

  package init(
    _ mark: Mark, x: Channel? = nil, y: Channel? = nil, color: Channel? = nil, label: Channel? = nil,
    channels: [String: Channel] = [:], highlight: [Bool] = [], constants: [(name: String, value: Value)] = [],
    stack: Stack? = nil, labels: Labels = .all
  ) {
    self.mark = mark
    self.channels = channels
    for (name, channel) in [("x", x), ("y", y), ("color", color), ("label", label)] {
      if let channel { self.channels[name] = channel }
    }
    self.highlight = highlight
    self.constants = constants
    self.stack = stack
    self.labels = labels
  }

  package subscript(channel: String) -> Channel? { channels[channel] }

  var x: Channel? { channels["x"] }
  var y: Channel? { channels["y"] }
  var color: Channel? { channels["color"] }
  var label: Channel? { channels["label"] }

  func constant(_ name: String) -> Value? { constants.first { $0.name == name }?.value }

  var rowCount: Int { (channels.values.map(\.column.count) + columns.map(\.column.count)).max() ?? 0 }
}

/// A shaded stretch of an axis.
package struct Band: Sendable {
  package var axis: Axis
  package var from: Value
  package var to: Value
  package var label: String?

  package init(_ axis: Axis, from: Value, to: Value, label: String? = nil) {
    self.axis = axis
    self.from = from
    self.to = to
    self.label = label
  }
}

/// A line across the chart at one value of an axis.
package struct Rule: Sendable {
  package var axis: Axis
  package var value: Value
  package var label: String?

  package init(_ axis: Axis, at value: Value, label: String? = nil) {
    self.axis = axis
    self.value = value
    self.label = label
  }
}

/// Words with an arrow to a place: a value of `x`, and of `y` where one is given; without it, the marks there.
package struct Annotation: Sendable {
  package var x: Value
  package var y: Value?
  package var text: String

  package init(x: Value, y: Value? = nil, _ text: String) {
    self.x = x
    self.y = y
    self.text = text
  }
}

/// What the author says of an axis.
package struct ScaleOptions: Sendable {
  package var format: String?
  /// Values that the axis reaches at least; data beyond them is never cut off.
  package var from: Double?
  package var to: Double?
  /// The same, where they are moments.
  package var moments: [Value] = []
  package var curve: Curve
  package var isReversed: Bool
  /// The ticks in place of those that are found.
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
}

extension ScaleOptions {
  /// Whether more is said than how numbers are written.
  package var isShaped: Bool { !moments.isEmpty || curve != .linear || isReversed || !ticks.isEmpty }
}

/// What the author says of colors that stand for numbers.
package struct ShadeOptions: Sendable {
  package var format: String?
  /// The edges of the classes.
  package var breaks: [Double]
  /// Where two hues meet; zero where numbers have both signs.
  package var middle: Double?

  package init(format: String? = nil, breaks: [Double] = [], middle: Double? = nil) {
    self.format = format
    self.breaks = breaks
    self.middle = middle
  }
}

/// How panels of a chart are set out.
package struct Facets: Sendable {
  package enum Shape: String, Sendable, CaseIterable {
    /// Row after row.
    case wrap
    /// Each state of the US where it lies.
    case states
    /// A row for each name of one kind, a column for each of another.
    case grid
  }

  package var shape: Shape
  package var columns: Int?
  /// Every panel has a value axis of its own.
  package var isFree: Bool

  package init(_ shape: Shape = .wrap, columns: Int? = nil, isFree: Bool = false) {
    self.shape = shape
    self.columns = columns
    self.isFree = isFree
  }
}

/// Everything a chart shows; the same for the page and the terminal.
package struct Chart: Sendable {
  package var layers: [Layer]
  package var words: Words
  package var x: ScaleOptions
  package var y: ScaleOptions
  package var shades = ShadeOptions()
  package var facets = Facets()
  /// Series names and their colors, in legend order.
  package var colors: [(String, String)]
  package var bands: [Band]
  package var rules: [Rule]
  package var annotations: [Annotation] = []
  package var theme = Theme.standard
  /// Whether the rows stand in the picture as a table for readers of screens.
  package var hasTable = false
  package var provenance: [(name: String, digest: SourceDigest)]
  package var scriptSHA256: String?

  package init(
    layers: [Layer], words: Words = Words(), x: ScaleOptions = ScaleOptions(), y: ScaleOptions = ScaleOptions(),
    colors: [(String, String)] = [], bands: [Band] = [], rules: [Rule] = [],
    provenance: [(name: String, digest: SourceDigest)] = [], scriptSHA256: String? = nil
  ) {
    self.layers = layers
    self.words = words
    self.x = x
    self.y = y
    self.colors = colors
    self.bands = bands
    self.rules = rules
    self.provenance = provenance
    self.scriptSHA256 = scriptSHA256
  }
}
