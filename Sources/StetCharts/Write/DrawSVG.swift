import StetColumns

/// A chart as a self-contained SVG document, the same bytes for the same chart.
package func drawSVG(_ chart: Chart, width: Int = 640) -> (svg: String, drawn: Int, omitted: Int, warnings: [String]) {
  let drawn = drawSVGBytes(chart, width: width)
  return (
    String(decoding: drawn.bytes, as: UTF8.self), drawn.drawn, drawn.missing + drawn.refused - drawn.unplaced,
    drawn.warnings
  )
}

/// A chart as it was drawn.
package struct DrawnSVG: Sendable {
  /// A document in UTF-8, which can also be part of a page.
  package let bytes: [UInt8]
  /// What its `style` element says, for a page that lists the styles it allows.
  package let style: String
  package let drawn: Int
  package let missing: Int
  /// Rows that have no place in it, of which `unplaced` are said elsewhere.
  package let refused: Int
  package let unplaced: Int
  package let warnings: [String]
}

/// As `drawSVG`, in UTF-8. `place` distinguishes identical charts on one page.
package func drawSVGBytes(_ chart: Chart, width: Int = 640, place: String = "") -> DrawnSVG {
  let prepared = Preparation(chart)
  var layout = ChartLayout(chart, prepared, width: width)
  layout.run()
  var description = describe(chart, prepared)
  let losses = prepared.layers.flatMap(\.losses)
  for note in layout.notes + losses
    + [prepared.colorNote, chart.partialNote, prepared.rangeNote, prepared.logNote].compactMap({ $0 })
  {
    description += " " + note.prefix(1).uppercased() + note.dropFirst() + (note.hasSuffix(".") ? "" : ".")
  }

  var body = SVGWriter()
  for shape in layout.shapes { body.draw(shape) }
  // A page may contain several charts, and their style sheets apply to the whole page.
  let scope =
    "stet-" + fingerprint(body.bytes, description, chart.theme.name, chart.colors.map { $0.0 + $0.1 }.joined() + place)

  var writer = SVGWriter()
  writer.start("svg") {
    $0.word("xmlns", "http://www.w3.org/2000/svg")
    $0.word("class", scope)
    $0.number("width", layout.width)
    $0.number("height", layout.height)
    $0.word("viewBox", "0 0 \(Int(layout.width)) \(Int(layout.height))")
    // What is inside an image is not read; a document with a table is.
    $0.word("role", chart.hasTable ? "graphics-document" : "img")
    $0.word("aria-labelledby", "\(scope)-t \(scope)-d")
  }
  writer.element("title", text: chart.words.title ?? chart.words.alt ?? "Chart") { $0.word("id", scope + "-t") }
  writer.element("desc", text: description) { $0.word("id", scope + "-d") }
  if !chart.provenance.isEmpty || chart.scriptSHA256 != nil {
    var lines = chart.provenance.map { source in
      source.digest.sha256.map { "sha256:\($0) \(source.name)" } ?? source.name
    }
    if let script = chart.scriptSHA256 { lines.insert("sha256:\(script) script", at: 0) }
    writer.element("metadata", text: lines.joined(separator: "; "))
  }
  let style = styleSheet(chart.theme, prepared, scope)
  writer.element("style", text: style)
  writer.append(body)
  if chart.hasTable { writeTable(chart, prepared, &writer) }
  writer.end()

  var warnings = layout.warnings + losses.map { $0.hasSuffix(".") ? String($0.dropLast()) : $0 }
  for source in chart.provenance where source.digest.sha256 == nil {
    warnings.append("`\(source.name)` has changed since it was loaded, so its SHA-256 is not in the chart")
  }
  warnings += lint(chart, prepared)
  let refused = prepared.refused + prepared.beyond + prepared.unplaced
  return DrawnSVG(
    bytes: writer.bytes, style: style, drawn: prepared.drawn, missing: prepared.missing,
    refused: refused,
    unplaced: prepared.beyond + prepared.unplaced, warnings: warnings)
}

/// The rows as a table that is read aloud and not seen.
private func writeTable(_ chart: Chart, _ prepared: Preparation, _ writer: inout SVGWriter) {
  var columns: [LabeledColumn] = []
  for layer in chart.layers {
    let shown = layer.columns + (layer.mark.needs + layer.mark.takes).compactMap { $0 == .label ? nil : layer[$0] }
    for channel in shown where !columns.contains(where: { $0.label == channel.label }) { columns.append(channel) }
  }
  func row(_ role: String, _ cells: [String]) {
    writer.start("g") { $0.word("role", "row") }
    for cell in cells { writer.element("text", text: cell) { $0.word("role", role) } }
    writer.end()
  }
  writer.start("g") {
    $0.word("role", "table")
    $0.word("aria-label", "Data")
    $0.word("opacity", "0")
    $0.word("font-size", "1")
  }
  row("columnheader", columns.map(\.label))
  for index in 0..<(columns.map(\.column.count).min() ?? 0) {
    row("cell", columns.map { $0.column.isPresent(index) ? formatted($0.column[index], nil) ?? "" : "missing" })
  }
  writer.end()
}

private func styleSheet(_ theme: Theme, _ prepared: Preparation, _ scope: String) -> String {
  // `>` never appears in the sheet, so escaping leaves it intact.
  var sheet = ".\(scope){max-width:100%;height:auto;font-family:\(theme.fonts.joined(separator: ","));font-size:12px}"
  if !theme.titleFonts.isEmpty { sheet += ".\(scope) .w{font-family:\(theme.titleFonts.joined(separator: ","))}" }
  sheet += ".\(scope) .h{paint-order:stroke;stroke-width:3px;stroke-linejoin:round}"
  sheet += ".\(scope) path{stroke-linejoin:round;stroke-linecap:round;fill-rule:evenodd}"
  sheet += rules(theme.light, prepared, scope)
  // On paper a chart is light, whatever the screen is.
  if theme.dark != theme.light {
    sheet += "@media screen and (prefers-color-scheme: dark){" + rules(theme.dark, prepared, scope) + "}"
  }
  return sheet
}

/// What every ink is on one ground.
private func rules(_ colors: Theme.Colors, _ prepared: Preparation, _ scope: String) -> String {
  // Marks and text may be on a band, the less contrasting of the two backgrounds.
  let ground = colors.band
  let rest = Palette.readable(colors.rest, on: ground, ratio: 3)
  var inks: [(ink: Ink, color: String)] = [
    (.text, colors.text), (.muted, colors.muted), (.grid, colors.grid), (.axis, colors.axis), (.rest, rest),
    (.band, ground),
    (.background, colors.background),
  ]
  for (index, color) in prepared.colors.enumerated() {
    let hex =
      switch color {
      case .own(let own): own
      case .palette(let place): colors.series[place]
      case .gray, .unlit: colors.rest
      }
    inks.append((.series(index), Palette.readable(hex, on: ground, ratio: 3)))
  }
  if let shades = prepared.shades {
    for step in 0..<shades.count { inks.append((.shade(step), shades.color(step, colors))) }
  }
  var text = ""
  for (ink, color) in inks {
    text += ".\(scope) .f\(ink.name){fill:\(color)}.\(scope) .k\(ink.name){stroke:\(color)}"
    switch ink {
    case .series, .rest, .text, .muted:
      text += ".\(scope) .t\(ink.name){fill:\(Palette.readable(color, on: ground, ratio: 4.5))}"
    case .grid, .axis, .background, .band, .shade, .onSeries, .onShade: break
    }
    switch ink {
    case .series, .shade: text += ".\(scope) .t\(ink.over.name){fill:\(Palette.over(color))}"
    case .rest, .text, .muted, .grid, .axis, .background, .band, .onSeries, .onShade: break
    }
  }
  return text + ".\(scope) .h{stroke:\(colors.background)}"
}

/// After FNV-1a, 64 bits, eight bytes at a time; only tells charts of one page apart.
private func fingerprint(_ bytes: [UInt8], _ texts: String...) -> String {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  func add(_ word: UInt64) { hash = (hash ^ word ^ word >> 29) &* 0x100_0000_01b3 }
  var index = 0
  while index + 8 <= bytes.count {
    add(unsafe bytes.span.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
    index += 8
  }
  for byte in bytes[index...] { add(UInt64(byte)) }
  for text in texts { for byte in text.utf8 { add(UInt64(byte)) } }
  return String(hash, radix: 36)
}
