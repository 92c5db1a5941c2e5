import StetColumns
import StetDiagnostics
import StetFormats
import TestSupport
import Testing

/// The same table in every file, as its Python values were written: `Files` was made with pyarrow 21, polars 1 and DuckDB 1.
private let expected: [(name: String, type: ValueType, values: [String])] = [
  ("i8", .int, ["1", "-2", "·", "127", "-128", "0"]),
  ("u32", .int, ["0", "4294967295", "7", "·", "1", "2"]),
  ("i64", .int, ["9007199254740993", "·", "-1", "0", "5", "6"]),
  ("f", .float, ["0.5", "-0.1", "·", "1e+300", "0", "3"]),
  ("g", .float, ["0.25", "1.5", "-2", "·", "8", "0"]),
  ("b", .bool, ["true", "·", "false", "true", "true", "false"]),
  ("s", .text, ["TX", "", "Zürich", "·", "TX", "a longer text than sixteen bytes"]),
  ("d", .date, ["2011-05-04", "·", "0001-01-01", "9999-12-31", "1970-01-01", "1969-12-31"]),
  (
    "t", .datetime,
    [
      "2011-05-04T09:30:00", "1969-12-31T23:59:59.999999", "·", "2024-02-29T00:00:00", "2000-01-01T00:00:01",
      "1900-01-01T00:00:00",
    ]
  ),
  ("money", .decimal, ["1.20", "-0.05", "·", "99999999.99", "0.00", "3.10"]),
  ("long", .decimal, ["1234567890123456789012345678.5", "-1.0", "·", "0.0", "2.5", "3.0"]),
]

@Test(
  "Files of other writers are read to the last value, whatever their codecs and encodings",
  arguments: [
    "pyarrow-snappy.parquet", "pyarrow-gzip-v2.parquet", "pyarrow-delta-zstd.parquet",
    "pyarrow-lengths-brotli.parquet", "pyarrow-int96-lz4.parquet", "polars.parquet", "duckdb.parquet",
    "pyarrow.feather", "polars.arrow", "pyarrow.arrows",
  ])
func otherWriters(_ file: String) throws {
  let loaded = try loaded(file)
  let table = loaded.table
  #expect(table.schema.fields.map(\.name) == expected.map(\.name))
  for column in expected {
    #expect(table.schema.fields.first { $0.name == column.name }?.type == column.type, "\(column.name)")
    #expect(texts(table, column.name) == column.values, "\(column.name)")
  }
  #expect(loaded.receipt.records == 6 && loaded.receipt.notes == [] && loaded.receipt.missing == [])
  #expect(table.origin?.location(of: 4) == "\(file): row 5")
}

@Test(
  "Values that no layout holds are text, lists are JSON, and what was done is noted",
  arguments: ["odd.parquet", "odd.feather"])
func oddValues(_ file: String) throws {
  let loaded = try loaded(file)
  let table = loaded.table
  #expect(texts(table, "nan") == ["1.5", "·", "·", "·", "·"])
  let counts = loaded.receipt.missing
  #expect(counts.map(\.code) == ["NaN", "Infinity", "-Infinity"] && counts.allSatisfy { $0.count == 1 })
  #expect(
    texts(table, "ns") == [
      "1970-01-01T00:00:00.000000001", "1970-01-01T00:00:01", "·", "1969-12-31T23:59:59.999999999",
      "1970-01-01T00:00:00",
    ])
  #expect(texts(table, "utc")[0] == "2011-05-04T09:30:00")
  #expect(texts(table, "u64") == ["18446744073709551615", "0", "·", "1", "2"])
  #expect(texts(table, "wide") == ["1" + String(repeating: "0", count: 59), "-1", "·", "0", "7"])
  #expect(texts(table, "time") == ["09:30:00", "23:59:59.5", "·", "00:00:00", "01:02:03"])
  #expect(texts(table, "bytes") == ["ff00", "", "·", "61", "62"])
  #expect(texts(table, "list") == ["[1, null]", "[]", "·", "[2]", "[3, 4]"])
  #expect(texts(table, "map") == [#"{"a": 1}"#, "{}", "·", #"{"b\"": null}"#, #"{"c": 2, "d": 3}"#])
  #expect(texts(table, "place.city") == ["X", "·", "·", "Y", ""])
  #expect(texts(table, "place.at.zip") == ["1", "·", "·", "·", "2"])
  #expect(
    loaded.receipt.notes.map { $0.prefix { $0 != " " } } == ["`ns`", "`utc`", "`wide`", "`bytes`", "`list`", "`map`"])
}

@Test("Only the columns that are asked for are read, and declared types are what the texts of the values can be")
func options() throws {
  var options = ReadOptions()
  options.isAskedFor = { $0 == "s" }
  options.types = ["i8": .decimal, "d": .text]
  options.missing = ["TX"]
  let path = project + "/Tests/ColumnarTests/Files/pyarrow-snappy.parquet"
  let loaded = try TableSource(path: path, shownAs: "t.parquet", options: options).load()
  #expect(loaded.table.schema.names == ["i8", "s", "d"])
  #expect(loaded.table.schema.fields.map(\.type) == [.decimal, .text, .text])
  #expect(texts(loaded.table, "s") == ["·", "", "Zürich", "·", "·", "a longer text than sixteen bytes"])
  #expect(texts(loaded.table, "d")[2] == "0001-01-01")
  #expect(loaded.receipt.missing == [LoadReceipt.Code(column: "s", code: "TX", count: 2)])
  options.types = ["s": .int]
  options.missing = []
  #expect(
    words { try TableSource(path: path, shownAs: "t.parquet", options: options).load() }
      == "t.parquet: row 1: cell-type: 5 cells of `s` cannot be read as `int`")
}
