import StetCharts
import StetColumns
package import StetDiagnostics
package import StetInterpreter
package import StetSyntax

/// Two calculations of one notebook compared, figure by figure.
package struct Verification: Sendable {
  /// Cells of tables and charts, and values, that were compared.
  package private(set) var cells = 0
  package private(set) var tables = 0
  /// Expressions of the prose.
  package private(set) var expressions = 0
  /// The largest relative difference of two floats; both are right, but round at different steps.
  package private(set) var largestRounding = 0.0
  package private(set) var found: [Diagnostic] = []
  /// Beyond this relative difference, two floats count as different.
  private static let rounding = 1e-12

  package init(_ first: NotebookRun, _ second: NotebookRun) {
    for (index, (a, b)) in zip(first.codeBlocks, second.codeBlocks).enumerated() {
      let codeBlock = first.notebook.codeBlocks[index]
      if a.isBroken != b.isBroken || a.outputs.count != b.outputs.count {
        found.append(
          .other("a block", counted(a.outputs.count, "result"), counted(b.outputs.count, "result"), codeBlock.range))
      }
      for (place, (before, after)) in zip(a.outputs, b.outputs).enumerated()
      where !codeBlock.script.statements[a.statements[place]].showsLedger { compare(before, after, codeBlock.range) }
      // Why the second calculation did not finish, if the first did.
      if b.isBroken, !a.isBroken { found += b.diagnostics.filter { $0.kind != .claim } }
    }
    for (a, b) in zip(first.answers, second.answers) {
      expressions += 1
      let isSame = a.values.count == b.values.count && zip(a.values, b.values).allSatisfy { agree($0, $1) }
      // Without values, there are words: why it could not be calculated, or what kind of thing it is.
      if !isSame || a.className != b.className || a.values.isEmpty && a.figure != b.figure {
        found.append(.other(a.words, a.figure, b.figure, a.expression.range))
      }
    }
  }

  /// The same for what the statements of a script showed.
  package init(_ first: [(Session.Output, SourceRange)], _ second: [(Session.Output, SourceRange)]) {
    if first.count != second.count {
      found.append(
        .other("the script", counted(first.count, "result"), counted(second.count, "result"), SourceRange(0, 0)))
    }
    for (a, b) in zip(first, second) { compare(a.0, b.0, a.1) }
  }

  private mutating func compare(_ a: Session.Output, _ b: Session.Output, _ range: SourceRange) {
    switch (a, b) {
    case (.table(let x), .table(let y)): compare(x, y, "a table", range)
    case (.value(let x), .value(let y)):
      if !agree(x, y) { found.append(.other("a value", words(x), words(y), range)) }
    case (.verdict(let x, let sentence, let sides), .verdict(let y, _, let otherSides)):
      if x != y || !agree(sides, otherSides) {
        found.append(.other(sentence, "\(x): \(sides)", "\(y): \(otherSides)", range))
      }
    case (.chart(let x, _), .chart(let y, _)):
      let (before, after) = (x.tables, y.tables)
      if before.count != after.count {
        found.append(.other("a chart", counted(before.count, "layer"), counted(after.count, "layer"), range))
      }
      for (table, other) in zip(before, after) { compare(table, other, x.words.title ?? "a chart", range) }
    case (.saved(_, let x), .saved(_, let y)):
      if x != y { found.append(.other("a file", counted(x, "row"), counted(y, "row"), range)) }
    case (.why, .why): return
    case (.table, _), (.value, _), (.verdict, _), (.chart, _), (.saved, _), (.why, _):
      found.append(.other("a result", "one kind of result", "another kind of result", range))
    }
  }

  private mutating func compare(_ a: Table, _ b: Table, _ name: String, _ range: SourceRange) {
    tables += 1
    guard a.rowCount == b.rowCount else {
      return found.append(.other(name, counted(a.rowCount, "row"), counted(b.rowCount, "row"), range))
    }
    guard a.schema.names == b.schema.names else {
      return found.append(
        .other(name, a.schema.names.joined(separator: ", "), b.schema.names.joined(separator: ", "), range))
    }
    for column in a.columns.indices {
      for row in 0..<a.rowCount where !agree(a.columns[column][row], b.columns[column][row]) {
        let place = "\(name), row \(row + 1), `\(a.schema.names[column])`"
        found.append(.other(place, words(a.columns[column][row]), words(b.columns[column][row]), range))
        break
      }
    }
  }

  /// Both sides of a claim are shown with all digits; the last may differ.
  private mutating func agree(_ a: String, _ b: String) -> Bool {
    let (words, others) = (a.split(separator: " "), b.split(separator: " "))
    return words.count == others.count
      && zip(words, others).allSatisfy { word, other in
        let numbers = (Double(word), Double(other))
        guard let x = numbers.0, let y = numbers.1, word != other else {
          return agree(.text(String(word)), .text(String(other)))
        }
        return agree(.float(x), .float(y))
      }
  }

  private mutating func agree(_ a: Value, _ b: Value) -> Bool {
    cells += 1
    guard case .float(let x) = a, case .float(let y) = b else { return a == b }
    if x == y { return true }
    let difference = (x - y).magnitude / max(x.magnitude, y.magnitude)
    largestRounding = max(largestRounding, difference)
    return difference <= Self.rounding
  }
}

extension Statement {
  /// Whether it shows how the rows went through its steps, which is not a figure: the second calculation has other steps.
  package var showsLedger: Bool {
    guard case .pipeline(let pipeline) = kind else { return false }
    return pipeline.steps.contains { $0.words.map(\.text) == ["ledger"] }
  }
}

private func words(_ value: Value) -> String { value.isMissing ? "missing" : plainText(value) }

extension Diagnostic {
  fileprivate static func other(_ what: String, _ first: String, _ second: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .twoResults, "\(what): the two calculations differ", at: range, kind: .data,
      notes: ["first: \(first); second: \(second)"])
  }
}
