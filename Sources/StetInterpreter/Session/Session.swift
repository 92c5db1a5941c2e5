package import StetCharts
package import StetColumns
package import StetDiagnostics
package import StetEngine
package import StetSyntax

/// Runs a script's statements in order and keeps what they name.
package final class Session {
  /// The output of one statement.
  package enum Output {
    case table(Table)
    case value(Value)
    /// A claim or a check with its verdict.
    case verdict(String, sentence: String, sides: String)
    /// A chart, and the file that it was written to, if any.
    case chart(Chart, path: String?)
    /// Where a figure comes from, also in words.
    case why(Why, text: String)
    /// A file that `save` wrote.
    case saved(String, rows: Int)
  }

  package let files: FileAccess
  /// The values that `--param` gives, as written.
  let parameters: [String: String]
  /// Functions that the embedding program brings.
  package private(set) var functions: [String: Function]
  /// What is asked to run steps before the engine, in this order.
  package var backends: [any Backend] = []
  /// Called now and then while data is read and between steps.
  package var isCancelled: () -> Bool {
    get { files.isCancelled }
    set { files.isCancelled = newValue }
  }
  /// Gets the progress of reading a file, in bytes.
  package var progress: ((_ read: Int64, _ total: Int64) -> Void)? {
    get { files.progress }
    set { files.progress = newValue }
  }
  /// How much memory loads and steps may take.
  package var memory: MemoryBudget {
    get { files.memory }
    set { files.memory = newValue }
  }
  /// What is written in addition to the SVG of every chart.
  package var pictures: [Picture] = []
  /// That of the script, for the charts.
  package var scriptDigest: SourceDigest?
  /// The names that statements have defined.
  package internal(set) var environment = Environment()
  package internal(set) var ledger: [LedgerEntry] = []
  /// How long each step took, in the order in which they finished.
  package internal(set) var timings: [StepTiming] = []
  /// The scripts that were read, for the locations of diagnostics.
  package internal(set) var sources: [SourceText] = []

  package init(
    folder: String, outputFolder: String = "out", parameters: [String: String] = [:],
    functions: [Function] = [], readableFolders: [String] = []
  ) {
    files = FileAccess(folder: folder, outputFolder: outputFolder, readableFolders: readableFolders)
    self.parameters = parameters
    self.functions = Dictionary(functions.map { ($0.name, $0) }) { _, last in last }
  }

  private init(files: FileAccess, parameters: [String: String], functions: [String: Function]) {
    (self.files, self.parameters, self.functions) = (files, parameters, functions)
  }

  // MARK: - Scripts

  /// Keeps a script for the locations of diagnostics; it must begin where `nextBase` says.
  package func add(_ source: SourceText) { sources.append(source) }

  /// Where the offsets of the next script begin.
  package var nextBase: Int { sources.last.map { $0.base + $0.bytes.count + 1 } ?? 0 }

  /// The name of a script as files are named that it loads, whatever the current folder is.
  package func shown(_ name: String) -> String {
    name.hasPrefix(files.folder + "/") ? String(name.dropFirst(files.folder.count + 1)) : name
  }

  /// What a script says in a range, in one line.
  package func words(of range: SourceRange) -> String {
    guard let source = sources.last(where: { $0.contains(range) }) else { return "" }
    return source.balanced(range).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  // MARK: - Names

  /// Lets scripts call a function of the embedding program.
  package func add(_ function: Function) { functions[function.name] = function }

  package func restore(_ environment: Environment) { self.environment = environment }

  package func bindings(of names: [String]) -> Bindings { Bindings(names: names, environment: environment) }

  /// Takes over the meanings of some names from elsewhere; they replace the meanings here.
  package func adopt(_ bindings: Bindings) { environment.adopt(bindings.environment, bindings.names) }

  /// Records that these names have no meaning, which was reported: what uses them fails without a further message.
  package func refuse(_ names: [String]) { environment.refused.formUnion(names) }

  /// The names with their schemas and types, for whoever binds and runs nothing, such as an editor.
  package var catalog: any Catalog { SchemaCatalog(self, loaded: files.beginning) }

  /// How a pipeline gets its result, with the current meanings of the names in it.
  package func recipe(of pipeline: Pipeline) -> Recipe { environment.recipe(pipeline) }

  /// The names that an expression reads now, also inside the functions and scopes that it uses; a column of a step may be among
  /// them.
  package func names(readBy expression: Expression) -> Set<String> {
    environment.names(functions).read(by: expression)
  }

  /// Keeps a result as the last one; `pipeline` gave it.
  package func remember(_ output: Output, of pipeline: Pipeline) {
    switch output {
    case .table(let table): environment.remember(table, recipe(of: pipeline))
    case .value(let value): environment.remember(value, recipe(of: pipeline))
    // A sentence is not a result to continue from.
    case .verdict, .why, .chart, .saved: return
    }
  }

  /// What `let` named is a result too.
  package func remember(named name: String) { environment.remember(named: name) }

  /// A session in the same state, of which nothing changes this one: for a statement that may be given up.
  package func copy() -> Session {
    let copy = Session(files: files.copy(), parameters: parameters, functions: functions)
    copy.backends = backends
    copy.pictures = pictures
    copy.scriptDigest = scriptDigest
    copy.takeState(of: self)
    return copy
  }

  /// Goes on from the state of a copy.
  package func adopt(_ copy: Session) {
    files.takeState(of: copy.files)
    takeState(of: copy)
  }

  private func takeState(of other: Session) {
    (environment, ledger, timings, sources) = (other.environment, other.ledger, other.timings, other.sources)
  }

  /// A session that starts over, with its sources and what it reads from; only these files are protected from being replaced.
  package func startAnew(protecting files: Set<String>) {
    environment = Environment()
    self.files.startAnew(protecting: files)
    ledger = []
    timings = []
  }

  /// Evaluates with the names as they are; the ledger has lines for what ran, even if it failed.
  func evaluation<Result>(
    needs: ColumnNeeds? = nil, show: @escaping (Output) -> Void = { _ in },
    _ evaluate: (Evaluation) throws(RunFailure) -> Result
  ) throws(RunFailure) -> Result {
    let evaluation = Evaluation(self, environment, needs: needs, show: show)
    defer {
      ledger += evaluation.ledger
      timings += evaluation.timings
    }
    return try evaluate(evaluation)
  }
}

/// The meanings of some names, for a session that did not run their statements.
package struct Bindings: Sendable {
  fileprivate var names: [String]
  fileprivate var environment: Environment
}

extension SourceText {
  /// The characters of a range with the brackets after it that close those that open inside it: an expression's own range ends
  /// before them.
  fileprivate func balanced(_ range: SourceRange) -> String {
    var text = self[range]
    let open = text.count { $0 == "(" } - text.count { $0 == ")" }
    guard open > 0 else { return text }
    let rest = self[SourceRange(range.upper, range.upper + open)]
    text += rest.prefix { $0 == ")" }
    return text
  }
}
