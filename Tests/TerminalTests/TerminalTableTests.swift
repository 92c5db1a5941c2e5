import StetColumns
import StetTerminal
import Testing

private func table(_ columns: [(String, ValueType, [Value])]) -> Table {
  Table(
    schema: Schema(columns.map { Field($0.0, $0.1) }), columns: columns.map { Column($0.2, type: $0.1) },
    rowCount: columns.first?.2.count ?? 0)
}

private func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }

@Test("Figures are readable: thousands apart, missing as a dot, floats rounded, years and codes as they are")
func figures() {
  let shown = terminalTable(
    table([
      ("persons", .int, [.int(1_234_567), .int(-12), .missing]),
      ("year", .int, [.int(1993), .int(12_000), .int(1994)]),
      ("n", .int, [.int(1234), .int(5), .int(6)]),
      ("share", .float, [.float(0.2879468454), .float(0.5), .float(0.0000001)]),
      (
        "usd", .decimal,
        [.decimal(Decimal(digits: 1_234_550, scale: 2)), .missing, .decimal(Decimal(digits: 1, scale: 2))]
      ),
    ]), width: 80)
  #expect(
    lines(shown) == [
      "  persons   year     n    share        usd",
      "1,234,567   1993  1234  0.28795  12,345.50",
      "      -12  12000     5  0.50000          ·",
      "        ·   1994     6    1e-07       0.01",
      "≈ rounded: share",
    ])
}

@Test("What does not fit is cut and named; figures never lose a digit", arguments: [10, 20, 40, 60, 80, 200])
func cuts(width: Int) {
  let long = String(repeating: "word ", count: 30)
  let wide = table([
    ("country", .text, [.text(long), .text("Chad")]), ("persons", .int, [.int(123_456_789), .int(1)]),
    ("note", .text, [.text(long), .missing]), ("last", .int, [.int(9_876_543), .int(2)]),
  ])
  let shown = terminalTable(wide, width: width)
  for line in lines(shown) where !line.hasPrefix("…") { #expect(line.count <= width, "\(line)") }
  #expect(shown.contains("123,456,789") == (width >= 40))
  let words = shown.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  let missing = ["country", "persons", "note", "last"].filter { !lines(shown)[0].contains($0) }
  if missing.isEmpty {
    #expect(!words.contains("more column"))
  } else {
    #expect(
      words.hasSuffix(
        "\(missing.count) more column\(missing.count == 1 ? "" : "s"): \(missing.joined(separator: ", "))"))
  }
}

@Test("Long tables say how many rows are not shown; empty ones say so")
func rows() {
  let column: [Value] = (0..<12_345).map { .int($0) }
  let shown = lines(terminalTable(table([("n", .int, column)]), width: 80))
  #expect(shown.count == 42)
  #expect(shown[41] == "… 12,305 more rows")
  #expect(terminalTable(table([("n", .int, [])]), width: 80) == "n\n(0 rows)\n")
}

@Test("Control characters are escaped, and wide letters take two cells")
func letters() {
  let shown = terminalTable(
    table([
      ("name", .text, [.text("a\u{1B}[31mb"), .text("日本"), .text("e\u{301}")]),
      ("n", .int, [.int(1), .int(2), .int(3)]),
    ]),
    width: 80)
  #expect(lines(shown) == ["name          n", #"a\u{1B}[31mb  1"#, "日本          2", "e\u{301}             3"])
}

@Test("Floats of few digits keep them all, and dates are never cut")
func whole() {
  let index = table([
    ("index", .float, [.float(56.908), .float(1234.5), .float(7)]), ("day", .date, [.date(0), .date(1), .date(2)]),
  ])
  #expect(
    lines(terminalTable(index, width: 80)) == [
      "   index  day", "  56.908  1970-01-01", "1234.500  1970-01-02", "   7.000  1970-01-03",
    ])
  #expect(terminalTable(index, width: 5).contains("1234.500"))
  #expect(terminalTable(table([("day", .date, [.date(0)])]), width: 5).contains("1970-01-01"))
}
