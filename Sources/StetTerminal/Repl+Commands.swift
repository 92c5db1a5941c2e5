import StetColumns
import StetDiagnostics
import StetEngine
import StetFormats
import StetInterpreter
import StetSyntax
import StetSystem

/// A word after a colon, which is about the session and not part of a script.
struct Command: Sendable {
  let name: String
  /// `FILE`; empty if it takes nothing.
  let argument: String
  let summary: String

  static let all: [Command] = [
    Command(
      name: "help", argument: "NAME",
      summary: "lists everything, or explains a verb, function or command with an example"),
    Command(
      name: "tables", argument: "", summary: "lists the names defined so far, and the datasets that `load` finds"),
    Command(name: "schema", argument: "NAME", summary: "lists the columns of a table, a dataset or the last result"),
    Command(name: "history", argument: "", summary: "lists what was typed in this session"),
    Command(name: "ledger", argument: "", summary: "shows what every step did to the rows"),
    Command(
      name: "undo", argument: "", summary: "takes back the last statement that defined a name; `undo` does the same"),
    Command(name: "open", argument: "", summary: "shows the last chart in the browser; `open` does the same"),
    Command(
      name: "save", argument: "FILE",
      summary:
        "saves the statements as a script, or as a notebook if the name ends in `.md`; `:save!` replaces an existing file"
    ),
    Command(
      name: "load", argument: "FILE", summary: "runs a script in this session; `load NAME` without the colon loads data"
    ),
    Command(name: "quit", argument: "", summary: "quits; so does Ctrl-D"),
  ]
}

extension Repl {
  func command(_ text: String) {
    let parts = text.split(maxSplits: 1, whereSeparator: \.isWhitespace).map(String.init)
    let word = parts.first ?? ""
    let argument = parts.count > 1 ? trimmed(parts[1]) : ""
    switch word {
    case "help", "h", "?": showHelp(argument)
    case "tables": showTables()
    case "schema": showSchema(argument)
    case "history": showHistory()
    case "ledger": showLedger()
    case "undo": undo()
    case "open": openChart()
    case "save", "save!": save(argument, replaces: word == "save!")
    case "load": load(argument)
    case "quit", "q", "exit": end()
    default: complain(.unknownCommand(word))
    }
  }

  private func complain(_ diagnostic: Diagnostic) {
    report([diagnostic])
  }

  /// The last chart as a picture, in a file of its own if it has none.
  private func openChart() {
    guard let (chart, path) = lastChart else { return screen.aside("no chart has been drawn yet") }
    do throws(RunFailure) {
      screen.aside("opening \(escaped(try showInBrowser(chart, path: path)))")
    } catch { report(error.diagnostics) }
  }

  // MARK: - Help

  private func showHelp(_ name: String) {
    let name = name.hasPrefix(":") ? String(name.dropFirst()) : name
    let commands = Command.all.filter { $0.name == name }
    let entries = help.filter { $0.name == name }
    if name.isEmpty {
      listHelp()
    } else if entries.isEmpty, commands.isEmpty {
      complain(.unknownHelp(name, among: help.map(\.name) + Command.all.map(\.name)))
    } else {
      for command in commands { screen.show(line(command)) }
      for entry in entries { show(entry) }
    }
  }

  /// The summary of an entry, its example, and the output of the example, which runs in a session of its own.
  private func show(_ entry: HelpEntry) {
    let words = "\(entry.name) (\(entry.kind.rawValue)): \(entry.summary)"
    screen.show("\(folded(words, to: screen.width(), indent: 2))\n\n\(entry.example)\n\n")
    for line in entry.details { screen.show(folded(line, to: screen.width(), indent: 30) + "\n") }
    if !entry.details.isEmpty { screen.show("\n") }
    if let use = entry.fileUse {
      return screen.show("The example \(use), so it is not run here.\n")
    }
    let example = Repl(session: Session(folder: "."), screen: screen, help: [])
    _ = example.run(example.source(entry.example))
  }

  private func listHelp() {
    let width = screen.width() ?? 100
    let habits = [
      "A statement runs when it is complete. Tab completes a word; Ctrl-C clears the line or stops a query.",
      "A line that starts with `|` continues from the last result, which is called `_`.",
    ]
    var text = habits.map { folded($0, to: width, indent: 0) + "\n" }.joined() + "\n"
    for kind in HelpEntry.Kind.allCases {
      let names = help.filter { $0.kind == kind }.map(\.name)
      guard !names.isEmpty else { continue }
      text += folded("\(kind.rawValue)s: \(names.joined(separator: ", "))", to: width, indent: 2) + "\n"
    }
    text += "\n" + Command.all.map(line).joined()
    screen.show(text)
  }

  private func line(_ command: Command) -> String {
    let head = ":\(command.name) \(command.argument)"
    let text = "  " + head + String(repeating: " ", count: max(1, 15 - head.count)) + command.summary
    return folded(text, to: screen.width(), indent: 6) + "\n"
  }

  // MARK: - Names and columns

  private func showTables() {
    let width = screen.width() ?? .max
    for (name, table) in session.environment.namedTables {
      let columns = table.schema.names.map(escaped).joined(separator: ", ")
      let rows = grouped(table.rowCount, "row")
      screen.show(shortened("\(writtenName(name))  \(rows): \(columns)", to: width) + "\n")
    }
    for (name, value) in session.environment.namedValues {
      let shown = value.isMissing ? "missing" : escaped(plainText(value))
      screen.show(shortened("\(writtenName(name)) = \(shown)", to: width) + "\n")
    }
    for name in session.environment.namedScopes { screen.show("scope \(writtenName(name))\n") }
    let names = session.environment
    if names.namedTables.isEmpty, names.namedValues.isEmpty, names.namedScopes.isEmpty {
      screen.aside("no names are defined yet; `let NAME = …` defines one")
    }
    guard !datasets.isEmpty else { return }
    let longest = datasets.map(\.name.count).max() ?? 0
    let hasRoom = longest + 24 < width
    screen.show("\ndatasets for `load`:\n")
    for dataset in datasets {
      let space = String(repeating: " ", count: longest - dataset.name.count + 2)
      screen.show(
        shortened("  \(dataset.name)\((hasRoom ? dataset.title : nil).map { space + escaped($0) } ?? "")", to: width)
          + "\n")
    }
  }

  private func showSchema(_ argument: String) {
    let name = argument.isEmpty ? Environment.last : argument.filter { $0 != "`" }
    guard let schema = session.environment.tables[name]?.schema ?? datasets.first(where: { $0.name == name })?.schema
    else {
      let known = session.environment.namedTables.map(\.name) + datasets.map(\.name)
      complain(name == Environment.last ? .noResult() : .unknownSchema(name, among: known))
      return
    }
    let rows = schema.fields.map { field in
      [writtenName(field.name), field.type.name, field.unit ?? "", field.summary ?? ""].map(escaped)
    }
    let widths = (0..<3).map { column in rows.map { displayWidth($0[column]) }.max() ?? 0 }
    for row in rows {
      var text = ""
      for (column, cell) in row.enumerated() {
        if column == 3 {
          text += cell
        } else if widths[column] > 0 {
          text += cell + String(repeating: " ", count: widths[column] - displayWidth(cell) + 2)
        }
      }
      while text.last == " " { text.removeLast() }
      screen.show(folded(text, to: screen.width(), indent: 4) + "\n")
    }
  }

  private func showHistory() {
    for (index, entry) in entries.dropLast().enumerated() {
      let number = String(index + 1)
      let lines = entry.split(separator: "\n", omittingEmptySubsequences: false)
      let indent = "\n" + String(repeating: " ", count: max(4, number.count) + 2)
      screen.show(
        String(repeating: " ", count: max(0, 4 - number.count)) + number + "  " + lines.joined(separator: indent) + "\n"
      )
    }
  }

  private func showLedger() {
    if session.ledger.isEmpty { screen.aside("no step has run yet") }
    for line in session.ledger.flatMap(\.lines) { screen.show("  " + line + "\n") }
  }

  // MARK: - Scripts

  /// As a shell would read it: quotes around it are not part of it, and `~/` is the home folder.
  private func filePath(_ argument: String) -> String {
    var path = argument
    for quote in ["\"", "'"] where path.count > 1 && path.hasPrefix(quote) && path.hasSuffix(quote) {
      path = String(path.dropFirst().dropLast())
    }
    if path.hasPrefix("~/"), let home = environment("HOME") { path = home + path.dropFirst() }
    return path
  }

  private func save(_ path: String, replaces: Bool) {
    let path = filePath(path)
    guard !path.isEmpty else { return complain(.needsFile("save")) }
    guard !record.statements.isEmpty else { return screen.aside("there are no statements to save yet") }
    var (text, count, unused) = (record.script, record.statements.count, 0)
    if path.hasSuffix(".md") {
      let notebook = SessionNotebook(record.statements)
      guard let written = notebook.text else { return complain(.nothingToKeep(path)) }
      (text, count, unused) = (written, notebook.count, notebook.left)
    }
    do throws(RunFailure) {
      var isHeld = false
      if !replaces {
        // Reserved by an empty file, so that another program's file of the same name is not replaced in the meantime.
        do throws(SystemError) {
          try makeFile(path)
          isHeld = true
        } catch {
          // Any other trouble is that of writing, which says it.
          if error == .fileExists { throw RunFailure(.exists(path)) }
        }
      }
      do { try writeAtomically(Array(text.utf8), to: path) } catch {
        if isHeld { removeFile(path) }
        throw error
      }
    } catch {
      report(error.diagnostics)
      return
    }
    var left = failures == 0 ? "" : "; left out \(failures) that failed"
    if unused > 0 { left += "; left out \(unused) that only displayed something or defined names that are not used" }
    screen.aside(
      "\(grouped(count, "statement")) saved to \(escaped(path))\(left)")
  }

  private func load(_ path: String) {
    let path = filePath(path)
    guard !path.isEmpty else { return complain(.needsFile("load")) }
    do throws(RunFailure) {
      _ = run(source(Array(try readFile(path, shownAs: path)), name: path))
    } catch {
      report(error.diagnostics)
    }
  }
}

extension Diagnostic {
  fileprivate static func unknownCommand(_ word: String) -> Diagnostic {
    let near = nearest(to: word, among: Command.all.map(\.name))
    return Diagnostic(
      .unknownCommand, "there is no command `:\(word)`",
      notes: [near.map { "the closest match is `:\($0)`" } ?? "`:help` lists the commands"])
  }

  fileprivate static func unknownHelp(_ name: String, among known: [String]) -> Diagnostic {
    let near = entry(foreign: name) ?? nearest(to: name, among: known)
    return Diagnostic(
      .unknownName, "there is no help for `\(name)`",
      notes: [near.map { "the closest match is `:help \($0)`" } ?? "`:help` lists what is available"])
  }

  fileprivate static func unknownSchema(_ name: String, among known: [String]) -> Diagnostic {
    let near = nearest(to: name, among: known)
    return Diagnostic(
      .unknownTable, "there is no table or dataset `\(name)`",
      notes: [near.map { "the closest match is `:schema \($0)`" } ?? "`:tables` lists tables and datasets"])
  }

  fileprivate static func noResult() -> Diagnostic {
    Diagnostic(
      .noResult, "no table has been shown yet", notes: ["`:schema NAME` lists the columns of a table or dataset"])
  }

  fileprivate static func needsFile(_ command: String) -> Diagnostic {
    Diagnostic(.needsFile, "`:\(command)` needs a file name")
  }

  fileprivate static func nothingToKeep(_ path: String) -> Diagnostic {
    Diagnostic(
      .nothingToKeep, "a notebook keeps only charts, tables and claims, and none have been shown", location: path,
      notes: ["`:save \(path.dropLast(3)).stet` saves all statements as a script"])
  }

  fileprivate static func exists(_ path: String) -> Diagnostic {
    Diagnostic(
      .fileExists, "the file already exists", location: path, kind: .data, notes: ["`:save! \(path)` replaces it"])
  }
}
