package import StetColumns

/// A function of a row and its neighbors, in `derive … within … sort …`.
package struct Window: Sendable {
  package let name: String
  /// One sentence for the manual and `:help`.
  package let summary: String
  /// A step that runs as it is on a table with the columns `state`, `year`, `persons`.
  package let example: String
  package let parameters: [Parameter]
  /// Whether the step must say `sort`, because the result depends on the order of the rows.
  package let needsOrder: Bool
  /// The rows that a row's result depends on.
  package let reach: Reach
  package let result: ResultType
  package let unit: UnitRule
  package let foreign: ForeignNames
  package let second: Recalculation
  package let apply: @Sendable (Arguments, WindowRows) throws(ValueFailure) -> Column

  /// Whether it looks for the row of its base itself, whatever the order of the others is.
  var findsBase: Bool { if case .base = reach { true } else { false } }

  /// How it is called, for the help and the manual.
  package var call: String { parameters.call(of: name) }

  package init(
    _ name: String, _ summary: String, example: String, _ parameters: [Parameter], result: ResultType, unit: UnitRule,
    reach: Reach, needsOrder: Bool = true, foreign: ForeignNames, second: Recalculation = .twin,
    apply: @escaping @Sendable (Arguments, WindowRows) throws(ValueFailure) -> Column
  ) {
    self.name = name
    self.summary = summary
    self.example = example
    self.parameters = parameters
    self.reach = reach
    self.needsOrder = needsOrder
    self.result = result
    self.unit = unit
    self.foreign = foreign
    self.second = second
    self.apply = apply
  }
}

/// Which rows of its partition a window function reads for one of them.
package enum Reach: Sendable {
  /// All.
  case partition
  /// Itself and all before it.
  case upToHere
  /// Itself and that many before it (negative) or after it, or as many as the second argument says.
  case neighbors(Int)
  /// Itself and the row at the place that the second argument names.
  case base
}

/// The rows of a table, partition by partition and each in its order.
package struct WindowRows: Sendable {
  let partitions: GroupRows
  /// The column of the only key of `sort`.
  let order: Column?
  /// The places of rows that equal the row before them in their partition in every key of `sort`.
  let ties: [Int32]
  /// Where steps go by time: the row that each row looks at, −1 for none.
  var neighbors: [Int32]?

  init(partitions: GroupRows, order: Column?, ties: [Int32] = []) {
    (self.partitions, self.order, self.ties) = (partitions, order, ties)
  }

  /// Row numbers, those of one partition next to each other; where each partition begins in them, and the end.
  package init(rows: [Int32], starts: [Int32], order: Column?) {
    self.init(partitions: GroupRows(rows: rows, starts: starts), order: order)
  }

  var count: Int { partitions.rows.count }

  /// For each row, the row so many steps on in its partition; −1 where there is none.
  func neighbors(_ distance: Int) -> [Int32] {
    if let neighbors { return neighbors }
    return unsafe partitions.perRow { _, partition, target in
      for place in partition.indices {
        unsafe target[Int(partition[place])] =
          partition.indices.contains(place + distance) ? partition[place + distance] : -1
      }
    }
  }
}
