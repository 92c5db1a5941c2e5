import StetAuthoring
import StetDiagnostics
package import StetInterpreter
import StetSyntax
import StetSystem

/// Runs the REPL on standard input until it ends; returns the exit status, which matters only if nobody sees the
/// errors as they come.
package func runRepl(session: Session, help: [HelpEntry]) -> Int32 {
  let screen = Screen.standard()
  let isPerson = Descriptor.standardInput.isTerminal
  // A script from a pipe ends at Ctrl-C as any other command does.
  if isPerson { Interrupt.install() } else { endAtInterrupt() }
  let repl = Repl(
    session: session, screen: screen, help: help, showsProgress: isPerson && Descriptor.standardError.isTerminal)
  let canEdit =
    isPerson && Descriptor.standardOutput.isTerminal && environment("TERM") != "dumb" && environment("TERM") != nil
  if isPerson { screen.aside("Stet. `:help` shows what is available; Ctrl-D quits.") }
  guard isPerson else { return runScript(repl) }
  if canEdit { edit(repl) } else { ask(repl) }
  // What is still running must not see the libraries end.
  if repl.hasGivenUp { endProcessAtOnce(0) }
  return 0
}

private func runScript(_ repl: Repl) -> Int32 {
  var reader = PlainReader()
  while true {
    switch reader.readScript(isCommand: repl.isCommand) {
    case .interrupted: return 130
    case .end: return repl.status
    case .text(let text): guard repl.submit(text) else { return repl.status }
    }
  }
}

private func ask(_ repl: Repl) {
  var reader = PlainReader()
  while true {
    switch reader.ask("stet> ", isUnfinished: isUnfinished) {
    case .interrupted: continue
    case .end: return deliver("\n", to: .standardError)
    case .text(let text): guard repl.submit(text) else { return }
    }
  }
}

private func edit(_ repl: Repl) {
  let file = HistoryFile.standard()
  let editor = LineEditor(
    prompt: "stet> ", history: file?.read() ?? [], isUnfinished: isUnfinished,
    complete: { repl.complete($0, at: $1) })
  var kept = file
  var last = ""
  while true {
    switch editor.read() {
    case .interrupted: continue
    case .end:
      deliver("\n", to: .standardError)
      return
    case .text(let entry):
      let text = trimmed(entry)
      if !text.isEmpty, text != last {
        editor.remember(text)
        do throws(SystemError) { try kept?.append(text) } catch {
          kept = nil
          repl.screen.aside("the history cannot be saved: \(error.text)")
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
