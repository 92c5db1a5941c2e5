import StetDiagnostics
import StetFormats
package import StetSystem

/// What was typed in earlier sessions: one entry a line, with `\n` for its line ends, readable by its owner alone.
///
/// Readline's own format would read a comment such as `#1` as a time stamp, and split entries of several lines.
package struct HistoryFile {
  private let file: PrivateFile
  private static let most = 2_000

  package init(path: String) { file = PrivateFile(path) }

  /// `$XDG_STATE_HOME/stet/history`, else `~/.local/state/stet/history`; nil without a home.
  package static func standard() -> HistoryFile? {
    if let state = environment("XDG_STATE_HOME"), state.hasPrefix("/") {
      return HistoryFile(path: state + "/stet/history")
    }
    guard let home = environment("HOME"), home.hasPrefix("/") else { return nil }
    return HistoryFile(path: home + "/.local/state/stet/history")
  }

  /// The newest entries, oldest first; none if the file is new or cannot be read.
  package func read() -> [String] {
    guard let bytes = try? readFile(file.path, shownAs: file.path) else { return [] }
    let entries = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { decoded(String($0)) }
    if entries.count > 2 * Self.most {
      // Where the file cannot be replaced, it only stays long.
      try? file.replace(with: Array(entries.suffix(Self.most).map { encoded($0) + "\n" }.joined().utf8))
    }
    return Array(entries.suffix(Self.most))
  }

  /// Adds an entry at once, so that sessions side by side and sessions that end badly lose nothing.
  package func append(_ entry: String) throws(SystemError) { try file.append(Array((encoded(entry) + "\n").utf8)) }

  private func encoded(_ entry: String) -> String {
    var text = ""
    for scalar in entry.unicodeScalars {
      switch scalar {
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  private func decoded(_ line: String) -> String {
    var text = ""
    var isEscaped = false
    for scalar in line.unicodeScalars {
      switch (isEscaped, scalar) {
      case (false, "\\"): isEscaped = true
      case (false, _): text.unicodeScalars.append(scalar)
      case (true, "n"), (true, "r"):
        text += scalar == "n" ? "\n" : "\r"
        isEscaped = false
      case (true, _):
        text.unicodeScalars.append(scalar)
        isEscaped = false
      }
    }
    return text
  }
}
