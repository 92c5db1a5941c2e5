package import StetColumns

/// The cells of a table that a spreadsheet would take for formulas if it opened them as delimited text: they begin with `=`, `@`, a tab or a
/// carriage return, or with a sign that is not that of a number (OWASP, "CSV Injection").
package struct SpreadsheetFormulas: Sendable {
  package private(set) var count = 0
  /// The first of them, by column.
  package private(set) var first: (column: String, row: Int)?

  package init(in table: Table) {
    for (field, column) in zip(table.schema.fields, table.columns) where field.type == .text {
      guard case .text(let texts) = column else { continue }
      let isFormula = (0..<texts.pool.count).map { Self.isFormula(texts.pool.utf8($0).span) }
      guard isFormula.contains(true) else { continue }
      for row in 0..<table.rowCount {
        let code = Int(texts.code(of: row))
        guard code >= 0, isFormula[code] else { continue }
        if first == nil { first = (field.name, row) }
        count += 1
      }
    }
  }

  /// The table with an apostrophe before each, which makes it a text in a spreadsheet. So do names of columns get one.
  package static func disarmed(_ table: Table) -> Table {
    var table = table
    for (place, field) in table.schema.fields.enumerated() {
      if isFormula(Array(field.name.utf8).span) { table.schema.fields[place].name = "'" + field.name }
      guard case .text(let texts) = table.columns[place] else { continue }
      let isFormula = (0..<texts.pool.count).map { Self.isFormula(texts.pool.utf8($0).span) }
      guard isFormula.contains(true) else { continue }
      var pool = TextPoolBuilder()
      let codes = isFormula.enumerated().map { code, isFormula in
        pool.code(for: (isFormula ? "'" : "") + texts.pool.string(code))
      }
      table.columns[place] = .text(
        TextVector(codes: texts.codes.map { $0 < 0 ? $0 : codes[Int($0)] }, pool: pool.finish()))
    }
    return table
  }

  static func isFormula(_ text: Span<UInt8>) -> Bool {
    guard text.count > 0 else { return false }
    switch text[0] {
    case UInt8(ascii: "="), UInt8(ascii: "@"), UInt8(ascii: "\t"), UInt8(ascii: "\r"): return true
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      // A sign alone is a dash.
      guard text.count > 1 else { return false }
      return FloatParser(isDeclared: true).parse(text) == nil
    default: return false
    }
  }
}
