import StetColumns
import TestSupport

/// Tables as journalists have them, and as they never should: few values, many of them missing or equal, and extremes.
extension SplitMix64 {
  mutating func table(_ prefix: String, width: Int, onlySQL: Bool = false) -> Table {
    let count = one(of: [0, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 9, 12, 16, 40])
    let kinds: [ValueType] =
      onlySQL
      ? [.int, .int, .float, .text, .text]
      : [.int, .int, .int, .decimal, .float, .float, .text, .text, .bool, .date, .period(.fiscalYear)]
    var fields: [Field] = []
    var columns: [Column] = []
    for index in 0..<width {
      let type = index == 0 && onlySQL ? .int : one(of: kinds)
      fields.append(Field("\(prefix)\(index)", type))
      columns.append(column(type, count, onlySQL: onlySQL))
    }
    return Table(schema: Schema(fields), columns: columns, rowCount: count)
  }

  /// A table of more rows, each one of this table's; itself if it has none.
  mutating func enlarged(_ table: Table, _ rows: ClosedRange<Int>) -> Table {
    guard table.rowCount > 0 else { return table }
    let count = rows.lowerBound + below(rows.count)
    return table.gather((0..<count).map { _ in Int32(below(table.rowCount)) })
  }

  private mutating func column(_ type: ValueType, _ count: Int, onlySQL: Bool) -> Column {
    let missing = one(of: [0, 0, 20, 50, 50, 100])
    let isWild = !onlySQL && chance(15)
    let scale = one(of: [0, 1, 2, 2, 6])
    let few = (0..<one(of: [1, 2, 3, 6])).map { _ in value(type, isWild: isWild, scale: scale) }
    let column = Column(
      (0..<count).map { _ in
        if chance(missing == 100 ? (chance(20) ? 100 : 30) : missing) { return .missing }
        return chance(70) ? one(of: few) : value(type, isWild: isWild, scale: scale)
      }, type: type)
    return chance(50) ? asLoaded(column) : column
  }

  /// In the layout that a file's column has: ints in 32 bits, decimals with their zones, texts in the order of their bytes. Some
  /// decimals have the layout of those that need 128 bits.
  private mutating func asLoaded(_ column: Column) -> Column {
    switch column {
    case .int(let vector) where vector.values.allSatisfy({ Int32(exactly: $0) != nil }):
      return .narrowInt(Vector(vector.values.map { Int32($0) }, validity: vector.validity))
    case .decimal(let vector, let scale):
      if chance(25) { return column.wide }
      return .decimal(Vector(vector.values, validity: vector.validity, zoneMap: zones(vector)), scale: scale)
    case .text(let vector):
      let ranks = vector.pool.ranks()
      var sorted = TextPoolBuilder()
      for code in (0..<vector.pool.count).sorted(by: { ranks[$0] < ranks[$1] }) {
        _ = sorted.code(for: vector.pool.utf8(code))
      }
      let pool = sorted.finish()
      return .text(
        TextVector(
          codes: vector.codes.map { $0 < 0 ? -1 : ranks[Int($0)] },
          pool: TextPool(bytes: pool.bytes, offsets: pool.offsets, isSorted: true)))
    default: return column
    }
  }

  /// Of a few rows each.
  private func zones(_ vector: Vector<Int64>) -> ZoneMap<Int64> {
    ZoneMap(
      stride(from: 0, to: vector.count, by: 5).compactMap { start in
        let rows = start..<Swift.min(start + 5, vector.count)
        let values = rows.compactMap { vector[$0] }
        guard let least = values.min(), let most = values.max() else { return nil }
        return ZoneBits(
          rows: Int32(rows.lowerBound)..<Int32(rows.upperBound), least: least.zoneBits, most: most.zoneBits)
      })
  }

  mutating func value(_ type: ValueType, isWild: Bool, scale: Int) -> Value {
    switch type {
    case .int:
      // Between numbers of every day, so that a whole column overflows less often than one row of it.
      return .int(
        isWild && chance(70)
          ? one(of: [.min, .max, .min + 1, .max - 1, 0, -1, 1, 1 << 53, (1 << 53) + 1]) : Int64(below(14)) - 4)
    case .decimal:
      guard isWild else { return .decimal(Decimal(digits: Int128(below(2000)) - 600, scale: scale)) }
      // Around the edge of 64 bits, and beyond it.
      let size: Int128 =
        switch below(4) {
        case 0: Int128(Int64.max) - Int128(below(3)) + 1
        case 1: Int128(next() >> 1)
        case 2: Int128(next() >> UInt64(10 + below(40)))
        default: Int128(next()) * 1_000_000_007 + Int128(next() % 1000)
        }
      return .decimal(Decimal(digits: below(2) == 0 ? size : -size, scale: scale))
    case .float:
      guard isWild else { return .float(Double(below(80) - 24) / 8) }
      return .float(
        one(of: [
          .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 1e300, -1e300, 1e-300, 1e16, -1e16, 1, -0.0, 0, 0.1, 1.7e308,
          2.2250738585072014e-308,
        ]))
    case .text:
      return .text(
        one(
          of: isWild
            ? [
              "", " ", "é", "e\u{301}", "ß", "SS", "a\nb", "日本", "\u{1F1FA}\u{1F1F8}", "x\"y", "{a}", "A ", "A",
              "missing", " \u{A0}a \t b\u{200B} ", "axbxxc", "aaa",
            ]
            : ["TX", "IL", "tx", "CA", "", "Tx", "a", "b", "a xbx"]))
    case .bool: return .bool(chance(50))
    case .date:
      return .date(
        isWild ? Int32(one(of: [-719_162, 2_932_896, 0, -1, 11_016, 11_015])) : Int32(14_000 + below(16) * 45))
    case .period(let kind): return .period(Int32(2005 + below(8)), kind)
    case .datetime, .duration: return .missing
    }
  }
}

/// A table as a script that makes it again; a first row, left out afterwards, gives every column its type.
func script(of table: Table, named name: String) -> String {
  let samples = table.schema.fields.map { field -> String in
    switch field.type {
    case .int: "0"
    case .decimal: "0.5"
    case .float: "0 / 1"
    case .text: "\"\""
    case .bool: "true"
    case .date: "@2011-05-04"
    case .period(.fiscalYear): "FY2011"
    case .period(.quarter): "2011-Q1"
    case .period: "@2011-05"
    case .datetime, .duration: "1 day"
    }
  }
  let rows = (0..<table.rowCount).map { row in table.row(row).map { literal($0) }.joined(separator: ", ") }
  let lines = [table.schema.names.joined(separator: ", "), samples.joined(separator: ", ")] + rows
  return "let \(name) = table {\n  \(lines.joined(separator: "\n  "))\n} | take last \(table.rowCount)"
}

/// A value as a script writes it.
func literal(_ value: Value) -> String {
  switch value {
  case .missing: return "missing"
  case .bool(let value): return value ? "true" : "false"
  case .int(.min): return "-9223372036854775807 - 1"
  case .int, .decimal: return plainText(value)
  case .float(let value): return quotient(value)
  case .text(let text):
    var written = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": written += "\\\(scalar)"
      case "{", "}": written += "\(scalar)\(scalar)"
      case "\n": written += "\\n"
      case "\t": written += "\\t"
      default: written.unicodeScalars.append(scalar)
      }
    }
    return "\"\(written)\""
  case .date: return "@" + plainText(value)
  case .period(_, .fiscalYear), .period(_, .quarter), .period(_, .fiscalQuarter): return plainText(value)
  case .period: return "@" + plainText(value)
  case .datetime, .duration: return plainText(value)
  }
}

/// A double as an exact quotient of whole numbers, since no literal is a float.
private func quotient(_ value: Double) -> String {
  if value == 0 { return value.sign == .minus ? "0 / -1" : "0 / 1" }
  var exponent = Int(value.exponent) - 52
  let significand = Int64(value.significand * 4_503_599_627_370_496)
  var text = "\(value < 0 ? "-" : "")\(significand)"
  if exponent >= 0 {
    text += " / 1"
    while exponent > 0 {
      text += " * \(1 << min(exponent, 62))"
      exponent -= min(exponent, 62)
    }
  }
  while exponent < 0 {
    text += " / \(1 << min(-exponent, 62))"
    exponent += min(-exponent, 62)
  }
  return text
}
