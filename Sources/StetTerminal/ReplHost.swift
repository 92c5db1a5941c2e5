import Glibc
package import StetKit
import StetDiagnostics
import StetSyntax

/// Runs the REPL on standard input until it ends; returns the exit status, which counts only where nobody sees the
/// errors as they come.
package func runRepl(session: Session, help: [HelpEntry]) -> Int32 {
  Interrupt.install()
  let screen = Screen.standard()
  let isPerson = isatty(STDIN_FILENO) == 1
  let repl = Repl(session: session, screen: screen, help: help, showsProgress: isPerson && isatty(STDERR_FILENO) == 1)
  let canEdit = isPerson && isatty(STDOUT_FILENO) == 1 && environment("TERM") != "dumb" && environment("TERM") != nil
  if isPerson { screen.aside("Stet. `:help` says what there is, Ctrl-D leaves.") }
  if canEdit {
    edit(repl)
  } else {
    var reader = PlainReader(prompt: isPerson ? "stet> " : "", isUnfinished: isUnfinished)
    while true {
      switch reader.read() {
      case .interrupted where !isPerson: return 130
      case .interrupted: continue
      case .end:
        if isPerson { deliver("\n") }
        return isPerson ? 0 : repl.status
      case .text(let text):
        guard repl.submit(text) else { return isPerson ? 0 : repl.status }
      }
    }
  }
  return 0
}

private func edit(_ repl: Repl) {
  let file = HistoryFile.standard()
  let editor = LineEditor(
    prompt: "stet> ", history: file?.read() ?? [], isUnfinished: isUnfinished,
    complete: { repl.complete($0, at: $1) })
  var isKept = file != nil
  var last = ""
  while true {
    switch editor.read() {
    case .interrupted: continue
    case .end:
      deliver("\n")
      return
    case .text(let entry):
      let text = trimmed(entry)
      if !text.isEmpty, text != last {
        editor.remember(text)
        if isKept, file?.append(text) != true {
          isKept = false
          repl.screen.aside("the history cannot be kept: \(unsafe String(cString: strerror(errno)))")
        }
        last = text
      }
      guard repl.submit(entry) else { return }
    }
  }
}

private func isUnfinished(_ text: String) -> Bool {
  let first = text.first { !$0.isWhitespace }
  return first != nil && first != ":" && StetSyntax.isUnfinished(SourceText(name: "input", text: text))
}
