/// The dirty files of which a wrong table is made, by the reason: these faults are known, and each leaves the list when it is mended.
enum DirtyFaults {
  /// Loaded as another table, without a word about it.
  static let wrongInSilence: [String: [String]] = [
    "columns that are aligned by spaces are one column": [
      "aligned/title.csv", "aligned/no-gaps.csv", "aligned/sql-server.csv", "aligned/oracle.csv", "aligned/dotted.csv",
      "aligned/latex.csv",
    ],
    "the second of two byte-order marks stays in the first name": [
      "encodings/mark-twice.csv"
    ],
    "a cell in quotes swallows lines that would be rows": [
      "quotes/swallowed-rows.csv", "quotes/swallowed-rows-wide.csv", "quotes/mark-alone.csv",
    ],
    "lines that are quoted as a whole are one column": [
      "quotes/lines-quoted-twice.csv"
    ],
    "two tables of different length side by side are one table": [
      "rows/beside-longer.csv"
    ],
  ]

  /// Refused, with an option that makes a wrong table.
  static let wrongByAdvice: [String: [String]] = [
    "windows-1252 is proposed for a file of UTF-8 with one bad cell": [
      "encodings/cut-character.csv", "encodings/surrogates.csv", "encodings/overlong.csv",
    ],
    "an object of columns whose cells are keyed by row is read as a row for each column": [
      "json/columns-indexed.json"
    ],
  ]
}
