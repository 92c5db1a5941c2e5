import StetColumns
package import StetDiagnostics
import StetFormats
import StetSystem

/// `stet.lock`: for each script in a folder, the files that its figures came from.
///
/// Each line says one thing, so that a change is easy to read in a diff:
///
///     stet.lock 1
///
///     script "story.stet"
///
///     table "spend.csv"
///       sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
///       size 5210
///       rows 130
///       column "year" int
///       column "spend" decimal unit "usd"
package struct Lockfile: Sendable, Equatable {
  package struct Section: Sendable, Equatable {
    /// The file name of a script in the lock's folder.
    package var script: String
    /// In the order of their paths.
    package var inputs: [LockedInput]
  }

  package static let name = "stet.lock"
  static let version = 1

  /// In the order of the scripts' names.
  package internal(set) var sections: [Section] = []

  package init() {}

  package subscript(script: String) -> [LockedInput]? { sections.first { $0.script == script }?.inputs }

  /// Replaces a script's inputs; the sections of other scripts stay.
  package mutating func lock(_ script: String, _ inputs: [LockedInput]) {
    sections.removeAll { $0.script == script }
    sections.append(Section(script: script, inputs: inputs.sorted { order($0).lexicographicallyPrecedes(order($1)) }))
    sections.sort { $0.script.utf8.lexicographicallyPrecedes($1.script.utf8) }
  }

  /// Nil if a folder has none.
  package static func read(in folder: String) throws(RunFailure) -> Lockfile? {
    let path = path(in: folder)
    guard exists(path) else { return nil }
    return try parse(try readFile(path, shownAs: path), name: path)
  }

  /// A script's folder, and its name there.
  package static func location(of script: String) -> (folder: String, name: String) {
    guard let slash = script.lastIndex(of: "/") else { return (".", script) }
    return (slash == script.startIndex ? "/" : String(script[..<slash]), String(script[script.index(after: slash)...]))
  }

  package static func path(in folder: String) -> String {
    folder == "." ? name : folder == "/" ? "/\(name)" : "\(folder)/\(name)"
  }

  package var text: String {
    var text = "stet.lock \(Self.version)\n"
    text += "# Where figures come from: `stet lock` writes this file, and `stet run --locked` refuses anything else.\n"
    for section in sections {
      text += "\nscript \(written(section.script))\n"
      for input in section.inputs { text += "\n" + block(input) }
    }
    return text
  }

  private func block(_ input: LockedInput) -> String {
    var lines = [
      ([input.kind.word] + [input.dataset, input.path].compactMap { $0.map(written) }).joined(separator: " ")
    ]
    lines += ["  sha256 \(input.sha256)", "  size \(input.size)"]
    if let content = input.content {
      lines.append("  rows \(content.rows)")
      lines += content.missing.map { "  missing \(written($0))" }
      lines += content.fields.map { field in
        "  column \(written(field.name)) \(field.type.name)" + (field.unit.map { " unit \(written($0))" } ?? "")
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }
}

extension LockedInput.Kind {
  /// The word that a block begins with. A script that is used does not have a section of its own.
  var word: String {
    switch self {
    case .script: "use"
    case .table, .dataset, .standardInput, .theme, .map: rawValue
    }
  }
}

/// The order of a section, which does not depend on the order in which a script reads.
private func order(_ input: LockedInput) -> [UInt8] {
  Array(
    [input.path, input.dataset ?? "", input.kind.rawValue, input.sha256].joined(separator: "\0").utf8
  )
}

/// A text in quotes; invisible characters are written as `\u{…}`.
private func written(_ text: String) -> String {
  var quoted = ""
  // By scalars, as it is read.
  for scalar in text.unicodeScalars {
    if scalar == "\"" || scalar == "\\" { quoted.unicodeScalars.append("\\") }
    quoted.unicodeScalars.append(scalar)
  }
  return "\"" + escaped(quoted) + "\""
}
