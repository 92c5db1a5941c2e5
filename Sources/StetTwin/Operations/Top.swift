import StetColumns
import StetEngine

extension TopOperation: SecondCalculation {
  func calculate(_ table: TwinTable, _ context: inout TwinContext) throws -> TwinTable {
    let keys = try table.values(of: groups)
    let values = try RowEvaluator(table).column(key)
    var kept: [Int] = []
    var ties = 0
    for group in sortedGroups(keys, width: groups.count) {
      let present = group.filter { !values[$0].isMissing }
      for row in sortedPlaces(present.map { [values[$0]] }, descending: [true]).map({ present[$0] }) {
        // How many are larger decides, so that equal values stay or go together.
        let larger = present.count { order(values[$0], values[row]) > 0 }
        if larger < count { kept.append(row) }
      }
      ties += max(0, kept.count { group.contains($0) } - count)
    }
    context.counts["kept beyond the top \(count) because of ties"] = ties
    context.counts["missing values left out"] = values.count(where: \.isMissing)
    return table.only(kept)
  }
}
