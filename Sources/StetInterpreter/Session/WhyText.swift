import StetColumns
import StetDiagnostics
package import StetEngine

extension Session {
  /// What `why` says in a terminal: the figure, each step on the way to it, and its source rows.
  package func text(of why: Why, mostRows: Int = 12) -> String {
    var lines: [String] = []
    let value = why.value.map { " is \($0.isMissing ? "missing" : plainText($0))" } ?? ""
    lines.append(escaped(why.words) + value)
    if why.parts.isEmpty { lines.append("  it comes from nothing but the script itself") }
    for part in why.parts {
      if why.parts.count > 1 || part.words != why.words {
        lines += [
          "", escaped(part.words) + (part.value.map { " is \($0.isMissing ? "missing" : plainText($0))" } ?? ""),
        ]
      }
      for passage in part.explanation.passages.reversed() { lines += self.lines(of: passage) }
      for source in part.explanation.sources { lines += self.lines(of: source, part.explanation, mostRows) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func lines(of passage: Passage) -> [String] {
    guard isInScript(passage.step) else { return [] }
    let script = words(of: passage.step.range)
    let rows =
      passage.rowsIn == passage.rowsOut
      ? counted(passage.rowsOut, "row") : "\(passage.rowsIn) → \(counted(passage.rowsOut, "row"))"
    var lines = ["  \(escaped(shortened(script))) — \(rows)\(location(of: passage.step.range))"]
    lines += passage.sentences(self).map { "    " + escaped($0) }
    return lines
  }

  /// Whether a step is one that the script contains; what addresses a cell is part of the question.
  package func isInScript(_ step: PlanStep) -> Bool {
    step.name.split(separator: " ").first.map { words(of: step.range).hasPrefix($0) } ?? false
  }

  private func lines(of source: RowsBehind, _ explanation: Explanation, _ mostRows: Int) -> [String] {
    var lines = ["  \(escaped(source.heading)): \(counted(source.rows.count, "row"))"]
    let names = source.columns.map { source.table.schema.fields[$0].name }
    var cells = [["location"] + names + ["use"]]
    // Of many that were compared, the one with the value matters most.
    let all = source.rows.enumerated().map { $0 }
    let isFound = { (place: Int) in source.ways[place].contains { explanation.ways[$0].role == .found } }
    for (place, row) in (all.filter { isFound($0.offset) } + all.filter { !isFound($0.offset) }).prefix(mostRows) {
      cells.append(
        [source.table.origin?.location(of: Int(row)) ?? "row \(row + 1)"]
          + source.columns.map { column in
            let value = source.table.columns[column][Int(row)]
            return value.isMissing ? "–" : plainText(value)
          } + [explanation.words(of: source.ways[place])])
    }
    let shown = cells.map { $0.map { escaped($0) } }
    let widths = (0..<shown[0].count).map { column in shown.map { displayWidth($0[column]) }.max() ?? 0 }
    for row in shown {
      let padded = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - displayWidth($0)) }
      lines.append("    " + trimmedEnd(padded.joined(separator: "  ")))
    }
    if source.rows.count > mostRows {
      lines.append(
        "    … and \(source.rows.count - mostRows) more; `… | why | save \"rows.csv\"` saves the location of every row"
      )
    }
    return lines
  }

  /// ` (story.stet:12)`
  private func location(of range: SourceRange) -> String {
    guard let source = sources.last(where: { $0.contains(range) }), source.name != "" else { return "" }
    return " (\(escaped(shown(source.name))):\(source.position(of: range.lower).line))"
  }
}

extension Passage {
  /// What was calculated and left out here, each in a sentence.
  package func sentences(_ session: Session) -> [String] {
    var sentences: [String] = []
    for calculation in calculations {
      let words = shortened(session.words(of: calculation.range))
      let result = calculation.value.map { " = \(shown($0))" } ?? ""
      if let rows = calculation.rows {
        var sentence =
          "\(calculation.column): \(words) over \(rows.counted == rows.of ? counted(rows.of, "row") : "\(rows.counted) of \(counted(rows.of, "row"))")\(result)"
        if let sum = calculation.sum {
          sentence += calculation.agrees ? ", and the rows add up to it" : ", but the rows add up to \(shown(sum))"
        }
        sentences.append(sentence)
      } else {
        let operands = calculation.operands.map { "\($0.name) \(shown($0.value))" }.joined(separator: ", ")
        sentences.append("\(calculation.column) = \(words)\(operands.isEmpty ? "" : ": \(operands)")\(result)")
      }
    }
    for left in leftOut { sentences.append(left.sentence) }
    return sentences
  }
}

extension Calculation {
  /// Whether the rows, added up again, give the figure; floats may differ by rounding.
  package var agrees: Bool {
    guard let sum, let value else { return true }
    if let a = sum.asDecimal, let b = value.asDecimal { return a == b }
    guard let a = sum.asFloat, let b = value.asFloat else { return sum == value }
    return (a - b).magnitude <= 1e-12 * max(a.magnitude, b.magnitude)
  }
}

extension LeftOut {
  package var sentence: String {
    let rows = counted(count, "row")
    let share =
      here.map { here in
        here == count
          ? ""
          : here == 0
            ? ", \(count == 1 ? "not" : "none of them") part of this figure" : ", \(here) of them part of this figure"
      } ?? ""
    return "\(rows) \(reason.words)\(share) (\(examples.joined(separator: ", "))\(count > examples.count ? ", …" : ""))"
  }
}

extension RowsBehind {
  /// The file and what the script calls the table.
  package var heading: String {
    let files = table.origin.map { $0.files.joined(separator: ", ") }
    return [source.name, files].compactMap { $0 }.joined(separator: ", ")
  }
}

extension Explanation {
  /// How a row is used in the figure, for people: `total (added)`.
  package func words(of ways: [Int]) -> String {
    // That a row passed through adds nothing to another way.
    let shown = ways.filter { !self.isPassive($0) }
    let chains = (shown.isEmpty ? ways : shown).map { links(from: $0) }
    // What a longer chain ends in, and that a row is there at all, is said by that.
    let told = chains.enumerated().filter { place, chain in
      !chains.enumerated().contains { other, longer in
        let isEnd = longer.count > chain.count && longer.suffix(chain.count).elementsEqual(chain)
        let isThere = chain == ["used as is"] || chain == ["joined"]
        return longer == chain ? other < place : isEnd || isThere
      }
    }
    return told.map { $0.element.joined(separator: " → ") }.joined(separator: "; ")
  }

  /// A row may be used in a figure that is used in another.
  private func links(from way: Int) -> [String] {
    var links = [ways[way].words]
    var next = ways[way].next
    while let place = next, ways[place].role != .carried {
      if links.last != ways[place].words { links.append(ways[place].words) }
      next = ways[place].next
    }
    return links
  }
}

extension Explanation {
  /// Whether a row that goes this way only passed through, or only has a key.
  private func isPassive(_ way: Int) -> Bool {
    var next: Int? = way
    while let place = next {
      if ways[place].role == .grouped || ways[place].role == .decided { return true }
      next = ways[place].next
    }
    return false
  }
}

extension Way {
  package var words: String {
    switch role {
    case .carried: "used as is"
    case .added: "added in \(column)"
    case .counted: "counted in \(column)"
    case .weighed: "one of the rows in \(column)"
    case .compared: "compared for \(column)"
    case .found: "has the value of \(column)"
    case .grouped: "in the same group"
    case .combined: "in a combination"
    case .neighboring: "neighboring row for \(column)"
    case .joined: "joined"
    case .computed: "used to calculate \(column)"
    case .decided: "tested by a condition"
    }
  }
}

private func shown(_ value: Value) -> String { value.isMissing ? "missing" : plainText(value) }

private func shortened(_ words: String) -> String { words.count > 90 ? words.prefix(89) + "…" : words }

private func trimmedEnd(_ text: String) -> String {
  var text = text[...]
  while text.last == " " { text.removeLast() }
  return String(text)
}
