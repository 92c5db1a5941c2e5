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
    let options = Array(arguments.dropFirst())
    let result: (table: Table, receipt: LoadReceipt)
    switch arguments.first?.value {
    case .name(let name):
      if let option = options.first { throw RunFailure(.declaredElsewhere(option.range)) }
      let package = try datasets(name.range)
      guard let resource = package.resources.first(where: { $0.name == name.text }) else {
        throw RunFailure(.unknownDataset(name, among: package.resources.map(\.name)))
      }
      if isChecking {
        return Table(
          schema: Schema(resource.fields), columns: resource.fields.map { Column([], type: $0.type) }, rowCount: 0)
      }
      let loaded: Loaded
      do {
        if let other = try replacement(for: name.text, resource) {
          loaded = other
        } else {
          loaded = try package.load(resource, wantsHash: recorder != nil, progress: progress, isCancelled: isCancelled)
        }
      } catch {
        throw error.placed(at: name.range)
      }
      try record(resource.path, loaded, of: (package, resource), name.range)
      inputs.insert(package.folder + "/" + resource.path)
      result = (loaded.table, loaded.receipt)
    case .literal(.text(let path), let range):
      if let format = unreadableFormat(of: path) { throw RunFailure(.cannotLoad(path, format, range)) }
      try checkNotHeld(path, range)
      let loaded: Loaded
      do {
        var options = try csvOptions(options)
        options.isAskedFor = recorder == nil ? isAskedFor : nil
        options.wantsHash = recorder != nil
        if let other = try replacement(for: path, options) {
          loaded = other
        } else {
          loaded = try readCSV(
            path, beneath: folder, alsoAllowed: readableFolders, shownAs: path, options: options,
            progress: progress, isCancelled: isCancelled)
        }
      } catch {
        let name = path.hasSuffix(".csv") ? String(path.dropLast(4)) : path
        let isDataset = (try? datasets(range))?.resources.contains { $0.name == name } ?? false
        guard isDataset, error.diagnostics.first?.code == .cannotRead else { throw error.placed(at: range) }
        throw RunFailure(.quotedDataset(name, range))
      }
      try record(path, loaded, range)
      inputs.insert(folder + "/" + path)
      result = (loaded.table, loaded.receipt)
    default: throw RunFailure(.noTable(range))
    }
    let receipt = result.receipt
    var counts: [LedgerEntry.Count] = []
    if receipt.blankLines > 0 { counts.append(.init("blank lines skipped", receipt.blankLines, of: "line")) }
    for redaction in receipt.redactions {
      counts.append(.init("redacted in `\(redaction.column)` as \(quoted(redaction.code))", redaction.count))
    }
    if receipt.trailingLines > 0 {
      counts.append(.init("lines behind the table skipped", receipt.trailingLines, of: "line"))
    }
    if receipt.skippedLines > 0 {
      counts.append(.init("lines in front of the header skipped", receipt.skippedLines, of: "line"))
    }
    var entry = LedgerEntry(
      "load \(receipt.path)", range: range, rowsIn: receipt.loaded, rowsOut: receipt.loaded, counts: counts)
    entry.notes = receipt.notes
    ledger.append(entry)
    timings.append(StepTiming(entry.step, range, .now - start))
    return isChecking ? result.table.gather([]) : result.table
  }

  /// The table of the file that is read in place of a dataset, with the types, units and codes of that; nil where none is.
  private func replacement(for name: String, _ resource: DataPackage.Resource) throws(RunFailure) -> Loaded? {
    var options = CSVOptions()
    options.fields = resource.fields
    options.missing = resource.missing
    return try replacement(for: name, options)
  }

  private func replacement(for name: String, _ options: CSVOptions) throws(RunFailure) -> Loaded? {
    guard let path = replacements[name] else { return nil }
    var options = options
    options.wantsHash = recorder != nil
    replaced.insert(name)
    return try readCSV(path: path, shownAs: path, options: options, progress: progress, isCancelled: isCancelled)
  }

  /// `delimiter: ";"`, `skip: 3`, `missing: ["D", "-"]`, `types: { spend: decimal }`
  private func csvOptions(_ arguments: [Argument]) throws(RunFailure) -> CSVOptions {
    var options = CSVOptions()
    var seen: Set<String> = []
    for argument in arguments {
      guard case .passes(let label) = argument.label else { throw RunFailure(.unknownLoadOption(argument.range, "")) }
      guard seen.insert(label.text).inserted else { throw RunFailure(.optionTwice(label)) }
      func refuse(_ wanted: String) -> RunFailure { RunFailure(.loadOption(label, wanted)) }
      let word: String? = if case .name(let name) = argument.value { name.text } else { nil }
      switch label.text {
      case "delimiter":
        guard case .literal(.text(let text), _) = argument.value, let byte = text.utf8.first, text.utf8.count == 1,
          byte != UInt8(ascii: "\"")
        else { throw refuse("one character such as `\";\"`") }
        options.delimiter = byte
      case "skip":
        guard case .literal(.int(let count), _) = argument.value, (0...1_000_000).contains(count) else {
          throw refuse("a whole number of lines")
        }
        options.skip = Int(count)
      case "encoding":
        guard case .literal(.text(let text), _) = argument.value, let encoding = TextEncoding(name: text) else {
          throw refuse("`\"utf-8\"`, `\"windows-1252\"`, `\"latin1\"`, `\"utf-16le\"` or `\"utf-16be\"`")
        }
        options.encoding = encoding
      case "header":
        if word == "none" {
          options.header = .none
        } else {
          options.header = .names(try texts(argument.value, refuse("`none` or a list of names in quotes")))
        }
      case "until":
        guard word == "blank" else { throw refuse("`blank`") }
        options.until = .blank
      case "quotes":
        guard word == "lenient" || word == "strict" else { throw refuse("`strict` or `lenient`") }
        options.quotes = word == "lenient" ? .lenient : .strict
      case "ragged":
        guard word == "pad" || word == "reject" else { throw refuse("`reject` or `pad`") }
        options.ragged = word == "pad" ? .pad : .reject
      case "missing": options.missing = try texts(argument.value, refuse("a list such as `[\"D\", \"-\"]`"))
      case "redacted": options.redacted = try texts(argument.value, refuse("a list such as `[\"(b)(6)\"]`"))
      case "types":
        for (column, value) in try entries(argument.value, refuse("columns with types, `{ spend: decimal }`")) {
          guard case .name(let name) = value, let type = ValueType(name: name.text) else {
            throw RunFailure(.unknownType(value.range))
          }
          options.types[column] = type
        }
      case "dates":
        for (column, value) in try entries(argument.value, refuse("columns with orders, `{ day: dmy }`")) {
          guard case .name(let name) = value, let order = CSVOptions.DateOrder(rawValue: name.text) else {
            throw refuse("the orders `ymd`, `dmy` and `mdy`")
          }
          options.dates[column] = order
        }
      case "units":
        for (column, value) in try entries(argument.value, refuse("columns with units, `{ spend: \"usd\" }`")) {
          guard case .literal(.text(let unit), _) = value else { throw refuse("units in quotes, `{ spend: \"usd\" }`") }
          options.units[column] = unit
        }
      case "sheet", "range": throw RunFailure(.notBuilt(label.text, label.range))
      default: throw RunFailure(.unknownLoadOption(label.range, label.text))
      }
    }
    return options
  }

  private func texts(_ tree: Expression, _ refusal: RunFailure) throws(RunFailure) -> [String] {
    guard case .list(let items, _) = tree else { throw refusal }
    var texts: [String] = []
    for item in items {
      guard case .text(let text) = try scalar(item) else { throw refusal }
      texts.append(text)
    }
    return texts
  }

  private func entries(_ tree: Expression, _ refusal: RunFailure) throws(RunFailure) -> [(String, Expression)] {
    guard case .record(let items, _) = tree, !items.isEmpty else { throw refusal }
    var entries: [(String, Expression)] = []
    for item in items {
      guard case .passes(let name) = item.label, !entries.contains(where: { $0.0 == name.text }) else { throw refusal }
      entries.append((name.text, item.value))
    }
    return entries
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

/// What the ending of a path says about a file that is not a table in lines of text, in words; nil for any other.
func unreadableFormat(of path: String) -> String? {
  guard let dot = path.lastIndex(of: ".") else { return nil }
  return formatsByEnding[path[path.index(after: dot)...].lowercased()]
}

private let formatsByEnding: [String: String] = {
  var formats: [String: String] = [:]
  for (format, endings) in [
    ("workbooks", ["xlsx", "xls", "xlsm", "ods", "numbers"]), ("JSON", ["json", "jsonl", "ndjson", "geojson"]),
    ("databases", ["sqlite", "sqlite3", "db", "mdb", "accdb"]), ("Parquet files", ["parquet"]),
    ("Arrow files", ["arrow", "feather"]), ("XML", ["xml"]), ("web pages", ["html", "htm"]), ("PDF documents", ["pdf"]),
    ("text documents", ["doc", "docx", "odt", "rtf"]), ("compressed files", ["zip", "gz", "bz2", "xz", "zst", "7z"]),
    ("files of statistics programs", ["dta", "sav", "rds", "rda", "rdata", "sas7bdat"]),
    ("maps", ["shp", "kml", "gpkg"]),
  ] {
    for ending in endings { formats[ending] = format }
  }
  return formats
}()

extension Diagnostic {
  fileprivate static func quotedDataset(_ name: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .cannotRead, "there is no such file; a dataset is loaded without quotes", at: range, kind: .data,
      fixIts: [FixIt("`\(name)`", range: range, replacement: name)])
  }

  fileprivate static func cannotLoad(_ path: String, _ format: String, _ range: SourceRange) -> Diagnostic {
    let stem = String(path[..<(path.lastIndex(of: ".") ?? path.endIndex)])
    let file = stem.hasSuffix(".csv") || stem.hasSuffix(".tsv") ? stem : stem + ".csv"
    let way = format == "compressed files" ? "unpacked" : "saved as CSV by the program that wrote it"
    return Diagnostic(
      .notBuilt, "\(format) cannot be loaded yet; CSV and TSV can", at: range,
      notes: ["\(way), it is loaded with `load \"\(file)\"`"])
  }

  fileprivate static func notBuilt(_ word: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(.notBuilt, "`\(word)` is not built yet", at: range)
  }

  fileprivate static func unknownDataset(_ name: Name, among known: [String]) -> Diagnostic {
    let near = nearest(to: name.text, among: known)
    return Diagnostic(
      .unknownDataset, "there is no dataset `\(name.text)`", at: name.range, kind: .data,
      notes: near == nil ? ["the datasets are \(known.joined(separator: ", "))"] : [],
      fixIts: near.map { [FixIt("`\($0)`", range: name.range, replacement: $0)] } ?? [])
  }

  fileprivate static func declaredElsewhere(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.unknownOption, "a dataset's options stand in `datapackage.json`", at: range)
  }

  fileprivate static func unknownLoadOption(_ range: SourceRange, _ name: String) -> Diagnostic {
    let known = [
      "dates", "delimiter", "encoding", "header", "missing", "quotes", "ragged", "redacted", "skip", "types", "units",
      "until",
    ]
    let near = nearest(to: name, among: known)
    return Diagnostic(
      .unknownOption, "`load` has no such option", at: range,
      notes: near == nil ? ["the options are \(known.map { "`\($0):`" }.joined(separator: ", "))"] : [],
      fixIts: near.map { [FixIt("`\($0)`", range: range, replacement: $0)] } ?? [])
  }

  fileprivate static func optionTwice(_ label: Name) -> Diagnostic {
    Diagnostic(.optionTwice, "`\(label.text):` is given twice", at: label.range)
  }

  fileprivate static func unknownType(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .loadOption, "this is no type", at: range,
      notes: [
        "the types are `int`, `decimal`, `float`, `text`, `bool`, `date`, `datetime`, `duration`, `year`, `month`, `quarter`, `week`, `fiscal_year`, `fiscal_quarter`"
      ])
  }

  fileprivate static func loadOption(_ label: Name, _ wanted: String) -> Diagnostic {
    Diagnostic(.loadOption, "`\(label.text):` takes \(wanted)", at: label.range)
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
