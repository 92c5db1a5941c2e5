import StetColumns

/// Tables below each other in one file, with blank lines between them.
struct CSVTables {
  struct Table {
    let rows: Int
    /// Options that read it, of which one is enough.
    let proposals: [Proposal]
  }

  /// Empty if something in the file is neither a table nor a title or note.
  let tables: [Table]

  init(_ outline: CSVOutline) {
    var parts: [[CSVScan.Outlined]] = []
    for (index, record) in outline.records.enumerated() where outline.filled(index) > 0 {
      if parts.isEmpty || outline.isAfterBlank(index) { parts.append([]) }
      parts[parts.count - 1].append(record)
    }
    var tables: [Table] = []
    for (place, part) in parts.enumerated() {
      let own = CSVOutline(outline.file, part)
      if part.allSatisfy({ $0.cells.count == 1 || own.filled(0) == 1 }), part.count < 4 { continue }
      guard let layout = CSVLayout(own), layout.isClean, layout.headerLines > 0, layout.mark == nil else {
        self.tables = []
        return
      }
      tables.append(Self.table(own, layout, isLast: place == parts.count - 1))
    }
    self.tables = tables
  }

  private static func table(_ outline: CSVOutline, _ layout: CSVLayout, isLast: Bool) -> Table {
    let rows = layout.body.count - layout.headerLines
    let before = Int64(outline.records[layout.titles].line) - 1
    var base = Proposal(before > 0 ? [("skip", .int(before))] : [])
    if layout.dropsEmpty { base = base.adding("ragged", .word("drop_empty")) }
    if layout.headerLines > 1 { base = base.adding("header", .int(Int64(layout.headerLines))) }
    let isWhole = isLast && layout.end == outline.records.count
    let ends = [("until", OptionValue.Kind.word("blank")), ("rows", .int(Int64(rows)))]
    return Table(rows: rows, proposals: (isWhole ? [base] : []) + ends.map { base.adding($0.0, $0.1) })
  }
}
