package import StetColumns
import StetDiagnostics

/// What the figures of a table themselves show about adding its rows: totals among their parts, levels, and editions. A description, where there
/// is one, says more, and is believed instead.
package struct FoundAdditions: Sendable {
  /// What was found in one column.
  struct Finding: Sendable {
    enum Kind: Sendable {
      /// Rows with these values are the sums of others.
      case totals(Set<Value>)
      /// Rows with these values are called totals, but the figures do not prove it.
      case suspects(Set<Value>)
      /// The rows of each value add up to the same; where another column decides the value, its name.
      case levels(decidedBy: String?)
      /// The rows of each value repeat those of the others.
      case editions
      /// The column's own figures run up within a year.
      case running
    }

    let column: String
    let kind: Kind
    /// What shows it, for who doubts it.
    let evidence: String
  }

  private(set) var findings: [Finding] = []
  /// Columns of periods, dates or years: for each of them rows must agree.
  private var times: [String] = []
  private var numbers: [String] = []
  /// Columns whose figures are zero from some time on, in how many rows and after which time.
  private var zeros: [(column: String, after: String, rows: Int)] = []

  package init(_ table: Table) {
    let fields = table.schema.fields
    guard let shape = TableShape(table) else {
      numbers = fields.filter(\.type.isNumeric).map(\.name)
      findings = fields.indices.compactMap { Self.named(table, $0) }
      return
    }
    numbers = shape.numbers.map { fields[$0].name }
    times = shape.key.filter(shape.isTime).map { fields[$0].name }
    guard !numbers.isEmpty else { return }
    var search = Search(shape)
    search.findLevels()
    search.findTotals()
    search.findLevels()
    search.findEditions()
    if let time = FiguresInTime(shape) { search.findRunning(time) }
    zeros = search.zeros
    findings = search.findings.sorted { $0.0 < $1.0 }.map(\.1)
    // A year of publication is no time that figures are about.
    times.removeAll { time in findings.contains { $0.column == time } }
  }

  /// Labels that begin with a word for a total, where nothing tells the rows apart that they might be the total of.
  private static func named(_ table: Table, _ column: Int) -> Finding? {
    guard case .text(let texts) = table.columns[column], table.rowCount <= TableShape.mostRows else { return nil }
    let labels = Set(
      RowNumbers(table.columns[column]).firstRows.compactMap { texts[$0] }.filter(TotalNames.isGrandTotal))
    guard !labels.isEmpty, labels.count < 5 else { return nil }
    return Finding(column: table.schema.fields[column].name, kind: .suspects(Set(labels.map(Value.text))), evidence: "")
  }

  /// Gives the columns of numbers their rule, unless the table's description has any.
  package func apply(to schema: inout Schema, as source: String) {
    guard !findings.isEmpty, schema.fields.allSatisfy({ $0.additivity == nil }) else { return }
    func mark(_ column: String) -> Additivity.Mark { Additivity.Mark(table: source, column: column) }
    var rule = Additivity(per: Set(times.map(mark)))
    for finding in findings {
      let own = mark(finding.column)
      switch finding.kind {
      case .totals(let values): rule.totals[own] = values
      case .suspects(let values): rule.suspects[own] = values
      case .levels(let other):
        rule.within.insert(own)
        rule.decided[own] = other.map(mark)
      case .editions: rule.within.insert(own)
      case .running: break
      }
      if !finding.evidence.isEmpty { rule.evidence[own] = finding.evidence }
    }
    let named = Set(findings.map(\.column) + times)
    for place in schema.fields.indices {
      let name = schema.fields[place].name
      if named.contains(name) || rule.decided.values.contains(mark(name)) { schema.fields[place].mark = mark(name) }
      guard numbers.contains(name) else { continue }
      var own = rule
      own.isNever = findings.contains { if case .running = $0.kind { $0.column == name } else { false } }
      if !own.isFree { schema.fields[place].additivity = own }
    }
  }

  /// What a reader of the table should know.
  package var notes: [String] {
    guard !numbers.isEmpty else { return [] }
    return findings.map { finding in
      switch finding.kind {
      case .totals(let values): "rows with \(words(values)) in `\(finding.column)` are totals of others"
      case .suspects(let values): "rows with \(words(values)) in `\(finding.column)` may be totals or means of others"
      case .levels: "`\(finding.column)` tells levels apart: the rows of each add up to the same total, or nearly so"
      case .editions: "rows repeat in each `\(finding.column)`: \(finding.evidence)"
      case .running: "the figures of `\(finding.column)` run up: \(finding.evidence)"
      }
    }
  }

  /// The same of single columns.
  package var columnNotes: [(column: String, words: String)] {
    zeros.map { zero in
      (
        zero.column,
        "`\(zero.column)` is 0 in \(zero.rows == 1 ? "the row" : "all \(zero.rows) rows") after \(zero.after): periods to come may be filled with zeros"
      )
    }
  }

  private func words(_ values: Set<Value>) -> String {
    let texts = values.map { $0.isMissing ? "nothing" : quoted(plainText($0)) }.sorted()
    return joinedWithAnd(texts.count > 4 ? texts.prefix(3) + ["\(texts.count - 3) more"] : texts)
  }
}

/// The search in one table.
private struct Search {
  let shape: TableShape
  private let numbers: [Figures]
  /// Rows that are no totals.
  private var isCounted: [Bool]
  private var levels: [Int] = []
  private(set) var findings: [(Int, FoundAdditions.Finding)] = []
  private(set) var zeros: [(column: String, after: String, rows: Int)] = []

  init(_ shape: TableShape) {
    self.shape = shape
    numbers = shape.numbers.map(shape.figures)
    isCounted = [Bool](repeating: true, count: shape.table.rowCount)
  }

  /// A column with more different values than these has no labels, but names or remarks.
  private static let mostLabels = 10_000

  private var labels: [Int] { shape.key.filter { !shape.isTime($0) } }

  private func name(_ column: Int) -> String { shape.table.schema.fields[column].name }

  private mutating func add(_ column: Int, _ kind: FoundAdditions.Finding.Kind, _ evidence: String) {
    findings.append((column, .init(column: name(column), kind: kind, evidence: evidence)))
  }

  mutating func findLevels() {
    for column in shape.attributes + labels where !levels.contains(column) {
      let ids = shape.numbers(of: column)
      guard (2...6).contains(ids.count) else { continue }
      let isNamed = TotalNames.areLevels(
        name(column), ids.firstRows.map { plainText(shape.table.columns[column][$0]) })
      let parts = labels.first { part in
        part != column
          && RepeatedRows.areLevels(
            ids, shape.groups(without: [part, column]), numbers, isCounted, isNamed: isNamed)
      }
      guard let parts else { continue }
      levels.append(column)
      let isDecided = shape.numbers(of: parts).and(ids).count == shape.numbers(of: parts).count
      add(
        column, .levels(decidedBy: isDecided ? name(parts) : nil),
        isNamed
          ? "it names levels, and the rows of each add up to about the same"
          : "the rows of each add up to the same total")
    }
  }

  mutating func findTotals() {
    for column in labels where !levels.contains(column) {
      let ids = shape.numbers(of: column)
      guard (3...Self.mostLabels).contains(ids.count) else { continue }
      let values = ids.firstRows.map { shape.table.columns[column][$0] }
      let named = values.map { $0.asText.map(TotalNames.isTotal) ?? false }
      let totals = TotalsAmongRows(ids, shape.groups(without: [column], with: levels), numbers) {
        // Programs that total by groups leave the label of a total empty.
        named[Int($0)] || values[Int($0)].isMissing
      }
      // Where most are sums of others, as balances are, none of them is a total of the table.
      let proven = totals.proven.count * 2 < ids.count ? totals.proven : []
      if !proven.isEmpty {
        for row in isCounted.indices where proven.contains(ids.ids[row]) { isCounted[row] = false }
        add(
          column, .totals(Set(proven.map { values[Int($0)] })),
          "in \(totals.matches) of \(counted(totals.tries, "case")) the figure is the sum of other rows")
      }
      let suspects = values.indices.filter {
        named[$0] && !proven.contains(Int32($0)) && !totals.refuted.contains(Int32($0))
      }
      if !suspects.isEmpty, suspects.count * 2 < ids.count {
        add(column, .suspects(Set(suspects.map { values[$0] })), "")
      }
    }
  }

  mutating func findEditions() {
    let taken = findings.map(\.0)
    for column in shape.key where !taken.contains(column) {
      let isNamed = TotalNames.isEdition(name(column))
      guard isNamed || !shape.isTime(column), shape.key.count > 1,
        let found = RepeatedRows.editions(shape.groups(without: [column]), numbers, isNamed: isNamed)
      else { continue }
      add(column, .editions, "\(found.same) of \(counted(found.of, "figure")) are the same as in the one before")
    }
  }

  mutating func findRunning(_ time: FiguresInTime) {
    for (column, values) in zip(shape.numbers, numbers.map(\.values)) {
      if let evidence = time.runUp(values, isNamed: TotalNames.isRunning(name(column))) {
        add(column, .running, evidence)
      }
      if let (after, rows) = time.zerosAtEnd(values) { zeros.append((name(column), after, rows)) }
    }
  }
}
