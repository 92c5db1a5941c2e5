import StetSystem

/// How values spread along an axis.
package enum Curve: Sendable, Equatable {
  case linear
  /// Equal ratios take equal space; only numbers above zero have a position.
  case log
  /// Linear around zero up to about a number, logarithmic beyond it, on both sides.
  case symlog(Double)

  func callAsFunction(_ value: Double) -> Double {
    switch self {
    case .linear: value
    case .log: value > 0 ? Double.log10(value) : -400
    case .symlog(let constant):
      value < 0 ? -Double.log(onePlus: -value / constant) : Double.log(onePlus: value / constant)
    }
  }
}

/// A map from values to pixels.
struct Scale: Sendable {
  var lower: Double
  var upper: Double
  var start: Double
  var end: Double
  var curve = Curve.linear

  func callAsFunction(_ value: Double) -> Double {
    switch curve {
    case .linear:
      let span = upper - lower
      return span > 0 ? start + (value - lower) / span * (end - start) : (start + end) / 2
    case .log, .symlog:
      let (low, high) = (curve(lower), curve(upper))
      // Bars have no foot on a logarithmic axis; they begin where it does.
      let place = curve == .log && value <= 0 ? low : curve(value)
      return high > low ? start + (place - low) / (high - low) * (end - start) : (start + end) / 2
    }
  }

  /// Pixels for one unit, if the scale is linear.
  var unit: Double { upper > lower ? (end - start).magnitude / (upper - lower) : (end - start).magnitude }
}
