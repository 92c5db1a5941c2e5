import StetCharts

extension ChartLine {
  static let title = ChartLine(
    "title", summary: "the title of the chart; a series named in it is shown in its color",
    example: #"filter state == "TX" | chart "title.svg" { line x: year, y: persons; title "More people in Texas" }"#,
    word: \.title)

  static let subtitle = ChartLine(
    "subtitle", summary: "a line below the title",
    example:
      #"filter state == "TX" | chart "subtitle.svg" { line x: year, y: persons; subtitle "People on the last day of the year" }"#,
    word: \.subtitle)

  static let unit = ChartLine(
    "unit", summary: "what the numbers count, above the plot; the default is the column's unit",
    example: #"filter state == "TX" | chart "unit.svg" { line x: year, y: persons; unit "people" }"#, word: \.unit)

  static let note = ChartLine(
    "note", summary: "a note below the plot",
    example: #"filter state == "TX" | chart "note.svg" { line x: year, y: persons; note "The example is invented." }"#,
    word: \.note)

  static let source = ChartLine(
    "source", summary: "the source line below the plot; the default is the dataset's source",
    example: #"filter state == "TX" | chart "source.svg" { line x: year, y: persons; source "an invented table" }"#,
    word: \.source)

  static let byline = ChartLine(
    "byline", summary: "who made the chart, below the source",
    example: #"filter state == "TX" | chart "byline.svg" { line x: year, y: persons; byline "Chart: A. Reporter" }"#,
    word: \.byline)

  static let alt = ChartLine(
    "alt", summary: "the first sentence of the description for screen readers",
    example:
      #"filter state == "TX" | chart "alt.svg" { line x: year, y: persons; alt "A line that rises from 5 to 7" }"#,
    word: \.alt)
}
