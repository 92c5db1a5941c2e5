import StetColumns
import StetDiagnostics
import StetEngine
import StetFormats
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
    let loaded: Loaded
    switch arguments.first?.value {
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
      if isRecorded { try record(resource.path, loaded, of: (package, resource), name.range) }
      protect(package.folder + "/" + resource.path)
    case .literal(.text(let path), let range):
      do {
        let format = try SourceFormat.named(by: path)
        if isRecorded { try checkNotHeld(path, range) }
        var options = try format.options(try written(arguments.dropFirst(), value))
        if let columns, !wantsHash {
          options.isAskedFor = { columns.contains($0) }
          isPartial = true
        }
        options.wantsHash = wantsHash
        if let other = try replacement(for: path, options, wantsHash) {
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
      if isRecorded { try record(path, loaded, range) }
      protect(folder + "/" + path)
    default: throw RunFailure(.needsTable(range))
    }
    let receipt = loaded.receipt
    var counts: [LedgerEntry.Count] = []
    if receipt.blankLines > 0 { counts.append(.init("blank lines skipped", receipt.blankLines, of: "line")) }
    if receipt.hollowRows > 0 { counts.append(.init("empty rows skipped", receipt.hollowRows, of: "row")) }
    if receipt.repeatedHeaders > 0 {
      counts.append(.init("repeated headers skipped", receipt.repeatedHeaders, of: "header"))
    }
    if receipt.commentLines > 0 { counts.append(.init("comments skipped", receipt.commentLines, of: "line")) }
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
    entry.notes = receipt.notes
    return LoadedSource(table: loaded.table, entry: entry, duration: .now - start, isPartial: isPartial)
  }

  /// The columns of a file or dataset, of which the types may be those of the file's beginning.
  func beginning(_ arguments: [Argument], _ range: SourceRange) throws(RunFailure) -> Schema? {
    switch arguments.first?.value {
    case .name(let name): return Schema(try dataset(name, arguments).resource.fields)
    case .literal(.text(let path), _):
      let options = try SourceFormat.named(by: path).options(
        try written(arguments.dropFirst()) { item throws(RunFailure) in
          guard case .literal(.text(let text), _) = item else { throw RunFailure([]) }
          return .text(text)
        })
      let source =
        if let other = replacements[path] {
          try TableSource(path: other, shownAs: other, options: options)
        } else {
          try TableSource(path, beneath: folder, alsoAllowed: readableFolders, shownAs: path, options: options)
        }
      return try source.beginning()
    default: throw RunFailure(.needsTable(range))
    }
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

  private var control: ReadControl { ReadControl(progress: progress, memory: memory, isCancelled: isCancelled) }

  /// The table of the file that is read in place of another, as that would be read; nil if there is none.
  private func replacement(
    for name: String, _ options: ReadOptions, _ wantsHash: Bool
  ) throws(RunFailure) -> Loaded? {
    guard let path = replacements[name] else { return nil }
    var options = options
    options.wantsHash = wantsHash
    replaced.insert(name)
    return try TableSource(path: path, shownAs: path, options: options).load(control)
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
    case .list(let items, _):
      var values: [OptionValue] = []
      for item in items {
        let kind: OptionValue.Kind =
          switch try value(item) {
          case .text(let text): .text(text)
          case .int(let number): .int(number)
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
