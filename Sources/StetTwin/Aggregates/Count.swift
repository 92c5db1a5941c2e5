import StetColumns

extension AggregateTwin {
  static let count = AggregateTwin("count") { rows, _ in Calculated(.int(Int64(rows.count))) }

  static let countDistinct = AggregateTwin("count_distinct") { rows, _ in
    Calculated(.int(Int64(partitions(rows.filter { !$0[0].isMissing }).count)))
  }
}
