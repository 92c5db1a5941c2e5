import Glibc
import StetColumns
package import StetDiagnostics
package import StetEngine
package import StetKit
import StetSyntax

/// What a block of a notebook gave.
package struct CellRun: Sendable {
  package let outputs: [Session.Output]
  /// For each of them, which statement of the block it is of.
  let statements: [Int]
  package let ledger: [LedgerEntry]
  /// Why it did not come to its end, and what fell in it.
  package let diagnostics: [Diagnostic]
  package let inputs: [RecordedInput]
  /// Whether it failed, or needs what failed before it.
  package let isBroken: Bool
  /// Tells two runs apart that may have given different things.
  let version: Int
  let bindings: Bindings
  let names: [String]
}

/// Runs notebooks: all blocks in order in one session, then what stands in the prose.
///
/// What ran before is run again only where a change reaches it: where its own text differs, or what gave the names in it, or a
/// file that it read.
package final class NotebookRunner {
  let session: Session
  private let recorder = InputRecorder()
  private var known: [Int: (run: CellRun, files: [FileState])] = [:]
  private var answers: [Int: Answer] = [:]
  /// How many blocks and expressions the last run calculated anew.
  package private(set) var calculated = (cells: 0, expressions: 0)

  package init(_ session: Session) {
    self.session = session
    session.recorder = recorder
  }

  package var sources: [SourceText] { session.sources }

  /// Where the positions of the next notebook begin.
  package var nextBase: Int { session.nextBase }

  /// Files that say what datasets are.
  package var metadataFiles: [String] { session.dataPackagePath.map { [$0] } ?? [] }

  /// Writes what the last run wrote, which waits until somebody has looked at its verdicts.
  package func writeOutputs() throws(RunFailure) { try recorder.release(recorder.heldCount) }

  /// The notebook's text must begin at `nextBase`.
  package func run(_ notebook: Notebook) -> NotebookRun {
    session.add(notebook.source)
    session.startAnew()
    calculated = (0, 0)
    var kept: [Int: (run: CellRun, files: [FileState])] = [:]
    var runs: [CellRun] = []
    // What each name stood for last, and how often it was given.
    var versions: [String: Int] = [:]
    var timesNamed: [String: Int] = [:]
    var usesOthers = 0
    for cell in notebook.cells {
      let read = words(in: notebook.source, cell.range)
      let key = combined([hash(of: notebook.source, cell.range), usesOthers] + read.compactMap { versions[$0] })
      let run: CellRun
      if let (before, files) = known[key], files.allSatisfy({ $0.isUnchanged }) {
        run = before
        session.adopt(before.bindings)
        kept[key] = (before, files)
      } else {
        run = self.run(cell, version: key)
        let files = run.inputs.map { FileState(path(of: $0.input)) }
        // What failed may succeed without any change that is seen here.
        if !run.isBroken, !cell.script.usesOthers { kept[key] = (run, files) }
      }
      if run.isBroken { session.refuse(run.names) }
      if cell.script.usesOthers { usesOthers = combined([usesOthers, key] + run.inputs.map { FileState(path(of: $0.input)).version }) }
      // A file that changed changes what is named from it.
      let version = combined([run.version] + run.inputs.map { FileState(path(of: $0.input)).version })
      for name in run.names {
        versions[name] = version
        timesNamed[name, default: 0] += 1
      }
      runs.append(run)
    }
    known = kept
    let tracer = session.tracingSession()
    let named = notebook.expressions.map { expression in
      answer(expression, notebook, tracer, versions, twice: Set(timesNamed.filter { $0.value > 1 }.keys), usesOthers)
    }
    answers = Dictionary(named.map { ($0.key, $0.answer) }) { first, _ in first }
    return NotebookRun(notebook: notebook, cells: runs, answers: named.map(\.answer), sources: session.sources)
  }

  private func run(_ cell: Cell, version: Int) -> CellRun {
    calculated.cells += 1
    var outputs: [Session.Output] = []
    var statements: [Int] = []
    var diagnostics: [Diagnostic] = []
    var isBroken = false
    let before = session.ledger.count
    let names = cell.script.statements.compactMap { $0.givenName?.text }
    let known = Set(session.nameList)
    for (place, statement) in cell.script.statements.enumerated() {
      do throws(RunFailure) {
        try session.run(statement) { output in
          outputs.append(output)
          statements.append(place)
        }
      } catch {
        diagnostics += error.diagnostics
        // A fallen claim fails the run but hides no later one.
        guard !error.diagnostics.isEmpty, error.diagnostics.allSatisfy({ $0.kind == .claim }) else {
          isBroken = true
          break
        }
      }
    }
    let all = cell.script.usesOthers ? session.nameList.filter { !known.contains($0) } + names : names
    return CellRun(
      outputs: outputs, statements: statements, ledger: Array(session.ledger[before...]), diagnostics: diagnostics, inputs: recorder.takeInputs(),
      isBroken: isBroken, version: version, bindings: session.bindings(of: all), names: all)
  }

  // MARK: - Prose

  private func answer(
    _ expression: ProseExpression, _ notebook: Notebook, _ tracer: Session, _ versions: [String: Int], twice: Set<String>, _ usesOthers: Int
  ) -> (key: Int, answer: Answer) {
    let read = words(in: notebook.source, expression.whole)
    let key = combined([hash(of: notebook.source, expression.whole), usesOthers] + read.compactMap { versions[$0] })
    if let known = answers[key] { return (key, known.moved(to: expression)) }
    calculated.expressions += 1
    let unclear = words(in: notebook.source, expression.range).first { twice.contains($0) }
    return (key, session.answer(expression, unclear: unclear, tracer: tracer))
  }

  /// Where a file that was read stands.
  package func path(of input: LockedInput) -> String { input.path.hasPrefix("/") ? input.path : session.startFolder + "/" + input.path }
}

/// A notebook that has run.
package struct NotebookRun: Sendable {
  package let notebook: Notebook
  package let cells: [CellRun]
  /// One for each expression in the prose.
  package let answers: [Answer]
  package let sources: [SourceText]

  /// What is wrong with the text and what failed, in the order of the text.
  package var diagnostics: [Diagnostic] {
    let all = notebook.diagnostics + cells.flatMap(\.diagnostics) + answers.flatMap(\.diagnostics)
    return all.enumerated().sorted { ($0.element.range?.lower ?? 0, $0.offset) < ($1.element.range?.lower ?? 0, $1.offset) }.map(\.element)
  }

  /// The inputs in the order in which they were read.
  package var inputs: [RecordedInput] {
    var all: [RecordedInput] = []
    for input in cells.flatMap(\.inputs) where !all.contains(where: { $0.input == input.input }) { all.append(input) }
    return all
  }
}

extension Script {
  /// Whether it takes names from another script.
  fileprivate var usesOthers: Bool { statements.contains { if case .use = $0.kind { true } else { false } } }
}

/// What tells a file's contents apart without reading it.
private struct FileState: Sendable {
  let path: String
  let version: Int

  init(_ path: String) {
    self.path = path
    version = Self.version(path)
  }

  var isUnchanged: Bool { Self.version(path) == version }

  private static func version(_ path: String) -> Int {
    var state = stat()
    guard unsafe stat(path, &state) == 0 else { return 0 }
    return combined([Int(state.st_mtim.tv_sec), Int(state.st_mtim.tv_nsec), Int(state.st_size), Int(state.st_ino)])
  }
}

private func combined(_ numbers: [Int]) -> Int {
  var hasher = Hasher()
  for number in numbers { hasher.combine(number) }
  return hasher.finalize()
}

private func hash(of source: SourceText, _ range: SourceRange) -> Int {
  var hasher = Hasher()
  for byte in source.bytes[(range.lower - source.base)..<(range.upper - source.base)] { hasher.combine(byte) }
  return hasher.finalize()
}

/// Everything in a stretch of text that may be a name, in the order of the text, each once.
private func words(in source: SourceText, _ range: SourceRange) -> [String] {
  var words: [String] = []
  var seen: Set<String> = []
  func add(_ bytes: ArraySlice<UInt8>) {
    let word = String(decoding: bytes, as: UTF8.self)
    if !word.isEmpty, seen.insert(word).inserted { words.append(word) }
  }
  let bytes = source.bytes[(range.lower - source.base)..<(range.upper - source.base)]
  var start = bytes.startIndex
  for index in bytes.indices {
    let byte = bytes[index] | 0x20
    let isPart = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (0x30...0x39).contains(bytes[index])
      || bytes[index] == UInt8(ascii: "_") || bytes[index] >= 0x80
    if isPart { continue }
    add(bytes[start..<index])
    start = index + 1
  }
  add(bytes[start...])
  // Names in backticks may have any characters.
  let pieces = bytes.split(separator: UInt8(ascii: "`"), omittingEmptySubsequences: false)
  for (place, piece) in pieces.enumerated() where place > 0 && place < pieces.count - 1 { add(piece) }
  return words
}
