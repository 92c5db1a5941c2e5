import ArgumentParser
import StetColumns
import StetDiagnostics
import StetEngine
import StetFormats
import StetInterpreter
import StetSyntax
import StetSystem
import StetTerminal

/// How a file would be read: its tables with the line that loads each, what was left out, and what is in the columns.
struct LookCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "look", _superCommandName: "stet",
    abstract: "Show how files would be read: each table with the line that loads it, its columns and what is doubtful.",
    usage: "stet look <file> ...")

  @ArgumentParser.Argument(help: "The files.") var files: [String]

  func run() throws {
    endAtInterrupt()
    var status: Int32 = 0
    for (number, file) in files.enumerated() {
      if number > 0 { say("") }
      status = max(status, Self.look(file))
    }
    throw ExitCode(status)
  }

  /// The exit status.
  private static func look(_ file: String) -> Int32 {
    // A script reads beneath its own folder: the lines are those of one that is beside a file from elsewhere.
    let isBeneath = !file.hasPrefix("/") && !file.split(separator: "/").contains("..")
    let root = isBeneath ? "." : folder(of: file)
    let path = isBeneath ? file : String(file.split(separator: "/").last ?? "")
    let tables: [FoundTable]
    do throws(RunFailure) {
      let source = try TableSource(path, beneath: root, shownAs: path)
      say("\(escaped(file)): \(source.format.name), \(byteWords(source.byteCount))")
      tables = try source.look()
    } catch {
      report(error.diagnostics, [])
      return exitStatus(of: error.diagnostics)
    }
    var status: Int32 = 0
    for table in tables {
      say("")
      if let title = table.title { say(escaped(title)) }
      guard let result = table.result else { continue }
      let line = "load \(writtenText(path))" + (table.options.isEmpty ? "" : ", \(table.options)")
      say(escaped(line))
      switch result {
      case .failure(let failure):
        report(failure.diagnostics, [])
        status = max(status, exitStatus(of: failure.diagnostics))
      case .success: status = max(status, describe(line, in: root))
      }
    }
    return status
  }

  /// Runs the line as a script would, and shows what the ledger says of it and what the columns hold.
  private static func describe(_ line: String, in root: String) -> Int32 {
    let session = RunSettings().session(folder: root)
    let source = SourceText(name: "look", text: "\(line) | describe")
    session.add(source)
    var shown: [Table] = []
    do throws(RunFailure) {
      for statement in StetSyntax.parse(source).0.statements {
        try session.run(statement) { if case .table(let table) = $0 { shown.append(table) } }
      }
    } catch {
      report(error.diagnostics, session.sources)
      return exitStatus(of: error.diagnostics)
    }
    for line in session.ledger.first?.lines ?? [] { say("  " + line) }
    for table in shown { deliver(tableText(table.withoutEmptyColumns, limit: 1_000), to: .standardOutput) }
    return 0
  }
}

extension Table {
  /// Columns without any value say nothing here.
  fileprivate var withoutEmptyColumns: Table {
    let kept = columns.indices.filter { columns[$0].missingCount < rowCount }
    return Table(
      schema: Schema(kept.map { schema.fields[$0] }), columns: kept.map { columns[$0] }, rowCount: rowCount)
  }
}
