import StetColumns
import Testing

@testable import StetCharts

@Test("Bars in the terminal show rules, bands, labels, words, points and the note")
func terminalBars() {
  let years = LabeledColumn(Gallery.fiscal([2020, 2021, 2022, 2023]), label: "year")
  var chart = Chart(
    layers: [
      Layer(
        .column, x: years, y: LabeledColumn(Gallery.ints([4, 10, 7, 2]), label: "n"),
        label: LabeledColumn(Gallery.text([nil, "ten", nil, nil]), label: "l")),
      Layer(.point, x: years, y: LabeledColumn(Gallery.ints([8, nil, nil, 4]), label: "aim")),
      Layer(
        .text, x: LabeledColumn(Gallery.fiscal([2022]), label: "x"), y: LabeledColumn(Gallery.ints([7]), label: "y"),
        label: LabeledColumn(Gallery.text(["a word"]), label: "l")),
    ], words: Words(title: "A title of more than forty letters is broken between words", note: "invented."),
    bands: [
      Band(.x, from: .period(2022, .fiscalYear), to: .period(2023, .fiscalYear), label: "late"),
      Band(.y, from: .int(8), to: .int(9), label: "good"),
    ],
    rules: [
      Rule(.y, at: .int(5), label: "half"), Rule(.x, at: .period(2020, .fiscalYear), label: "start"),
      Rule(.x, at: .period(2021, .fiscalYear), label: "too long for what is left of the row"),
    ])
  chart.y.format = ","
  #expect(
    drawTerminal(chart, columns: 44) == """
      A title of more than forty letters is broken
      between words
      FY2020 ██████████ 4┆╌╌╌╌╌╌╌●░░╌╌╌╌╌╌╌╌ start
      FY2021 ████████████┆████████████ 10 · ten ╌╌
      FY2022 ████████████┆████▌ 7 · a word ░░ late
      FY2023 █████ 2 ░░●░┆░░░░░░░░░░░░░░░░░░░░░░░░
                         ┆ half
                                 ░ good
      ╌ FY2021: too long for what is left of the
      row
      Note: invented.
      2 rows omitted because a value is missing

      """)
}

@Test("A label replaces a bar's value only if it gives the value")
func labelsOfBars() {
  let chart = Chart(
    layers: [
      Layer(
        .bar, x: LabeledColumn(Gallery.ints([1_250_000, 40_000]), label: "n"),
        y: LabeledColumn(Gallery.text(["a", "b"]), label: "k"),
        label: LabeledColumn(Gallery.text(["$1.25m", "17"]), label: "l"))
    ], x: ScaleOptions(format: ","))
  let terminal = drawTerminal(chart, columns: 60)
  #expect(terminal.contains("█ $1.25m\n"))
  #expect(terminal.contains(" 40,000 · 17\n"))
}

@Test("Negative bars run to the left of zero")
func negativeBars() {
  let chart = Chart(layers: [
    Layer(
      .bar, x: LabeledColumn(Gallery.ints([-4, 2, 8]), label: "n"),
      y: LabeledColumn(Gallery.text(["down", "up", "中国"]), label: "k"))
  ])
  #expect(
    drawTerminal(chart, columns: 40) == """
      down ██████████│ −4
      up             │█████ 2
      中国           │████████████████████ 8

      """)
}

@Test("Lines in the terminal show rules, bands, labels and words where they cover no data")
func terminalLines() {
  var chart = Chart(
    layers: [
      Layer(
        .line, x: LabeledColumn(Gallery.fiscal([2015, 2016, 2017, 2018, 2019, 2020]), label: "year"),
        y: LabeledColumn(Gallery.ints([1, 3, 2, 6, 7, 8]), label: "n"),
        label: LabeledColumn(Gallery.text([nil, "peak", nil, nil, nil, nil]), label: "l")),
      Layer(
        .text, x: LabeledColumn(Gallery.fiscal([2019]), label: "x"), y: LabeledColumn(Gallery.ints([2]), label: "y"),
        label: LabeledColumn(Gallery.text(["a word"]), label: "l")),
    ], words: Words(note: "invented."),
    bands: [
      Band(.x, from: .period(2015, .fiscalYear), to: .period(2017, .fiscalYear), label: "early"),
      Band(.y, from: .int(5), to: .int(6)),
    ],
    rules: [
      Rule(.y, at: .int(4), label: "limit"), Rule(.x, at: .period(2018, .fiscalYear), label: "law"),
      Rule(.x, at: .period(2016, .fiscalYear), label: String(repeating: "too long ", count: 5) + "for the plot"),
    ])
  chart.words.source = "invented"
  #expect(
    drawTerminal(chart, columns: 50) == """
      8  early ░░┆░░░░░░░░░░⠀⠀⠀⠀⠀⠀⠀⠀┆ law ⠀⠀⠀⠀⠀⠀⠀⠀⣀⡠⠤⠔⠒⠉
        ░░░░░░░░░┆░░░░░░░░░░⠀⠀⠀⠀⠀⠀⠀⠀┆⠀⠀⠀⠀⠀⠀⢀⣀⠤⠤⠒⠊⠉⠀⠀⠀⠀⠀⠀
      6 ░░░░░░░░░┆░░░░░░░░░░░░░░░░░░┆⣀⣀⠤⠔⠒⠉⠁░░░░░░░░░░░░
        ░░░░░░░░░┆░░░░░░░░░░░░░░░░░⢠⠊░░░░░░░░░░░░░░░░░░░
        ░░░░░░░░░┆░░░░░░░░░░░░░░░⢀⠔⠁┆░░░░░░░░░░░░░░░░░░░
      4 ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌⡠⠊╌╌╌╌╌╌╌╌╌╌╌╌╌╌ limit ╌
        ░░░░░░░peak░░░░░░░░░⠀⠀⡠⠊⠁⠀⠀⠀┆⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ░░░░░░░░⣀⠔⠤⢄⣀░░░░░░░⢀⠔⠁⠀⠀⠀⠀⠀┆⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
      2 ░░░░░⡠⠔⠉░┆░░░⠉⠉⠒⠢⠤⣀⡠⠃⠀⠀⠀⠀⠀⠀⠀┆⠀⠀⠀⠀⠀⠀a word⠀⠀⠀⠀⠀⠀⠀
        ░⢀⡠⠒⠉░░░░┆░░░░░░░░░░⠀⠀⠀⠀⠀⠀⠀⠀┆⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠒⠁░░░░░░░┆░░░░░░░░░░⠀⠀⠀⠀⠀⠀⠀⠀┆⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
      0 ░░░░░░░░░┆░░░░░░░░░░⠀⠀⠀⠀⠀⠀⠀⠀┆⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        2015                                        2020
      ┆ FY2016: too long too long too long too long too
      long for the plot
      Note: invented.
      Source: invented

      """)
}

@Test("Control characters of data do not reach the terminal")
func noControlCharacters() {
  let chart = Chart(layers: [
    Layer(
      .bar, x: LabeledColumn(Gallery.ints([1]), label: "n"), y: LabeledColumn(Gallery.text(["\u{1B}[2J"]), label: "k"))
  ])
  #expect(!drawTerminal(chart, columns: 40).contains("\u{1B}"))
}

@Test("No line in the terminal is wider than it")
func terminalWidth() {
  for (name, chart) in Gallery.all {
    for columns in [40, 80, 120] {
      for line in drawTerminal(chart, columns: columns).split(separator: "\n") {
        #expect(displayWidth(String(line)) <= columns, "\(name), \(columns): \(line)")
      }
    }
  }
}
