import StetColumns
package import StetDiagnostics
package import StetEngine
package import StetInterpreter
package import StetReleases
import StetSyntax
import StetSystem

/// The output of a block of a notebook.
package struct CodeBlockRun: Sendable {
  package let outputs: [Session.Output]
  /// For each of them, which statement of the block it is of.
  let statements: [Int]
  /// How the statements that showed something got their results, with the names as they were.
  let recipes: [Int: Recipe]
  package let ledger: [LedgerEntry]
  /// Why it did not finish, and which claims fell in it.
  package let diagnostics: [Diagnostic]
  package let inputs: [RecordedInput]
  /// Whether it failed, or needs what failed before it.
  package let isBroken: Bool
  /// Different for every run.
  let number: Int
  let bindings: Bindings
  let names: [GivenName]
}

/// Runs notebooks: all blocks in order in one session, then the expressions in the prose.
///
/// What ran before is run again only if a change affects it: if its own text differs, or the definition of a name in it, or a
/// file that it read.
package final class NotebookRunner {
  /// Earlier results that can be reused as long as their files are unchanged.
  private struct Known<Result> {
    var result: Result
    var files: InputFiles
    /// What it would write.
    var held: [InputRecorder.Held]
  }

  let session: Session
  private let recorder = InputRecorder()
  /// What the host protects from being replaced.
  private let protected: Set<String>
  private var known: [Int: Known<CodeBlockRun>] = [:]
  private var answers: [Int: Known<ProseAnswer>] = [:]
  private var runs = 0
  /// How many blocks and expressions the last run calculated again.
  package private(set) var calculated = (codeBlocks: 0, expressions: 0)

  package init(_ session: Session) {
    self.session = session
    protected = session.files.protectedFiles
    session.files.recorder = recorder
  }

  package var sources: [SourceText] { session.sources }

  /// Where the offsets of the next notebook begin.
  package var nextBase: Int { session.nextBase }

  /// Files that say what datasets are.
  package var metadataFiles: [String] { session.files.dataPackagePath.map { [$0] } ?? [] }

  /// Writes the files of the last run, which wait until its verdicts have been looked at.
  package func writeOutputs() throws(RunFailure) { try recorder.release(recorder.heldCount) }

  /// The notebook's text must begin at `nextBase`.
  package func run(_ notebook: Notebook) -> NotebookRun {
    session.add(notebook.source)
    session.startAnew(protecting: protected)
    recorder.startAnew()
    calculated = (0, 0)
    var kept: [Int: Known<CodeBlockRun>] = [:]
    var runs: [CodeBlockRun] = []
    var names = NameVersions()
    let given = notebook.codeBlocks.flatMap { $0.script.statements.compactMap(\.givenName) }
    for codeBlock in notebook.codeBlocks {
      let key = names.version(
        of: hash(of: notebook.source, codeBlock.range), words(in: notebook.source, codeBlock.range))
      let run: CodeBlockRun
      let files: InputFiles
      if let before = known[key], before.files.areUnchanged(session) {
        (run, files) = (before.result, before.files)
        session.adopt(run.bindings)
        for input in run.inputs { session.files.protect(path(of: input.input)) }
        recorder.hold(before.held)
        kept[key] = before
      } else {
        let start = fileClock()
        let held = recorder.heldCount
        run = self.run(codeBlock, later: given.filter { $0.range.lower > codeBlock.range.upper }, notebook.source)
        files = InputFiles(run.inputs.map { path(of: $0.input) }, run.inputs, session, since: start)
        // What failed may succeed without a change that can be seen here, and its errors have locations in this text.
        if run.diagnostics.isEmpty, !run.isBroken, !codeBlock.script.usesOthers, files.areSettled {
          kept[key] = Known(result: run, files: files, held: recorder.held(after: held))
        }
      }
      if run.isBroken { session.refuse(run.names.map(\.text)) }
      names.add(
        run.names, version: files.areSettled ? combined([key, files.version]) : run.number,
        usesOthers: codeBlock.script.usesOthers)
      runs.append(run)
    }
    known = kept
    let tracing = Tracing()
    var answered: [Int: Known<ProseAnswer>] = [:]
    let found = notebook.expressions.map { answer($0, notebook, tracing, names, &answered) }
    answers = answered
    return NotebookRun(notebook: notebook, codeBlocks: runs, answers: found, sources: session.sources)
  }

  /// For a name that a later block defines, says where it is defined, instead of guessing what is meant.
  private func explained(_ diagnostics: [Diagnostic], later: [Name], _ source: SourceText) -> [Diagnostic] {
    diagnostics.map { diagnostic in
      guard diagnostic.code == .unknownTable || diagnostic.code == .unknownName, let range = diagnostic.range,
        source.contains(range),
        let name = later.first(where: { $0.text == source[range] })
      else { return diagnostic }
      var diagnostic = diagnostic
      diagnostic.fixIts = []
      diagnostic.notes = [
        "`\(name.text)` is defined on line \(source.position(of: name.range.lower).line); a block can use only names that are defined above it"
      ]
      return diagnostic
    }
  }

  private func run(_ codeBlock: CodeBlock, later: [Name], _ source: SourceText) -> CodeBlockRun {
    calculated.codeBlocks += 1
    runs += 1
    var outputs: [Session.Output] = []
    var statements: [Int] = []
    var recipes: [Int: Recipe] = [:]
    var diagnostics = codeBlock.mistakes
    var isBroken = !diagnostics.isEmpty
    let (before, sources) = (session.ledger.count, session.sources.count)
    for (place, statement) in codeBlock.script.statements.enumerated() where !isBroken {
      do throws(RunFailure) {
        try session.run(statement) { output in
          outputs.append(output)
          statements.append(place)
        }
        if case .pipeline(let pipeline) = statement.kind { recipes[place] = session.recipe(of: pipeline) }
      } catch {
        diagnostics += explained(error.diagnostics, later: later, source)
        // A fallen claim fails the run but hides no later one.
        isBroken = error.diagnostics.isEmpty || !error.diagnostics.allSatisfy { $0.kind == .claim }
      }
    }
    let names =
      session.sources[sources...].flatMap { givenNames(in: parse($0).0, $0) } + givenNames(in: codeBlock.script, source)
    return CodeBlockRun(
      outputs: outputs, statements: statements, recipes: recipes, ledger: Array(session.ledger[before...]),
      diagnostics: diagnostics,
      inputs: recorder.takeInputs(), isBroken: isBroken, number: runs,
      bindings: session.bindings(of: names.map(\.text)), names: names)
  }

  // MARK: - Prose

  private func answer(
    _ expression: ProseExpression, _ notebook: Notebook, _ tracing: Tracing, _ names: NameVersions,
    _ kept: inout [Int: Known<ProseAnswer>]
  ) -> ProseAnswer {
    let unclear = expression.expression.flatMap {
      session.names(readBy: $0).sorted().first { names.givenTwice.contains($0) }
    }
    let key = names.version(
      of: hash(of: notebook.source, expression.whole), words(in: notebook.source, expression.whole))
    if unclear == nil, let before = answers[key], before.files.areUnchanged(session) {
      for input in before.result.inputs { session.files.protect(path(of: input.input)) }
      recorder.hold(before.held)
      kept[key] = before
      return before.result.moved(to: expression)
    }
    calculated.expressions += 1
    let start = fileClock()
    let held = recorder.heldCount
    var answer = session.answer(expression, of: notebook, unclear: unclear, tracing: tracing)
    answer.inputs = recorder.takeInputs()
    let files = InputFiles(answer.inputs.map { path(of: $0.input) }, answer.inputs, session, since: start)
    if case .failed = answer.outcome { return answer }
    if files.areSettled { kept[key] = Known(result: answer, files: files, held: recorder.held(after: held)) }
    return answer
  }

  /// Where a file that was read is.
  package func path(of input: LockedInput) -> String {
    input.path.hasPrefix("/") ? input.path : session.files.folder + "/" + input.path
  }
}

/// A notebook that has run.
package struct NotebookRun: Sendable {
  package let notebook: Notebook
  package let codeBlocks: [CodeBlockRun]
  /// One for each expression in the prose.
  package let answers: [ProseAnswer]
  package let sources: [SourceText]

  /// Errors in the text and failures, in the order of the text.
  package var diagnostics: [Diagnostic] {
    // A block that cannot be run says why; so does the text.
    let said = Set(notebook.diagnostics)
    let all =
      notebook.diagnostics + codeBlocks.flatMap(\.diagnostics).filter { !said.contains($0) }
      + answers.flatMap(\.diagnostics)
    return all.enumerated().sorted {
      ($0.element.range?.lower ?? 0, $0.offset) < ($1.element.range?.lower ?? 0, $1.offset)
    }.map(\.element)
  }

  /// The inputs in the order in which they were read.
  package var inputs: [RecordedInput] {
    var all: [RecordedInput] = []
    for input in codeBlocks.flatMap(\.inputs) + answers.flatMap(\.inputs)
    where !all.contains(where: { $0.input == input.input }) { all.append(input) }
    return all
  }
}

extension Script {
  /// Whether it takes names from another script.
  fileprivate var usesOthers: Bool { statements.contains { if case .use = $0.kind { true } else { false } } }
}

private func hash(of source: SourceText, _ range: SourceRange) -> Int {
  var hasher = Hasher()
  for byte in source.bytes[(range.lower - source.base)..<(range.upper - source.base)] { hasher.combine(byte) }
  return hasher.finalize()
}
