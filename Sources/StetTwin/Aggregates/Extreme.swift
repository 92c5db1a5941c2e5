import StetColumns

extension AggregateTwin {
  static let min = AggregateTwin.ofPresent("min") { values, _ in
    Calculated(values.reduce(values[0]) { order($1, $0) < 0 ? $1 : $0 })
  }

  static let max = AggregateTwin.ofPresent("max") { values, _ in
    Calculated(values.reduce(values[0]) { order($1, $0) > 0 ? $1 : $0 })
  }

  static let first = AggregateTwin.ofPresent("first") { values, _ in Calculated(values[0]) }

  static let last = AggregateTwin.ofPresent("last") { values, _ in Calculated(values[values.count - 1]) }
}
