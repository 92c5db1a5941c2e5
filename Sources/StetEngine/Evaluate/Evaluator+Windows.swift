import StetColumns
import StetDiagnostics

extension Evaluator {
  mutating func window(_ call: WindowCall, _ whole: TypedExpression) throws(RunFailure) -> Column {
    let keys = try columns(call.partition)
    var arguments: [Column] = []
    var grouping = grouped(by: keys, rowCount: rowCount).grouping
    do {
      switch call.kind {
      case .aggregate(let aggregate, let condition, let frame) where frame != .partition:
        return try framed(call, aggregate, where: condition, frame)
      case .aggregate(let aggregate, let condition, _):
        let groups = grouping.groupOfRow
        let ordered = call.order.isEmpty ? nil : try orderKeys(call.order)
        let sorted = ordered.map { windowRows($0, grouping) }
        if let condition, case .bool(let verdicts) = try column(condition) {
          grouping = grouping.keeping { verdicts[$0] == true }
        }
        let isCounted = condition.map { _ in grouping.groupOfRow.map { $0 >= 0 } }
        for (index, argument) in call.arguments.enumerated() {
          let isForAll = aggregate.hasConstant && index == call.arguments.count - 1
          if let isCounted, !isForAll {
            arguments.append(try column(argument, where: isCounted))
          } else {
            arguments.append(try column(argument))
          }
        }
        counts.skipped += arguments.reduce(0) { $0 + grouping.missing(in: $1) }
        if let ordered, let sorted {
          // `first` and `last` go by the order of `sort`.
          let counted = grouping.groupOfRow
          try WindowOrder(keys: ordered.map(\.column), rows: sorted, arguments: arguments).checkEnds(
            aggregate.name, atEnd: aggregate.name == Aggregate.last.name, where: { counted[$0] >= 0 },
            advice(call, keys + ordered.map(\.column), without: call.arguments))
          arguments = arguments.map { $0.gather(sorted.partitions.rows) }
          grouping = grouping.gather(sorted.partitions.rows)
        }
        return try aggregate.apply(arguments, grouping).gather(groups)
      case .window(let window):
        // A key that nobody needs may still fail.
        if !window.needsOrder { for key in call.order { _ = try column(key.expression) } }
        let order = try orderKeys(window.needsOrder ? call.order : [])
        var rows = windowRows(order, grouping)
        for argument in call.arguments { arguments.append(try column(argument)) }
        if window.needsOrder, !window.findsBase {
          try WindowOrder(keys: order.map(\.column), rows: rows, arguments: arguments).check(
            window.name, allowsTies: false, advice(call, keys + order.map(\.column), without: call.arguments))
        }
        if rowCount > 0, let found = try neighbors(call, window, arguments, rows, order) {
          rows.neighbors = found.rows
          counts.windows.steps.add(WindowCounts.Count(found.gaps, found.examples))
          counts.windows.blanks.add(blankSteps(found.rows, to: arguments[0], from: order[0].column))
          counts.windows.partial.add(partialSteps(found.rows, along: call.order[0].expression))
        } else if case .neighbors = window.reach, order.count > 1, isTime(call.order[0].expression) {
          counts.windows.doubles.add(doubles(of: order[0].column, in: rows))
        }
        let given = Arguments(
          columns: arguments, isConstant: arguments.map { _ in false }, count: rowCount, isCancelled: isCancelled)
        return rowCount == 0 ? Column([], type: whole.type) : try window.apply(given, rows)
      }
    } catch let failure as ValueFailure {
      throw RunFailure(failure, at: whole.range)
    } catch let failure as RunFailure {
      throw failure
    } catch {
      preconditionFailure("windows throw value failures or run failures")
    }
  }

  /// The rows that a window's steps lead to by time; nil where they count rows, or where it has none.
  func neighbors(
    _ call: WindowCall, _ window: Window, _ arguments: [Column], _ rows: WindowRows,
    _ order: [(column: Column, descending: Bool)]
  ) throws(ValueFailure) -> Neighbors? {
    guard case .neighbors(let direction) = window.reach else { return nil }
    let count = try stepCount(arguments[1][0])
    let key = timeKey(call, order)
    let step = try WindowSteps(count, call.unit, along: key?.type)
    guard let key, step.goesByTime else { return nil }
    return Neighbors(rows, along: key, descending: order[0].descending, by: step, isBefore: direction < 0)
  }

  private func blankSteps(_ neighbors: [Int32], to values: Column, from key: Column) -> WindowCounts.Count {
    guard values.missingCount > 0 else { return WindowCounts.Count() }
    let rows = neighbors.indices.filter { neighbors[$0] >= 0 && !values.isPresent(Int(neighbors[$0])) }
    return WindowCounts.Count(rows.count, rows.prefix(3).map { key[$0] })
  }

  /// Steps between a period that its table does not cover whole and one that it does. Where periods were grouped, that step names them.
  private func partialSteps(_ neighbors: [Int32], along key: TypedExpression) -> WindowCounts.Count {
    guard table.origin != nil, case .column(let index) = key.kind,
      let partial = PartialPeriods(of: table.schema.fields[index], in: table, table.columns[index])
    else { return WindowCounts.Count() }
    let periods = table.columns[index]
    let rows = neighbors.indices.filter { row in
      neighbors[row] >= 0 && partial.contains(periods[row]) != partial.contains(periods[Int(neighbors[row])])
    }
    return WindowCounts.Count(rows.count, rows.prefix(3).map { periods[$0] })
  }

  private func isTime(_ key: TypedExpression) -> Bool {
    guard case .column(let index) = key.kind else { return key.type.isTime }
    return key.type.isTime || table.schema.fields[index].holdsYears
  }

  /// The rows of an order that have the time of the row before, from which a step then leads to them.
  private func doubles(of key: Column, in rows: WindowRows) -> WindowCounts.Count {
    var (count, examples) = (0, [Value]())
    for partition in rows.partitions {
      for (row, next) in zip(partition, partition.dropFirst()) where key[Int(row)] == key[Int(next)] {
        count += 1
        if examples.count < 3, !examples.contains(key[Int(row)]) { examples.append(key[Int(row)]) }
      }
    }
    return WindowCounts.Count(count, examples)
  }

  /// The key in time of an order, years and months as periods; nil where there are several keys.
  func timeKey(_ call: WindowCall, _ order: [(column: Column, descending: Bool)]) -> Column? {
    switch call.timeKeys {
    case .yearsAndMonths: order.count == 2 ? Column(years: order[0].column, months: order[1].column) : nil
    case .years: order.count == 1 ? order[0].column.asYears ?? order[0].column : nil
    case .own: order.count == 1 ? order[0].column : nil
    }
  }

  /// What would settle the order of a window.
  func advice(_ call: WindowCall, _ others: [Column], without values: [TypedExpression]) -> WindowOrderAdvice {
    let names = call.order.map { key -> String? in
      if case .column(let index) = key.expression.kind { table.schema.names[index] } else { nil }
    }
    return WindowOrderAdvice(keys: names) { [self] in columnThatParts(others, without: values) }
  }

  /// A column that tells all rows apart that are equal in others, not one of which the values are made, and whether its own values repeat.
  private func columnThatParts(
    _ others: [Column], without values: [TypedExpression]
  ) -> (name: String, repeats: Bool)? {
    // With some rows left out, what is unique in the whole table would say nothing.
    guard rows == nil else { return nil }
    var read: Set<Int> = []
    for value in values { value.readColumns(into: &read) }
    func tells(_ columns: [Column]) -> Bool { grouped(by: columns, rowCount: rowCount).keys[0].count == rowCount }
    let parting = table.columns.indices.filter {
      !read.contains($0) && table.columns[$0].missingCount == 0 && tells(others + [table.columns[$0]])
    }
    // Of what repeats, each value may have a series of its own. A running number breaks ties; a label that does not repeat says nothing about
    // an order.
    let series = parting.first { !tells([table.columns[$0]]) }.map { (table.schema.names[$0], true) }
    return series ?? parting.first { table.columns[$0].type != .text }.map { (table.schema.names[$0], false) }
  }

  mutating func orderKeys(_ keys: [SortKey]) throws(RunFailure) -> [(column: Column, descending: Bool)] {
    var columns: [(column: Column, descending: Bool)] = []
    for key in keys { columns.append((column: try column(key.expression), descending: key.descending)) }
    return columns
  }

  func windowRows(_ keys: [(column: Column, descending: Bool)], _ grouping: Grouping) -> WindowRows {
    var columns = keys
    let order = columns.count == 1 ? columns[0].column : nil
    guard !columns.isEmpty else { return WindowRows(partitions: grouping.rowsByGroup, order: nil) }
    if grouping.count > 1 {
      columns.insert((column: .narrowInt(Vector(grouping.groupOfRow)), descending: false), at: 0)
    }
    let (rows, ties) = sortedRowsAndTies(columns, rowCount: rowCount, isCancelled: isCancelled)
    var starts: [Int32] = [0]
    for size in grouping.sizes() { starts.append(starts[starts.count - 1] + Int32(truncatingIfNeeded: size)) }
    return WindowRows(partitions: GroupRows(rows: rows, starts: starts), order: order, ties: ties)
  }
}

extension RunFailure {
  /// What a kernel found wrong, with the range in the script.
  init(_ failure: ValueFailure, at range: SourceRange) {
    self.init(
      Diagnostic(
        failure.code, failure.message, at: range, kind: failure.code == ValueFailure.cancelled.code ? .limit : .data,
        notes: failure.notes))
  }
}
