import StetColumns

/// A chart as a self-contained SVG document, the same bytes for the same chart.
package func drawSVG(_ chart: Chart, width: Int = 640) -> (svg: String, drawn: Int, omitted: Int, warnings: [String]) {
  let prepared = Preparation(chart)
  var layout = ChartLayout(chart, prepared, width: width)
  layout.run()
  var description = describe(chart, prepared)
  for note in layout.notes + [prepared.colorNote, prepared.rangeNote].compactMap({ $0 }) {
    description += " " + note.prefix(1).uppercased() + note.dropFirst() + (note.hasSuffix(".") ? "" : ".")
  }

  var body = SVGWriter()
  for shape in layout.shapes { body.draw(shape) }
  // A page may hold several charts, and their style sheets are the page's.
  let scope = "stet-" + fingerprint(body.output + description + chart.colors.map { $0.0 + $0.1 }.joined())

  var writer = SVGWriter()
  writer.start(
    "svg",
    [
      .word("xmlns", "http://www.w3.org/2000/svg"), .word("class", scope), .number("width", layout.width),
      .number("height", layout.height), .word("viewBox", "0 0 \(Int(layout.width)) \(Int(layout.height))"),
      .word("role", "img"), .word("aria-labelledby", "\(scope)-t \(scope)-d"),
    ])
  writer.element("title", [.word("id", scope + "-t")], text: chart.words.title ?? chart.words.alt ?? "Chart")
  writer.element("desc", [.word("id", scope + "-d")], text: description)
  if !chart.provenance.isEmpty || chart.scriptSHA256 != nil {
    var lines = chart.provenance.map { source in source.digest.sha256.map { "sha256:\($0) \(source.name)" } ?? source.name }
    if let script = chart.scriptSHA256 { lines.insert("sha256:\(script) script", at: 0) }
    writer.element("metadata", text: lines.joined(separator: "; "))
  }
  writer.element("style", text: styleSheet(chart, prepared, scope))
  for shape in layout.shapes { writer.draw(shape) }
  writer.end()

  var warnings = layout.warnings
  for source in chart.provenance where source.digest.sha256 == nil {
    warnings.append("`\(source.name)` has changed since it was loaded: its SHA-256 is not in the picture")
  }
  for (name, color) in chart.colors {
    if !Palette.isColor(color) {
      warnings.append("color `\(color)` of `\(name)` is not `#RRGGBB`")
    } else if Palette.contrast(color, Palette.lightBand) < 3 {
      warnings.append("color `\(color)` of `\(name)` has less than 3:1 contrast and is drawn darker")
    }
  }
  if prepared.colors.contains(.gray) {
    warnings.append(
      "\(prepared.seriesNames.count) series, but \(Palette.light.count) colors that can be told apart; `highlight` picks out the few that matter"
    )
  }
  return (writer.output, prepared.drawn, prepared.omitted, warnings)
}

private func styleSheet(_ chart: Chart, _ prepared: Preparation, _ scope: String) -> String {
  var sheet = ".\(scope){max-width:100%;height:auto;font-family:Inter,Helvetica Neue,Arial,sans-serif;font-size:12px}"
  sheet += ".\(scope) .h{paint-order:stroke;stroke-width:3px;stroke-linejoin:round}"
  sheet += ".\(scope) path{stroke-linejoin:round;stroke-linecap:round}"
  func rules(_ dark: Bool) -> String {
    let background = dark ? Palette.darkBackground : Palette.lightBackground
    // Marks and text may lie on a band, the less contrasting ground of the two.
    let ground = dark ? Palette.darkBand : Palette.lightBand
    let rest = dark ? "#767D89" : "#868C95"
    var inks: [(Ink, String)] =
      dark
      ? [(.text, "#ECECEC"), (.muted, "#B4B8C0"), (.grid, "#363A42"), (.axis, "#B4B8C0")]
      : [(.text, "#1A1A1A"), (.muted, "#595959"), (.grid, "#DDDDDD"), (.axis, "#444444")]
    inks += [(.rest, Palette.readable(rest, on: ground, ratio: 3)), (.band, ground), (.background, background)]
    for (index, color) in prepared.colors.enumerated() {
      let hex =
        switch color {
        case .own(let own): own
        case .palette(let place): (dark ? Palette.dark : Palette.light)[place]
        case .gray, .unlit: rest
        }
      inks.append((.series(index), Palette.readable(hex, on: ground, ratio: 3)))
    }
    var text = ""
    for (ink, color) in inks {
      text += ".\(scope) .f\(ink.name){fill:\(color)}.\(scope) .k\(ink.name){stroke:\(color)}"
      switch ink {
      case .series, .rest, .text, .muted:
        text += ".\(scope) .t\(ink.name){fill:\(Palette.readable(color, on: ground, ratio: 4.5))}"
      case .grid, .axis, .background, .band: break
      }
    }
    return text + ".\(scope) .h{stroke:\(background)}"
  }
  // `>` never appears in the sheet, so escaping leaves it intact.
  return sheet + rules(false) + "@media (prefers-color-scheme: dark){" + rules(true) + "}"
}

/// FNV-1a, 64 bits; only tells charts of one page apart.
private func fingerprint(_ text: String) -> String {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
  return String(hash, radix: 36)
}
