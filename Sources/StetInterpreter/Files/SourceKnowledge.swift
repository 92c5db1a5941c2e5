import StetColumns
import StetDiagnostics
import StetEngine
import StetEvidence
import StetFormats

extension Schema {
  /// The same, with where its dates and periods come from.
  func dated(as source: String) -> Schema {
    Schema(
      fields.map { field in
        guard field.type.isTime else { return field }
        var field = field
        field.timeline = Timeline(Additivity.Mark(table: source, column: field.name))
        return field
      })
  }
}

extension Loaded {
  /// The table with what its figures show about adding them and the days that its columns of dates and periods cover, and a note for each
  /// column that has later ones than declared.
  func known(as source: String) -> (table: Table, notes: [String]) {
    var (table, notes) = (table, [String]())
    table.schema = table.schema.dated(as: source)
    additions?.apply(to: &table.schema, as: source)
    guard !table.sources.isEmpty else { return (table, notes) }
    for (field, column) in zip(table.schema.fields, table.columns) {
      guard let mark = field.timeline?.parts[0].mark, let found = Coverage(of: column) else { continue }
      var known = found
      if let days = coverage.columns[field.name] {
        (known.first, known.last) = (Coverage.End(known: days.lowerBound), Coverage.End(known: days.upperBound))
      } else if let day = coverage.asOf {
        known.last = Coverage.End(known: day)
      }
      table.sources[0].coverage[mark] = known
      if known.last.isKnown, let day = found.lastBeginning, day > known.last.day {
        notes.append(
          "`\(field.name)` goes on to \(plainText(.date(day))), after \(plainText(.date(known.last.day))), the last day that the table is said to cover"
        )
      }
      if known.first.isKnown, found.first.day < known.first.day {
        notes.append(
          "`\(field.name)` begins on \(plainText(.date(found.first.day))), before \(plainText(.date(known.first.day))), the first day that the table is said to cover"
        )
      }
    }
    for name in coverage.columns.keys.sorted()
    where table.schema.fields.first(where: { $0.name == name })?.timeline == nil {
      notes.append("`covers` names `\(name)`, which is no column of dates or periods here")
    }
    return (table, notes)
  }
}
