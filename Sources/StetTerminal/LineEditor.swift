import CReadline
import StetAuthoring
import StetColumns
import StetDiagnostics
import StetInterpreter
import StetSystem
import Synchronization

/// The result of reading an entry.
enum LineEntry {
  case text(String)
  /// Ctrl-C: what was typed is gone.
  case interrupted
  case end
}

/// The prompt: an entry of one or more lines with history, completion and paste, by GNU Readline.
///
/// Enter ends a complete statement and adds a line to an unfinished one; Enter on an empty line ends it in any case.
final class LineEditor {
  private let prompt: String
  private let isUnfinished: (String) -> Bool
  private let complete: (_ text: String, _ cursor: Int) -> Completion
  private var wasInterrupted = false

  /// Readline has one state for the process, and calls back on the thread that called it.
  nonisolated(unsafe) private static var active: LineEditor?

  init(
    prompt: String, history: [String], isUnfinished: @escaping (String) -> Bool,
    complete: @escaping (_ text: String, _ cursor: Int) -> Completion
  ) {
    self.prompt = prompt
    self.isUnfinished = isUnfinished
    self.complete = complete
    // Letters of several bytes are edited as letters.
    useUTF8()
    stet_rl_set_name()
    rl_initialize()
    // After `rl_initialize`, which reads the user's own settings.
    unsafe rl_variable_bind("enable-bracketed-paste", "on")
    unsafe rl_variable_bind("horizontal-scroll-mode", "off")
    stet_rl_take_over_interrupt()
    Resumption.install()
    stet_rl_set_signal_hook {
      guard Resumption.flag.exchange(false, ordering: .relaxed) else { return 0 }
      rl_on_new_line()
      return rl_forced_update_display()
    }
    rl_bind_key(Int32(UInt8(ascii: "\r"))) { unsafe LineEditor.active?.enter($0, $1) ?? 0 }
    rl_bind_key(Int32(UInt8(ascii: "\n"))) { unsafe LineEditor.active?.enter($0, $1) ?? 0 }
    rl_bind_key(Int32(UInt8(ascii: "\t"))) { _, _ in unsafe LineEditor.active?.tab() ?? 0 }
    rl_bind_key(3) { _, _ in unsafe LineEditor.active?.interrupt() ?? 0 }
    using_history()
    for entry in history { remember(entry) }
  }

  func remember(_ entry: String) { unsafe add_history(entry) }

  func read() -> LineEntry {
    unsafe LineEditor.active = self
    defer { unsafe LineEditor.active = nil }
    wasInterrupted = false
    guard let line = unsafe readline(prompt) else { return .end }
    defer { unsafe rl_free(line) }
    return wasInterrupted ? .interrupted : .text(unsafe String(cString: line))
  }

  private var text: String { unsafe stet_rl_line().map { unsafe String(cString: $0) } ?? "" }

  // MARK: - Keys

  private func enter(_ count: Int32, _ key: Int32) -> Int32 {
    let text = text
    let lastLine = text.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
    let endsByEmptyLine = text.contains("\n") && lastLine.allSatisfy(\.isWhitespace)
    guard !endsByEmptyLine, isUnfinished(text) else { return rl_newline(count, key) }
    stet_rl_set_point(stet_rl_end())
    unsafe rl_insert_text("\n  ")
    return 0
  }

  private func interrupt() -> Int32 {
    wasInterrupted = true
    stet_rl_set_point(stet_rl_end())
    rl_redisplay()
    print("^C")
    unsafe rl_replace_line("", 1)
    stet_rl_finish()
    return 0
  }

  private func tab() -> Int32 {
    let text = text
    let cursor = Int(stet_rl_point())
    let completion = complete(text, cursor)
    let candidates = completion.candidates
    let typed = String(decoding: Array(text.utf8)[completion.range], as: UTF8.self)
    if candidates.count == 1 {
      var ending = candidates[0].ending
      if String(decoding: Array(text.utf8)[cursor...], as: UTF8.self).hasPrefix(ending) { ending = "" }
      replace(completion.range, with: candidates[0].text + ending)
    } else if let start = commonStart(candidates.map(\.text)), start.count > typed.count {
      replace(completion.range, with: start)
    } else if candidates.isEmpty {
      rl_ding()
    } else {
      list(candidates.map { escaped($0.text) })
    }
    return 0
  }

  private func replace(_ range: Range<Int>, with text: String) {
    rl_begin_undo_group()
    rl_delete_text(Int32(range.lowerBound), Int32(range.upperBound))
    stet_rl_set_point(Int32(range.lowerBound))
    unsafe rl_insert_text(text)
    rl_end_undo_group()
  }

  // MARK: - Lists below the line

  private func list(_ names: [String]) {
    let place = stet_rl_point()
    stet_rl_set_point(stet_rl_end())
    rl_redisplay()
    var rows: Int32 = 0
    var columns: Int32 = 0
    unsafe rl_get_screen_size(&rows, &columns)
    print("\n" + columnsText(names, width: max(20, Int(columns)), most: max(4, Int(rows) / 2)))
    stet_rl_set_point(place)
    rl_on_new_line()
    rl_redisplay()
  }

  private func print(_ text: String) { unsafe stet_rl_print(text + "\n") }
}

/// Names in columns, read downward, on at most that many lines.
func columnsText(_ names: [String], width: Int, most: Int) -> String {
  let cell = (names.map(displayWidth).max() ?? 0) + 2
  let across = max(1, width / cell)
  let shown = names.prefix(across * most)
  let rows = (shown.count + across - 1) / across
  var lines: [String] = []
  for row in 0..<rows {
    var line = ""
    for index in stride(from: row, to: shown.count, by: rows) {
      line += shown[index] + String(repeating: " ", count: cell - displayWidth(shown[index]))
    }
    while line.last == " " { line.removeLast() }
    lines.append(shortened(line, to: width))
  }
  if shown.count < names.count { lines.append("… \(names.count - shown.count) more") }
  return lines.joined(separator: "\n")
}

/// The common beginning of all; nil if there is none.
func commonStart(_ texts: [String]) -> String? {
  guard var start = texts.first else { return nil }
  for text in texts {
    while !text.hasPrefix(start) { start.removeLast() }
  }
  return start.isEmpty ? nil : start
}

/// Back in the foreground after Ctrl-Z, the line has to be drawn again: the shell has written over it.
private enum Resumption {
  static let flag = Atomic<Bool>(false)

  static func install() {
    flag.store(false, ordering: .relaxed)
    onSignal(.resumed) { _ in Resumption.flag.store(true, ordering: .relaxed) }
  }
}
