import StetColumns
import StetDiagnostics
import TestSupport
import Testing

@testable import StetFormats

/// `Datasets/dirty` has small files of which each has one defect, and the tables that are right for them, written down before any program
/// read them. `Scripts/dirty` shows all outcomes, beside those of other readers.
@Test("No dirty file becomes a wrong table in silence, or by what a message proposes", arguments: dirtyFolders)
func dirtyFiles(_ folder: String) throws {
  var (silent, byAdvice): (Set<String>, Set<String>) = ([], [])
  for file in try DirtyFile.all(in: folder) {
    switch try DirtyTrial(file).fault {
    case .silent?: silent.insert(file.name)
    case .byAdvice?: byAdvice.insert(file.name)
    case nil: break
    }
  }
  func known(_ faults: [String: [String]]) -> Set<String> {
    Set(faults.values.joined().filter { $0.hasPrefix(folder + "/") })
  }
  // A fault that was mended has to leave the list.
  expectSame(silent, known(DirtyFaults.wrongInSilence), "wrong in silence")
  expectSame(byAdvice, known(DirtyFaults.wrongByAdvice), "wrong by advice")
}

private let dirty = project + "/Datasets/dirty"
private let dirtyFolders = names(in: dirty).filter { !$0.contains(".") }

private func expectSame(_ found: Set<String>, _ known: Set<String>, _ words: String) {
  #expect(found.subtracting(known).sorted() == [], "newly \(words)")
  #expect(known.subtracting(found).sorted() == [], "no longer \(words): take them out of DirtyFaults.swift")
}

@Test("There are at least 1,000 dirty files, and each has what is right for it")
func dirtyCorpus() throws {
  let files = try dirtyFolders.flatMap { try DirtyFile.all(in: $0) }
  #expect(files.count >= 1000)
  for folder in dirtyFolders {
    let listed = files.filter { $0.name.hasPrefix(folder + "/") }.map(\.shownName).sorted()
    #expect(listed == names(in: dirty + "/" + folder).filter { $0 != "expected.json" })
  }
}

/// Loads a file as it is, then with each option that is printed, and with each that is printed then.
private struct DirtyTrial {
  enum Fault { case silent, byAdvice }

  private(set) var fault: Fault?
  private let file: DirtyFile

  private struct Step {
    let options: PastedOptions
    let depth: Int
    /// Whether a note says when its option is right.
    let isConditional: Bool
    let parent: Int?
    /// Nil if the file was refused.
    let issues: Set<DirtyFile.Issue>?
    let notes: [String]
  }

  init(_ file: DirtyFile) throws {
    self.file = file
    var steps: [Step] = []
    var waiting = [(options: PastedOptions(), parent: Int?.none, isConditional: false)]
    while !waiting.isEmpty, steps.count < 16 {
      let (options, parent, isConditional) = waiting.removeFirst()
      let step = try load(options, parent, isConditional, depth: parent.map { steps[$0].depth + 1 } ?? 1)
      steps.append(step)
      guard step.depth == 1 || step.depth < 3 && step.issues?.isEmpty != false else { continue }
      for note in step.notes {
        let says = isConditional || note.contains("right if ") || note.contains("right only if ")
        for proposed in PastedOptions.all(in: note) {
          let next = options.adding(proposed)
          guard !steps.contains(where: { $0.options == next }), !waiting.contains(where: { $0.options == next }) else {
            continue
          }
          waiting.append((next, steps.count - 1, says))
        }
      }
    }
    let isSilent = steps[0].issues.map { !$0.isEmpty && !areNoted($0, steps[0]) } ?? false
    fault = isSilent ? .silent : steps.contains { isWrongByAdvice($0, steps) } ? .byAdvice : nil
  }

  private func load(_ options: PastedOptions, _ parent: Int?, _ isConditional: Bool, depth: Int) throws -> Step {
    func step(_ issues: [DirtyFile.Issue]?, _ notes: [String]) -> Step {
      Step(
        options: options, depth: depth, isConditional: isConditional, parent: parent, issues: issues.map { Set($0) },
        notes: notes)
    }
    do {
      var source = try TableSource(path: file.path, shownAs: file.shownName)
      let written = try #require(options.written, "\(options) cannot be pasted")
      source.options = try source.format.options(written)
      let loaded = try source.load()
      return step(file.issues(of: loaded.table, afterAdvice: depth > 1), loaded.receipt.notes)
    } catch let failure as RunFailure {
      return step(nil, failure.diagnostics.flatMap(\.notes))
    }
  }

  /// Whether notes name each column that is wrong, or, at the first try, what a wrong shape comes from: how the lines were read, that a
  /// column has no name, or that one is not of the type that it seems to be.
  private func areNoted(_ issues: Set<DirtyFile.Issue>, _ step: Step) -> Bool {
    issues.allSatisfy { issue in
      switch issue {
      case .column(let name): step.notes.contains { $0.contains("`\(name)`") }
      case .shape, .name:
        step.depth == 1
          && step.notes.contains { note in
            ["read with `", " called `", "stays text", "they may be two tables"].contains { note.contains($0) }
          }
      }
    }
  }

  /// Whether an option that was printed without a condition, and without the right one beside it, leads to a wrong table.
  private func isWrongByAdvice(_ step: Step, _ steps: [Step]) -> Bool {
    guard let parent = step.parent, let issues = step.issues, !issues.isEmpty, !step.isConditional else { return false }
    if areNoted(issues, step) { return false }
    if let before = steps[parent].issues, !before.isEmpty, issues.isSubset(of: before) { return false }
    return !steps.contains { $0.parent == parent && $0.issues?.isEmpty == true }
  }
}

@Test(
  "A dirty file is read in blocks as it is read whole, or left to the reader that sees all of it",
  arguments: dirtyFolders)
func dirtyStreams(_ folder: String) throws {
  for file in try DirtyFile.all(in: folder) {
    guard let source = try? TableSource(path: file.path, shownAs: file.shownName),
      ["CSV", "TSV"].contains(source.format.name)
    else { continue }
    let opened = try OpenFile(file.path, shownAs: file.shownName)
    guard let streamed = try? CSVStream(opened, ReadOptions(), blockSize: 64).read(nil, { false }) else { continue }
    // A file that ends in a note is not read in blocks.
    let bytes = try opened.read(progress: nil, isCancelled: { false })
    let last = bytes.split(whereSeparator: { $0 == 10 || $0 == 13 }).last ?? []
    if beginsAsNote(String(decoding: last.drop { $0 == UInt8(ascii: "\"") }, as: UTF8.self)) { continue }
    let whole = try? CSVReader(name: file.shownName, options: ReadOptions())
      .read(bytes, digest: opened.digest) { false }
    #expect(whole?.table.schema == streamed.table.schema, "\(file.name)")
    // Read in blocks, a number is a value: two ways to write it are not seen.
    let notes = whole?.receipt.notes.filter { !$0.contains(" are one number, at ") }
    #expect(notes == streamed.receipt.notes, "\(file.name)")
    #expect(whole.map { rows(of: $0.table) } == rows(of: streamed.table), "\(file.name)")
  }
}

private func rows(of table: Table) -> [[Value]] { (0..<table.rowCount).map { table.row($0) } }
