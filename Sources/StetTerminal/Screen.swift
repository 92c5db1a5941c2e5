import Glibc
import StetColumns
import StetFormats

/// Where the REPL writes, and what that place can show.
package struct Screen {
  /// Cells in a line; nil where nobody looks at lines.
  package var width: () -> Int?
  /// Lines that are seen at once.
  package var height: () -> Int?
  package var hasColors: Bool
  /// Results.
  package var show: (String) -> Void
  /// What is said about them: the ledger, notes and errors.
  package var remark: (String) -> Void

  package init(
    width: @escaping () -> Int?, height: @escaping () -> Int?, hasColors: Bool, show: @escaping (String) -> Void,
    remark: @escaping (String) -> Void
  ) {
    self.width = width
    self.height = height
    self.hasColors = hasColors
    self.show = show
    self.remark = remark
  }

  /// Standard output and standard error. Colors only where a person sees both and has not set NO_COLOR (no-color.org).
  package static func standard() -> Screen {
    let isTerminal = isatty(STDOUT_FILENO) == 1
    let noColor = environment("NO_COLOR")?.isEmpty == false || environment("TERM") == "dumb"
    return Screen(
      width: { isTerminal ? terminalSize()?.columns ?? environment("COLUMNS").flatMap { Int($0) } ?? 80 : nil },
      height: { isTerminal ? terminalSize()?.rows : nil },
      hasColors: isTerminal && isatty(STDERR_FILENO) == 1 && !noColor,
      show: { deliver($0, to: STDOUT_FILENO) }, remark: { deliver($0, to: STDERR_FILENO) })
  }

  func dim(_ text: String) -> String { hasColors ? "\u{1B}[2m\(text)\u{1B}[22m" : text }

  func bold(_ text: String) -> String { hasColors ? "\u{1B}[1m\(text)\u{1B}[22m" : text }

  /// A remark in full, over as many lines as it takes.
  func aside(_ text: String) { remark(dim(folded("  " + text, to: width(), indent: 4)) + "\n") }

  /// A remark whose beginning is enough.
  func brief(_ text: String) { remark(dim(width().map { shortened("  " + text, to: $0) } ?? "  " + text) + "\n") }
}

/// Text broken between words; lines behind the first are indented. As it is where there is no width.
func folded(_ text: String, to width: Int?, indent: Int) -> String {
  guard let width, displayWidth(text) > width else { return text }
  var lines: [String] = []
  var line = ""
  for (index, word) in text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
    if !line.allSatisfy({ $0 == " " }), displayWidth(line) + 1 + displayWidth(String(word)) > width {
      lines.append(line)
      line = String(repeating: " ", count: indent) + word
    } else {
      line += (index == 0 ? "" : " ") + word
    }
  }
  return (lines + [line]).joined(separator: "\n")
}

/// The value of an environment variable; nil where it is not set.
func environment(_ name: String) -> String? {
  guard let value = unsafe getenv(name) else { return nil }
  return unsafe String(cString: value)
}

private func terminalSize() -> (columns: Int, rows: Int)? {
  var size = winsize()
  guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
  return (Int(size.ws_col), Int(size.ws_row))
}

/// Everything, or an exit with status 4; a closed pipe ends the process quietly by its signal.
package func deliver(_ text: String, to descriptor: Int32) {
  guard let code = writeAll(Array(text.utf8), to: descriptor) else { return }
  let reason = unsafe String(cString: strerror(code)).lowercased()
  let words = "error[cannot-write]: the output cannot be written: \(reason)\n"
  // Standard error may have failed too; the status says it all the same.
  if descriptor != STDERR_FILENO { _ = writeAll(Array(words.utf8), to: STDERR_FILENO) }
  exit(4)
}

/// `1 row`, `5,492 rows`
func grouped(_ count: Int, _ noun: String) -> String { "\(grouped(String(count))) \(agreeing(noun, count))" }
