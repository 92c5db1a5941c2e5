import StetColumns
import StetEngine
import StetFormats

extension ReleaseDiff {
  /// A line for each changed cell, in the order of the old file: the key, the column, the cell before and now, and both locations.
  var changes: Table {
    let cells = diff.cells.enumerated().flatMap { index, changes in changes.all.map { (column: index, cell: $0) } }
      .sorted { ($0.cell.oldRow, $0.column) < ($1.cell.oldRow, $1.column) }
    let rows = cells.map(\.cell.oldRow)
    let (oldPlaces, newPlaces) = (Places(old.table), Places(new.table))
    func texts(_ text: ((column: Int, cell: CellChange)) -> String?) -> Column { .text(TextVector(cells.map(text))) }
    func written(_ value: Value) -> String? { value.isMissing ? nil : plainText(value) }
    let pairs = diff.cells.map { (old: old.table[$0.column], new: new.table[$0.column]) }
    var fields = diff.keys.compactMap { key in old.table[key].map { Field(key, $0.type) } }
    var columns = diff.keys.compactMap { old.table[$0]?.gather(rows, areRows: true) }
    for (name, column) in [
      ("column", texts { diff.cells[$0.column].column }),
      ("old", texts { written(pairs[$0.column].old?[Int($0.cell.oldRow)] ?? .missing) }),
      ("new", texts { written(pairs[$0.column].new?[Int($0.cell.newRow)] ?? .missing) }),
      ("old_location", texts { oldPlaces[$0.cell.oldRow] }), ("new_location", texts { newPlaces[$0.cell.newRow] }),
    ] {
      // A key may have one of these names.
      var free = name
      while fields.contains(where: { $0.name == free }) { free += "_" }
      fields.append(Field(free, .text))
      columns.append(column)
    }
    return Table(schema: Schema(fields), columns: columns, rowCount: cells.count)
  }

  /// Everything, down to the last changed cell.
  var json: [UInt8] {
    let (oldPlaces, newPlaces) = (Places(old.table), Places(new.table))
    let members: [(String, JSON)] = [
      ("old", release(old)), ("new", release(new)), ("keys", .array(diff.keys.map(JSON.text))),
      ("ignored", .array(ignored.map(JSON.text))), ("columns", .array(diff.columns.map(column))),
      (
        "rows",
        .object([
          ("kept", number(diff.kept)), ("removed", rows(diff.removed, old.table, oldPlaces)),
          ("added", rows(diff.added, new.table, newPlaces)),
        ])
      ),
      ("cells", .array(diff.cells.map { cells($0, oldPlaces, newPlaces) })),
      ("categories", .array(diff.categories.map(category))), ("totals", .array(diff.totals.map(total))),
    ]
    return JSON.object(members).write(indented: true) + [UInt8(ascii: "\n")]
  }

  private func release(_ release: Release) -> JSON {
    .object([
      ("name", .text(release.name)),
      ("sha256", release.table.sources.first?.digest.sha256.map(JSON.text) ?? .null),
      ("rows", number(release.table.rowCount)), ("notes", .array(release.notes.map(JSON.text))),
    ])
  }

  private func column(_ change: ColumnChange) -> JSON {
    func members(_ word: String, _ name: String, _ old: JSON, _ new: JSON) -> JSON {
      .object([("change", .text(word)), ("column", .text(name)), ("old", old), ("new", new)])
    }
    func described(_ field: Field) -> JSON {
      .object([("type", .text(field.type.name)), ("unit", field.unit.map(JSON.text) ?? .null)])
    }
    switch change {
    case .removed(let field): return members("removed", field.name, described(field), .null)
    case .added(let field): return members("added", field.name, .null, described(field))
    case .retyped(let name, let old, let new): return members("type", name, .text(old.name), .text(new.name))
    case .unit(let name, let old, let new):
      return members("unit", name, old.map(JSON.text) ?? .null, new.map(JSON.text) ?? .null)
    case .moved(let name, let old, let new): return members("moved", name, number(old), number(new))
    }
  }

  private func key(_ table: Table, _ row: Int32) -> JSON {
    .object(diff.keys.map { ($0, value(table[$0]?[Int(row)] ?? .missing)) })
  }

  private func rows(_ rows: [Int32], _ table: Table, _ places: Places) -> JSON {
    .array(rows.map { .object([("key", key(table, $0)), ("location", .text(places[$0]))]) })
  }

  private func cells(_ changes: CellChanges, _ oldPlaces: Places, _ newPlaces: Places) -> JSON {
    let (a, b) = (old.table[changes.column], new.table[changes.column])
    return .object([
      ("column", .text(changes.column)), ("changed", number(changes.count(.changed))),
      ("appeared", number(changes.count(.appeared))), ("became_missing", number(changes.count(.becameMissing))),
      (
        "all",
        .array(
          changes.all.map { cell in
            let (before, now) = (a?[Int(cell.oldRow)] ?? .missing, b?[Int(cell.newRow)] ?? .missing)
            return .object([
              ("key", key(old.table, cell.oldRow)), ("old", value(before)), ("new", value(now)),
              ("difference", value(difference(before, now))),
              ("relative", relativeChange(before, now).map { value(.float($0)) } ?? .null),
              ("old_location", .text(oldPlaces[cell.oldRow])), ("new_location", .text(newPlaces[cell.newRow])),
            ])
          })
      ),
    ])
  }

  private func category(_ change: CategoryChange) -> JSON {
    .object([
      ("column", .text(change.column)), ("change", .text(change.kind.rawValue)), ("value", .text(change.value)),
      ("alike", change.alike.map(JSON.text) ?? .null), ("old_rows", number(change.oldRows)),
      ("new_rows", number(change.newRows)),
    ])
  }

  private func total(_ total: TotalChange) -> JSON {
    .object([
      ("column", .text(total.column)), ("old_unit", total.oldUnit.map(JSON.text) ?? .null),
      ("new_unit", total.newUnit.map(JSON.text) ?? .null), ("old", value(total.old)), ("new", value(total.new)),
      ("difference", total.isComparable ? value(difference(total.old, total.new)) : .null),
    ])
  }
}

private func number(_ count: Int) -> JSON { .number(String(count)) }

private func value(_ value: Value) -> JSON {
  switch value {
  case .missing: .null
  case .bool(let bool): .bool(bool)
  case .int, .decimal, .float: .number(plainText(value))
  case .text, .date, .datetime, .period, .duration: .text(plainText(value))
  }
}
