import StetColumns
import StetDiagnostics
import StetEngine
import StetFormats
import StetSyntax

extension Session {
  /// `isAskedFor` tells the columns that the rest of the pipeline may ask for; nil for all.
  func load(
    _ arguments: [Argument], _ range: SourceRange, isAskedFor: (@Sendable (String) -> Bool)? = nil
  ) throws(RunFailure) -> Table {
    let start = ContinuousClock.now
    let loaded: Loaded
    switch arguments.first?.value {
    case .name(let name):
      if let option = arguments.dropFirst().first { throw RunFailure(.declaredElsewhere(option.range)) }
      let package = try datasets(name.range)
      guard let resource = package.resources.first(where: { $0.name == name.text }) else {
        throw RunFailure(.unknownDataset(name, among: package.resources.map(\.name)))
      }
      if isChecking {
        return Table(
          schema: Schema(resource.fields), columns: resource.fields.map { Column([], type: $0.type) }, rowCount: 0)
      }
      do {
        if let other = try replacement(for: name.text, ReadOptions(describedBy: resource)) {
          loaded = other
        } else {
          loaded = try package.load(resource, wantsHash: recorder != nil, control)
        }
      } catch {
        throw error.placed(at: name.range)
      }
      try record(resource.path, loaded, of: (package, resource), name.range)
      inputs.insert(package.folder + "/" + resource.path)
    case .literal(.text(let path), let range):
      do {
        let format = try SourceFormat.named(by: path)
        try checkNotHeld(path, range)
        var options = try format.options(try written(arguments.dropFirst()))
        options.isAskedFor = recorder == nil ? isAskedFor : nil
        options.wantsHash = recorder != nil
        if let other = try replacement(for: path, options) {
          loaded = other
        } else {
          let source = try TableSource(
            path, beneath: folder, alsoAllowed: readableFolders, shownAs: path, options: options)
          loaded = try source.load(control)
        }
      } catch {
        let name = path.hasSuffix(".csv") ? String(path.dropLast(4)) : path
        let isDataset = (try? datasets(range))?.resources.contains { $0.name == name } ?? false
        guard isDataset, error.diagnostics.first?.code == .cannotRead else { throw error.placed(at: range) }
        throw RunFailure(.quotedDataset(name, range))
      }
      try record(path, loaded, range)
      inputs.insert(folder + "/" + path)
    default: throw RunFailure(.noTable(range))
    }
    let receipt = loaded.receipt
    var counts: [LedgerEntry.Count] = []
    if receipt.blankLines > 0 { counts.append(.init("blank lines skipped", receipt.blankLines, of: "line")) }
    for redaction in receipt.redactions {
      counts.append(.init("redacted in `\(redaction.column)` as \(quoted(redaction.code))", redaction.count))
    }
    if receipt.trailingLines > 0 {
      counts.append(.init("lines after the table skipped", receipt.trailingLines, of: "line"))
    }
    if receipt.skippedLines > 0 {
      counts.append(.init("lines before the header skipped", receipt.skippedLines, of: "line"))
    }
    var entry = LedgerEntry(
      "load \(receipt.path)", range: range, rowsIn: receipt.loaded, rowsOut: receipt.loaded, counts: counts)
    entry.notes = receipt.notes
    ledger.append(entry)
    timings.append(StepTiming(entry.step, range, .now - start))
    return isChecking ? loaded.table.gather([]) : loaded.table
  }

  private var control: ReadControl { ReadControl(progress: progress, isCancelled: isCancelled) }

  /// The table of the file that is read in place of another, as that would be read; nil where none is.
  private func replacement(for name: String, _ options: ReadOptions) throws(RunFailure) -> Loaded? {
    guard let path = replacements[name] else { return nil }
    var options = options
    options.wantsHash = recorder != nil
    replaced.insert(name)
    return try TableSource(path: path, shownAs: path, options: options).load(control)
  }

  /// The options as the formats take them.
  private func written(_ arguments: ArraySlice<Argument>) throws(RunFailure) -> [WrittenOption] {
    var options: [WrittenOption] = []
    for argument in arguments {
      guard case .passes(let label) = argument.label else { throw RunFailure(.unnamedOption(argument.range)) }
      options.append(WrittenOption(label.text, label.range, try optionValue(argument.value)))
    }
    return options
  }

  private func optionValue(_ tree: Expression) throws(RunFailure) -> OptionValue {
    let kind: OptionValue.Kind
    switch tree {
    case .name(let name): kind = .word(name.text)
    case .literal(.text(let text), _): kind = .text(text)
    case .literal(.int(let value), _): kind = .int(value)
    case .list(let items, _):
      var values: [OptionValue] = []
      for item in items {
        let text: OptionValue.Kind = if case .text(let text) = try scalar(item) { .text(text) } else { .other }
        values.append(OptionValue(text, item.range))
      }
      kind = .list(values)
    case .record(let items, _):
      var members: [(name: String, value: OptionValue)] = []
      for item in items {
        guard case .passes(let name) = item.label else { return OptionValue(.other, tree.range) }
        members.append((name.text, try optionValue(item.value)))
      }
      kind = .record(members)
    default: kind = .other
    }
    return OptionValue(kind, tree.range)
  }

  func datasets(_ range: SourceRange) throws(RunFailure) -> DataPackage {
    if let dataPackage { return dataPackage }
    guard let found = DataPackage.folder(near: folder) else { throw RunFailure(.noDatasets(range)) }
    do { dataPackage = try DataPackage.read(folder: found) } catch { throw error.placed(at: range) }
    return try datasets(range)
  }
}

/// Whether a column's name stands anywhere in the scripts. A column of which that is not so cannot be asked for, as names are
/// spelled out; of names that may be spelled in more than one way nothing is said.
func isNamed(in sources: [SourceText]) -> @Sendable (String) -> Bool {
  { column in
    let name = Array(column.utf8)
    guard name.allSatisfy({ $0 >= 0x20 && $0 < 0x80 && $0 != UInt8(ascii: "`") && $0 != UInt8(ascii: "\\") }) else {
      return true
    }
    return sources.contains { $0.mentions(name) }
  }
}

extension Diagnostic {
  fileprivate static func quotedDataset(_ name: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .cannotRead, "there is no such file; a dataset is loaded without quotes", at: range, kind: .data,
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
    Diagnostic(.unknownOption, "the options of a dataset are in `datapackage.json`", at: range)
  }

  fileprivate static func unnamedOption(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .unknownOption, "an option of `load` has a name and a colon", at: range, notes: [#"`load "spend.csv", skip: 3`"#])
  }

  fileprivate static func noDatasets(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .noDatasets, "no folder `Datasets` with a `datapackage.json` stands beside the script or above it", at: range,
      kind: .data, notes: ["a file is loaded with its path in quotes: `load \"figures.csv\"`"])
  }
}

extension RunFailure {
  /// The same, pointing at the script where it pointed nowhere in it.
  func placed(at range: SourceRange) -> RunFailure {
    RunFailure(
      diagnostics.map { diagnostic in
        var diagnostic = diagnostic
        diagnostic.range = diagnostic.range ?? range
        return diagnostic
      })
  }
}
