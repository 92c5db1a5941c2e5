import Glibc
import StetDiagnostics
import StetFormats

/// What was typed in earlier sessions: one entry a line, with `\n` for its line ends, readable by its owner alone.
///
/// Readline's own format takes a comment such as `#1` for a time stamp, and breaks entries of several lines.
package struct HistoryFile {
  private let path: String
  private static let most = 2_000

  package init(path: String) { self.path = path }

  /// `$XDG_STATE_HOME/stet/history`, else `~/.local/state/stet/history`; nil without a home.
  package static func standard() -> HistoryFile? {
    if let state = environment("XDG_STATE_HOME"), state.hasPrefix("/") {
      return HistoryFile(path: state + "/stet/history")
    }
    guard let home = environment("HOME"), home.hasPrefix("/") else { return nil }
    return HistoryFile(path: home + "/.local/state/stet/history")
  }

  /// The newest entries, oldest first; none where the file is new or cannot be read.
  package func read() -> [String] {
    guard let bytes = try? readFile(path, shownAs: path) else { return [] }
    let entries = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { decoded(String($0)) }
    if entries.count > 2 * Self.most { shorten(to: entries.suffix(Self.most)) }
    return Array(entries.suffix(Self.most))
  }

  /// Adds an entry at once, so that sessions side by side and sessions that end badly lose nothing. False where it
  /// cannot be written.
  package func append(_ entry: String) -> Bool {
    makeFolders()
    let descriptor = unsafe open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    fchmod(descriptor, 0o600)
    return writeAll(Array((encoded(entry) + "\n").utf8), to: descriptor) == nil
  }

  private func makeFolders() {
    for (index, character) in path.enumerated() where character == "/" && index > 0 {
      unsafe mkdir(String(path.prefix(index)), 0o700)
    }
  }

  private func shorten(to entries: ArraySlice<String>) {
    let short = path + ".\(getpid())"
    let descriptor = unsafe open(short, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    let isWritten = writeAll(Array(entries.map { encoded($0) + "\n" }.joined().utf8), to: descriptor) == nil
    close(descriptor)
    if isWritten { unsafe rename(short, path) } else { unsafe unlink(short) }
  }

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
