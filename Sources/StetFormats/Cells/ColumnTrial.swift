import StetColumns
import StetDiagnostics

/// The different texts of a column, on which options are tried before they are offered: what is printed is what was applied.
struct ColumnTrial {
  private let name: String
  private let texts: TextVector
  private let options: ReadOptions
  /// The different texts that occur, in the order in which they do, whatever else their pool has.
  private let column: CellColumn
  /// Their codes.
  private let codes: [Int]
  /// How many cells have each.
  private let counts: [Int]

  init(_ name: String, _ texts: TextVector, _ options: ReadOptions) {
    // A pool may hold a text twice.
    let texts = texts.coded
    (self.name, self.texts, self.options) = (name, texts, options)
    var cells = [Int](repeating: 0, count: texts.pool.count)
    var codes: [Int] = []
    for code in texts.codes where code >= 0 {
      if cells[Int(code)] == 0 { codes.append(Int(code)) }
      cells[Int(code)] += 1
    }
    self.codes = codes
    counts = codes.map { cells[$0] }
    column = CellColumn(codes, of: texts.pool, name: name)
  }

  /// What a column is with some options.
  struct Outcome {
    let type: ValueType
    let read: Int
    let missing: [(code: String, count: Int)]
    /// The first text that is read, and its value as it is printed.
    let example: (text: String, value: String)
  }

  /// Nil unless every cell fits. A column whose type is not declared must become another than text.
  func outcome(of proposal: Proposal) -> Outcome? {
    guard let changed = proposal.applied(to: options, SourceOption.ofBareCells) else { return nil }
    let codes = changed.missingCodes(of: name) + changed.redactedCodes(of: name)
    let column = column.with(codes: codes, changed.reading)
    var values: Column?
    if let field = changed.declared(name) {
      let declared = try? DeclaredColumn(column, field.type, changed.dates[name], { false })
      if let declared, declared.misfits.count == 0, !declared.style.isMixed { values = declared.column }
    } else if let inferred = try? InferredColumn.values(column, { false }) {
      values = inferred.column
    }
    guard let values else { return nil }
    var missing: [(code: String, count: Int)] = []
    var read = 0
    var example: (text: String, value: String)?
    for place in self.codes.indices {
      let text = text(place)
      if codes.contains(where: { $0.utf8.elementsEqual(text.utf8) }) {
        missing.append((text, counts[place]))
      } else {
        read += counts[place]
        if example == nil { example = (text, plainText(values[place])) }
      }
    }
    return example.map {
      Outcome(type: values.type, read: read, missing: missing.sorted { $0.count > $1.count }, example: $0)
    }
  }

  /// ``missing: { spend: ["D"] }` reads 2 of 4 cells as `int`; 2 missing`; nil if it does not read the column.
  func line(_ proposal: Proposal) -> String? {
    // A name with a backtick cannot be written.
    guard !name.contains("`"), let outcome = outcome(of: proposal) else { return nil }
    let missing = outcome.missing.reduce(0) { $0 + $1.count }
    let codes = outcome.missing.prefix(8).map { "\($0.count) × \(quoted($0.code))" }.joined(separator: ", ")
    let more = outcome.missing.count > 8 ? " and others" : ""
    let (text, value) = outcome.example
    let example = value == text ? "" : ", \(quoted(text)) as \(value)"
    return "`\(proposal.text)` reads \(outcome.read) of \(counted(outcome.read + missing, "cell")) as "
      + "`\(outcome.type.name)`\(example)" + (missing > 0 ? "; \(missing) missing" : "")
      + (outcome.missing.count > 1 ? ": \(codes)\(more)" : "")
  }

  // MARK: - Cells that do not fit

  /// The texts that a declared column cannot read; nil if there are too many to list.
  func misfits(_ type: ValueType, _ form: ReadOptions.DateForm? = nil) -> [String]? {
    let codes = options.missingCodes(of: name) + options.redactedCodes(of: name)
    guard let declared = try? DeclaredColumn(column.with(codes: codes, options.reading), type, form, { false }),
      declared.misfits.rows.count == declared.misfits.count
    else { return nil }
    return declared.misfits.rows.map { text($0) }
  }

  /// Those of some texts that may be codes for missing values; none if they are most of the column and of many kinds.
  func codes(among misfits: [String], in type: ValueType?) -> [String] {
    // The most frequent first; of equally frequent ones, the first that occurs.
    let places = misfits.filter { MissingCode.isOne($0, in: type) }.compactMap { misfit in
      codes.indices.first { text($0).utf8.elementsEqual(misfit.utf8) }
    }.sorted { (-counts[$0], $0) < (-counts[$1], $1) }
    let cells = places.reduce(0) { $0 + counts[$1] }
    return places.count > 2 && cells * 2 > counts.reduce(0, +) ? [] : places.map { text($0) }
  }

  private func text(_ place: Int) -> String { texts.pool.string(codes[place]) }

  /// What a script may write so that a column that it declares is read, the best first. Keeping the texts comes last.
  ///
  /// - Parameter others: the codes that other columns need, which are part of every line, because a script has one list.
  func lines(for field: Field, others: [(column: String, codes: [String])]) -> [String] {
    guard !others.isEmpty else { return lines(for: field, with: Proposal([])) }
    let needed = Proposal.missing(options, others)
    var stated = options
    for (column, codes) in others { stated.missingIn[column, default: []] += codes }
    return ColumnTrial(name, texts, stated).lines(for: field, with: needed)
  }

  private func lines(for field: Field, with needed: Proposal) -> [String] {
    guard let misfits = misfits(field.type, options.dates[name]) else {
      return [wider(field.type), .types(options, name, .text)].filter { !$0.isEmpty }.compactMap { line(needed + $0) }
    }
    let codes = codes(among: misfits, in: field.type)
    let withCodes = codes.isEmpty ? needed : .missing(options, name, codes)
    var lines: [String] = []
    func add(_ proposal: Proposal) {
      if !proposal.isEmpty, let line = line(proposal) { lines.append(line) }
    }
    if !codes.isEmpty { add(withCodes) }
    if lines.isEmpty {
      if field.type == .date {
        for order in ReadOptions.DateOrder.allCases { add(withCodes + .dates(options, name, order)) }
      }
      for type in Self.wider(field.type) where lines.isEmpty && !(type == .float && losesDigits) {
        add(withCodes + .types(options, name, type))
      }
      if field.type == .datetime, lines.isEmpty { for zone in ["utc", "given"] { add(withCodes + .zone(zone)) } }
    }
    add(needed + .types(options, name, .text))
    return lines
  }

  private func wider(_ type: ValueType) -> Proposal {
    let types = Self.wider(type).filter { !($0 == .float && losesDigits) }
    return types.map { Proposal.types(options, name, $0) }.first { outcome(of: $0) != nil } ?? Proposal([])
  }

  /// Types that may read what another does not.
  private static func wider(_ type: ValueType) -> [ValueType] {
    switch type {
    case .int: [.decimal, .float]
    case .decimal: [.float]
    case .date: [.datetime, .period(.month), .period(.year)]
    case .datetime: [.date]
    case .period: [.date, .period(.year), .period(.fiscalYear), .period(.quarter), .period(.month), .period(.week)]
    case .float, .bool, .text, .duration: []
    }
  }

  /// Whether a float would round a number of the column.
  private var losesDigits: Bool {
    codes.contains { code in
      let number = texts.pool.utf8(code).prefix { $0 | 0x20 != UInt8(ascii: "e") }
      return number.count(where: isDigit) > 15
    }
  }
}

extension Proposal {
  /// Codes for missing values in a column, besides those that the script states.
  static func missing(_ options: ReadOptions, _ column: String, _ codes: [String]) -> Proposal {
    var all = options.missingIn
    all[column, default: []] += codes
    let everywhere = options.missing.isEmpty ? [] : [("*", options.missing)]
    return Proposal([("missing", .texts(lists: everywhere + all.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))]
    )
  }

  /// Codes for missing values in several columns, besides those that the script states.
  static func missing(_ options: ReadOptions, _ columns: [(column: String, codes: [String])]) -> Proposal {
    guard let last = columns.last else { return Proposal([]) }
    var stated = options
    for (column, codes) in columns.dropLast() { stated.missingIn[column, default: []] += codes }
    return missing(stated, last.column, last.codes)
  }

  /// The type of a column, besides those that the script states.
  static func types(_ options: ReadOptions, _ column: String, _ type: ValueType) -> Proposal {
    var all = options.types
    all[column] = type
    let others = options.typeOfOthers.map { [("*", $0.name)] } ?? []
    return Proposal([("types", .words(others + all.sorted { $0.key < $1.key }.map { ($0.key, $0.value.name) }))])
  }

  static func zone(_ word: String) -> Proposal { Proposal([("zone", .word(word))]) }

  /// The order of dates in a column, besides those that the script states.
  static func dates(_ options: ReadOptions, _ column: String, _ order: ReadOptions.DateOrder) -> Proposal {
    dates(options, column, .order(order))
  }

  static func dates(_ options: ReadOptions, _ column: String, _ form: ReadOptions.DateForm) -> Proposal {
    var all = options.dates
    all[column] = form
    var pivot: Int?
    var members: [(name: String, value: OptionValue.Kind)] = []
    for (column, form) in all.sorted(by: { $0.key < $1.key }) {
      switch form {
      case .order(let order): members.append((column, .word(order.rawValue)))
      case .pattern(let pattern):
        members.append((column, .text(pattern.text)))
        pivot = pivot ?? pattern.pivot
      }
    }
    if let pivot { members.append(("pivot", .int(Int64(pivot)))) }
    return Proposal([("dates", .record(members))])
  }
}

/// The texts of a pool as cells.
private struct TextCellFile: CellFile {
  let name = ""
  let bytes: [UInt8]
  var quotesMeanText: Bool { false }

  func unescaped(_ cell: TextCell) -> [UInt8] { Array(bytes[cell.start..<cell.end]) }
  func location(of cell: TextCell, row: Int, column: String) -> String { "" }
}

extension CellColumn {
  /// Texts of a pool; an empty one is not a missing value.
  fileprivate init(_ codes: [Int], of pool: TextPool, name: String) {
    let cells = codes.map { code in
      let range = pool.range(code)
      return TextCell(start: range.lowerBound, length: range.count, quoting: .plain)
    }
    self.init(
      name, in: TextCellFile(bytes: pool.bytes),
      [Piece(firstRow: 0, rows: cells.count, cells: cells, first: 0, stride: 1)],
      missing: [])
  }
}
