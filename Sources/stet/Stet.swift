import ArgumentParser
import StetDiagnostics
import StetFormats
import StetInterpreter
import StetSystem
import StetTerminal

@main
struct Stet: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stet", abstract: "Figures that stand up: load, filter, group, join, check and chart tables.",
    discussion:
      "Without arguments, `stet` opens a prompt that runs each statement as it is entered; there, `:help` lists what is available.",
    version: "stet 0.1.0-dev",
    subcommands: [
      RunCommand.self, LookCommand.self, CheckCommand.self, FormatCommand.self, DiffCommand.self, LockCommand.self,
      RenderCommand.self,
      PreviewCommand.self,
      VerifyCommand.self, ImpactCommand.self, DossierCommand.self,
    ])

  @Option(name: .short, parsing: .unconditional, help: "Run one pipeline given on the command line.")
  var expression: String?

  @OptionGroup var options: RunOptions

  private static func advice(about word: String) -> String {
    if word == "why" {
      return "`why` is a statement, not a command; it can be used in a script, at the prompt or as `stet -e 'why …'`"
    }
    if word.hasSuffix(".md") { return "a notebook is rendered with `stet render \(word)`" }
    let isFile = exists(word)
    if isFile || word.hasSuffix(".stet") { return "a script is run with `stet run \(word)`" }
    let near = foreign[word] ?? nearest(to: word, among: commands)
    return "there is no command `\(word)`" + (near.map { "; the closest match is `stet \($0)`" } ?? "")
  }

  /// Commands that share no options with `stet` itself, so that theirs are not read as options of `stet`.
  private static let ownOptions: [String: any ParsableCommand.Type] = [
    "look": LookCommand.self, "diff": DiffCommand.self, "lock": LockCommand.self, "render": RenderCommand.self,
    "preview": PreviewCommand.self,
    "verify": VerifyCommand.self, "impact": ImpactCommand.self, "dossier": DossierCommand.self,
  ]

  private static let commands = [
    "run", "look", "check", "format", "diff", "lock", "render", "preview", "verify", "impact", "dossier",
  ]
  /// Other programs' names for a command.
  private static let foreign = [
    "fmt": "format", "lint": "check", "test": "check", "exec": "run", "execute": "run", "compare": "diff",
    "freeze": "lock", "sniff": "look", "inspect": "look", "head": "look", "peek": "look",
  ]

  static func main() {
    settleInheritance()
    watchMemory()
    endCleanlyWhenTerminated()
    let words = CommandLine.arguments
    // One pipeline or one script and nothing else, the most common case: the library below takes longer to read a
    // command line than a short pipeline takes to run.
    if words.count == 3, words[1] == "-e" { endProcess(evaluate(words[2], RunSettings())) }
    if words.count == 3, words[1] == "run", !words[2].hasPrefix("-") {
      endProcess(RunCommand.run(words[2], RunSettings()))
    }
    let first = CommandLine.arguments.dropFirst().first ?? "-"
    if let command = ownOptions[first] {
      do {
        var parsed = try command.parseAsRoot(Array(words.dropFirst(2)))
        try parsed.run()
      } catch { command.exit(withError: error) }
      return
    }
    do {
      if !first.hasPrefix("-"), !commands.contains(first), first != "help" {
        throw ValidationError(advice(about: first))
      }
      var command = try parseAsRoot()
      try command.run()
    } catch {
      guard first == "run", let wrong = error as? ValidationError else { exit(withError: error) }
      // Thrown while it ran, the error does not know its command, and would show the usage of `stet`.
      let usage = usageString(for: RunCommand.self)
      deliver(
        "Error: \(wrong.message)\nUsage: \(usage)\n  See 'stet run --help' for more information.\n", to: .standardError)
      exit(withError: ExitCode.validationFailure)
    }
  }

  func run() throws {
    guard let expression else {
      if let option = options.ofScripts {
        throw ValidationError(
          "`\(option)` needs a script or `-e`: the prompt shows tables and the ledger, and writes neither")
      }
      throw ExitCode(runRepl(session: try options.settings().session(folder: "."), help: builtInHelp))
    }
    throw ExitCode(Self.evaluate(expression, try options.settings()))
  }

  private static func evaluate(_ expression: String, _ settings: RunSettings) -> Int32 {
    BatchRunner(settings, folder: ".", standardInput: StandardInput()).run(SourceText(name: "-e", text: expression))
  }
}
