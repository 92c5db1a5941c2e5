import Glibc

/// Reads entries where no line can be edited: from a pipe or a file, or on a terminal that cannot move its cursor.
struct PlainReader {
  /// Written in front of every entry, on standard error; empty from a pipe.
  private let prompt: String
  private let isUnfinished: (String) -> Bool
  private var buffer: [UInt8] = []
  private var isAtEnd = false
  /// Lines read ahead, because only the next one tells whether a statement goes on.
  private var ahead: [String] = []

  init(prompt: String, isUnfinished: @escaping (String) -> Bool) {
    self.prompt = prompt
    self.isUnfinished = isUnfinished
  }

  mutating func read() -> Entry {
    show(prompt)
    var text = ""
    while true {
      switch prompt.isEmpty && !ahead.isEmpty ? .text(ahead.removeFirst()) : line() {
      case .interrupted: return .interrupted
      case .end: return text.isEmpty ? .end : .text(text)
      case .text(let line):
        let isBlank = line.allSatisfy(\.isWhitespace)
        if isBlank, !prompt.isEmpty || text.isEmpty { return .text(text) }
        text += (text.isEmpty ? "" : "\n") + line
        if isUnfinished(text) {
          show(prompt.isEmpty ? "" : "  … ")
        } else if prompt.isEmpty {
          if text.hasPrefix(":") || !goesOn() { return .text(text) }
        } else {
          return .text(text)
        }
      }
    }
  }

  /// From a pipe comes a script: as there, a line that begins with `|`, `and` or `or` belongs to the one before, also
  /// over blank lines and comments. At a prompt the statement has run by then.
  private mutating func goesOn() -> Bool {
    while true {
      guard case .text(let next) = line() else { return false }
      ahead.append(next)
      let words = trimmed(next)
      if words.isEmpty || words.hasPrefix("#") { continue }
      return words.hasPrefix("|") || ["and", "or"].contains(words.prefix { $0.isLetter || $0 == "_" || $0.isNumber })
    }
  }

  private func show(_ text: String) {
    if !text.isEmpty { deliver(text) }
  }

  /// The next line without its end; Ctrl-C drops what has been typed of it.
  private mutating func line() -> Entry {
    while true {
      if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
        defer { buffer.removeSubrange(...end) }
        return .text(String(decoding: buffer[..<end], as: UTF8.self))
      }
      if isAtEnd {
        guard !buffer.isEmpty else { return .end }
        defer { buffer = [] }
        return .text(String(decoding: buffer, as: UTF8.self))
      }
      // Unlike a read, a poll always returns when a signal arrives.
      var wait = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      if unsafe poll(&wait, 1, -1) < 0, errno == EINTR, Interrupt.isRaised {
        Interrupt.clear()
        buffer = []
        show(prompt.isEmpty ? "" : "\n")
        return .interrupted
      }
      var chunk = [UInt8](repeating: 0, count: 64 * 1024)
      let count = unsafe Glibc.read(STDIN_FILENO, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { isAtEnd = true } else { buffer += chunk[..<count] }
    }
  }
}
