import StetColumns
import StetDiagnostics
import TestSupport
import Testing

@testable import StetFormats

/// A table that was written as a workbook and loaded again, with its types declared if `isTyped`.
private func again(_ table: Table, isTyped: Bool = true) throws -> Table {
  let folder = try TemporaryFolder()
  let format = try #require(OutputFormat(path: "t.xlsx"))
  try folder.write("t.xlsx", try format.content(of: table).bytes)
  var options = ReadOptions()
  if isTyped { for field in table.schema.fields { options.types[field.name] = field.type } }
  return try TableSource(path: folder.path + "/t.xlsx", shownAs: "t.xlsx", options: options).load().table
}

private func column(_ values: [Value], _ type: ValueType) -> Table {
  Table(
    schema: Schema([Field("id", .int), Field("x", type)]),
    columns: [
      Column(values.indices.map { .int(Int64($0)) }, type: .int), Column(values, type: type),
    ], rowCount: values.count)
}

private let writtenColumns: [([Value], ValueType)] = [
  ([.int(0), .int(-7), .missing, .int(999_999_999_999_999)], ValueType.int),
  ([.decimal(Decimal(digits: 250, scale: 2)), .decimal(Decimal(digits: -5, scale: 2)), .missing], .decimal),
  (
    [.float(0.1), .float(-1e-9), .float(1.7976931348623157e308), .float(0.30000000000000004), .float(12_345.678)],
    .float
  ),
  ([.bool(true), .missing, .bool(false)], .bool),
  ([.date(0), .date(15_098), .date(-25_508), .date(2_932_896)], .date), ([.date(-30_000), .date(5)], .date),
  ([.datetime(0), .datetime(1_304_516_706_500_000), .missing], .datetime),
  ([.duration(129_600_000_000), .duration(-1_500_000), .duration(0)], .duration),
  (
    [.text("a"), .text(""), .missing, .text(" lead"), .text(" \t"), .text("a\r\nb\t\u{1}_x0041_ & <b> \"q\" 😀")], .text
  ),
  ([.text("007"), .text("5")], .text),
  ([.period(2008, .fiscalYear), .period(2009, .fiscalYear)], .period(.fiscalYear)),
  ([.period(2008, .year), .missing], .period(.year)), ([.period(24_100, .month)], .period(.month)),
]

@Test("Every value reads back as it was", arguments: writtenColumns)
func writtenAndRead(_ values: [Value], _ type: ValueType) throws {
  let table = column(values, type)
  let read = try again(table)
  #expect(read.schema.names == ["id", "x"] && read.rowCount == table.rowCount)
  for row in 0..<read.rowCount { #expect(read.row(row)[1] == table.row(row)[1]) }
}

@Test("Most types need no declaration")
func inferred() throws {
  let values: [([Value], ValueType)] = [
    ([.date(15_098), .date(-30_000)], .date), ([.datetime(86_400_000_000), .datetime(0)], .datetime),
    ([.duration(5_000_000)], .duration), ([.bool(true)], .bool), ([.int(5)], .int), ([.text("x")], .text),
    ([.decimal(Decimal(digits: 25, scale: 1))], .decimal), ([.period(2008, .fiscalYear)], .period(.fiscalYear)),
  ]
  for (values, type) in values {
    #expect(try again(column(values, type), isTyped: false).schema.fields[1].type == type)
  }
}

@Test("The same table gives the same bytes, and one with sources a second sheet that is no table")
func bytes() throws {
  var table = column([.text("a"), .text("b")], .text)
  table.sources = [DataSource(name: "people.csv", credit: "Census", digest: SourceDigest("abc"))]
  let format = try #require(OutputFormat(path: "t.xlsx"))
  #expect(try format.content(of: table).bytes == format.content(of: table).bytes)
  #expect(try again(table).schema.names == ["id", "x"])
  // Without rows, too.
  #expect(try again(table.prefix(0)).schema.names == ["id", "x"])
}

@Test("What a sheet cannot hold is refused, and says what it is")
func unwritableSheets() throws {
  for (table, words) in [
    (column([.int(9_007_199_254_740_993)], .int), "row 1 of `x` is 9007199254740993"),
    (column([.decimal(Decimal(digits: 12_345_678_901_234_567_891, scale: 2))], .decimal), "keeps 15 to 17 digits"),
    (column([.text(String(repeating: "a", count: 32_768))], .text), "32767 characters"),
  ] {
    let format = try #require(OutputFormat(path: "t.xlsx"))
    let refusal = #expect(throws: UnwritableTable.self) { try format.content(of: table) }
    #expect(refusal?.reason.contains(words) == true, "\(refusal?.reason ?? "")")
  }
}
