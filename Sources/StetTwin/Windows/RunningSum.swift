import StetColumns

extension WindowTwin {
  /// Each sum from the first row on.
  static let runningSum = WindowTwin("running_sum") { partition in
    try partition.rows.indices.map { place in
      let soFar = partition.rows[...place].map { $0[0] }.filter { !$0.isMissing }
      guard let type = soFar.first?.type else { return Calculated(.missing) }
      let sum = try total(soFar, type)
      return partition.rows[place][0].isMissing ? Calculated(.missing) : sum
    }
  }
}
