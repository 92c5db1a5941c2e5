import StetColumns
import StetFormats
package import StetSystem

/// Where the REPL writes, and what that device can show.
package struct Screen {
  /// Cells in a line; nil if the output is not shown as lines.
  package var width: () -> Int?
  /// Lines that are seen at once.
  package var height: () -> Int?
  package var hasColors: Bool
  /// Results.
  package var show: (String) -> Void
  /// Messages about them: the ledger, notes and errors.
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
    let isTerminal = Descriptor.standardOutput.isTerminal
    let noColor = environment("NO_COLOR")?.isEmpty == false || environment("TERM") == "dumb"
    return Screen(
      width: { isTerminal ? terminalSize()?.columns ?? environment("COLUMNS").flatMap { Int($0) } ?? 80 : nil },
      height: { isTerminal ? terminalSize()?.rows : nil },
      hasColors: isTerminal && Descriptor.standardError.isTerminal && !noColor,
      show: { deliver($0, to: .standardOutput) }, remark: { deliver($0, to: .standardError) })
  }

  func dim(_ text: String) -> String { hasColors ? "\u{1B}[2m\(text)\u{1B}[22m" : text }

  func bold(_ text: String) -> String { hasColors ? "\u{1B}[1m\(text)\u{1B}[22m" : text }

  /// A remark in full, on as many lines as it takes.
  func aside(_ text: String) { remark(dim(folded("  " + text, to: width(), indent: 4)) + "\n") }

  /// A remark whose beginning is enough.
  func brief(_ text: String) { remark(dim(width().map { shortened("  " + text, to: $0) } ?? "  " + text) + "\n") }
}

/// Text broken between words; lines after the first are indented. Unchanged if there is no width.
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

/// Writes everything, or exits with status 4; a closed pipe ends the process quietly with its signal.
package func deliver(_ text: String, to descriptor: Descriptor) {
  do throws(SystemError) { try descriptor.write(Array(text.utf8)) } catch {
    let words = "error[cannot-write]: the output cannot be written: \(error.text)\n"
    // Standard error may have failed, too; the status still says so.
    if descriptor !== Descriptor.standardError { try? Descriptor.standardError.write(Array(words.utf8)) }
    endProcess(4)
  }
}

/// `1 row`, `5,492 rows`
func grouped(_ count: Int, _ noun: String) -> String { "\(grouped(String(count))) \(agreeing(noun, count))" }
