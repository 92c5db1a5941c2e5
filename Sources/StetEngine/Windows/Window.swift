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
  /// Row numbers, those of one partition next to each other.
  package let rows: [Int32]
  /// Where each partition begins in `rows`, and the end.
  package let starts: [Int]
  /// The column of the only key of `sort`.
  package let order: Column?

  package init(rows: [Int32], starts: [Int], order: Column?) {
    self.rows = rows
    self.starts = starts
    self.order = order
  }

  /// The number of each row's partition.
  var partitionOfRow: [Int32] {
    var numbers = [Int32](repeating: 0, count: rows.count)
    for (partition, (start, end)) in zip(starts, starts.dropFirst()).enumerated() {
      for place in start..<end { numbers[Int(rows[place])] = Int32(truncatingIfNeeded: partition) }
    }
    return numbers
  }

  package var partitions: [ArraySlice<Int32>] {
    zip(starts, starts.dropFirst()).map { rows[$0..<$1] }
  }

  /// For each row, the row so many places on in its partition; −1 beyond its ends.
  package func neighbors(_ distance: Int) -> [Int32] {
    var neighbors = [Int32](repeating: -1, count: rows.count)
    for partition in partitions {
      for place in partition.indices where partition.indices.contains(place + distance) {
        neighbors[Int(partition[place])] = partition[place + distance]
      }
    }
    return neighbors
  }
}
