import StetColumns
package import StetDiagnostics
import StetEngine
import StetFormats

/// What `stet diff` says about two releases of a table.
package struct ReleaseDiff: Sendable {
  let old: Release
  let new: Release
  let diff: TableDiff
  let ignored: [String]

  package init(_ old: Release, _ new: Release, by keys: [String], ignoring ignored: [String] = []) throws(RunFailure) {
    (self.old, self.new, self.ignored) = (old, new, ignored)
    diff = try TableDiff(from: old.table, to: new.table, by: keys, ignoring: ignored, names: (old.name, new.name))
  }

  package var isEmpty: Bool { diff.isEmpty }

  package enum Notation: Sendable { case table, csv, safeCSV, json, markdown }

  /// The same bytes for the same files, whatever the machine.
  package func bytes(as notation: Notation) -> [UInt8] {
    switch notation {
    case .table: Array(text.utf8)
    case .csv: csvText(changes)
    case .safeCSV: csvText(SpreadsheetFormulas.disarmed(changes))
    case .json: json
    case .markdown: Array(markdown.utf8)
    }
  }
}

/// The files and lines of a table's rows.
struct Places {
  private let files: [String]
  private let file: [UInt16]
  private let lines: [Int32]

  init(_ table: Table) {
    guard let origin = table.origin else { preconditionFailure("a table that was just loaded must know its rows") }
    (files, file, lines) = (origin.files, origin.file, origin.lines.all)
  }

  subscript(row: Int32) -> String { "\(files[file.isEmpty ? 0 : Int(file[Int(row)])]):\(lines[Int(row)])" }
}
