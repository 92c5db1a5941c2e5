package import StetColumns

/// A column and what to call it.
package struct LabeledColumn: Sendable {
  package var column: Column
  package var label: String

  package init(_ column: Column, label: String) {
    self.column = column
    self.label = label
  }
}

/// One mark over the rows of one table.
package struct Layer: Sendable {
  package var mark: Mark
  package var channels: [Channel: LabeledColumn]
  /// The columns of a mark that takes any number of them.
  package var columns: [LabeledColumn] = []
  /// The areas of a map.
  package var areas: [MapArea] = []
  /// One a row, or empty.
  package var highlight: [Bool]
  /// Whether the period of each row is one of which days are lacking; or empty.
  package var isPartial: [Bool] = []
  /// A single value in place of a column: `color` (`#RRGGBB` or the name of a series), `label`, `size` (the radius of a
  /// point in px), and the number of a histogram's classes.
  package var constants: [Channel: Value]
  /// Nil if the mark decides.
  package var stack: Stack?
  package var labels: Labels

  package init(
    _ mark: Mark, x: LabeledColumn? = nil, y: LabeledColumn? = nil, color: LabeledColumn? = nil,
    label: LabeledColumn? = nil, channels: [Channel: LabeledColumn] = [:], highlight: [Bool] = [],
    constants: [Channel: Value] = [:], stack: Stack? = nil, labels: Labels = .all
  ) {
    self.mark = mark
    self.channels = channels
    for (name, column) in [(Channel.x, x), (.y, y), (.color, color), (.label, label)] {
      if let column { self.channels[name] = column }
    }
    self.highlight = highlight
    self.constants = constants
    self.stack = stack
    self.labels = labels
  }

  package subscript(channel: Channel) -> LabeledColumn? { channels[channel] }

  var x: LabeledColumn? { channels[.x] }
  var y: LabeledColumn? { channels[.y] }
  var color: LabeledColumn? { channels[.color] }
  var label: LabeledColumn? { channels[.label] }

  /// Whether its keys run down.
  var isHorizontal: Bool { mark.isHorizontal(x: x?.column.type, y: y?.column.type) }

  /// Whether the whole of it has a name of its own.
  var isNamed: Bool { mark.has(.isJoined) && constants[.label] != nil }

  var rowCount: Int { (channels.values.map(\.column.count) + columns.map(\.column.count)).max() ?? 0 }
}

/// Everything a chart shows; the same for the page and the terminal.
///
/// Only `layers` and `provenance` come from rows. The rest is what the author wrote, and a chart that is still without rows
/// has it already.
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
  /// Which periods are partial and why; nil if none is.
  package var partialNote: String?
  /// Whether the picture has its rows as a table for screen readers.
  package var hasTable = false
  package var provenance: [(name: String, digest: SourceDigest)]
  package var scriptSHA256: String?

  package init(
    layers: [Layer] = [], words: Words = Words(), x: ScaleOptions = ScaleOptions(), y: ScaleOptions = ScaleOptions(),
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
