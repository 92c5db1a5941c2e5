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

package enum Axis: String, Sendable { case x, y }

/// One mark over one table.
///
/// Constants stand for a whole column: `x`, `y` (a rule), `from`, `to` (a band along x), `color` (`#RRGGBB` or a
/// series name), `label`, `size` (a point's radius in px).
package struct Layer: Sendable {
  package var mark: Mark
  package var x: Channel?
  package var y: Channel?
  package var color: Channel?
  package var label: Channel?
  /// One a row, or empty.
  package var highlight: [Bool]
  package var constants: [(name: String, value: Value)]
  package var stack: Stack

  package init(
    _ mark: Mark, x: Channel? = nil, y: Channel? = nil, color: Channel? = nil, label: Channel? = nil,
    highlight: [Bool] = [], constants: [(name: String, value: Value)] = [], stack: Stack = .none
  ) {
    self.mark = mark
    self.x = x
    self.y = y
    self.color = color
    self.label = label
    self.highlight = highlight
    self.constants = constants
    self.stack = stack
  }

  func constant(_ name: String) -> Value? { constants.first { $0.name == name }?.value }
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

/// Everything a chart shows; the same for the page and the terminal.
package struct Chart: Sendable {
  package var layers: [Layer]
  package var words: Words
  package var xFormat: String?
  package var yFormat: String?
  /// Where the value axis starts; ignored, with a warning, under bars and areas.
  package var yFrom: Double?
  /// Series names and their colors, in legend order.
  package var colors: [(String, String)]
  package var bands: [Band]
  package var rules: [Rule]
  package var provenance: [(name: String, digest: SourceDigest)]
  package var scriptSHA256: String?

  package init(
    layers: [Layer], words: Words = Words(), xFormat: String? = nil, yFormat: String? = nil, yFrom: Double? = nil,
    colors: [(String, String)] = [], bands: [Band] = [], rules: [Rule] = [],
    provenance: [(name: String, digest: SourceDigest)] = [], scriptSHA256: String? = nil
  ) {
    self.layers = layers
    self.words = words
    self.xFormat = xFormat
    self.yFormat = yFormat
    self.yFrom = yFrom
    self.colors = colors
    self.bands = bands
    self.rules = rules
    self.provenance = provenance
    self.scriptSHA256 = scriptSHA256
  }
}
