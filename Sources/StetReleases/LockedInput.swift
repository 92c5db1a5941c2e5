package import StetColumns

/// A file that a script read, as `stet.lock` keeps it.
package struct LockedInput: Sendable, Hashable {
  package enum Kind: String, Sendable, Hashable, CaseIterable {
    /// A file that `load` names by its path.
    case table
    /// A resource of a data package.
    case dataset
    /// What standard input had.
    case standardInput = "input"
    /// A script that `use` names.
    case script
    case theme
    /// The areas of a map.
    case map

    /// Whether it is read as a table, of which the lock has the rows and columns.
    var isTable: Bool {
      switch self {
      case .table, .dataset, .standardInput: true
      case .script, .theme, .map: false
      }
    }
  }

  /// What is read from a table, besides its bytes.
  package struct Content: Sendable, Hashable {
    package var rows: Int
    /// Names, types and units.
    package var fields: [Field]
    /// The codes for missing values in the metadata of a dataset: other codes turn the same bytes into other numbers.
    package var missing: [String]

    package init(rows: Int, fields: [Field], missing: [String] = []) {
      self.rows = rows
      self.fields = fields.map { Field($0.name, $0.type, unit: $0.unit) }
      self.missing = missing
    }
  }

  package var kind: Kind
  /// Relative to the script's folder; a path that a script may read as an absolute path stays absolute. It may lead into an archive,
  /// of which the bytes are then those of the archive.
  package var path: String
  /// The name of a dataset.
  package var dataset: String?
  /// Lowercase hexadecimal.
  package var sha256: String
  /// In bytes.
  package var size: Int
  /// Of tables and datasets.
  package var content: Content?

  package init(
    _ kind: Kind, _ path: String, dataset: String? = nil, sha256: String, size: Int,
    content: Content? = nil
  ) {
    (self.kind, self.path, self.dataset) = (kind, path, dataset)
    (self.sha256, self.size, self.content) = (sha256, size, content)
  }

  /// Whether both are the same path in a script's folder, whatever is there.
  package func isSamePlace(as other: LockedInput) -> Bool {
    kind == other.kind && path == other.path && dataset == other.dataset
  }

  /// A path without `.` and doubled slashes.
  package static func plain(_ path: String) -> String {
    let parts = path.split(separator: "/").filter { $0 != "." }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }
}
