import StetColumns
import StetDiagnostics

/// The rows of a partition that a window function or an aggregate over it reads.
struct WindowBack {
  private let call: WindowCall
  private let table: Table

  init(_ call: WindowCall, _ table: Table) {
    self.call = call
    self.table = table
  }

  /// In ascending order, with how they contribute to the result.
  func rows(behind rows: [Int32]) throws(RunFailure) -> ([Int32], RowRole) {
    var evaluator = Evaluator(table)
    let grouping = identities(of: try evaluator.columns(call.partition), rowCount: table.rowCount)
    switch call.kind {
    case .aggregate(let aggregate, let condition):
      let groups = grouping.groupOfRow
      let wanted = Set(rows.map { groups[Int($0)] })
      var members = groups.indices.filter { wanted.contains(groups[$0]) }
      if let condition, case .bool(let verdicts) = try evaluator.column(condition) {
        members = members.filter { verdicts[$0] == true }
      }
      var isWanted = [Bool](repeating: false, count: table.rowCount)
      for row in members { isWanted[row] = true }
      for (index, argument) in call.arguments.enumerated()
      where !(aggregate.hasConstant && index == call.arguments.count - 1) {
        let column = try evaluator.column(argument, where: isWanted)
        members = members.filter { column.isPresent($0) }
      }
      return (members.map { Int32($0) }, aggregate.role)
    case .window(let window):
      let ordered = try evaluator.windowRows(call.order, grouping)
      let wanted = Set(rows)
      var read: Set<Int32> = []
      for partition in ordered.partitions {
        for place in partition.indices where wanted.contains(partition[place]) {
          switch window.reach {
          case .partition: read.formUnion(partition)
          case .upToHere: read.formUnion(partition[...place])
          case .neighbors(let direction):
            let end = place + direction * steps
            read.formUnion(
              partition[max(min(place, end), partition.startIndex)..<min(max(place, end) + 1, partition.endIndex)])
          case .base:
            read.insert(partition[place])
            guard let order = ordered.order, case .constant(let base) = call.arguments.last?.kind else { continue }
            if let found = partition.first(where: { order[Int($0)] == base }) { read.insert(found) }
          }
        }
      }
      return (read.sorted(), window.role)
    }
  }

  /// How many rows before or after.
  private var steps: Int {
    guard call.arguments.count > 1, case .constant(.int(let steps)) = call.arguments[1].kind else { return 1 }
    return Int(clamping: min(steps, Int64(table.rowCount)))
  }
}

extension Window {
  /// How a row within its reach contributes to the result.
  fileprivate var role: RowRole {
    switch reach {
    case .partition: .compared
    case .upToHere: .weighed
    case .neighbors, .base: .neighboring
    }
  }
}
