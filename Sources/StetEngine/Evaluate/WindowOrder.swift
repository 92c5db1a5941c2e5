import StetColumns
import StetDiagnostics
import StetSyntax

/// Whether the keys of `sort` settle the order of the rows as far as a window's result depends on it.
struct WindowOrder {
  let keys: [Column]
  let rows: WindowRows
  let arguments: [Column]

  /// Fails if a row has no place in the order, or if rows that tie in it would give other results in another order.
  func check(_ window: String, allowsTies: Bool, _ advice: WindowOrderAdvice) throws(ValueFailure) {
    try checkPlaces(window, advice)
    guard !allowsTies else { return }
    // Another order of tied rows is no other result, as long as they have the same values.
    let open =
      arguments.isEmpty
      ? rows.ties.first : arguments.compactMap { firstChange(of: $0, at: rows.ties, in: rows.partitions.rows) }.min()
    guard let open else { return }
    throw openOrder(window, Int(open), advice)
  }

  /// Fails if a row has no place in the order, or if rows that tie with the first or last of a partition, of those that count and have a
  /// value, have another.
  func checkEnds(
    _ window: String, atEnd: Bool, where isCounted: (Int) -> Bool, _ advice: WindowOrderAdvice
  ) throws(ValueFailure) {
    try checkPlaces(window, advice)
    guard !rows.ties.isEmpty, let values = arguments.first else { return }
    let order = rows.partitions.rows
    var isTie = Bitmap(repeating: false, count: order.count)
    for place in rows.ties { isTie[Int(place)] = true }
    func hasValue(_ place: Int) -> Bool { isCounted(Int(order[place])) && values.isPresent(Int(order[place])) }
    for partition in rows.partitions {
      let places = partition.indices
      guard let end = atEnd ? places.last(where: hasValue) : places.first(where: hasValue) else { continue }
      var (low, high) = (end, end)
      while low > places.lowerBound, isTie[low] { low -= 1 }
      while high + 1 < places.upperBound, isTie[high + 1] { high += 1 }
      let own = values[Int(order[end])]
      if (low...high).contains(where: { hasValue($0) && values[Int(order[$0])] != own }) {
        throw openOrder(window, end, advice)
      }
    }
  }

  private func checkPlaces(_ window: String, _ advice: WindowOrderAdvice) throws(ValueFailure) {
    for (key, name) in zip(keys, advice.keys) {
      if let months = key.monthsByTheAlphabet { throw .alphabet(window, name, months) }
    }
    guard keys.contains(where: { $0.missingCount > 0 }) else { return }
    let count = rows.partitions.rows.count { row in keys.contains { $0[Int(row)].isMissing } }
    throw .noPlace(window, count, advice)
  }

  private func openOrder(_ window: String, _ place: Int, _ advice: WindowOrderAdvice) -> ValueFailure {
    let row = Int(rows.partitions.rows[place])
    return .openOrder(window, keys.map { plainText($0[row]) }.joined(separator: ", "), advice)
  }
}

/// What settles an order: looked for only where it is open.
struct WindowOrderAdvice {
  /// The name of each key that is a column.
  let keys: [String?]
  /// A column, not among the values, that tells all tied rows apart, and whether some of its values repeat.
  let parting: () -> (name: String, repeats: Bool)?
}

extension Column {
  /// The first names of months in the order of the alphabet, where a column of texts has nothing but names of months.
  var monthsByTheAlphabet: [String]? {
    guard case .text(let texts) = self,
      let first = (0..<texts.count).lazy.compactMap({ texts[$0] }).first, englishMonth(first) != nil
    else { return nil }
    let coded = texts.coded
    var isUsed = [Bool](repeating: false, count: coded.pool.count)
    for code in coded.codes where code >= 0 { isUsed[Int(code)] = true }
    var names: [String] = []
    for code in isUsed.indices where isUsed[code] {
      let name = coded.pool.string(code)
      guard englishMonth(name) != nil else { return nil }
      names.append(name)
    }
    let sorted = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let numbers = sorted.compactMap(englishMonth)
    return zip(numbers, numbers.dropFirst()).allSatisfy { $0 <= $1 } ? nil : Array(sorted.prefix(3))
  }
}

extension ValueFailure {
  fileprivate static func alphabet(_ window: String, _ name: String?, _ months: [String]) -> ValueFailure {
    ValueFailure(
      .needsOrder,
      "`\(window)` depends on the order of the rows, and names of months sort by the alphabet: \(months.joined(separator: ", "))",
      notes: [
        "`month_of(year, \(name.map(writtenName) ?? "month"))` before this step makes months that sort in time; a fiscal year is written `fiscal_year(…)` there"
      ])
  }

  fileprivate static func noPlace(_ window: String, _ count: Int, _ advice: WindowOrderAdvice) -> ValueFailure {
    let names = advice.keys.compactMap { $0 }
    let filter = names.map { "\(writtenName($0)) is not missing" }.joined(separator: " and ")
    return ValueFailure(
      .needsOrder,
      "`\(window)` depends on the order of the rows, but \(counted(count, "row")) \(agreeing("has", "have", count)) nothing to sort by",
      notes: names.count == advice.keys.count ? ["`filter \(filter)` before this step leaves such rows out"] : [])
  }

  fileprivate static func openOrder(_ window: String, _ tie: String, _ advice: WindowOrderAdvice) -> ValueFailure {
    let parting = advice.parting().map { name, repeats in
      let name = writtenName(name)
      return "`\(name)` tells tied rows apart: "
        + (repeats
          ? "add it to `within` to calculate each `\(name)` separately, or keep one by a `filter` before this step"
          : "add it to `sort` to break the ties")
    }
    return ValueFailure(
      .needsOrder, "`\(window)` depends on the order of the rows, but some rows tie in every `sort` column",
      notes: ["the first tie is at \(tie)"] + (parting.map { [$0] } ?? []))
  }
}

/// The first of some places whose row has another value than the row of the place before.
private func firstChange(of column: Column, at places: [Int32], in rows: [Int32]) -> Int32? {
  switch column {
  case .bool(let vector): firstChange(of: vector, at: places, in: rows)
  case .int(let vector), .datetime(let vector), .duration(let vector), .decimal(let vector, _):
    firstChange(of: vector, at: places, in: rows)
  case .longDecimal(let vector, _): firstChange(of: vector, at: places, in: rows)
  case .narrowInt(let vector), .date(let vector), .period(let vector, _): firstChange(of: vector, at: places, in: rows)
  case .float(let vector): firstChange(of: vector, at: places, in: rows)
  // Texts that were put together may have several codes each.
  case .text(let vector):
    firstChange(
      of: Vector(
        vector.pool.isDistinct ? vector.codes : grouped(by: [column], rowCount: column.count).grouping.groupOfRow),
      at: places, in: rows)
  }
}

private func firstChange<Value>(of vector: Vector<Value>, at places: [Int32], in rows: [Int32]) -> Int32? {
  parallelStretches(places.count) { stretch in
    places[stretch].first { place in
      let (row, before) = (Int(rows[Int(place)]), Int(rows[Int(place) - 1]))
      return vector.values[row] != vector.values[before] || vector.validity?[row] != vector.validity?[before]
    }
  }.lazy.compactMap { $0 }.first
}
