import StetColumns

extension AggregateTwin {
  static let any = AggregateTwin.ofPresent("any") { values, _ in
    Calculated(.bool(values.contains { $0.asBool == true }))
  }

  static let all = AggregateTwin.ofPresent("all") { values, _ in
    Calculated(.bool(values.allSatisfy { $0.asBool == true }))
  }
}
