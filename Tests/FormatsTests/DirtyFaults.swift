/// The dirty files of which a wrong table is made, by the reason: these faults are known, and each leaves the list when it is mended.
enum DirtyFaults {
  /// Loaded as another table, without a word about it.
  static let wrongInSilence: [String: [String]] = [
    "columns that are aligned by spaces are one column": [
      "aligned/left.csv", "aligned/right.csv", "aligned/wide.csv", "aligned/spaces-in-cells.csv",
      "aligned/spaces-in-cells-right.csv", "aligned/missing-cell.csv", "aligned/title.csv", "aligned/two-columns.csv",
      "aligned/no-gaps.csv", "aligned/sql-server.csv", "aligned/oracle.csv", "aligned/sas.csv", "aligned/pandas.csv",
      "aligned/r.csv", "aligned/dotted.csv", "aligned/wrapped.csv", "aligned/latex.csv",
    ],
    "a pair of consecutive years becomes a month": [
      "dates/seasons.csv", "dates/seasons-one.csv", "six-columns/seasons.csv", "six-columns/seasons-quoted.csv",
      "six-columns/seasons-semicolon.csv", "six-columns/seasons-tab-crlf.csv", "six-columns/only-seasons.csv",
      "six-columns/only-seasons-quoted.csv",
    ],
    "a delimiter other than comma, semicolon, tab and pipe is not thought of, and nothing is said about the one column":
      [
        "delimiters/caret-2.csv", "delimiters/caret-3.csv", "delimiters/caret-crlf.csv", "delimiters/caret-txt.txt",
        "delimiters/tilde-2.csv", "delimiters/tilde-3.csv", "delimiters/tilde-crlf.csv", "delimiters/tilde-txt.txt",
        "delimiters/unit-separator.csv", "delimiters/hive.csv", "delimiters/double-colon.csv", "delimiters/colon.csv",
      ],
    "columns that are separated by single spaces are one column": [
      "delimiters/single-space.csv"
    ],
    "UTF-32 with tabs is read as UTF-16": [
      "encodings/utf-32le-tab.csv"
    ],
    "the second of two byte-order marks stays in the first name": [
      "encodings/mark-twice.csv"
    ],
    "the header again is a row where all columns are texts": [
      "headers/again-texts.csv"
    ],
    "another character in the place of line ends makes a header without rows": [
      "line-ends/line-separator-ends.csv", "line-ends/next-line-ends.csv", "line-ends/vertical-tab-ends.csv",
      "line-ends/form-feed-ends.csv", "line-ends/record-separator-ends.csv", "line-ends/literal-ends.csv",
    ],
    "a note with empty cells between two rows is a row": [
      "notes/note-in-the-middle-padded.csv"
    ],
    "1.1 and 1.10 become one number": [
      "numbers/code-sections.csv", "six-columns/sections.csv", "six-columns/sections-quoted.csv",
      "six-columns/sections-semicolon.csv", "six-columns/sections-tab-crlf.csv", "six-columns/only-sections.csv",
      "six-columns/only-sections-quoted.csv",
    ],
    "a file of another kind becomes one column of text": [
      "other-kinds/html-table.csv", "other-kinds/html-table-bare.csv", "other-kinds/nul-only.csv",
      "other-kinds/pointer.csv", "other-kinds/yaml.csv",
    ],
    "single quotes around every cell are kept when no cell has a delimiter": [
      "quotes/single-2.csv", "quotes/single-3.csv",
    ],
    "a cell in quotes swallows lines that would be rows": [
      "quotes/swallowed-rows.csv", "quotes/swallowed-rows-wide.csv", "quotes/mark-alone.csv",
    ],
    "lines that are quoted as a whole are one column": [
      "quotes/lines-quoted.csv", "quotes/lines-quoted-twice.csv",
    ],
    "two tables of different length side by side are one table": [
      "rows/beside-longer.csv"
    ],
  ]

  /// Refused, with an option that makes a wrong table.
  static let wrongByAdvice: [String: [String]] = [
    "the header is offered as a title when it has another delimiter": [
      "delimiters/header-with-commas.csv"
    ],
    "windows-1252 or latin1 is proposed for another encoding": [
      "encodings/mac-roman.csv", "encodings/mac-roman-cells.csv", "encodings/mac-roman-french.csv",
      "encodings/mac-roman-french-cells.csv", "encodings/ibm850.csv", "encodings/ibm850-cells.csv",
      "encodings/ibm850-french.csv", "encodings/ibm850-french-cells.csv", "encodings/ibm437.csv",
      "encodings/ibm437-cells.csv", "encodings/windows-1250.csv", "encodings/windows-1250-cells.csv",
      "encodings/iso-8859-2.csv", "encodings/iso-8859-2-cells.csv", "encodings/windows-1251.csv",
      "encodings/windows-1251-cells.csv", "encodings/koi8-r.csv", "encodings/koi8-r-cells.csv",
      "encodings/ibm866.csv", "encodings/ibm866-cells.csv", "encodings/windows-1253.csv",
      "encodings/windows-1253-cells.csv", "encodings/iso-8859-7.csv", "encodings/iso-8859-7-cells.csv",
      "encodings/windows-1254.csv", "encodings/windows-1254-cells.csv", "encodings/windows-1255.csv",
      "encodings/windows-1255-cells.csv", "encodings/windows-1256.csv", "encodings/windows-1256-cells.csv",
      "encodings/windows-1257.csv", "encodings/windows-1257-cells.csv", "encodings/shift-jis.csv",
      "encodings/shift-jis-cells.csv", "encodings/euc-jp.csv", "encodings/euc-jp-cells.csv", "encodings/gbk.csv",
      "encodings/gbk-cells.csv", "encodings/gb18030.csv", "encodings/gb18030-cells.csv", "encodings/big5.csv",
      "encodings/big5-cells.csv", "encodings/euc-kr.csv", "encodings/euc-kr-cells.csv",
    ],
    "windows-1252 is proposed for UTF-32": [
      "encodings/utf-32be-mark.csv", "encodings/utf-32be-bare.csv", "encodings/utf-32be-tab.csv",
    ],
    "windows-1252 is proposed for a file of UTF-8 with one bad cell": [
      "encodings/one-bad-first.csv", "encodings/one-bad-middle.csv", "encodings/one-bad-last.csv",
      "encodings/cut-character.csv", "encodings/surrogates.csv", "encodings/overlong.csv",
    ],
    "other names are offered where the second line names the columns, too": [
      "headers/two-repeated.csv", "headers/three-lines.csv", "headers/wrapped-names.csv",
    ],
    "a file of another kind is offered as a table": [
      "other-kinds/png.csv", "other-kinds/sql.csv",
    ],
    "spaces after quotes are offered as lenient quotes, not trimmed": [
      "quotes/space-after.csv"
    ],
    "the header is offered as a title when rows end in many delimiters": [
      "rows/trailing-many.csv"
    ],
  ]
}
