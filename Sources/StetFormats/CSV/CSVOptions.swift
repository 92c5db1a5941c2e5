/// Options only for delimited text.
package struct CSVOptions: FormatOptions {
  /// What happens to a row that is shorter than the header.
  package enum Ragged: Sendable { case reject, pad }

  /// What happens to a quote where RFC 4180 does not allow one: refused, or kept as it is.
  package enum Quotes: Sendable { case strict, lenient }

  /// Nil: a comma, or a tab for `.tsv`; refused if another one splits the lines just as well.
  package var delimiter: UInt8?
  package var quotes = Quotes.strict
  package var ragged = Ragged.reject

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
}
