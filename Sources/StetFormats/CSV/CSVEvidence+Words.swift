import StetColumns
import StetDiagnostics

// Words among figures.
extension CSVEvidence {
  /// What reads a file in which lines have words where the others have figures: a title with delimiters, a second line of names or
  /// units, or another table.
  func verdictOnWords() throws(RunFailure) -> Verdict {
    let refused = Verdict.open([])
    let delimiter = CSVDialect(options, name: name).delimiter
    guard options.skip == 0, let reading = try reading(delimiter, Proposal([])), let header = reading.layout.body.first
    else { return refused }
    let (layout, outline) = (reading.layout, reading.outline)
    let places = layout.body.indices.dropFirst().filter { hasWords(reading, layout.body[$0]) }
    if layout.body.count > 2, let ruled = rule(below: header, reading) { return ruled }
    guard !places.isEmpty else { return refused }
    if places == [1] {
      let others = (0..<layout.width).filter { !layout.mostlyTyped.contains($0) }
      let isUnits = others.allSatisfy { outline.isBlank(layout.body[1], $0) }
      let isSentence = isTitle((0..<layout.width).map { outline.text(header, $0) })
      let joined = Proposal([("header", .int(2))])
      let skipped = Proposal([("skip", .int(Int64(outline.records[header].lastLine)))])
      let rows = layout.body.count - 2
      guard let found = trial(isSentence ? skipped : joined, rows: rows, reading) else { return refused }
      guard isUnits, !isSentence else { return .open([found.words]) }
      var loaded = found.loaded
      loaded.receipt.options = found.proposal.text
      return .taken(loaded, note: "read with `\(found.proposal.text)`: the second line belongs to the names")
    }
    let above = tables(below: places, reading)
    if !above.isEmpty { return .open(above.map(\.words)) }
    var trials: [Trial] = []
    for (place, start) in ([0] + places).enumerated() {
      let end = place < places.count ? places[place] : layout.body.count
      var proposal = Proposal(start == 0 ? [] : [("skip", .int(Int64(outline.records[layout.body[start]].line) - 1))])
      if end < layout.body.count { proposal = proposal.adding("rows", .int(Int64(end - start - 1))) }
      guard var found = trial(proposal, rows: end - start - 1, reading) else { return refused }
      found.condition = "table \(place + 1) of \(places.count + 1)"
      trials.append(found)
    }
    return .open(trials.map(\.words))
  }

  /// Whether a line has words in all columns that otherwise have figures.
  private func hasWords(_ reading: CSVCandidate, _ record: Int) -> Bool {
    let outline = reading.outline
    return reading.layout.mostlyTyped.allSatisfy {
      !outline.isBlank(record, $0) && !outline.isValue(record, $0) && !outline.isCode(record, $0)
    }
  }

  /// Where notes are below a table and its first line is a title of as many cells as the table: what reads the rest.
  func tableBelowTitle(of reading: CSVCandidate) -> [Trial] {
    let layout = reading.layout
    guard case .firstRecord = options.header, options.skip == 0, layout.titles == 0, layout.body.count > 2,
      !layout.mostlyTyped.isEmpty, hasWords(reading, layout.body[1])
    else { return [] }
    let skip = Int64(reading.outline.records[layout.body[0]].lastLine)
    for base in reading.bases(options) {
      guard var found = trial(base.adding("skip", .int(skip)), rows: layout.body.count - 2, reading) else { continue }
      found.condition = "right if the first line is a title"
      return [found]
    }
    return []
  }

  /// What reads a table that begins below all lines with words, the last of which may have its names.
  private func tables(below places: [Int], _ reading: CSVCandidate) -> [Trial] {
    let (layout, outline) = (reading.layout, reading.outline)
    guard let last = places.last, last < 31,
      let start = layout.body.indices.first(where: { place in
        place > last && layout.mostlyTyped.allSatisfy { outline.isValue(layout.body[place], $0) }
      }), layout.body.count - start > start
    else { return [] }
    let rows = layout.body.count - start
    var trials: [Trial] = []
    if start == last + 1, outline.filled(layout.body[last]) == layout.width {
      let skip = Proposal([("skip", .int(Int64(outline.records[layout.body[last]].line) - 1))])
      if let found = trial(skip, rows: rows, reading) { trials.append(found) }
    }
    let skip = Proposal([
      ("skip", .int(Int64(outline.records[layout.body[start]].line) - 1)), ("header", .word("none")),
    ])
    if trials.isEmpty, var found = trial(skip, rows: rows, reading) {
      found.condition = "`header: [\"…\", …]` gives the columns names"
      trials.append(found)
    }
    return trials
  }

  /// A line of dashes under the names is a comment.
  private func rule(below header: Int, _ reading: CSVCandidate) -> Verdict? {
    let (layout, outline) = (reading.layout, reading.outline)
    let isRule = (0..<layout.width).allSatisfy { outline.isRule(layout.body[1], $0) }
    let mark = String(outline.text(layout.body[1], 0).prefix(3))
    guard isRule, mark.count > 1,
      let found = trial(
        Proposal([("comments", .text(mark))]), rows: layout.body.count - 2, reading)
    else { return nil }
    var loaded = found.loaded
    loaded.receipt.options = found.proposal.text
    return .taken(loaded, note: "read with `\(found.proposal.text)`: a line of dashes is below the names")
  }
}
