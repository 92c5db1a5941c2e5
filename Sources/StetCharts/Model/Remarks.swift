package import StetColumns

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

/// Words with an arrow to a point: a value of `x`, and of `y` where one is given; without it, the marks there.
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
