import StetColumns

/// A number for each row, the same where values are the same, from 0 in order of first appearance.
struct RowNumbers {
  private(set) var ids: [Int32]
  private(set) var count: Int

  /// Missing equals missing.
  init(_ column: Column) {
    switch column {
    case .text(let texts): self.init(texts.coded.codes.map { Int64($0) })
    case .narrowInt(let vector), .date(let vector), .period(let vector, _):
      self.init(vector.values.indices.map { row in vector[row].map { Int64($0) } ?? .min })
    default: self.init(numbering: (0..<column.count).map { column[$0] })
    }
  }

  private init(_ keys: [Int64]) { self.init(numbering: keys) }

  private init<Key: Hashable>(numbering keys: [Key]) {
    var numbers: [Key: Int32] = [:]
    ids = keys.map { key in
      if let known = numbers[key] { return known }
      let number = Int32(numbers.count)
      numbers[key] = number
      return number
    }
    count = numbers.count
  }

  /// One number for all of `rowCount` rows.
  init(allOf rowCount: Int) { (ids, count) = ([Int32](repeating: 0, count: rowCount), min(1, rowCount)) }

  /// Rows numbered by both.
  func and(_ other: RowNumbers) -> RowNumbers {
    RowNumbers(zip(ids, other.ids).map { Int64($0) << 32 | Int64($1) })
  }

  /// The rows of each number, in order.
  var rows: [[Int]] {
    var rows = [[Int]](repeating: [], count: count)
    for (row, id) in ids.enumerated() { rows[Int(id)].append(row) }
    return rows
  }

  /// The first row of each number.
  var firstRows: [Int] {
    var first: [Int] = []
    for (row, id) in ids.enumerated() where Int(id) == first.count { first.append(row) }
    return first
  }
}
