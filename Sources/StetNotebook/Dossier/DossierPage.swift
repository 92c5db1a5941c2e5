import StetColumns
import StetDiagnostics
import StetEngine
import StetFormats
import StetInterpreter

extension Dossier {
  /// The file as a page of HTML, in the form of the article's own page.
  package var page: [UInt8] {
    let title = "Fact-check file: \(run.notebook.title)"
    return wholePage(title: title, styles: []) { page in
      page.element("h1", text: title)
      page.element("p", [("class", "summary")], text: run.answers.summary)
      page.element(
        "p",
        text:
          "Each figure is listed with its verdict, the steps that led to it, and its source rows by file and line. The CSV file of the same name has every row."
      )
      page.newline()
      for item in items { page.dossier(item, of: run.notebook.fileName, session) }
      page.sources(run)
    }
  }

  /// A line for each source row of each figure.
  package var csv: [UInt8] {
    var columns: [[String]] = Self.names.map { _ in [] }
    func add(_ cells: [String]) { for (index, cell) in cells.enumerated() { columns[index].append(cell) } }
    for item in items {
      for part in item.why?.parts ?? [] {
        for source in part.explanation.sources {
          for (place, row) in source.rows.enumerated() {
            add([
              item.name, item.title, item.result ?? "", part.words, source.heading, source.location(of: row),
              source.cells(of: row),
              part.explanation.words(of: source.ways[place]),
            ])
          }
        }
      }
      guard let rows = item.rows else { continue }
      for row in 0..<rows.rowCount {
        let cells = rows.row(row)
        let shown = zip(rows.schema.names, cells).dropLast(2).map {
          "\($0)=\($1.isMissing ? "missing" : plainText($1))"
        }
        add([
          item.name, item.title, shown.joined(separator: "; "), item.words, "", plainText(cells[cells.count - 1]), "",
          "source row",
        ])
      }
    }
    let table = Table(
      schema: Schema(Self.names.map { Field($0, .text) }), columns: columns.map { .text(TextVector($0)) },
      rowCount: columns[0].count)
    return csvText(table)
  }

  private static let names = ["item", "title", "result", "expression", "source", "location", "row", "use"]
}

extension HTMLWriter {
  fileprivate mutating func dossier(_ item: Dossier.Item, of file: String, _ session: Session) {
    element("section", [("id", item.name)]) { page in
      page.element("h2", text: item.title)
      page.element("p", [("class", "source")], text: "\(item.name), line \(item.line) of \(file)")
      if let result = item.result { page.element("p") { $0.element("strong", text: result) } }
      page.code(item.words)
      for diagnostic in item.diagnostics where diagnostic.severity == .error {
        page.element("p", [("class", "failure")], text: diagnostic.message)
      }
      for part in item.why?.parts ?? [] { page.part(part, isOnly: part.words == item.words, session) }
      if let why = item.why, why.parts.isEmpty {
        page.element("p", text: "It comes from the notebook itself, not from rows of data.")
      }
      if let rows = item.rows { page.element("figure", [("class", "table")]) { $0.table(rows, limit: 1_000) } }
    }
    newline()
  }

  private mutating func part(_ part: Why.Part, isOnly: Bool, _ session: Session) {
    if !isOnly {
      element("h3") { page in
        page.element("code", text: part.words)
        if let value = part.value { page.text(" is \(value.isMissing ? "missing" : plainText(value))") }
      }
    }
    let steps = part.explanation.passages.filter { session.isInScript($0.step) }
    if !steps.isEmpty {
      element("ol", [("class", "ledger")]) { page in
        for passage in steps {
          page.element("li") { page in
            page.element("code", text: session.words(of: passage.step.range))
            page.text(
              passage.rowsIn == passage.rowsOut
                ? " \(counted(passage.rowsOut, "row"))" : " \(passage.rowsIn) → \(counted(passage.rowsOut, "row"))")
            for sentence in passage.sentences(session) { page.element("small", [("class", "note")], text: sentence) }
          }
        }
      }
    }
    for source in part.explanation.sources { rows(source, part.explanation) }
  }

  private mutating func rows(_ source: RowsBehind, _ explanation: Explanation) {
    let most = 1_000
    element("p", text: "\(source.heading): \(counted(source.rows.count, "row"))")
    let shown = source.rows.prefix(most)
    var fields = [Field("location", .text)]
    var columns: [Column] = [.text(TextVector(shown.map { source.location(of: $0) }))]
    for column in source.columns {
      fields.append(source.table.schema.fields[column])
      columns.append(source.table.columns[column].gather(Array(shown)))
    }
    fields.append(Field("how it is used", .text))
    columns.append(.text(TextVector(source.ways.prefix(most).map { explanation.words(of: $0) })))
    table(Table(schema: Schema(fields), columns: columns, rowCount: shown.count), limit: most)
    if source.rows.count > most {
      element(
        "p", [("class", "more")],
        text:
          "\(counted(source.rows.count - most, "more row")) \(agreeing("is", "are", source.rows.count - most)) in the CSV file."
      )
    }
  }
}

extension RowsBehind {
  /// `removals.csv:12`, or the number of the row if it is not in a file.
  fileprivate func location(of row: Int32) -> String { table.origin?.location(of: Int(row)) ?? "row \(row + 1)" }

  /// The cells that the figure read: `fiscal_year=FY2008; persons=97133`.
  fileprivate func cells(of row: Int32) -> String {
    columns.map { column in
      let value = table.columns[column][Int(row)]
      return "\(table.schema.names[column])=\(value.isMissing ? "missing" : plainText(value))"
    }.joined(separator: "; ")
  }
}
