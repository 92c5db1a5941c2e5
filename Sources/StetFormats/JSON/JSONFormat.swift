import StetColumns
import StetDiagnostics

extension SourceFormat {
  static let json = SourceFormat(
    "JSON",
    summary:
      "a document with a list of objects, `[{…}, {…}]`; a column for each key, in the order in which the keys first occur",
    details: """
      A column whose cells are all numbers is `int` if they are whole and fit in 64 bits, and `decimal` if some have a fraction: \
      exact, with as many decimal places as the cell that has most. If a cell has an exponent, or the numbers need more than 18 \
      digits, the column is `float`, with a note in the ledger, unless that would round a whole number. A number out of range, such \
      as `1e400`, is an error. Text stays text \
      even if it looks like a number, but dates, months and fiscal years are recognized as in CSV; `types:` declares another \
      type. `true` and `false` make a `bool` column. If the cells are of different kinds, the column is text with every cell as \
      written, and the ledger says so.

      `null` and an absent key are both missing values, but the ledger counts them separately. A key that \
      occurs twice, keys that differ only in case, and text that is not strict JSON are errors, reported with their location. The keys of \
      an object inside a row are columns too, such as `address.city`; a list inside a cell is text, as written, with a \
      note in the ledger. `types: { name: text }` keeps an object as text too.

      A document that has other things around its list of objects, or a list of lists whose first one has names, or an object of lists of the \
      same length, which are columns, is read if it has one of these alone; the ledger has the option that states it. A list that describes the columns of \
      another one does not count, as in exports of CKAN and Socrata; of GeoJSON and ArcGIS, the properties of the features are read. If a document has several tables, \
      each is listed with its option. `at:` names one: `at: "$.results[*]"`, in a part of JSONPath (RFC 9535). \
      `at: "$.results[*].days[*]"` makes a row of every day of every result, and `outer: ["facility"]` \
      adds the facility of its result to it; a `[*]` that stands for members of an object adds their keys as the column `key`.
      """,
    endings: ["json", "geojson"],
    sample: #"""
      [
        {"state": "TX", "persons": 5, "since": "2011-05-04"},
        {"state": "IL", "persons": null, "since": "2012-01-31"},
        {"state": "DC"}
      ]

      """#,
    options: SourceOption.ofJSONDocuments, capabilities: [.columns, .hash]
  ) { file, options, control throws(RunFailure) in try JSONReader.read(file, options, control, .document) }

  static let ndjson = SourceFormat(
    "NDJSON", summary: "an object on each line, as in JSON; also known as JSON Lines",
    details: "Cells get their types as in JSON. A blank line is skipped.", endings: ["ndjson", "jsonl"],
    sample: #"""
      {"state": "TX", "persons": 5}
      {"state": "IL", "persons": null, "note": "estimate"}

      """#,
    options: SourceOption.ofCells, capabilities: [.columns, .hash], beginning: JSONReader.firstLines
  ) { file, options, control throws(RunFailure) in try JSONReader.read(file, options, control, .lines) }
}

extension OutputFormat {
  package static let json = OutputFormat(
    "JSON",
    summary: "an array with an object for each row; a missing value is `null`; dates and periods are written as text",
    endings: ["json"]
  ) { jsonContent($0) }

  package static let ndjson = OutputFormat(
    "NDJSON", summary: "an object for each row, written as in JSON, on a line of its own", endings: ["ndjson", "jsonl"]
  ) { jsonLines($0) }
}
