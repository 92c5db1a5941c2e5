import StetColumns
import StetDiagnostics
import StetEngine
import StetFormats

extension ReleaseDiff {
  /// A table with a heading, and how many of its rows are left out.
  private struct Section {
    var title: String
    var table: Table
    var more = 0
  }

  /// For people: what changed, and of each kind the first or the largest.
  var text: String {
    guard !diff.isEmpty else { return sameness + "\n" }
    var text = "\(escaped(heading))\n\(summary)\n"
    for section in sections {
      text += "\n\(escaped(section.title))\n\(tableText(section.table, limit: .max))"
      if section.more > 0 { text += "… \(section.more) more\n" }
    }
    return text
  }

  var markdown: String {
    guard !diff.isEmpty else { return sameness + "\n" }
    var text = "# \(escaped(heading))\n\n\(summary)\n"
    for section in sections {
      text +=
        "\n## \(escaped(section.title))\n\n\(markdownText(section.table))"
      if section.more > 0 { text += "\n… \(section.more) more\n" }
    }
    return text
  }

  private var heading: String {
    let without = ignored.isEmpty ? "" : " without \(ignored.joined(separator: ", "))"
    return "\(old.name) → \(new.name) by \(diff.keys.joined(separator: ", "))\(without)"
  }

  private var sameness: String {
    let columns = old.table.schema.fields.count - ignored.count { old.table[$0] != nil }
    return escaped(
      "no differences: \(heading), \(counted(diff.kept, "row")) and \(counted(columns, "column")) compared")
  }

  private var summary: String {
    func cells(_ kind: CellChange.Kind) -> Int { diff.cells.reduce(0) { $0 + $1.count(kind) } }
    return "\(counted(diff.kept, "row")) kept, \(diff.removed.count) removed, \(diff.added.count) added; "
      + "\(counted(cells(.changed), "cell")) changed, \(cells(.appeared)) appeared, \(cells(.becameMissing)) became missing"
  }

  private var sections: [Section] {
    let (oldPlaces, newPlaces) = (Places(old.table), Places(new.table))
    var sections = diff.columns.isEmpty ? [] : [Section(title: "columns", table: columnTable)]
    for (word, rows, table, places) in [
      ("removed", diff.removed, old.table, oldPlaces), ("added", diff.added, new.table, newPlaces),
    ] where !rows.isEmpty {
      let shown = Array(rows.prefix(10))
      let location = Column(shown.map { .text(places[$0]) }, type: .text)
      sections.append(
        Section(
          title: "\(counted(rows.count, "row")) \(word)",
          table: joined(keys(of: table, shown), [(Field("location", .text), location)]), more: rows.count - shown.count)
      )
    }
    if !diff.cells.isEmpty { sections.append(Section(title: "changed cells", table: cellTable)) }
    sections += diff.cells.compactMap { largest($0, oldPlaces, newPlaces) }
    if !diff.categories.isEmpty { sections.append(Section(title: "categories", table: categoryTable)) }
    if !diff.totals.isEmpty { sections.append(Section(title: "totals", table: totalTable)) }
    return sections
  }

  private var columnTable: Table {
    func words(_ field: Field) -> String { field.type.name + (field.unit.map { ", \($0)" } ?? "") }
    return made(
      [("change", .text), ("column", .text), ("old", .text), ("new", .text)],
      diff.columns.map { change in
        switch change {
        case .removed(let field): [.text("removed"), .text(field.name), .text(words(field)), .missing]
        case .added(let field): [.text("added"), .text(field.name), .missing, .text(words(field))]
        case .retyped(let name, let old, let new): [.text("type"), .text(name), .text(old.name), .text(new.name)]
        case .unit(let name, let old, let new):
          [.text("unit"), .text(name), old.map(Value.text) ?? .missing, new.map(Value.text) ?? .missing]
        case .moved(let name, let old, let new):
          [.text("moved"), .text(name), .text("column \(old)"), .text("column \(new)")]
        }
      })
  }

  private var cellTable: Table {
    made(
      [("column", .text), ("changed", .int), ("appeared", .int), ("became missing", .int)],
      diff.cells.map { cells in
        [.text(cells.column)]
          + [CellChange.Kind.changed, .appeared, .becameMissing].map { .int(Int64(cells.count($0))) }
      })
  }

  private func largest(_ changes: CellChanges, _ oldPlaces: Places, _ newPlaces: Places) -> Section? {
    let shown = diff.largest(5, of: changes)
    guard !shown.isEmpty, let a = old.table[changes.column], let b = new.table[changes.column] else { return nil }
    var columns = [
      (Field("old", a.type), a.gather(shown.map(\.oldRow), areRows: true)),
      (Field("new", b.type), b.gather(shown.map(\.newRow), areRows: true)),
    ]
    let isNumeric = a.type.isNumeric && b.type.isNumeric
    if isNumeric {
      let pairs = shown.map { (a[Int($0.oldRow)], b[Int($0.newRow)]) }
      let relative = pairs.map { relativeChange($0, $1).flatMap { formatted(.float($0), "+.1%") } }
      columns.append(
        (Field("difference", .decimal), Column(pairs.map { .text(plainText(difference($0, $1))) }, type: .text)))
      columns.append(
        (Field("relative", .decimal), Column(relative.map { $0.map(Value.text) ?? .missing }, type: .text)))
    }
    let places = shown.map { Value.text("\(oldPlaces[$0.oldRow]) → \(newPlaces[$0.newRow])") }
    columns.append((Field("location", .text), Column(places, type: .text)))
    return Section(
      title: "\(isNumeric ? "largest" : "first") changes in \(changes.column)",
      table: joined(keys(of: old.table, shown.map(\.oldRow)), columns), more: changes.count(.changed) - shown.count)
  }

  private var categoryTable: Table {
    made(
      [
        ("column", .text), ("change", .text), ("value", .text), ("similar", .text), ("old rows", .int),
        ("new rows", .int),
      ],
      diff.categories.map { change in
        [
          .text(change.column), .text(change.kind.rawValue), .text(change.value),
          change.alike.map(Value.text) ?? .missing,
          .int(Int64(change.oldRows)), .int(Int64(change.newRows)),
        ]
      })
  }

  private var totalTable: Table {
    func words(_ value: Value) -> Value { value.isMissing ? .missing : .text(plainText(value)) }
    let rows = diff.totals.map { total -> [Value] in
      let unit = total.isComparable ? total.oldUnit ?? "" : "\(total.oldUnit ?? "none") → \(total.newUnit ?? "none")"
      let change: Value = total.isComparable ? difference(total.old, total.new) : .missing
      let relative = total.isComparable ? relativeChange(total.old, total.new) : nil
      return [
        .text(total.column), .text(unit), words(total.old), words(total.new), words(change),
        relative.flatMap { formatted(.float($0), "+.1%") }.map(Value.text) ?? .missing,
      ]
    }
    let names = ["column", "unit", "old", "new", "difference", "relative"]
    var table = made(names.map { ($0, .text) }, rows)
    // Numbers of different columns, each with its own decimal places, right-aligned like numbers.
    for index in 2..<names.count { table.schema.fields[index].type = .decimal }
    return table
  }

  private func keys(of table: Table, _ rows: [Int32]) -> [(Field, Column)] {
    diff.keys.compactMap { key in table[key].map { (Field(key, $0.type), $0.gather(rows, areRows: true)) } }
  }
}

private func made(_ names: [(String, ValueType)], _ rows: [[Value]]) -> Table {
  joined(
    names.enumerated().map { index, name in (Field(name.0, name.1), Column(rows.map { $0[index] }, type: name.1)) })
}

private func joined(_ columns: [(Field, Column)], _ more: [(Field, Column)] = []) -> Table {
  let all = columns + more
  return Table(schema: Schema(all.map(\.0)), columns: all.map(\.1), rowCount: all.first?.1.count ?? 0)
}
