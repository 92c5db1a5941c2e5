import StetSystem

/// Reads entries without line editing: from a pipe or a file, or on a terminal that cannot move its cursor.
struct PlainReader {
  private var buffer: [UInt8] = []
  private var isAtEnd = false
  /// A command that ended the statements before it.
  private var held: String?

  /// Asks on standard error for one statement, line by line; a blank line ends an unfinished one in any case.
  mutating func ask(_ prompt: String, isUnfinished: (String) -> Bool) -> LineEntry {
    deliver(prompt, to: .standardError)
    var text = ""
    while true {
      switch line() {
      case .interrupted:
        deliver("\n", to: .standardError)
        return .interrupted
      case .end: return text.isEmpty ? .end : .text(text)
      case .text(let line):
        text += (text.isEmpty ? "" : "\n") + line
        if line.allSatisfy(\.isWhitespace) || !isUnfinished(text) { return .text(text) }
        deliver("  … ", to: .standardError)
      }
    }
  }

  /// A pipe sends a script, with commands between its statements: the statements up to the next command are read together,
  /// so that lines belong together as they do in a file.
  mutating func readScript(isCommand: (String) -> Bool) -> LineEntry {
    if let command = held {
      held = nil
      return .text(command)
    }
    var lines: [String] = []
    while true {
      switch line() {
      case .interrupted: return .interrupted
      case .end: return lines.isEmpty ? .end : .text(lines.joined(separator: "\n"))
      case .text(let line):
        guard isCommand(line) else {
          lines.append(line)
          continue
        }
        if lines.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) { return .text(line) }
        held = line
        return .text(lines.joined(separator: "\n"))
      }
    }
  }

  /// The next line without its end; Ctrl-C drops what has been typed of it.
  private mutating func line() -> LineEntry {
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
      if !Descriptor.standardInput.waitForInput(), Interrupt.isRaised {
        Interrupt.clear()
        buffer = []
        return .interrupted
      }
      var chunk = [UInt8](repeating: 0, count: 64 * 1024)
      // Input that cannot be read ends as a file does.
      let count = (try? Descriptor.standardInput.read(into: &chunk)) ?? 0
      if count == 0 { isAtEnd = true } else { buffer += chunk[..<count] }
    }
  }
}
