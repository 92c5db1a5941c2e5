import StetCharts
import StetColumns

/// Charts as a newsroom makes them, from invented figures: they are for looking at, and none is about the world.
enum Gallery {
  static let all: [(name: String, chart: Chart)] = [
    ("fiscal-lines", fiscalLines()), ("many-lines", manyLines(12)), ("rivals", rivals()), ("fifty-bars", fiftyBars()),
    ("grouped", columns(.group)), ("stacked", columns(.stack)), ("shared", columns(.share)), ("changes", changes()),
    ("signed-bars", signedBars()), ("single", single()), ("empty", empty()), ("huge", sizes(4.2e13)),
    ("tiny", sizes(3e-7)), ("long-words", longWords()), ("dense-rule", denseRule()), ("narrow-bands", narrowBands()),
    ("scatter", scatter()), ("areas", areas()), ("bar-rule", barRule()), ("highlighted", highlighted()),
    ("overflow-stack", overflowStack()),
  ]

  static func text(_ values: [String?]) -> StetColumns.Column { .text(TextVector(values)) }
  static func floats(_ values: [Double?]) -> StetColumns.Column { .float(Vector(optionals: values, zero: 0)) }
  static func ints(_ values: [Int64?]) -> StetColumns.Column { .int(Vector(optionals: values, zero: 0)) }
  static func fiscal(_ values: [Int32]) -> StetColumns.Column { .period(Vector(values), .fiscalYear) }

  /// Series by years, in the order of series.
  static func long(
    _ mark: Mark, _ names: [String], _ years: ClosedRange<Int32>, stack: Stack = .none, lit: Set<String> = [],
    _ value: (Int, Int) -> Double?
  ) -> Layer {
    var keys: [Int32] = []
    var series: [String?] = []
    var values: [Double?] = []
    for (index, name) in names.enumerated() {
      for (place, year) in years.enumerated() {
        keys.append(year)
        series.append(name)
        values.append(value(index, place))
      }
    }
    return Layer(
      mark, x: LabeledColumn(fiscal(keys), label: "fiscal_year"), y: LabeledColumn(floats(values), label: "removals"),
      color: LabeledColumn(text(series), label: "region"),
      highlight: lit.isEmpty ? [] : series.map { lit.contains($0 ?? "") },
      stack: stack)
  }

  static let words = Words(
    title: "Invented removals fell by half while the invented budget doubled",
    subtitle: "Removals by region of invented citizenship, fiscal years 2013 to 2024", unit: "removals a year",
    note: "The figures of 2018 and 2019 were never released.", source: "invented for this picture",
    credits: ["Chart: Stet"])

  static func fiscalLines() -> Chart {
    let names = ["Mexico", "Northern Central America", "South America", "Caribbean", "All other regions"]
    return Chart(
      layers: [
        long(.line, names, 2013...2024) { series, year in
          if year == 5 || year == 6, series < 3 { return nil }
          let start = [240_000.0, 118_000, 21_000, 12_500, 14_000][series]
          let slope = [0.055, 0.04, -0.09, -0.01, 0.01][series]
          let wave = Double((year * 7 + series * 3) % 5) * 0.03
          return start * (1 - Double(year) * slope + wave)
        }
      ], words: words, y: ScaleOptions(format: ","),
      bands: [
        Band(.x, from: .period(2017, .fiscalYear), to: .period(2020, .fiscalYear), label: "First Trump administration")
      ],
      rules: [Rule(.y, at: .int(100_000), label: "planned capacity")])
  }

  static func manyLines(_ count: Int) -> Chart {
    let names = [
      "Atlanta", "Baltimore", "Boston", "Buffalo", "Chicago", "Dallas", "Denver", "Detroit", "El Paso", "Houston",
      "Los Angeles", "Miami", "New Orleans", "New York",
    ]
    return Chart(
      layers: [
        long(.line, Array(names.prefix(count)), 2013...2024) { series, year in
          let wave = Double((series * 31 + year * 17) % 23) * 60
          return 3000 + Double(series) * 420 + wave
        }
      ],
      words: Words(title: "Arrests by field office", unit: "arrests a year", source: "invented for this picture"))
  }

  /// Lines that end close together, one of them early.
  static func rivals() -> Chart {
    let names = ["Texas", "Florida", "Georgia", "Louisiana", "Arizona"]
    return Chart(
      layers: [
        long(.line, names, 2015...2024) { series, year in
          if series == 4, year > 5 { return nil }
          let lead = Double((9 - year) * (series - 2))
          return 50 + Double(series) * 0.2 + lead * 1.5
        }
      ],
      words: Words(
        title: "Five states ended the decade almost level", unit: "arrests for each 100,000 residents",
        source: "invented"))
  }

  static let longNames = [
    "Saint Vincent and the Grenadines", "Democratic Republic of the Congo", "Bosnia and Herzegovina",
    "São Tomé and Príncipe", "United Arab Emirates", "Côte d’Ivoire", "Papua New Guinea",
    "Federated States of Micronesia",
    "Trinidad and Tobago", "Antigua and Barbuda",
  ]

  static func fiftyBars() -> Chart {
    let names = (0..<50).map { longNames[$0 % 10] + ($0 < 10 ? "" : ", district \($0 / 10 + 1)") }
    let values = (0..<50).map { (place: Int) -> Double in Double((50 - place) * (50 - place) * 11 + 90) }
    return Chart(
      layers: [
        Layer(
          .bar, x: LabeledColumn(floats(values), label: "removals"), y: LabeledColumn(text(names), label: "country"),
          label: LabeledColumn(text(values.map { formatted(.float($0), ",") }), label: "n"))
      ],
      words: Words(
        title: "Most invented removals go to few invented districts", unit: "removals, fiscal year 2024",
        source: "invented"),
      x: ScaleOptions(format: ","))
  }

  static func columns(_ stack: Stack) -> Chart {
    Chart(
      layers: [
        long(.column, ["Convicted of a crime", "Charge pending", "No criminal record"], 2015...2024, stack: stack) {
          Double([64_000, 18_000, 31_000][$0] + ($1 * 13 + $0 * 5) % 9 * 4200)
        }
      ],
      words: Words(
        title: "People without a record were never the majority of invented arrests",
        unit: stack == .share ? "share of arrests" : "arrests a year",
        note: "Fiscal years end on 30 September.", source: "invented"))
  }

  static func changes() -> Chart {
    let values: [Double?] = [12.5, -3.1, -22.4, 8.9, -0.4, nil, 31.7, -14.2]
    return Chart(
      layers: [
        Layer(
          .column, x: LabeledColumn(fiscal((2017...2024).map { Int32($0) }), label: "fy"),
          y: LabeledColumn(floats(values), label: "change"),
          label: LabeledColumn(text(values.map { $0.flatMap { formatted(.float($0), "+.1f") } }), label: "change"),
          highlight: values.map { ($0 ?? 0) < 0 })
      ],
      words: Words(
        title: "The invented budget shrank in four of seven years", unit: "change against the year before, percent",
        source: "invented"))
  }

  static func signedBars() -> Chart {
    let values: [Double?] = [-1_250_000, 430_000, 2_100_000, -90_000, 15_000, -640_000]
    return Chart(
      layers: [
        Layer(
          .bar, x: LabeledColumn(floats(values), label: "change"),
          y: LabeledColumn(
            text(["Detention beds", "Transport", "Enforcement and removal", "Legal program", "Training", "IT"]),
            label: "item"),
          label: LabeledColumn(text(values.map { $0.flatMap { formatted(.float($0), "+$,.2m") } }), label: "change"))
      ], words: Words(title: "Where the invented money moved", unit: "dollars", source: "invented"),
      x: ScaleOptions(format: "$,.1m"))
  }

  static func single() -> Chart {
    Chart(
      layers: [
        Layer(
          .point, x: LabeledColumn(fiscal([2024]), label: "fy"), y: LabeledColumn(ints([48_512]), label: "removals"),
          label: LabeledColumn(text(["the only year released"]), label: "l"))
      ], words: Words(title: "One year", unit: "removals", source: "invented"), y: ScaleOptions(format: ","))
  }

  static func empty() -> Chart {
    Chart(
      layers: [
        Layer(.column, x: LabeledColumn(fiscal([]), label: "fy"), y: LabeledColumn(ints([]), label: "removals"))
      ],
      words: Words(
        title: "Nothing was released", unit: "removals", note: "The request is two years old.", source: "invented"))
  }

  static func sizes(_ size: Double) -> Chart {
    Chart(
      layers: [
        long(.line, ["First series", "Second series"], 2013...2024) { series, year in
          let growth = Double(year * (series + 1)) * 0.13
          return size * (1 + growth + Double(year % 3) * 0.2)
        }
      ], words: Words(title: "Values of an unusual size", unit: "of something", source: "invented"))
  }

  static func longWords() -> Chart {
    let sentence =
      "A very long sentence about invented figures, with clauses (and a parenthesis) and a semicolon; it goes on until an editor would have cut it, twice, "
    var chart = fiscalLines()
    chart.words = Words(
      title: "An exceptionally long headline about invented removals that no editor would have let through in 2008",
      subtitle: sentence + "and then some more.",
      unit: "persons for each 100,000 residents of the field office’s area of responsibility",
      note: sentence + sentence + "finis.",
      source: sentence
        + "https://www.example.org/a/very/long/path/that/cannot/be/broken/at/spaces/figures-2024-final-v2.xlsx",
      credits: ["Chart: Stet <newsroom> & friends"])
    return chart
  }

  static func denseRule() -> Chart {
    let years = (0..<32).map { Int32(1993 + $0) }
    return Chart(
      layers: [
        Layer(
          .column, x: LabeledColumn(fiscal(years), label: "fy"),
          y: LabeledColumn(
            floats(years.indices.map { (place: Int) -> Double? in 0.62 + Double(place * 7 % 11) * 0.03 }),
            label: "share"),
          highlight: years.map { $0 == 2008 })
      ],
      words: Words(
        title: "The invented share was above half in every year since it was first invented in 1993",
        unit: "share convicted", source: "invented"),
      y: ScaleOptions(format: "%"),
      bands: [
        Band(.x, from: .period(2009, .fiscalYear), to: .period(2016, .fiscalYear), label: "Obama administration")
      ],
      rules: [
        Rule(.y, at: .float(0.5), label: "half"), Rule(.x, at: .period(2003, .fiscalYear), label: "ICE is founded"),
      ])
  }

  static func narrowBands() -> Chart {
    var chart = manyLines(2)
    chart.bands = [
      Band(.x, from: .period(2014, .fiscalYear), to: .period(2015, .fiscalYear), label: "Priority Enforcement Program"),
      Band(.x, from: .period(2020, .fiscalYear), to: .period(2021, .fiscalYear), label: "Title 42"),
      Band(.y, from: .int(1000), to: .int(2000), label: "contracted minimum"),
    ]
    chart.rules = [Rule(.x, at: .period(2017, .fiscalYear), label: "Executive order 13768")]
    return chart
  }

  static func scatter() -> Chart {
    let count = 90
    let x = (0..<count).map { (place: Int) -> Double in Double(place * 37 % 100) * 1.7 }
    let y = (0..<count).map { (place: Int) -> Double in Double(place * 53 % 89) * 0.4 + x[place] * 0.2 }
    return Chart(
      layers: [
        Layer(
          .point, x: LabeledColumn(floats(x), label: "arrests for each 100,000 residents"),
          y: LabeledColumn(floats(y), label: "share"),
          label: LabeledColumn(text((0..<count).map { $0 % 9 == 0 ? longNames[$0 / 9] : nil }), label: "name"),
          highlight: (0..<count).map { $0 % 9 == 0 })
      ],
      words: Words(
        title: "Counties that arrest more release fewer", unit: "releases for each 100,000 residents",
        source: "invented"))
  }

  static func areas() -> Chart {
    var chart = columns(.stack)
    chart.layers = [
      long(.area, ["Convicted of a crime", "Charge pending", "No criminal record"], 2010...2024, stack: .stack) {
        Double([64_000, 18_000, 31_000][$0] + ($1 * 13 + $0 * 5) % 9 * 4200)
      }
    ]
    chart.rules = [Rule(.y, at: .int(40_000), label: "beds paid for")]
    return chart
  }

  static func barRule() -> Chart {
    var chart = fiftyBars()
    chart.layers = [
      Layer(
        .bar, x: LabeledColumn(floats((0..<8).map { (place: Int) -> Double? in Double(900 - place * 31) }), label: "n"),
        y: LabeledColumn(text(Array(longNames.prefix(8))), label: "country"))
    ]
    chart.rules = [Rule(.x, at: .int(500), label: "average of all countries")]
    return chart
  }

  static func highlighted() -> Chart {
    let names = (0..<40).map { "County \($0 + 1)" }
    return Chart(
      layers: [
        long(.line, names, 2015...2024, lit: ["County 17", "County 31"]) { series, year in
          let wave = Double((series * 29 + year * 13) % 41) * 3
          return 200 + wave + Double(series * year) * 0.7
        }
      ], words: Words(title: "Two counties among forty", unit: "arrests", source: "invented"))
  }

  static func overflowStack() -> Chart {
    Chart(
      layers: [
        long(.column, (0..<11).map { "Category \($0 + 1)" }, 2019...2024, stack: .stack) {
          Double(100 + ($0 * 7 + $1 * 3) % 10 * 20)
        }
      ], words: Words(title: "Eleven categories are too many to stack", unit: "arrests", source: "invented"))
  }
}
