package import StetWorkbooks

/// Options only for workbooks.
package struct WorkbookOptions: FormatOptions {
  package enum SheetChoice: Sendable, Equatable {
    case named(String)
    /// From 1.
    case number(Int)
    /// All of these, as one table.
    case several([String])
    /// All that are not hidden and have a table, as one.
    case all
  }

  /// Nil: the only one that has a table.
  package var sheet: SheetChoice?
  /// Nil: wherever the table is.
  package var range: CellRange?

  package init() {}
}

extension ReadOptions {
  package var sheet: WorkbookOptions.SheetChoice? {
    get { self[WorkbookOptions.self].sheet }
    set { self[WorkbookOptions.self].sheet = newValue }
  }
  package var range: CellRange? {
    get { self[WorkbookOptions.self].range }
    set { self[WorkbookOptions.self].range = newValue }
  }
}

extension SourceOption {
  static let ofWorkbooks = [
    dates, missing, redacted, types, units, trueWords, falseWords, names, skip, header, until, rows, sheet, range,
  ]

  private static let sheet = SourceOption(
    "sheet", takes: "the name of a sheet in quotes, its number, a list of names, or `all`",
    summary: "the sheet of a workbook that has the table; the tables of several sheets, or of `all`, are read as one",
    example: "sheet: 1", words: ["all"]
  ) { value, options throws(Refusal) in
    if value.word == "all" {
      options.sheet = .all
    } else if let names = value.texts, !names.isEmpty, Set(names).count == names.count {
      options.sheet = .several(names)
    } else if let name = value.text {
      options.sheet = .named(name)
    } else if case .int(let number) = value.kind, (1...10_000).contains(number) {
      options.sheet = .number(Int(number))
    } else {
      throw .takes
    }
  }

  private static let range = SourceOption(
    "range", takes: "cells such as `\"A7:Z90\"`, `\"A7:Z\"`, `\"A7\"` or `\"A:D\"`",
    summary:
      "the cells of a sheet that have the table, of which the first row names the columns; `\"A7:Z\"` goes on below as far as the table, `\"A7\"` to the right, too",
    example: #"range: "A1:B3""#
  ) { value, options throws(Refusal) in
    guard let range = value.text.flatMap({ CellRange($0) }) else { throw .takes }
    options.range = range
  }
}
