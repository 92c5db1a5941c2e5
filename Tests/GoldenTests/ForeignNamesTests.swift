import StetEngine
import Testing

/// What a call gives in the language that has the name, from its documentation, and so what the fix must give.
private struct Reference: CustomTestStringConvertible {
  let name: String
  let language: String
  /// An expression, or steps that begin with `|`, on the table `t`.
  let program: String
  /// The value, or those of the last column from the first row on.
  let values: [String]

  init(_ name: String, _ language: String, _ program: String, _ values: String...) {
    (self.name, self.language, self.program, self.values) = (name, language, program, values)
  }

  var testDescription: String { "\(name) in \(language)" }
}

private let table = """
  let t = table { name, k, v, b; "Webb County", 1, 5, true; "Kerr County", 2, 5, true; "Bexar", 3, missing, false; "Bee County", 4, 9, missing }

  """

private let references = [
  Reference("ceiling", "PostgreSQL", "ceiling(2.1)", "3"),
  Reference("ln", "PostgreSQL", "ln(1)", "0"),
  Reference("to_number", "Snowflake", #"to_number("12.5")"#, "12.5"),
  Reference("value", "Excel", #"value("$1,000")"#, "1000"),
  Reference("tolower", "R", #"tolower("TX")"#, "tx"), Reference("lcase", "MySQL", #"lcase("TX")"#, "tx"),
  Reference("to_lower", "KQL", #"to_lower("TX")"#, "tx"),
  Reference("str_to_lower", "stringr", #"str_to_lower("TX")"#, "tx"),
  Reference("toupper", "R", #"toupper("tx")"#, "TX"), Reference("ucase", "MySQL", #"ucase("tx")"#, "TX"),
  Reference("to_upper", "KQL", #"to_upper("tx")"#, "TX"),
  Reference("str_to_upper", "stringr", #"str_to_upper("tx")"#, "TX"),
  Reference("str_trim", "stringr", #"str_trim(" a b ")"#, "a b"),
  Reference("strip", "pandas", #"strip(" a b ")"#, "a b"),
  Reference("trimws", "R", #"trimws(" a b ")"#, "a b"),
  Reference("str_squish", "stringr", #"str_squish(" a   b ")"#, "a b"),
  Reference("len", "Excel", #"len("Webb")"#, "4"), Reference("nchar", "R", #"nchar("Webb")"#, "4"),
  Reference("char_length", "PostgreSQL", #"char_length("Webb")"#, "4"),
  Reference("str_length", "stringr", #"str_length("Webb")"#, "4"),
  Reference("str_pad", "stringr", #"str_pad("7", 3)"#, "  7"),
  Reference("str_detect", "stringr", #"str_detect("FY2011", "^FY[0-9]+$")"#, "true"),
  Reference("regexp_matches", "DuckDB", #"regexp_matches("FY2011", "20")"#, "true"),
  Reference("regexp_like", "Oracle", #"regexp_like("FY2011", "^20")"#, "false"),
  Reference("regexp_contains", "BigQuery", #"regexp_contains("FY2011", "20")"#, "true"),
  Reference("grepl", "R", #"grepl("^FY", "FY2011")"#, "true"),
  Reference("str_contains", "PHP", #"str_contains("Webb County", "County")"#, "true"),
  Reference("startswith", "pandas", #"startswith("Webb County", "Webb")"#, "true"),
  Reference("endswith", "pandas", #"endswith("Webb County", "Webb")"#, "false"),
  Reference("substitute", "Excel", #"substitute("a-b-c", "-", "+")"#, "a+b+c"),
  Reference("str_replace_all", "stringr", #"str_replace_all("a-b-c", "-", "+")"#, "a+b+c"),
  Reference(
    "gsub", "R", #"| derive x = gsub(" County", "", name)"#, "Webb", "Kerr", "Bexar", "Bee"),
  Reference("str_split_i", "stringr", #"str_split_i("Webb, TX", ", ", 2)"#, "TX"),
  Reference("mday", "lubridate", "mday(@2011-05-04)", "4"),
  Reference("dayofmonth", "MySQL", "dayofmonth(@2011-05-04)", "4"),
  Reference("isodow", "PostgreSQL", "isodow(@2011-05-08)", "7"),
  Reference("isoweekday", "Python", "isoweekday(@2011-05-02)", "1"),
  Reference("datediff", "MySQL", "datediff(@2011-06-01, @2011-05-04)", "28"),
  Reference("days", "Excel", "days(@2011-06-01, @2011-05-04)", "28"),
  Reference("edate", "Excel", "edate(@2011-01-31, 1)", "2011-02-28"),
  Reference("to_date", "Spark", #"to_date("2011-05-04")"#, "2011-05-04"),
  Reference("as_date", "lubridate", #"as_date("2011-05-04")"#, "2011-05-04"),
  Reference("from_unixtime", "Spark", #"from_unixtime(1304467200)"#, "2011-05-04T00:00:00"),
  Reference("to_timestamp", "PostgreSQL", #"to_timestamp(1304467200)"#, "2011-05-04T00:00:00"),
  Reference("excel_numeric_to_date", "janitor", #"excel_numeric_to_date(40667)"#, "2011-05-04"),
  Reference("n", "dplyr", "| group: x = n()", "4"),
  Reference("avg", "SQL", "| group: x = avg(k)", "2.5"),
  Reference("average", "Excel", "| group: x = average(k)", "2.5"),
  Reference("nunique", "pandas", "| group: x = nunique(v)", "2"),
  Reference("bool_or", "PostgreSQL", "| group: x = bool_or(b)", "true"),
  Reference("bool_and", "PostgreSQL", "| group: x = bool_and(b)", "false"),
  Reference("every", "PostgreSQL", "| group: x = every(b)", "false"),
  Reference("cor", "R", "| group: x = cor(k, k)", "1"), Reference("corr", "SQL", "| group: x = corr(k, -k)", "−1"),
  Reference("correl", "Excel", "| group: x = correl(k, k)", "1"),
  Reference("mdn", "SPSS", "| group: x = mdn(v)", "5"),
  Reference("percentile_inc", "Excel", "| group: x = percentile_inc(k, 0.25)", "1.75"),
  Reference("quantile_cont", "DuckDB", "| group: x = quantile_cont(k, 0.25)", "1.75"),
  Reference("var", "R", "| group: x = var(k * 3)", "15"),
  Reference("var_samp", "SQL", "| group: x = var_samp(k * 3)", "15"),
  Reference("std", "pandas", "| take 3 | group: x = std(k)", "1"),
  Reference("stdev", "Excel", "| take 3 | group: x = stdev(k)", "1"),
  Reference("stddev_samp", "SQL", "| take 3 | group: x = stddev_samp(k)", "1"),
  Reference("lag", "SQL", "| derive x = lag(k) sort k", "missing", "1", "2", "3"),
  Reference("shift", "pandas", "| derive x = shift(k, 2) sort k", "missing", "missing", "1", "2"),
  Reference("lead", "SQL", "| derive x = lead(k) sort k", "2", "3", "4", "missing"),
  Reference("cumsum", "pandas", "| derive x = cumsum(v) sort k", "5", "10", "missing", "19"),
  Reference("cummax", "R", "| take 2 | derive x = cummax(-k) sort k", "−1", "−1"),
  Reference("cummin", "R", "| take 2 | derive x = cummin(-k) sort k", "−1", "−2"),
  Reference("cummean", "dplyr", "| derive x = cummean(k) sort k", "1", "1.5", "2", "2.5"),
  Reference("cumany", "dplyr", "| derive x = cumany(k > 2) sort k", "false", "false", "true", "true"),
  Reference("cumall", "dplyr", "| derive x = cumall(k < 3) sort k", "true", "true", "false", "false"),
  Reference("rollmeanr", "zoo", "| derive x = rollmeanr(k, 2) sort k", "missing", "1.5", "2.5", "3.5"),
  Reference("rollsumr", "zoo", "| derive x = rollsumr(k, 2) sort k", "missing", "3", "5", "7"),
  Reference("rollmedianr", "zoo", "| derive x = rollmedianr(k, 3) sort k", "missing", "missing", "2", "3"),
  Reference("rollmaxr", "zoo", "| derive x = rollmaxr(-k, 2) sort k", "missing", "−1", "−2", "−3"),
  Reference("pct_change", "pandas", "| derive x = pct_change(k) sort k", "missing", "1", "0.5", "0.3333333333333333"),
  Reference("min_rank", "dplyr", "| derive x = min_rank(v)", "1", "1", "missing", "3"),
]

private let entries: [(here: String, foreign: ForeignNames)] =
  functionCatalog.map { ($0.name, $0.foreign) } + aggregateCatalog.map { ($0.name, $0.foreign) }
  + windowCatalog.map { ($0.name, $0.foreign) } + framedCatalog.map { ($0.name, $0.foreign) }

@Test("What replaces a foreign name gives what the name gives where it comes from", arguments: references)
private func replacement(_ reference: Reference) throws {
  let isStep = reference.program.hasPrefix("|")
  let program = isStep ? "t " + reference.program + "\n" : reference.program + "\n"
  let fixed = try #require(Observation(prelude: table, program: program).fixed, "a fix is offered")
  #expect(fixed != program)
  let columns = isStep ? fixed.dropLast() + " | select x = if x is missing then \"missing\" else \"{x}\"\n" : fixed[...]
  let run = Observation(prelude: table, program: String(columns))
  #expect(run.diagnostics == "")
  let lines = run.shown.split(separator: "\n").map { String($0) }
  #expect((isStep ? Array(lines.dropFirst()) : lines).map { isStep ? $0.trimmed : $0 } == reference.values, "\(fixed)")
}

@Test("Every foreign name has a reference or says what differs, and no two entries claim one")
func claims() {
  var claimed: [String: String] = [:]
  for (here, foreign) in entries {
    for (name, arguments) in foreign.sorted(by: { $0.key < $1.key }) {
      #expect(claimed.updateValue(here, forKey: name) == nil, "`\(name)` belongs to two entries")
      #expect(name == name.lowercased())
      #expect(!entries.contains { $0.here == name }, "`\(name)` is an entry of its own")
      let isTested = references.contains { $0.name == name }
      if case .different(let note) = arguments {
        #expect(!isTested && !note.isEmpty, "`\(name)` is different, so nothing replaces it")
      } else {
        #expect(isTested, "`\(name)` has no reference")
      }
    }
  }
  #expect(references.allSatisfy { claimed[$0.name] != nil })
}

@Test(
  "No fix is offered if the figure would be different",
  arguments: [
    "dense_rank(v)", "n_distinct(v)", "stddev(v)", "stddev_pop(v)", "sqr(v)", "parse_number(name)",
    "lpad(name, 3, \" \")",
    "gsub(\"[A-Z]\", \"\", name)", "gsub(name, \"\", name)", "str_replace_all(name, \".\", \"\")",
    "datediff(\"day\", k, v)",
    "to_date(name, \"%Y\")", "substitute(name, \"a\", \"b\", 1)", "str_pad(name, 5, \"left\", \"0\")",
    "lag(v, 1, 0, 2)",
    "str_extract(name, \"(a)b\")", "wday(k)", "dayofweek(k)", "countif(k, 1)",
  ])
func noFix(_ call: String) {
  let run = Observation(prelude: table, program: "t | derive x = \(call) sort k\n")
  #expect(run.diagnostics.contains("foreign-function"))
  #expect(run.diagnostics.contains("note: "))
  #expect(run.fixed == nil)
}

@Test(
  "Operators on texts, conditions and keys of other languages",
  arguments: [
    (#"| filter name like "B%" | select name"#, ["Bexar", "Bee County"]),
    (#"| filter name like "%County" | take 1 | select name"#, ["Webb County"]),
    (#"| filter name like "Be_ar" | select name"#, ["Bexar"]),
    (#"| filter name like "Be%y" | select name"#, ["Bee County"]),
    (#"| filter name like "B_" | select name"#, []),
    (#"| filter name ilike "%BEX%" | select name"#, ["Bexar"]),
    (#"| filter name ilike "b_x%" | select name"#, ["Bexar"]),
    (#"| filter k > 1 & k < 3 | select name"#, ["Kerr County"]),
    (#"| filter (k > 1) & (k < 3) | select name"#, ["Kerr County"]),
    (#"| filter k < 2 | k > 3 | select name"#, ["Webb County", "Bee County"]),
    (#"| filter (k < 2) | (k > 3) | select name"#, ["Webb County", "Bee County"]),
    (#"| select x = case when v > 5 then 1 when v is missing then 2 else 3 end"#, ["3", "3", "2", "1"]),
    (#"| select x = case k when 1 then "one" else "more" end"#, ["one", "more", "more", "more"]),
    (#"| rename days = v | top 1 days | select days"#, ["9"]),
    (#"| keep matching (table { a, c; 1, 5; 2, 6 }) on k == a and v == c | select name"#, ["Webb County"]),
  ])
func operators(_ program: String, _ values: [String]) throws {
  let fixed = try #require(Observation(prelude: table, program: "t " + program + "\n").fixed, "a fix is offered")
  let run = Observation(prelude: table, program: fixed)
  #expect(run.diagnostics == "", "\(fixed)")
  let lines = run.shown.split(separator: "\n").dropFirst().map { String($0).trimmed }
  #expect(lines.filter { $0 != "(0 rows)" } == values, "\(fixed)")
}

extension String {
  fileprivate var trimmed: String {
    var rest = drop { $0 == " " }
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }
}

@Test("No word of another language is a verb here", arguments: verbCatalog.flatMap(\.forms))
func ownVerbs(_ form: String) { #expect(verb(foreign: form) == nil) }
