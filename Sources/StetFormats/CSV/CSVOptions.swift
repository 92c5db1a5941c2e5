/// Options only for delimited text.
package struct CSVOptions: FormatOptions {
  /// What happens to a row that has fewer or more cells than the header: it is refused, filled out with missing values if it is shorter,
  /// or cut off if it is longer by empty cells.
  package enum Ragged: Sendable { case reject, pad, dropEmpty }

  /// Which quotation marks enclose cells. Double ones where RFC 4180 does not allow them are refused, or kept as they are.
  package enum Quotes: Sendable { case strict, lenient, single, none }

  /// Nil: a comma, or a tab for `.tsv`, unless the file shows that it is another one.
  package var delimiter: UInt8?
  package var quotes = Quotes.strict
  /// Whether the script says so.
  var statesQuotes = false
  package var ragged = Ragged.reject
  /// Whether a backslash takes the meaning from the quotation mark, delimiter or backslash after it.
  package var hasBackslashes = false
  /// Whether spaces and tabs around cells are left out.
  package var trims = false
  /// What the lines begin with that are comments.
  package var comments: String?
  /// Whether records of empty cells are rows.
  package var keepsEmptyRows = false
  /// How many characters each column has, if no character is between cells.
  package var widths: [Int]?

  package init() {}
}

extension ReadOptions {
  package var delimiter: UInt8? {
    get { self[CSVOptions.self].delimiter }
    set { self[CSVOptions.self].delimiter = newValue }
  }
  package var quotes: CSVOptions.Quotes {
    get { self[CSVOptions.self].quotes }
    set { self[CSVOptions.self].quotes = newValue }
  }
  package var ragged: CSVOptions.Ragged {
    get { self[CSVOptions.self].ragged }
    set { self[CSVOptions.self].ragged = newValue }
  }
  package var hasBackslashes: Bool {
    get { self[CSVOptions.self].hasBackslashes }
    set { self[CSVOptions.self].hasBackslashes = newValue }
  }
  package var trims: Bool {
    get { self[CSVOptions.self].trims }
    set { self[CSVOptions.self].trims = newValue }
  }
  package var keepsEmptyRows: Bool {
    get { self[CSVOptions.self].keepsEmptyRows }
    set { self[CSVOptions.self].keepsEmptyRows = newValue }
  }
  package var widths: [Int]? {
    get { self[CSVOptions.self].widths }
    set { self[CSVOptions.self].widths = newValue }
  }
  package var comments: String? {
    get { self[CSVOptions.self].comments }
    set { self[CSVOptions.self].comments = newValue }
  }
}
