package import StetColumns
import StetDiagnostics
package import StetEngine

/// A second calculation of every step, one row at a time: slow, plain, and without any code of the engine's operators.
package struct Twin {
  /// What the last join left without a partner.
  private var unmatched: Int?
  /// What the ledger says of the last step, by the words it says it in; what it leaves out is 0.
  package private(set) var counts: [String: Int] = [:]

  package init() {}

  package mutating func run(_ steps: [PlanStep], on source: TwinTable) throws -> TwinTable {
    var table = source
    for step in steps { table = try run(step, on: table) }
    return table
  }

  /// The value of an expression that reads no column.
  package static func value(of expression: TypedExpression) throws -> Value {
    try RowEvaluator(TwinTable(schema: Schema([]), rows: [[]])).column(expression)[0]
  }

  package mutating func run(_ step: PlanStep, on table: TwinTable) throws -> TwinTable {
    counts = [:]
    var result = try apply(step.operation, to: table, step.schema)
    if let schema = step.schema { result.schema = schema }
    return result
  }

  private mutating func apply(_ operation: Operation, to table: TwinTable, _ schema: Schema?) throws -> TwinTable {
    let evaluator = RowEvaluator(table)
    let all = Array(table.rows.indices)
    func only(_ rows: [Int]) -> TwinTable { TwinTable(schema: table.schema, rows: rows.map { table.rows[$0] }) }
    func keys(_ expressions: [TypedExpression]) throws -> [[Value]] {
      var keys = all.map { _ in [Value]() }
      for expression in expressions {
        for (row, value) in try evaluator.column(expression).enumerated() { keys[row].append(value) }
      }
      return keys
    }

    switch operation {
    case .filter(let condition, let excluding):
      let verdicts = try evaluator.column(condition)
      counts["undecided by missing"] = verdicts.count(where: \.isMissing)
      return only(all.filter { (verdicts[$0].asBool == true) != excluding })

    case .project(let columns):
      var rows = all.map { _ in [Value]() }
      var slack = all.map { _ in [Double]() }
      for column in columns {
        for (row, cell) in try evaluator.reckonedColumn(column.value).enumerated() {
          rows[row].append(cell.value)
          slack[row].append(cell.slack)
        }
      }
      return TwinTable(schema: Schema(columns.map(\.field)), rows: rows, slack: slack)

    case .sort(let sortKeys):
      return only(sortedPlaces(try keys(sortKeys.map(\.expression)), descending: sortKeys.map(\.descending)))

    case .take(let count, let fromEnd): return only(fromEnd ? all.suffix(count) : Array(all.prefix(count)))

    case .top(let count, let key, let by):
      let groups = try keys(by)
      let values = try evaluator.column(key)
      var kept: [Int] = []
      var ties = 0
      for group in sortedGroups(groups, width: by.count) {
        let present = group.filter { !values[$0].isMissing }
        for row in sortedPlaces(present.map { [values[$0]] }, descending: [true]).map({ present[$0] }) {
          // How many are larger decides, so that equal values stay or go together.
          let larger = present.count { order(values[$0], values[row]) > 0 }
          if larger < count { kept.append(row) }
        }
        ties += max(0, kept.count { group.contains($0) } - count)
      }
      counts["kept beyond \(count) as ties"] = ties
      counts["missing left out"] = values.count(where: \.isMissing)
      return only(kept)

    case .sample(let count, let seed): return only(drawn(count, of: all.count, seed: seed))

    case .group(let groupKeys, let calls):
      let values = try keys(groupKeys.map(\.value))
      let groups = groupKeys.isEmpty ? [all] : sortedGroups(values, width: groupKeys.count)
      var columns: [[Reckoned]] = []
      for call in calls {
        columns.append(try aggregate(call, groups, evaluator))
        // The parts of a computed column have numbers for names.
        if let condition = call.condition, call.field.name.first?.isNumber == false {
          counts["undecided by missing in `\(call.field.name)`"] = try evaluator.column(condition).count(
            where: \.isMissing)
        }
      }
      return TwinTable(
        schema: Schema(groupKeys.map(\.field) + calls.map(\.field)),
        rows: groups.indices.map { group in
          (groups[group].first.map { values[$0] } ?? []) + columns.map { $0[group].value }
        },
        slack: groups.indices.map { group in groupKeys.map { _ in 0 } + columns.map { $0[group].slack } })

    case .distinct(let indexes):
      return only(partitions(table.rows.map { row in indexes.map { row[$0] } }).map { $0[0] })

    case .join(let kind, let right, let on, let allowsMany):
      return try join(
        table, kind, TwinTable(right), try keys(on.map(\.left)), on.map(\.right),
        targets: on.map { columnIndex($0.left) },
        allowsMany)

    case .joinNearest(let kind, let right, let on, let limit, let hidden):
      return joinNearest(table, kind, TwinTable(right), try keys(on.map(\.left)), on.map(\.right), limit, hidden)

    case .append(let other):
      guard let schema else { preconditionFailure("the binder knows the columns of `append`") }
      counts["appended"] = other.rowCount
      let rows = [table, TwinTable(other)].flatMap { part in
        part.rows.map { row in
          schema.fields.map { field in
            part.schema.index(of: field.name).map { widen(row[$0], to: field.type) } ?? .missing
          }
        }
      }
      return TwinTable(schema: schema, rows: rows)

    case .pivot(let index, let keyIndexes, let call): return try pivot(table, index, keyIndexes, call, evaluator)

    case .unpivot(let indexes):
      guard let schema, let type = schema.fields.last?.type else { preconditionFailure("the binder knows the columns") }
      return TwinTable(
        schema: schema,
        rows: table.rows.flatMap { row in
          indexes.map { index in
            row.indices.filter { !indexes.contains($0) }.map { row[$0] }
              + [.text(table.schema.fields[index].name), widen(row[index], to: type)]
          }
        })

    case .complete(let indexes):
      var combinations: [[Value]] = [[]]
      for index in indexes {
        let values = sortedGroups(table.rows.map { [$0[index]] }, width: 1).map { table.rows[$0[0]][index] }
        combinations = combinations.flatMap { start in values.filter { !$0.isMissing }.map { start + [$0] } }
      }
      var rows = table.rows
      for combination in combinations
      where !table.rows.contains(where: { row in areSame(indexes.map { row[$0] }, combination) }) {
        rows.append(
          table.schema.fields.indices.map { column in indexes.firstIndex(of: column).map { combination[$0] } ?? .missing
          })
      }
      counts["rows added"] = rows.count - table.rows.count
      let order = sortedPlaces(rows.map { row in indexes.map { row[$0] } }, descending: indexes.map { _ in false })
      return TwinTable(schema: table.schema, rows: order.map { rows[$0] })

    case .fillDown(let indexes, let within):
      var rows = table.rows
      for group in partitions(try keys(within)) {
        for index in indexes {
          var last = Value.missing
          for row in group {
            if !rows[row][index].isMissing {
              last = rows[row][index]
            } else if !last.isMissing {
              rows[row][index] = last
              counts["filled in `\(table.schema.fields[index].name)`", default: 0] += 1
            }
          }
        }
      }
      return TwinTable(schema: table.schema, rows: rows)

    case .lump(let index, let count, let weight): return try lump(table, index, count, weight, evaluator)

    case .recode(let index, let codes, let isComplete):
      let codes = TwinTable(codes)
      var rows = table.rows
      var failures: [String] = []
      for row in rows.indices where !rows[row][index].isMissing {
        let matches = codes.rows.filter { areSame($0[0], rows[row][index]) }
        if matches.count > 1 { throw TwinFailure(.manyMatches) }
        if matches.isEmpty, isComplete { failures.append("expectation") }
        if let match = matches.first {
          rows[row][index] = match[1]
          counts["recoded", default: 0] += 1
        } else {
          counts["left as they are", default: 0] += 1
        }
      }
      guard failures.isEmpty else { throw TwinFailure(.expectation) }
      return TwinTable(schema: table.schema, rows: rows)

    case .expect(let expectation):
      try expect(table, expectation, evaluator)
      return table

    case .describe, .ledger, .why, .output: throw TwinFailure(.notInTheTwin)
    }
  }

  // MARK: - Groups

  /// The rows of each group, in the order of the keys.
  private func sortedGroups(_ keys: [[Value]], width: Int) -> [[Int]] {
    let groups = partitions(keys)
    return sortedPlaces(groups.map { keys[$0[0]] }, descending: [Bool](repeating: false, count: width)).map {
      groups[$0]
    }
  }

  private func aggregate(_ call: AggregateCall, _ groups: [[Int]], _ evaluator: RowEvaluator) throws -> [Reckoned] {
    var codes: Set<Diagnostic.Code> = []
    var results: [Reckoned] = []
    for group in groups {
      do {
        let rows = try evaluator.rows(group, where: call.condition)
        var arguments: [[Value]] = rows.map { _ in [] }
        for argument in call.arguments {
          for (place, value) in try evaluator.column(argument, rows: rows).enumerated() {
            arguments[place].append(value)
          }
        }
        results.append(try reckon(call.aggregate.name, arguments, call.arguments.map(\.type)))
      } catch let failure as TwinFailure { codes.formUnion(failure.codes) }
    }
    guard codes.isEmpty else { throw TwinFailure(codes: codes) }
    return results
  }

  private func pivot(
    _ table: TwinTable, _ index: Int, _ keyIndexes: [Int], _ call: AggregateCall, _ evaluator: RowEvaluator
  ) throws -> TwinTable {
    let names = sortedGroups(table.rows.map { [$0[index]] }, width: 1)
    guard names.count <= 1_000 else { throw TwinFailure(.tooWide) }
    let groups =
      table.rows.isEmpty
      ? [] : sortedGroups(table.rows.map { row in keyIndexes.map { row[$0] } }, width: keyIndexes.count)
    var fields = keyIndexes.map { table.schema.fields[$0] }
    var rows = groups.map { group in keyIndexes.map { table.rows[group[0]][$0] } }
    var slack = groups.map { _ in keyIndexes.map { _ in 0.0 } }
    for members in names {
      let cells = try aggregate(call, groups.map { group in group.filter { members.contains($0) } }, evaluator)
      let value = table.rows[members[0]][index]
      let name = value.isMissing ? "missing" : plainText(value)
      guard !fields.contains(where: { $0.name == name }) else { throw TwinFailure(.nameTwice) }
      fields.append(Field(name, call.field.type, unit: call.field.unit))
      for (group, cell) in cells.enumerated() {
        rows[group].append(cell.value)
        slack[group].append(cell.slack)
      }
    }
    return TwinTable(schema: Schema(fields), rows: rows, slack: slack)
  }

  private func lump(
    _ table: TwinTable, _ index: Int, _ count: Int, _ weight: TypedExpression?, _ evaluator: RowEvaluator
  ) throws -> TwinTable {
    let weights = try weight.map { try evaluator.column($0) }
    let categories = partitions(table.rows.map { [$0[index]] }).filter { !table.rows[$0[0]][index].isMissing }
    let sizes = try categories.map { rows in
      if let weights {
        try reckon("sum", rows.map { [weights[$0]] }, [weight?.type ?? .int]).value
      } else {
        Value.int(Int64(rows.count))
      }
    }
    // Every category counts what is larger than it, so that equals stay or go together.
    let stays = sizes.map { size in sizes.count { sortOrder($0, size, descending: true) < 0 } < count }
    let others = "All others (n = \(stays.count { !$0 }))"
    var rows = table.rows
    for (category, stays) in zip(categories, stays) where !stays {
      for row in category { rows[row][index] = .text(others) }
    }
    return TwinTable(schema: table.schema, rows: rows)
  }

  // MARK: - Joins

  /// The column that an expression names.
  private func columnIndex(_ expression: TypedExpression) -> Int? {
    if case .column(let index) = expression.kind { index } else { nil }
  }

  private mutating func join(
    _ left: TwinTable, _ kind: JoinKind, _ right: TwinTable, _ keys: [[Value]], _ on: [Int], targets: [Int?],
    _ allowsMany: Bool
  ) throws -> TwinTable {
    var isWanted = right.rows.map { _ in false }
    var matches: [[Int]] = []
    for key in keys {
      let partners =
        key.contains(where: \.isMissing)
        ? [] : right.rows.indices.filter { row in areSame(on.map { right.rows[row][$0] }, key) }
      for row in partners { isWanted[row] = true }
      matches.append(partners)
    }
    unmatched = matches.count(where: \.isEmpty) + (kind == .full ? isWanted.count { !$0 } : 0)
    counts["matched"] = matches.count { !$0.isEmpty }
    counts["left only"] = matches.count(where: \.isEmpty)
    counts["right only"] = isWanted.count { !$0 }
    if kind != .keep, kind != .drop { counts["multiplied"] = matches.count { $0.count > 1 } }
    switch kind {
    case .keep: return TwinTable(schema: left.schema, rows: zip(left.rows, matches).filter { !$0.1.isEmpty }.map(\.0))
    case .drop: return TwinTable(schema: left.schema, rows: zip(left.rows, matches).filter { $0.1.isEmpty }.map(\.0))
    case .inner, .left, .full: break
    }
    if !allowsMany, matches.contains(where: { $0.count > 1 }) { throw TwinFailure(.manyMatches) }
    let added = right.schema.fields.indices.filter { !on.contains($0) }
    var rows: [[Value]] = []
    for (row, partners) in zip(left.rows, matches) {
      for partner in partners { rows.append(row + added.map { right.rows[partner][$0] }) }
      if partners.isEmpty, kind != .inner { rows.append(row + added.map { _ in .missing }) }
    }
    if kind == .full {
      for (row, wanted) in zip(right.rows, isWanted) where !wanted {
        var alone = left.schema.fields.map { _ in Value.missing }
        for (target, index) in zip(targets, on) { if let target { alone[target] = row[index] } }
        rows.append(alone + added.map { row[$0] })
      }
    }
    return TwinTable(schema: Schema(left.schema.fields + added.map { right.schema.fields[$0] }), rows: rows)
  }

  private mutating func joinNearest(
    _ left: TwinTable, _ kind: JoinKind, _ right: TwinTable, _ keys: [[Value]], _ on: [Int], _ limit: Double?,
    _ hidden: Set<Int>
  ) -> TwinTable {
    let added = right.schema.fields.indices.filter { !hidden.contains($0) }
    var rows: [[Value]] = []
    unmatched = 0
    for (row, key) in zip(left.rows, keys) {
      var best: (row: Int, distance: Double, place: Double)?
      for candidate in right.rows.indices where !key.contains(where: \.isMissing) {
        let offered = on.map { right.rows[candidate][$0] }
        guard areSame(Array(offered.dropLast()), Array(key.dropLast())), let there = place(offered[offered.count - 1]),
          let here = place(key[key.count - 1])
        else { continue }
        let distance = (there - here).magnitude
        guard distance <= limit ?? .infinity else { continue }
        if let known = best, (known.distance, known.place) <= (distance, there) { continue }
        best = (candidate, distance, there)
      }
      if let best {
        rows.append(row + added.map { right.rows[best.row][$0] })
      } else {
        unmatched = (unmatched ?? 0) + 1
        if kind == .left { rows.append(row + added.map { _ in .missing }) }
      }
    }
    return TwinTable(schema: Schema(left.schema.fields + added.map { right.schema.fields[$0] }), rows: rows)
  }

  private func place(_ value: Value) -> Double? {
    switch value {
    case .date(let days): Double(days)
    case .period(let ordinal, _): Double(ordinal)
    case .datetime(let microseconds): Double(microseconds)
    case .missing, .bool, .int, .decimal, .float, .text, .duration: value.asFloat
    }
  }

  // MARK: - The rest

  private func expect(_ table: TwinTable, _ expectation: Expectation, _ evaluator: RowEvaluator) throws {
    let holds: Bool
    switch expectation {
    case .condition(let condition, let share):
      let met = try evaluator.column(condition).count { $0.asBool == true }
      let isEnough = share.map { !table.rows.isEmpty && Double(met) / Double(table.rows.count) >= $0 } ?? false
      holds = met == table.rows.count || isEnough
    case .unique(let indexes):
      holds = partitions(table.rows.map { row in indexes.map { row[$0] } }).count == table.rows.count
    case .rows(let condition):
      let counted = TwinTable(schema: Schema([Field("rows", .int)]), rows: [[.int(Int64(table.rows.count))]])
      holds = try RowEvaluator(counted).value(condition, 0).asBool == true
    case .allMatched: holds = unmatched == 0
    }
    if !holds { throw TwinFailure(.expectation) }
  }

  /// Floyd's draw without replacement over SplitMix64, as the language says, so that the same seed draws the same rows.
  private func drawn(_ count: Int, of total: Int, seed: UInt64) -> [Int] {
    guard count < total else { return Array(0..<total) }
    var state = seed
    var chosen: [Int] = []
    for limit in (total - count)..<total {
      let next = limit + 1
      state &+= 0x9E37_79B9_7F4A_7C15
      var bits = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
      bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
      bits ^= bits >> 31
      let draw = Int(UInt64(truncatingIfNeeded: (UInt128(bits) * UInt128(next)) >> 64))
      chosen.append(chosen.contains(draw) ? limit : draw)
    }
    return chosen.sorted()
  }
}
