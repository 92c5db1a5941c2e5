import ArgumentParser
import StetColumns
import StetFormats
import StetInterpreter

/// How a shown table is written.
enum ShownFormat: String, ExpressibleByArgument, CaseIterable {
  case table, csv, json, markdown
  /// Without cells that a spreadsheet would take for formulas.
  case safeCSV = "safe-csv"

  func text(_ table: Table) -> String {
    switch self {
    case .table: tableText(table)
    case .csv: String(decoding: csvText(table), as: UTF8.self)
    case .safeCSV: String(decoding: csvText(SpreadsheetFormulas.disarmed(table)), as: UTF8.self)
    case .json: String(decoding: jsonText(table), as: UTF8.self)
    case .markdown: markdownText(table)
    }
  }
}

/// The options of everything that runs statements.
struct RunOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The folder for charts and saved tables.", valueName: "folder"))
  var out = RunSettings().out

  @Option(
    name: .customLong("param"),
    help: ArgumentHelp("A parameter of the script; may be repeated.", valueName: "name=value"))
  var parameters: [String] = []

  @Option(
    name: .customLong("as"),
    help: "How tables are shown: table, csv, safe-csv (without formulas of spreadsheets), json or markdown.")
  var outputFormat = ShownFormat.table

  @Option(
    help: ArgumentHelp(
      "The maximum number of threads to use; the results are the same with any number.", valueName: "n"))
  var threads: Int?

  @Option(name: .customLong("max-memory"), help: maxMemoryHelp)
  var maxMemory: MemorySize?

  @Option(
    help: ArgumentHelp("Write the ledger to this file as JSON: every step with its rows in and out.", valueName: "file")
  )
  var ledger: String?

  @Option(
    help: ArgumentHelp(
      "Write to this file, as JSON lines, how many seconds each step and statement took.", valueName: "file")
  )
  var timings: String?

  @Option(
    name: .customLong("allow-read"),
    help: ArgumentHelp("Another folder that the script may read; may be repeated.", valueName: "folder"))
  var readableFolders: [String] = []

  @Flag(help: "Also write every chart as a PNG file; needs librsvg.")
  var png = false

  @Flag(help: "Also write every chart as a PDF file; needs librsvg.")
  var pdf = false

  /// An option that the prompt has no use for.
  var ofScripts: String? {
    ledger != nil
      ? "--ledger"
      : timings != nil ? "--timings" : outputFormat != .table ? "--as" : nil
  }

  /// Not `validate()`, which checks the options before the command is known, and shows the usage of another.
  private func check() throws {
    try checkThreads(threads)
    try checkMemory(maxMemory)
    if out.isEmpty { throw ValidationError("`--out` needs a folder name") }
  }

  /// The options, once they are known to be valid.
  func settings() throws -> RunSettings {
    let values = try parameterValues(parameters)
    try check()
    var settings = RunSettings(
      out: out, outputFormat: outputFormat, threads: threads, ledger: ledger, timings: timings,
      readableFolders: readableFolders,
      pictures: (png ? [.png] : []) + (pdf ? [.pdf] : []))
    settings.parameters = values
    settings.maxMemory = maxMemory
    return settings
  }
}

/// `name=value`; the last of two with one name counts.
func parameterValues(_ parameters: [String]) throws -> [String: String] {
  var values: [String: String] = [:]
  for parameter in parameters {
    guard let equals = parameter.dropFirst().firstIndex(of: "=") else {
      throw ValidationError("`--param \(parameter)` is not in the form name=value")
    }
    values[String(parameter[..<equals])] = String(parameter[parameter.index(after: equals)...])
  }
  return values
}

func checkThreads(_ threads: Int?) throws {
  if let threads, !(1...1024).contains(threads) { throw ValidationError("`--threads` must be a number from 1 to 1024") }
}

let maxMemoryHelp = ArgumentHelp(
  "How much memory the program may take, such as 512M or 2G (default: three quarters of what the machine has); what does not fit goes to the temporary folder.",
  valueName: "size")

func checkMemory(_ size: MemorySize?) throws {
  if let size, size.bytes < MemorySize.least { throw ValidationError("`--max-memory` must be at least 64M") }
}

/// How statements are run, with the defaults.
struct RunSettings {
  var out = "out"
  var parameters: [String: String] = [:]
  var outputFormat = ShownFormat.table
  var threads: Int?
  var maxMemory: MemorySize?
  var ledger: String?
  var timings: String?
  var readableFolders: [String] = []
  var pictures: [Picture] = []
  /// Whether inputs are compared with the lock before anything is shown.
  var isLocked = false

  init() {}

  fileprivate init(
    out: String, outputFormat: ShownFormat, threads: Int?, ledger: String?, timings: String?,
    readableFolders: [String],
    pictures: [Picture]
  ) {
    (self.out, self.outputFormat, self.threads, self.ledger) = (out, outputFormat, threads, ledger)
    (self.timings, self.readableFolders, self.pictures) = (timings, readableFolders, pictures)
  }

  func session(folder: String) -> Session {
    limitThreads(to: threads)
    let session = Session(folder: folder, outputFolder: out, parameters: parameters, readableFolders: readableFolders)
    session.pictures = pictures
    session.memory = .limited(to: maxMemory)
    return session
  }
}
