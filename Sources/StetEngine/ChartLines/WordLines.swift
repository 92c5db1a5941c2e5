import StetCharts

extension ChartLine {
  static let title = ChartLine(
    "title", summary: "the title of the chart; series named in it appear in their own colors",
    example: #"filter state == "TX" | chart "title.svg" { line x: year, y: persons; title "More people in Texas" }"#,
    text: { $1.title = $0 })

  static let subtitle = ChartLine(
    "subtitle", summary: "a line below the title",
    example:
      #"filter state == "TX" | chart "subtitle.svg" { line x: year, y: persons; subtitle "People on the last day of the year" }"#,
    text: { $1.subtitle = $0 })

  static let unit = ChartLine(
    "unit", summary: "what the numbers measure, shown above the plot; the default is the column's unit",
    example: #"filter state == "TX" | chart "unit.svg" { line x: year, y: persons; unit "people" }"#,
    text: { $1.unit = $0 })

  static let note = ChartLine(
    "note", summary: "a note below the plot",
    example: #"filter state == "TX" | chart "note.svg" { line x: year, y: persons; note "The example is invented." }"#,
    text: { $1.note = $0 })

  static let source = ChartLine(
    "source", summary: "the source line below the plot; the default is the dataset's source",
    example: #"filter state == "TX" | chart "source.svg" { line x: year, y: persons; source "an invented table" }"#,
    text: { $1.source = $0 })

  static let byline = ChartLine(
    "byline", summary: "who made the chart, below the source",
    example: #"filter state == "TX" | chart "byline.svg" { line x: year, y: persons; byline "Chart: A. Reporter" }"#,
    text: { $1.credits.append($0) })

  static let alt = ChartLine(
    "alt", summary: "the first sentence of the description for screen readers",
    example:
      #"filter state == "TX" | chart "alt.svg" { line x: year, y: persons; alt "A line that rises from 5 to 7" }"#,
    text: { $1.alt = $0 })
}
