import ArgumentParser
import StetColumns
import StetDiagnostics
import StetFormats
import StetInterpreter
import StetReleases
import StetSystem
import StetTerminal

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", _superCommandName: "stet",
    abstract: "Compare two releases of a table, with rows matched by their keys.",
    usage:
      "stet diff <old> <new> by <key>[, <key> ...] [--ignore <column> ...] [--as <as>] [--exit-code] [--threads <n>]")

  @Argument(help: "The old release: a file, or the name of a dataset.") var old: String
  @Argument(help: "The new release.") var new: String
  @Argument(help: ArgumentHelp("`by` and the columns that identify a row, separated by commas.", valueName: "by key"))
  var by: [String] = []

  @Option(
    name: .customLong("ignore"),
    help: ArgumentHelp("A column to leave out; may be repeated.", valueName: "column"))
  var ignored: [String] = []

  @Option(
    name: .customLong("as"),
    help: "How the differences are shown: table, csv, safe-csv (without formulas of spreadsheets), json or markdown.")
  var outputFormat = ShownFormat.table

  @Flag(help: "Exit with status 1 if there is a difference.") var exitCode = false

  @Option(
    help: ArgumentHelp(
      "The maximum number of threads to use; the results are the same with any number.", valueName: "n"))
  var threads: Int?

  func validate() throws {
    guard by.first == "by" else { throw ValidationError("`by` and the key must come after the two releases") }
    guard !keys.isEmpty, !keys.contains("") else {
      throw ValidationError("`by` needs one column, or several separated by commas")
    }
    try checkThreads(threads)
  }

  /// Commas and spaces inside backticks belong to the name.
  private var keys: [String] {
    var parts = [""]
    var isQuoted = false
    for character in by.dropFirst().joined(separator: " ") {
      if character == "`" {
        isQuoted.toggle()
      } else if character == ",", !isQuoted {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts.map { part in
      let words = part.drop { $0 == " " }
      return String(words.prefix(words.count - words.reversed().prefix { $0 == " " }.count))
    }
  }

  func run() throws {
    limitThreads(to: threads)
    endAtInterrupt()
    do throws(RunFailure) {
      let releases = try Release.load(old, new, ReadControl())
      let diff = try ReleaseDiff(releases.old, releases.new, by: keys, ignoring: ignored)
      for release in [releases.old, releases.new] {
        let lines =
          ["  \(escaped(release.name)): \(counted(release.table.rowCount, "row"))"]
          + release.notes.map { "    note: \(escaped($0))" }
        for line in lines { deliver(line + "\n", to: .standardError) }
      }
      deliver(String(decoding: diff.bytes(as: format), as: UTF8.self), to: .standardOutput)
      if exitCode, !diff.isEmpty { endProcess(1) }
    } catch {
      report(error.diagnostics, [])
      throw ExitCode(exitStatus(of: error.diagnostics))
    }
  }

  private var format: ReleaseDiff.Notation {
    switch outputFormat {
    case .table: .table
    case .csv: .csv
    case .safeCSV: .safeCSV
    case .json: .json
    case .markdown: .markdown
    }
  }
}
