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
    case .aggregate(let aggregate, let condition, let frame) where frame != .partition:
      // Without a value of its own a row has no running result, whatever came before.
      let (own, others) =
        frame == .running ? try withoutValue(rows, aggregate, condition, &evaluator) : ([], rows)
      return (Set(try self.rows(behind: others, frame, grouping, &evaluator) + own).sorted(), .weighed)
    case .aggregate(let aggregate, let condition, _):
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
      let order = try evaluator.orderKeys(call.order)
      let ordered = evaluator.windowRows(order, grouping)
      let arguments = try evaluator.columns(call.arguments)
      // A step that fails has no result to be explained.
      let neighbors = try? evaluator.neighbors(call, window, arguments, ordered, order)
      let wanted = Set(rows)
      let constant = try second(for: rows)
      var read: Set<Int32> = []
      for partition in ordered.partitions {
        for place in partition.indices where wanted.contains(partition[place]) {
          switch window.reach {
          case .partition: read.formUnion(partition)
          case .upToHere: read.formUnion(partition[...place])
          case .neighbors where neighbors != nil:
            read.insert(partition[place])
            if let found = neighbors?.rows[Int(partition[place])], found >= 0 { read.insert(found) }
          case .neighbors(let direction):
            let end = place + direction * Int(clamping: min(constant?.asInt ?? 1, Int64(table.rowCount)))
            read.formUnion(
              partition[max(min(place, end), partition.startIndex)..<min(max(place, end) + 1, partition.endIndex)])
          case .base:
            read.insert(partition[place])
            guard let order = ordered.order else { continue }
            if let found = partition.first(where: { order[Int($0)] == constant }) { read.insert(found) }
          }
        }
      }
      return (read.sorted(), window.role)
    }
  }

  /// The rows of which a value is missing that the aggregate needs, and the others.
  private func withoutValue(
    _ rows: [Int32], _ aggregate: Aggregate, _ condition: TypedExpression?, _ evaluator: inout Evaluator
  ) throws(RunFailure) -> ([Int32], [Int32]) {
    var isKept = [Bool](repeating: true, count: table.rowCount)
    if let condition, case .bool(let verdicts) = try evaluator.column(condition) {
      for row in isKept.indices { isKept[row] = verdicts[row] == true }
    }
    var isMissing = [Bool](repeating: false, count: table.rowCount)
    for argument in aggregate.hasConstant ? call.arguments.dropLast() : call.arguments[...] {
      let column = try evaluator.column(argument, where: isKept)
      for row in isMissing.indices where isKept[row] && !column.isPresent(row) { isMissing[row] = true }
    }
    return (rows.filter { isMissing[Int($0)] }, rows.filter { !isMissing[Int($0)] })
  }

  /// The rows of the frames of some rows: a value that is missing may leave a result open.
  private func rows(
    behind rows: [Int32], _ frame: WindowCall.Frame, _ grouping: Grouping, _ evaluator: inout Evaluator
  ) throws(RunFailure) -> [Int32] {
    let order = try evaluator.orderKeys(call.order)
    let ordered = evaluator.windowRows(order, grouping)
    let wanted = Set(rows)
    let places = ordered.partitions.rows
    var read: Set<Int32> = []
    if frame == .running {
      for partition in ordered.partitions {
        if let last = partition.lastIndex(where: wanted.contains) { read.formUnion(partition[...last]) }
      }
      // A step that fails has no result to be explained.
    } else if let rolling = try? evaluator.rolling(call, ordered, order) {
      for place in places.indices where wanted.contains(places[place]) {
        read.formUnion(places[rolling.reach(of: place)])
      }
    }
    return read.sorted()
  }

  /// The second argument, how many rows before or after or the base: the same for every row; nil if there is none.
  private func second(for rows: [Int32]) throws(RunFailure) -> Value? {
    guard call.arguments.count > 1, let first = rows.first else { return nil }
    var evaluator = Evaluator(table, rows: [first])
    return try evaluator.column(call.arguments[1])[0]
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
