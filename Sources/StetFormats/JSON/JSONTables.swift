import StetColumns
import StetDiagnostics

/// Which of the places of a document that may be its table is meant, if its script does not say so.
///
/// One alone is. A list that describes the columns of another, as in CKAN, ArcGIS and Table Schema, is none beside it.
struct JSONTables {
  let bytes: [UInt8]
  let start: Int
  let name: String
  let options: ReadOptions
  let isCancelled: () -> Bool
  /// How a script's options read the document.
  let read: (_ options: ReadOptions) throws(RunFailure) -> Loaded

  /// The table, with the note about where it is.
  func loaded() throws(RunFailure) -> Loaded {
    let outline = try JSONOutline(bytes, from: start, name: name, isCancelled)
    let finds = without(descriptions: outline.finds)
    guard finds.count == 1 else {
      let paths = finds.isEmpty ? outline.others : finds.map(\.path)
      throw RunFailure(finds.isEmpty ? .noTable(name, offers(paths)) : .severalTables(name, finds.count, offers(paths)))
    }
    let option = proposal(finds[0].path)
    guard let stated = option.applied(to: options, SourceOption.ofJSONDocuments) else {
      preconditionFailure("the options of JSON must take every path")
    }
    var loaded = try read(stated)
    let leftOut = finds[0].leavesOut.map { "`\($0)`" }
    loaded.receipt.notes.insert(
      "read with `\(option.text)`, where the document has its only table"
        + (leftOut.isEmpty ? "" : ", without \(joinedWithAnd(leftOut)) of each feature"), at: 0)
    return loaded
  }

  private func proposal(_ path: JSONPath) -> Proposal { Proposal([("at", .text(path.text))]) }

  /// What each of the first paths reads, for those that can be read.
  private func offers(_ paths: [JSONPath]) -> [String] {
    paths.prefix(6).compactMap { path in
      let option = proposal(path)
      guard let stated = option.applied(to: options, SourceOption.ofJSONDocuments), let loaded = try? read(stated)
      else {
        return nil
      }
      let names = loaded.table.schema.names
      // Of columns whose cells have the numbers of their rows, as pandas writes them, each would be a row.
      let areRows = names.dropFirst().enumerated().allSatisfy { $1 == String($0) }
      guard names.count < 2 || !areRows else {
        return
          "the columns have the numbers of their rows as keys, as pandas writes them by default: its `orient=\"records\"` writes a list of rows"
      }
      return "`\(option.text)` reads \(counted(loaded.table.rowCount, "row")) of "
        + names.prefix(5).map { "`\($0)`" }.joined(separator: ", ") + (names.count > 5 ? ", …" : "")
    }
  }

  // MARK: - Descriptions of columns

  private func without(descriptions finds: [JSONOutline.Find]) -> [JSONOutline.Find] {
    // An export of Socrata has other lists in what describes the table.
    if finds.contains(where: { $0.path == Self.socrataColumns }),
      let rows = finds.first(where: { table in finds.contains { describes($0, table) } && table.path == Self.socrataRows
      })
    {
      return [rows]
    }
    guard finds.count <= 8 else { return finds }
    return finds.enumerated().filter { place, find in
      !finds.enumerated().contains { $0 != place && describes(find, $1) }
    }.map(\.element)
  }

  /// What such lists call the names of columns. Each is looked for in the whole document.
  private static let namingKeys = ["id", "name", "field", "fieldName", "key", "column"]

  private func describes(_ list: JSONOutline.Find, _ table: JSONOutline.Find) -> Bool {
    guard case .objects(let keys) = list.kind, list.rows <= 4096 else { return false }
    switch table.kind {
    case .columns: return false
    case .lists(let width):
      return width == list.rows && Self.socrataColumns == list.path && table.path == Self.socrataRows
    case .objects(let columns):
      guard !columns.isEmpty, columns.count <= list.rows else { return false }
      return keys.contains { key in
        guard Self.namingKeys.contains(key) else { return false }
        guard let words = try? texts(list.path.appending(.name(key))) else { return false }
        let known = Set(words)
        return columns.allSatisfy(known.contains)
      }
    }
  }

  /// In the documents that Socrata exports as `rows.json`, the names of the lists' elements are elsewhere.
  static let socrataRows = JSONPath(segments: [.name("data"), .all])
  private static let socrataColumns = JSONPath(segments: [.name("meta"), .name("view"), .name("columns"), .all])

  /// The names of the elements of lists at a path, if the document has them elsewhere.
  static func names(
    of path: JSONPath, in bytes: [UInt8], from start: Int, name: String, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> [String]? {
    guard path == socrataRows || path == JSONPath(segments: [.name("data")]) else { return nil }
    let names = try texts(
      socrataColumns.appending(.name("fieldName")), in: bytes, from: start, name: name, isCancelled)
    return names.isEmpty ? nil : names
  }

  private func texts(_ path: JSONPath) throws(RunFailure) -> [String] {
    try Self.texts(path, in: bytes, from: start, name: name, isCancelled)
  }

  /// The texts at a path; none if something else is among them.
  private static func texts(
    _ path: JSONPath, in bytes: [UInt8], from start: Int, name: String, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> [String] {
    let found = try JSONSelection(path, in: bytes, from: start, name: name, ReadOptions(), isCancelled)
    guard found.records.shape == .values, found.passedOver == 0, let key = found.records.keys.first,
      key.cells.allSatisfy(\.isQuoted)
    else { return [] }
    return key.cells.map { found.records.lexer.string($0) }
  }
}

extension Diagnostic {
  fileprivate static func noTable(_ name: String, _ offers: [String]) -> Diagnostic {
    Diagnostic(
      .noTable, "the document has no list of objects or of lists, as tables have", location: name, kind: .data,
      notes: offers.isEmpty
        ? ["a table is written like this: `[{\"state\": \"TX\", \"persons\": 5}]`"] : offers)
  }

  fileprivate static func severalTables(_ name: String, _ count: Int, _ offers: [String]) -> Diagnostic {
    Diagnostic(
      .severalTables, "the document has \(count) tables", location: name, kind: .data,
      notes: offers.isEmpty ? ["`at:` says which one is read, as in `at: \"$.results[*]\"`"] : offers)
  }
}
