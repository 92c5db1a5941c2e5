/// The radius of a dot whose area represents a number; that of the largest is 26 px.
func dotRadius(_ size: Double, largest: Double?) -> Double {
  guard let largest, largest > 0 else { return 3.5 }
  return max(2, 26 * (size.magnitude / largest).squareRoot())
}
