import StetCharts
import StetColumns
package import StetDiagnostics
import StetEngine
import StetInterpreter
import StetProse
import StetSyntax

/// What a change in the inputs changes in a notebook: its figures, tables and charts, before and after.
package struct Impact: Sendable {
  /// Something on the page that has changed.
  package struct Change: Sendable {
    package enum Kind: String, Sendable { case figure, verdict, value, table, chart, failure }

    package let kind: Kind
    /// Where it is in the notebook.
    package let range: SourceRange
    /// The words of a sentence, the title of a chart, the name of a table.
    package let name: String
    package let before: String
    package let after: String
    /// Whether it stood before and no longer does.
    package let falls: Bool
    /// The first cells that differ, as `FY2008 persons: 97133 → 97200`.
    package var details: [String] = []
  }

  /// In the order of the notebook.
  package let changes: [Change]
  /// How many figures, tables and charts there are in all.
  package let looked: Int

  /// Two runs of one notebook.
  package init(from old: NotebookRun, to new: NotebookRun) {
    var changes: [Change] = []
    var looked = 0
    for (a, b) in zip(old.answers, new.answers) {
      looked += 1
      if let change = Self.change(a, b) { changes.append(change) }
    }
    for (index, (a, b)) in zip(old.codeBlocks, new.codeBlocks).enumerated() {
      let codeBlock = old.notebook.codeBlocks[index]
      looked += max(a.outputs.count, b.outputs.count)
      for (before, after) in zip(a.outputs, b.outputs) {
        if let change = Self.change(before, after, codeBlock) { changes.append(change) }
      }
      if b.isBroken, !a.isBroken, b.diagnostics.isEmpty {
        let after = "it did not run because it needs a block that failed"
        changes.append(
          Change(
            kind: .failure, range: codeBlock.range, name: codeBlock.title, before: "it ran", after: after, falls: true))
      }
      let failures = b.diagnostics.filter { failure in failure.kind != .claim && !a.diagnostics.contains(failure) }
      for failure in failures {
        changes.append(
          Change(
            kind: .failure, range: failure.range ?? codeBlock.range, name: codeBlock.title, before: "it ran",
            after: failure.message, falls: true))
      }
    }
    self.changes = changes.enumerated().sorted {
      ($0.element.range.lower, $0.offset) < ($1.element.range.lower, $1.offset)
    }.map(\.element)
    self.looked = looked
  }

  private static func change(_ a: ProseAnswer, _ b: ProseAnswer) -> Change? {
    let (before, after) = (a.figure, b.figure)
    let name: String
    var details: [String] = []
    switch a.expression.use {
    case .claim(let words):
      name = words
      // A claim may depend on more digits, or more periods, than the figure in words has.
      if before == after { details = differences(a.values, b.values) }
    case .value: name = a.words
    }
    guard before != after || !details.isEmpty else { return nil }
    return Change(
      kind: .figure, range: a.expression.whole, name: name, before: before, after: after,
      falls: a.className != "falls" && b.className == "falls" || a.verdict == .stands && b.verdict == .byHand,
      details: details)
  }

  private static func change(_ a: Session.Output, _ b: Session.Output, _ codeBlock: CodeBlock) -> Change? {
    switch (a, b) {
    case (.table(let before), .table(let after)):
      guard let details = differences(before, after) else { return nil }
      return Change(
        kind: .table, range: codeBlock.range, name: codeBlock.title, before: counted(before.rowCount, "row"),
        after: counted(after.rowCount, "row"), falls: false, details: details)
    case (.value(let before), .value(let after)):
      guard before != after else { return nil }
      return Change(
        kind: .value, range: codeBlock.range, name: codeBlock.title, before: words(before), after: words(after),
        falls: false)
    case (.verdict(let before, let sentence, let sides), .verdict(let after, let other, let otherSides)):
      guard before != after || sides != otherSides || sentence != other else { return nil }
      return Change(
        kind: .verdict, range: codeBlock.range, name: sentence, before: "\(before): \(sides)",
        after: "\(after): \(otherSides)",
        falls: before == "stands" && after != "stands")
    case (.chart(let before, _), .chart(let after, _)):
      // A figure may change by less than a hundredth of a pixel.
      let details = zip(before.tables, after.tables).compactMap { differences($0, $1) }.flatMap { $0 }
      guard !details.isEmpty || drawing(before) != drawing(after) else { return nil }
      let counts = (before.tables.map(\.rowCount).reduce(0, +), after.tables.map(\.rowCount).reduce(0, +))
      return Change(
        kind: .chart, range: codeBlock.range, name: before.words.title ?? codeBlock.title,
        before: counted(counts.0, "row"),
        after: counted(counts.1, "row"), falls: false, details: details)
    case (.saved, .saved), (.why, .why): return nil
    case (.table, _), (.value, _), (.verdict, _), (.chart, _), (.saved, _), (.why, _):
      return Change(
        kind: .failure, range: codeBlock.range, name: codeBlock.title, before: "one kind of result",
        after: "another kind of result",
        falls: true)
    }
  }

  private static func differences(_ a: [Value], _ b: [Value]) -> [String] {
    guard a.count == b.count else { return ["\(counted(a.count, "value")) → \(counted(b.count, "value"))"] }
    let found = zip(a, b).filter { $0 != $1 }.map { "\(words($0)) → \(words($1))" }
    return Array(found.prefix(3)) + (found.count > 3 ? ["and \(found.count - 3) more"] : [])
  }

  /// The picture without the names of its inputs.
  private static func drawing(_ chart: Chart) -> [UInt8] {
    var chart = chart
    chart.provenance = []
    chart.scriptSHA256 = nil
    return drawSVGBytes(chart).bytes
  }

  /// The cells of two tables that differ, the first of them in words; nil if none do.
  private static func differences(_ a: Table, _ b: Table) -> [String]? {
    guard a.schema.names == b.schema.names else {
      return [
        "the columns were \(a.schema.names.joined(separator: ", ")) and are now \(b.schema.names.joined(separator: ", "))"
      ]
    }
    var found: [String] = []
    var count = 0
    // Rows match if all their cells but numbers are the same, provided that these cells identify a row.
    let keys = a.schema.fields.indices.filter {
      !a.schema.fields[$0].type.isNumeric && a.schema.fields[$0].type != .bool
    }
    let places = Dictionary((0..<b.rowCount).map { (b.row($0, keys), $0) }) { first, _ in first }
    let hasKeys =
      !keys.isEmpty && places.count == b.rowCount && Set((0..<a.rowCount).map { a.row($0, keys) }).count == a.rowCount
    var met: Set<Int> = []
    for row in 0..<a.rowCount {
      guard let other = hasKeys ? places[a.row(row, keys)] : row < b.rowCount ? row : nil else {
        count += 1
        found.append("gone: \(a.row(row).map(words).joined(separator: ", "))")
        continue
      }
      met.insert(other)
      for column in a.columns.indices where a.columns[column][row] != b.columns[column][other] {
        count += 1
        let name = (hasKeys ? a.row(row, keys).map(words) : ["row \(row + 1)"]).joined(separator: " · ")
        found.append(
          "\(name) \(a.schema.names[column]): \(words(a.columns[column][row])) → \(words(b.columns[column][other]))")
      }
    }
    for row in 0..<b.rowCount where !met.contains(row) {
      count += 1
      found.append("new: \(b.row(row).map(words).joined(separator: ", "))")
    }
    if count == 0 {
      return (0..<a.rowCount).allSatisfy { a.row($0) == b.row($0) } ? nil : ["the rows are in a different order"]
    }
    return Array(found.prefix(3)) + (count > 3 ? ["and \(count - 3) more"] : [])
  }
}

private func words(_ value: Value) -> String { value.isMissing ? "missing" : plainText(value) }

extension Table {
  fileprivate func row(_ row: Int, _ indexes: [Int]) -> [Value] { indexes.map { columns[$0][row] } }
}

extension ProseAnswer {
  /// Its result, in words.
  var figure: String {
    switch outcome {
    case .value(let text): text
    case .judged(let judgment): "\(judgment.found), \(judgment.verdict.words)"
    case .failed(let diagnostics): diagnostics.first.map { "not calculated: \($0.message)" } ?? "not calculated"
    }
  }
}

extension CodeBlock {
  /// What reports call it: its own name, or the first name that it defines.
  var title: String { options.name ?? script.statements.compactMap { $0.givenName?.text }.first ?? "a block" }
}
