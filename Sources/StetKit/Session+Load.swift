import StetColumns
import StetDiagnostics
import StetEngine
import StetFormats
import StetSyntax

extension Session {
  func load(_ arguments: [Argument], _ range: SourceRange) throws(RunFailure) -> Table {
    let options = Array(arguments.dropFirst())
    let result: (table: Table, receipt: LoadReceipt)
    switch arguments.first?.value {
    case .name(let name):
      if let option = options.first { throw RunFailure(.declaredElsewhere(option.range)) }
      let package = try datasets(name.range)
      guard let resource = package.resources.first(where: { $0.name == name.text }) else {
        throw RunFailure(.unknownDataset(name, among: package.resources.map(\.name)))
      }
      if isChecking { return Table(schema: Schema(resource.fields), columns: resource.fields.map { Column([], type: $0.type) }, rowCount: 0) }
      let loaded = try package.load(resource, progress: progress, isCancelled: isCancelled)
      inputs.insert(package.folder + "/" + resource.path)
      result = (loaded.table, loaded.receipt)
    case .literal(.text(let path), let range):
      guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
        throw RunFailure(.outside(path, range))
      }
      let loaded = try readCSV(
        path: folder + "/" + path, shownAs: path, options: try csvOptions(options), progress: progress,
        isCancelled: isCancelled)
      inputs.insert(folder + "/" + path)
      result = (loaded.table, loaded.receipt)
    default: throw RunFailure(.noTable(range))
    }
    let receipt = result.receipt
    var counts: [LedgerEntry.Count] = []
    if receipt.blankLines > 0 { counts.append(.init("blank lines skipped", receipt.blankLines)) }
    if receipt.skippedLines > 0 { counts.append(.init("lines in front of the header skipped", receipt.skippedLines)) }
    ledger.append(
      LedgerEntry("load \(receipt.path)", range: range, rowsIn: receipt.loaded, rowsOut: receipt.loaded, counts: counts))
    for note in receipt.notes {
      ledger.append(LedgerEntry(note, range: range, rowsIn: receipt.loaded, rowsOut: receipt.loaded))
    }
    return isChecking ? result.table.gather([]) : result.table
  }

  /// `delimiter: ";"`, `skip: 3`, `missing: ["D", "-"]`, `ragged: pad`
  private func csvOptions(_ arguments: [Argument]) throws(RunFailure) -> CSVOptions {
    var options = CSVOptions()
    for argument in arguments {
      guard case .passes(let label) = argument.label else { throw RunFailure(.unknownLoadOption(argument.range)) }
      switch (label.text, argument.value) {
      case ("delimiter", .literal(.text(let text), _)):
        guard let byte = text.utf8.first, text.utf8.count == 1, byte != UInt8(ascii: "\"") else {
          throw RunFailure(.loadOption(label, "one character such as `\";\"`"))
        }
        options.delimiter = byte
      case ("skip", .literal(.int(let count), _)) where (0...1_000_000).contains(count): options.skip = Int(count)
      case ("missing", .list(let items, _)):
        for item in items {
          guard case .text(let code) = try scalar(item) else { throw RunFailure(.loadOption(label, "a list of texts")) }
          options.missing.append(code)
        }
      case ("ragged", .name(let policy)) where policy.text == "pad": options.ragged = .pad
      case ("ragged", .name(let policy)) where policy.text == "reject": options.ragged = .reject
      case ("delimiter", _): throw RunFailure(.loadOption(label, "one character such as `\";\"`"))
      case ("skip", _): throw RunFailure(.loadOption(label, "a whole number of lines"))
      case ("missing", _): throw RunFailure(.loadOption(label, "a list such as `[\"D\", \"-\"]`"))
      case ("ragged", _): throw RunFailure(.loadOption(label, "`reject` or `pad`"))
      case ("types", _), ("units", _), ("encoding", _), ("header", _), ("sheet", _), ("range", _), ("redacted", _):
        throw RunFailure(.notBuilt(label.text, label.range))
      default: throw RunFailure(.unknownLoadOption(label.range))
      }
    }
    return options
  }

  private func datasets(_ range: SourceRange) throws(RunFailure) -> DataPackage {
    if let dataPackage { return dataPackage }
    guard let found = DataPackage.folder(near: folder) else { throw RunFailure(.noDatasets(range)) }
    let package = try DataPackage.read(folder: found)
    dataPackage = package
    return package
  }
}

extension Diagnostic {
  fileprivate static func notBuilt(_ word: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic("not-built", "`\(word)` is not built yet", at: range)
  }

  fileprivate static func unknownDataset(_ name: Name, among known: [String]) -> Diagnostic {
    let near = nearest(to: name.text, among: known)
    return Diagnostic(
      "unknown-dataset", "there is no dataset `\(name.text)`", at: name.range, kind: .data,
      notes: near == nil ? ["the datasets are \(known.joined(separator: ", "))"] : [],
      fixIts: near.map { [FixIt("`\($0)`", range: name.range, replacement: $0)] } ?? [])
  }

  fileprivate static func declaredElsewhere(_ range: SourceRange) -> Diagnostic {
    Diagnostic("unknown-option", "a dataset's options stand in `datapackage.json`", at: range)
  }

  fileprivate static func unknownLoadOption(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      "unknown-option", "`load` has no such option", at: range,
      notes: ["the options are `delimiter:`, `skip:`, `missing:` and `ragged:`"])
  }

  fileprivate static func loadOption(_ label: Name, _ wanted: String) -> Diagnostic {
    Diagnostic("load-option", "`\(label.text):` takes \(wanted)", at: label.range)
  }

  fileprivate static func noDatasets(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      "no-datasets", "no folder `Datasets` with a `datapackage.json` stands beside the script or above it", at: range,
      kind: .data, notes: ["a file is loaded with its path in quotes: `load \"figures.csv\"`"])
  }

  fileprivate static func outside(_ path: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      "outside-folder", "a script reads only below its own folder, and \(quoted(path)) leads out of it", at: range,
      kind: .data)
  }
}
