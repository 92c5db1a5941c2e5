import StetDiagnostics
import StetSyntax

/// Functions of SQL, dplyr, pandas and spreadsheets that have another name here, with the same arguments.
private let renamed: [String: String] = [
  "avg": "mean", "average": "mean", "n": "count", "n_distinct": "count_distinct", "nunique": "count_distinct",
  "std": "sd", "stdev": "sd", "stddev": "sd", "var": "variance", "cor": "correlation", "corr": "correlation",
  "lag": "previous", "lead": "next", "cumsum": "running_sum", "pct_change": "percent_change", "ceiling": "ceil",
  "ln": "log", "len": "length", "nchar": "length", "tolower": "lower", "lcase": "lower", "toupper": "upper",
  "ucase": "upper", "str_trim": "trim", "strip": "trim", "str_detect": "matches", "regexp_matches": "matches",
  "str_replace_all": "replace", "gsub": "replace", "to_number": "number", "parse_number": "number", "to_date": "date",
  "as_date": "date", "datediff": "days_between", "dense_rank": "rank", "mdn": "median", "sqr": "sqrt",
].filter { _, here in
  (functionCatalogue.map(\.name) + aggregateCatalogue.map(\.name) + windowCatalogue.map(\.name)).contains(here)
}

/// Functions that are an operator or a form of their own here.
private let forms: [String: String] = [
  "ifelse": "if a > b then a else b", "if_else": "if a > b then a else b", "iif": "if a > b then a else b",
  "case_when": "match x { \"A\" => 1, else => 0 }", "coalesce": "a ?? b", "ifnull": "a ?? b", "nvl": "a ?? b",
  "isnull": "x is missing", "is_na": "x is missing", "isna": "x is missing", "isblank": "x is missing",
  "concat": "\"{a} {b}\"", "concatenate": "\"{a} {b}\"", "paste": "\"{a} {b}\"", "paste0": "\"{a}{b}\"",
  "power": "a * a", "pow": "a * a", "countif": "count(where: x > 1)", "sumif": "sum(x, where: y > 1)",
]

extension Diagnostic {
  /// A function that other languages have; nil where none is known to have it.
  static func foreignFunction(_ name: Name, _ arguments: [Argument], _ range: SourceRange) -> Diagnostic? {
    let word = name.text.lowercased()
    if let here = renamed[word] {
      return Diagnostic(
        .foreignFunction, "`\(name.text)` is `\(here)` here", at: name.range,
        fixIts: [FixIt("`\(here)`", range: name.range, replacement: here)])
    }
    guard let form = forms[word] else { return nil }
    return Diagnostic(.foreignFunction, "`\(name.text)` is written `\(form)` here", at: range)
  }
}
