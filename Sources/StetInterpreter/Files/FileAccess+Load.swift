import StetColumns
import StetDiagnostics
import StetEngine
import StetEvidence
import StetFormats
import StetReleases
import StetSyntax

/// What was loaded, with its line of the ledger.
struct LoadedSource {
  var table: Table
  var entry: LedgerEntry
  var duration: Duration
  /// Whether columns were left out.
  var isPartial = false
}

extension FileAccess {
  /// Reads a file or dataset; `columns` are those that are needed, nil for all. Tracing records nothing. `value`
  /// gives that of an option.
  func load(
    _ arguments: [Argument], _ range: SourceRange, columns: Set<String>?, isRecorded: Bool,
    value: (Expression) throws(RunFailure) -> Value
  ) throws(RunFailure) -> LoadedSource {
    let wantsHash = isRecorded && recorder != nil
    var isPartial = false
    let start = ContinuousClock.now
    var loaded: Loaded
    switch arguments.first?.value {
    case .name(let name) where name.text == StandardInput.name:
      do {
        let file = try standardInputFile()
        let options = try options(arguments, for: file.format(), columns, wantsHash, value)
        isPartial = options.isAskedFor != nil
        loaded = try TableSource(file, options: options, control).load(control)
      } catch {
        throw error.placed(at: name.range)
      }
      if isRecorded { try record(StandardInput.name, loaded, .standardInput, name.range) }
    case .name(let name):
      let (package, resource) = try dataset(name, arguments)
      do {
        if let other = try replacement(for: name.text, ReadOptions(describedBy: resource), wantsHash) {
          loaded = other
        } else {
          loaded = try package.load(resource, wantsHash: wantsHash, control)
        }
      } catch {
        throw error.placed(at: name.range)
      }
      if isRecorded { try record(resource.path, loaded, .dataset, of: (package, resource), name.range) }
      protect(package.folder + "/" + resource.path)
    case .literal(.text(let path), let range):
      do throws(RunFailure) {
        var combined = CombinedTables(path)
        for file in try files(path) {
          if isRecorded { try checkNotHeld(file, range) }
          let source = try source(file, range) { format throws(RunFailure) in
            try self.options(arguments, for: format, columns, wantsHash, value)
          }
          isPartial = source.options.isAskedFor != nil
          try combined.add(source, of: file, control)
        }
        if let known = prepared.removeValue(forKey: range.lower), combined.take(known) {
          isPartial = false
        } else {
          try combined.load(control)
        }
        if isRecorded {
          for part in combined.parts { try record(part.file, part.loaded, .table, range) }
        }
        for part in combined.parts { protect(folder + "/" + part.file) }
        loaded = try combined.table(control)
      } catch {
        let name = path.hasSuffix(".csv") ? String(path.dropLast(4)) : path
        let isDataset = (try? datasets(range))?.resources.contains { $0.name == name } ?? false
        guard isDataset, error.diagnostics.first?.code == .cannotRead else { throw error.placed(at: range) }
        throw RunFailure(.quotedDataset(name, range))
      }
    default: throw RunFailure(.needsTable(range))
    }
    if loaded.additions == nil, let found = arguments.first.flatMap({ found[$0.value.range.lower] }) {
      loaded.note(found)
    }
    let (table, beyond) = loaded.known(as: Self.sourceName(arguments))
    let receipt = loaded.receipt
    var counts: [LedgerEntry.Count] = []
    if receipt.blankLines > 0 { counts.append(.init("blank lines skipped", receipt.blankLines, of: "line")) }
    if receipt.hollowRows > 0 { counts.append(.init("empty rows skipped", receipt.hollowRows, of: "row")) }
    if receipt.commentLines > 0 { counts.append(.init("comments skipped", receipt.commentLines, of: "line")) }
    if receipt.repeatedHeaders > 0 {
      counts.append(.init("repeated headers skipped", receipt.repeatedHeaders, of: "row"))
    }
    for missing in receipt.missing where columns?.contains(missing.column) ?? true {
      counts.append(.init("missing in `\(missing.column)` as \(quoted(missing.code))", missing.count))
    }
    for redaction in receipt.redactions {
      counts.append(.init("redacted in `\(redaction.column)` as \(quoted(redaction.code))", redaction.count))
    }
    if receipt.trailingLines > 0 {
      counts.append(.init("lines skipped after the table", receipt.trailingLines, of: "line"))
    }
    if receipt.skippedLines > 0 {
      counts.append(.init("lines skipped before the header", receipt.skippedLines, of: "line"))
    }
    var entry = LedgerEntry(
      "load \(receipt.path)", range: range, rowsIn: receipt.loaded, rowsOut: receipt.loaded, counts: counts)
    let ofColumns = receipt.columnNotes.filter { columns?.contains($0.column) ?? true }.map(\.words)
    entry.notes = receipt.notes + ofColumns + beyond
    return LoadedSource(table: table, entry: entry, duration: .now - start, isPartial: isPartial)
  }

  /// The file or dataset of a load, as the script writes it.
  private static func sourceName(_ arguments: [Argument]) -> String {
    switch arguments.first?.value {
    case .name(let name): name.text
    case .literal(.text(let path), _): path
    default: ""
    }
  }

  /// The columns of a file or dataset, of which the types may be those of the file's beginning.
  func beginning(_ arguments: [Argument], _ range: SourceRange) throws(RunFailure) -> Schema? {
    let name = Self.sourceName(arguments)
    switch arguments.first?.value {
    case .name(let name) where name.text == StandardInput.name:
      guard standardInput != nil else { return nil }
      let file = try standardInputFile()
      let options = try file.format().options(try beginningOptions(arguments))
      let source = try TableSource(file, options: options, control)
      return schema(of: try source.beginning(), whole: source.whole(control), as: name.text, name.range)
    case .name(let word):
      let (package, resource) = try dataset(word, arguments)
      let isDescribed = resource.fields.contains { $0.additivity != nil }
      let whole = isDescribed ? nil : (try? package.source(of: resource))?.whole(control)
      return schema(of: Schema(resource.fields), whole: whole, as: name, word.range)
    case .literal(.text(let path), let range):
      var combined = CombinedTables(path)
      for file in try files(path) {
        let source = try source(file, range) { format throws(RunFailure) in
          try format.options(try self.beginningOptions(arguments))
        }
        try combined.add(source, of: file, control)
      }
      if let known = prepared[range.lower], combined.take(known) {
        return schema(of: combined.schema, whole: try combined.table(control), as: name, range)
      }
      let beginning = try combined.beginning(control)
      if combined.isLoaded { prepared[range.lower] = combined }
      let whole = combined.isLoaded ? try combined.table(control) : combined.whole(control)
      return schema(of: beginning, whole: whole, as: name, range)
    default: throw RunFailure(.needsTable(range))
    }
  }

  /// The columns of a file with where their dates come from and, where the whole file was read, what its figures show.
  private func schema(of beginning: Schema, whole: Loaded?, as name: String, _ range: SourceRange) -> Schema {
    var schema = beginning.dated(as: name)
    if let found = whole?.additions {
      self.found[range.lower] = found
      found.apply(to: &schema, as: name)
    }
    return schema
  }

  /// The files of a path, which may be a pattern.
  private func files(_ path: String) throws(RunFailure) -> [String] {
    guard replacements[path] == nil, let pattern = FilePattern(path, in: folder) else { return [path] }
    return try pattern.files(beneath: folder, alsoAllowed: readableFolders)
  }

  /// A file, or the one that is read in its place, with the options that `options` gives for its format.
  private func source(
    _ path: String, _ range: SourceRange, options: (SourceFormat) throws(RunFailure) -> ReadOptions
  ) throws(RunFailure) -> TableSource {
    if let other = replacements[path] {
      replaced.insert(path)
      let options = try options(.named(by: path))
      return try TableSource(OpenFile(other, shownAs: other), options: options, control)
    }
    let file: OpenFile
    do throws(RunFailure) { file = try tableFile(path, range) } catch {
      // What is wrong in the script is said before what is wrong with a file.
      _ = try options(.named(by: path))
      throw error
    }
    return try TableSource(file, options: options(file.format()), control)
  }

  /// The options of a load; `columns` are those that are needed, nil for all.
  private func options(
    _ arguments: [Argument], for format: SourceFormat, _ columns: Set<String>?, _ wantsHash: Bool,
    _ value: (Expression) throws(RunFailure) -> Value
  ) throws(RunFailure) -> ReadOptions {
    var options = try format.options(try written(arguments.dropFirst(), value))
    if let columns, !wantsHash { options.isAskedFor = { columns.contains($0) } }
    options.wantsHash = wantsHash
    return options
  }

  /// The options of a load whose values are all written out.
  private func beginningOptions(_ arguments: [Argument]) throws(RunFailure) -> [WrittenOption] {
    try written(arguments.dropFirst()) { item throws(RunFailure) in
      guard case .literal(.text(let text), _) = item else { throw RunFailure([]) }
      return .text(text)
    }
  }

  /// The file of a path, unpacked if it is packed.
  private func tableFile(_ path: String, _ range: SourceRange) throws(RunFailure) -> OpenFile {
    guard !StandardInput.paths.contains(path) else { throw RunFailure(.standardInputByPath(path, range)) }
    return try openFile(path, beneath: folder, alsoAllowed: readableFolders, shownAs: path).unpacked(control)
  }

  private func standardInputFile() throws(RunFailure) -> OpenFile {
    guard let standardInput else { throw RunFailure(.noStandardInput) }
    return try standardInput.file(control).unpacked(control)
  }

  /// The dataset that `load NAME` reads.
  func dataset(
    _ name: Name, _ arguments: [Argument]
  ) throws(RunFailure) -> (package: DataPackage, resource: DataPackage.Resource) {
    if let option = arguments.dropFirst().first { throw RunFailure(.declaredElsewhere(option.range)) }
    let package = try datasets(name.range)
    guard let resource = package.resources.first(where: { $0.name == name.text }) else {
      throw RunFailure(.unknownDataset(name, among: package.resources.map(\.name)))
    }
    return (package, resource)
  }

  private var control: ReadControl {
    ReadControl(progress: progress, memory: memory, unpacked: unpacked, isCancelled: isCancelled)
  }

  /// The table of the file that is read in place of another, as that would be read; nil if there is none.
  private func replacement(
    for name: String, _ options: ReadOptions, _ wantsHash: Bool
  ) throws(RunFailure) -> Loaded? {
    guard let path = replacements[name] else { return nil }
    var options = options
    options.wantsHash = wantsHash
    replaced.insert(name)
    return try TableSource(path: path, shownAs: path, options: options, control).load(control)
  }

  /// The options as the formats take them.
  private func written(
    _ arguments: ArraySlice<Argument>, _ value: (Expression) throws(RunFailure) -> Value
  ) throws(RunFailure) -> [WrittenOption] {
    var options: [WrittenOption] = []
    for argument in arguments {
      guard case .passes(let label) = argument.label else { throw RunFailure(.unnamedOption(argument.range)) }
      options.append(WrittenOption(label.text, label.range, try optionValue(argument.value, value)))
    }
    return options
  }

  private func optionValue(
    _ tree: Expression, _ value: (Expression) throws(RunFailure) -> Value
  ) throws(RunFailure) -> OptionValue {
    let kind: OptionValue.Kind
    switch tree {
    case .name(let name): kind = .word(name.text)
    case .literal(.text(let text), _): kind = .text(text)
    case .literal(.int(let value), _): kind = .int(value)
    case .literal(.bool(let value), _): kind = .word(value ? "true" : "false")
    case .literal(.date(let day), _): kind = .day(day)
    case .list(let items, _):
      var values: [OptionValue] = []
      for item in items {
        let kind: OptionValue.Kind =
          switch try value(item) {
          case .text(let text): .text(text)
          case .int(let number): .int(number)
          case .date(let day): .day(day)
          default: .other
          }
        values.append(OptionValue(kind, item.range))
      }
      kind = .list(values)
    case .record(let items, _):
      var members: [(name: String, value: OptionValue)] = []
      for item in items {
        guard case .passes(let name) = item.label else { return OptionValue(.other, tree.range) }
        members.append((name.text, try optionValue(item.value, value)))
      }
      kind = .record(members)
    default: kind = .other
    }
    return OptionValue(kind, tree.range)
  }
}

extension Diagnostic {
  fileprivate static func standardInputByPath(_ path: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .cannotRead, "standard input is loaded by its name, not as a file", at: range, kind: .data,
      fixIts: [FixIt("`\(StandardInput.name)`", range: range, replacement: StandardInput.name)])
  }

  /// At the prompt, in a notebook, and where a script itself is read from standard input.
  fileprivate static var noStandardInput: Diagnostic {
    Diagnostic(
      .cannotRead, "standard input can be loaded only by a script in a file and by `-e`", kind: .data,
      notes: ["`cat figures.csv | stet -e 'load stdin'` shows its table"])
  }

  fileprivate static func quotedDataset(_ name: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .cannotRead, "there is no such file; a dataset name takes no quotes", at: range, kind: .data,
      fixIts: [FixIt("`\(name)`", range: range, replacement: name)])
  }

  fileprivate static func unknownDataset(_ name: Name, among known: [String]) -> Diagnostic {
    let near = nearest(to: name.text, among: known)
    return Diagnostic(
      .unknownDataset, "there is no dataset `\(name.text)`", at: name.range, kind: .data,
      notes: near == nil ? ["the datasets are \(known.joined(separator: ", "))"] : [],
      fixIts: near.map { [FixIt("`\($0)`", range: name.range, replacement: $0)] } ?? [])
  }

  fileprivate static func declaredElsewhere(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.unknownOption, "the options of a dataset must be in `datapackage.json`, not in the script", at: range)
  }

  fileprivate static func unnamedOption(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .unknownOption, "an option of `load` must have a name and a colon", at: range,
      notes: [#"`load "spend.csv", skip: 3`"#])
  }
}

extension RunFailure {
  /// The same, with a location in the script if it had none.
  func placed(at range: SourceRange) -> RunFailure {
    RunFailure(
      diagnostics.map { diagnostic in
        var diagnostic = diagnostic
        diagnostic.range = diagnostic.range ?? range
        return diagnostic
      })
  }
}
