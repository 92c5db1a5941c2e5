import StetColumns

/// Columns of which each value stands for the same whole again: levels, such as regions and countries, and editions of the same figures.
enum RepeatedRows {
  /// How near two sums of one whole are, of which some parts are withheld or rounded.
  private static let nearness = 0.01
  /// The same where names say that they are levels: some of one may hold others, or leave some out.
  private static let namedNearness = 0.4
  /// How near two editions of a figure are.
  private static let revision = 0.1

  /// Whether the rows of each value of a column add up to the same, in groups of rows that agree in the rest of the key but for the one that
  /// names the parts. `isCounted` leaves totals out.
  static func areLevels(
    _ ids: RowNumbers, _ groups: [[Int]], _ numbers: [Figures], _ isCounted: [Bool],
    isNamed: Bool
  ) -> Bool {
    var proof = Proof()
    var groupsAlike = 0
    for figures in numbers {
      let values = figures.values
      for group in groups {
        var sums: [Int32: (sum: Double, rows: Int)] = [:]
        for row in group where isCounted[row] && !values[row].isNaN {
          sums[ids.ids[row], default: (0, 0)].sum += values[row]
          sums[ids.ids[row], default: (0, 0)].rows += 1
        }
        let wholes = sums.values.sorted { $0.rows < $1.rows }
        guard wholes.count > 1, let least = wholes.first, let most = wholes.last, most.rows > 1, most.sum > 0 else {
          continue
        }
        let sizes = wholes.map(\.sum)
        let (low, high) = (sizes.min() ?? 0, sizes.max() ?? 0)
        // Levels have few large rows and many small ones; without that the sums must be the same.
        let isLevel =
          low > 0
          && (high - low <= figures.step / 2 * Double(group.count)
            || most.rows >= 2 * least.rows && high - low <= high * (isNamed ? namedNearness : nearness))
        guard isLevel else {
          proof.failed()
          continue
        }
        proof.matched(high, off: (high - low) / 2, step: figures.step, tries: 1)
        groupsAlike += 1
      }
    }
    return proof.isProof(20) || isNamed && groupsAlike > 0 && proof.failures * 4 <= groupsAlike
  }

  /// Whether rows that differ in one column of the key only have the same figures, or nearly so: how many of how many pairs are the same.
  static func editions(
    _ groups: [[Int]], _ numbers: [Figures], isNamed: Bool
  ) -> (same: Int, of: Int)? {
    var (same, near, pairs) = (0, 0, 0)
    var different: Set<Double> = []
    for values in numbers.map(\.values) {
      for group in groups {
        let rows = group.filter { values[$0] >= 20 }
        guard rows.count > 1 else { continue }
        for (row, next) in zip(rows, rows.dropFirst()) {
          let (a, b) = (values[row], values[next])
          pairs += 1
          if a == b {
            same += 1
            different.insert(a)
          }
          if abs(a - b) <= revision * max(a, b) { near += 1 }
        }
      }
    }
    // One amount for all is no edition of another.
    guard different.count * 5 >= same else { return nil }
    let isEdition =
      isNamed
      ? pairs > 2 && near * 10 >= pairs * 8 && same > 0
      : pairs > 7 && near * 10 >= pairs * 9 && same * 2 >= pairs
    return isEdition ? (same, pairs) : nil
  }
}
