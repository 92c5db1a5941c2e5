import StetColumns

extension WindowTwin {
  static let rowNumber = WindowTwin("row_number") { partition in
    partition.rows.indices.map { Calculated(.int(Int64($0 + 1))) }
  }

  /// One more than the number of smaller values.
  static let rank = WindowTwin("rank") { partition in
    partition.rows.map { row in
      guard !row[0].isMissing else { return Calculated(.missing) }
      let before = partition.rows.filter { !$0[0].isMissing && order($0[0], row[0]) < 0 }
      return Calculated(.int(Int64(before.count + 1)))
    }
  }
}
