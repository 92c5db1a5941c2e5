import StetColumns
import StetDiagnostics
import StetWorkbooks

/// The cells of a table in a sheet by column, with what their formats say: which columns are dates, shares, money, errors.
struct SheetColumns {
  private(set) var cells: [CellColumn] = []
  private(set) var notes: [String] = []
  /// The options with the types that the formats of the cells declare.
  private(set) var options: ReadOptions
  private var floats: [String] = []
  /// Columns that errors alone keep from being numbers, together where they have the same.
  private var errors: [(columns: [String], words: String, example: String, codes: String)] = []

  /// What the cells of a column are.
  private struct Kinds {
    var counts = [Int](repeating: 0, count: SheetGrid.Kind.allCases.count)
    var firstRows = [Int?](repeating: nil, count: SheetGrid.Kind.allCases.count)
    /// Texts without a character, and those of white space.
    var emptyTexts = 0
    var blankTexts = 0
    var errors: [(text: String, count: Int)] = []
    var numericTexts = 0
    /// The first few different texts; nil if there are more.
    var texts: [(text: String, count: Int)]? = []
    /// What the numbers need to be exact together; nil if one cannot be.
    var needs: DecimalNeeds? = DecimalNeeds()

    subscript(kinds: SheetGrid.Kind...) -> Int { kinds.reduce(0) { $0 + counts[Int($1.rawValue)] } }

    func first(_ kinds: SheetGrid.Kind...) -> Int? { kinds.compactMap { firstRows[Int($0.rawValue)] }.min() }
  }

  init(
    _ grid: consuming SheetGrid, _ layout: SheetLayout, _ header: SheetHeader, name: String, sheet: String,
    _ options: ReadOptions, _ isCancelled: () -> Bool
  ) throws(RunFailure) {
    self.options = options
    let read = header.columns.filter { options.isRead($0.name) || options.redactedCodes(of: $0.name) != [] }
    var columns: [(name: String, cells: [TextCell], kinds: [UInt8])] = []
    for (column, name) in read {
      if isCancelled() { throw RunFailure(.cancelled(name)) }
      columns.append((name, [], []))
      columns[columns.count - 1].cells.reserveCapacity(layout.body.count)
      columns[columns.count - 1].kinds.reserveCapacity(layout.body.count)
      var hasDates = false
      var hasTimes = false
      for row in layout.body {
        guard let index = grid.index(row, column: column) else {
          columns[columns.count - 1].cells.append(.absent)
          columns[columns.count - 1].kinds.append(Self.none)
          continue
        }
        let cell = grid.cells[index]
        if cell.kind == .date { hasDates = true }
        if cell.kind == .datetime { hasTimes = true }
        columns[columns.count - 1].cells.append(TextCell(cell))
        columns[columns.count - 1].kinds.append(UInt8(cell.kind.rawValue))
      }
      // A day beside days with times is its midnight.
      if hasDates, hasTimes { Self.addMidnight(to: &columns[columns.count - 1], &grid) }
    }
    var file = SheetCellFile(name: name, sheet: sheet, bytes: grid.bytes)
    file.rowNumbers = layout.body.map { grid.rows[$0].number }
    for (column, name) in header.columns { file.letters[name] = CellReference.letters(column) }
    var (shares, amounts): ([String], [String]) = ([], [])
    var blanks: [(column: String, count: Int)] = []
    for (place, column) in columns.enumerated() {
      let codes = options.missingCodes(of: column.name) + options.redactedCodes(of: column.name)
      var cells = CellColumn(
        column.name, in: file,
        [CellColumn.Piece(firstRow: 0, rows: layout.body.count, cells: column.cells, first: 0, stride: 1)],
        missing: codes, reading: options.reading)
      let kinds = try Self.kinds(cells, column.kinds, isCancelled)
      // A text of nothing among numbers is an empty cell; so is the space that web pages put into empty cells, unless the script says
      // that the column is text.
      let isMixed = kinds.counts.reduce(0, +) > kinds[.text]
      let isText = options.declared(column.name)?.type == .text
      if !isText, kinds.emptyTexts > 0 && isMixed || kinds.blankTexts > 0 {
        var count = 0
        let source = file.bytes.span
        let plain = zip(column.cells, column.kinds).map { cell, kind in
          guard kind == UInt8(SheetGrid.Kind.text.rawValue) else { return cell }
          guard cell.length > 0 else { return isMixed ? .absent : cell }
          guard Self.isBlank(source.extracting(cell.start..<cell.end)) else { return cell }
          count += 1
          return TextCell.absent
        }
        if count > 0 { blanks.append((column.name, count)) }
        cells = CellColumn(
          column.name, in: file,
          [CellColumn.Piece(firstRow: 0, rows: layout.body.count, cells: plain, first: 0, stride: 1)], missing: codes,
          reading: options.reading)
      }
      columns[place].cells = []
      self.cells.append(cells)
      guard options.isRead(column.name) else { continue }
      if kinds[.percent] > 0 { shares.append("`\(column.name)`") }
      if kinds[.currency] > 0 { amounts.append("`\(column.name)`") }
      if options.declared(column.name) == nil {
        try judge(cells, kinds)
      } else if let failure = Self.failure(cells, kinds), options.declared(column.name)?.type != .text {
        throw RunFailure(failure)
      }
    }
    if !blanks.isEmpty {
      notes.append(
        "cells of white space alone, read as missing: \(blanks.map { "\($0.count) in `\($0.column)`" }.joined(separator: ", "))"
      )
    }
    for group in errors {
      notes.append(
        "\(group.columns.map { "`\($0)`" }.joined(separator: ", ")) \(agreeing("stays", "stay", group.columns.count)) text: \(group.words); the first is \(group.example); `missing: [\(group.codes)]` reads errors as missing"
      )
    }
    if !floats.isEmpty {
      notes.append("`float`, as sheets keep numbers of many digits: \(floats.joined(separator: ", "))")
    }
    if !shares.isEmpty { notes.append("shown in percent, read as shares of 1: \(shares.joined(separator: ", "))") }
    if !amounts.isEmpty { notes.append("shown as money, read as numbers: \(amounts.joined(separator: ", "))") }
  }

  private static let none = UInt8.max

  private static func areWhole(_ cells: CellColumn) -> Bool {
    (try? cells.whole(IntParser(isDeclared: true)) { false }) ?? nil != nil
  }

  private static func isBlank(_ bytes: Span<UInt8>) -> Bool {
    for index in bytes.indices where ![0x20, 9, 10, 13, 0xC2, 0xA0].contains(bytes[index]) { return false }
    return true
  }

  private static func addMidnight(
    to column: inout (name: String, cells: [TextCell], kinds: [UInt8]), _ grid: inout SheetGrid
  ) {
    for row in column.kinds.indices where column.kinds[row] == UInt8(SheetGrid.Kind.date.rawValue) {
      let cell = column.cells[row]
      let text = Array(grid.bytes[cell.start..<cell.end]) + " 00:00:00".utf8
      column.cells[row] = TextCell(grid.add(.datetime, text))
      column.kinds[row] = UInt8(SheetGrid.Kind.datetime.rawValue)
    }
  }

  private static func kinds(
    _ cells: CellColumn, _ own: [UInt8], _ isCancelled: () -> Bool
  ) throws(RunFailure) -> Kinds {
    var kinds = Kinds()
    try cells.each(isCancelled) { row, cell, bytes in
      guard let bytes, own[row] != none else { return true }
      let kind = Int(own[row])
      if kind == SheetGrid.Kind.text.rawValue {
        if bytes.count == 0 {
          kinds.emptyTexts += 1
          return true
        }
        if isBlank(bytes) {
          kinds.blankTexts += 1
          return true
        }
        if IntParser().parse(bytes) != nil || ShortDecimal(bytes) != nil { kinds.numericTexts += 1 }
        if kinds.texts != nil { count(cells.file.shown(cell), in: &kinds.texts) }
      } else if kind <= SheetGrid.Kind.currency.rawValue, kinds.needs != nil {
        if let number = ShortDecimal(bytes) {
          kinds.needs?.add(DecimalNeeds(places: number.places, whole: number.whole))
        } else {
          kinds.needs = nil
        }
      }
      if kinds.counts[kind] == 0 { kinds.firstRows[kind] = row }
      kinds.counts[kind] += 1
      if kind == SheetGrid.Kind.error.rawValue {
        let text = cells.file.shown(cell)
        if let place = kinds.errors.firstIndex(where: { $0.text == text }) {
          kinds.errors[place].count += 1
        } else if kinds.errors.count < 20 {
          kinds.errors.append((text, 1))
        }
      }
      return true
    }
    return kinds
  }

  private static func count(_ text: String, in texts: inout [(text: String, count: Int)]?) {
    if let place = texts?.firstIndex(where: { $0.text == text }) {
      texts?[place].count += 1
    } else if texts?.count ?? 0 < 5 {
      texts?.append((text, 1))
    } else {
      texts = nil
    }
  }

  // MARK: - What the kinds of a column mean

  /// A cell that has no value to read.
  private static func failure(_ cells: CellColumn, _ kinds: Kinds) -> Diagnostic? {
    if let row = kinds.first(.uncalculated) { return .uncalculated(cells, row, kinds[.uncalculated]) }
    if let row = kinds.first(.noDate) { return .noDate(cells, row, kinds[.noDate]) }
    return nil
  }

  /// Declares what the cells say about their type, and notes why others stay text.
  private mutating func judge(_ cells: CellColumn, _ kinds: Kinds) throws(RunFailure) {
    if let failure = Self.failure(cells, kinds) { throw RunFailure(failure) }
    let unit = options.units[cells.name]
    func declare(_ type: ValueType) { options.fields.append(Field(cells.name, type, unit: unit)) }
    let parts: [(words: String, count: Int, first: Int?)] = [
      (
        agreeing("is a number", "are numbers", kinds[.number, .percent, .currency]),
        kinds[.number, .percent, .currency],
        kinds.first(.number, .percent, .currency)
      ),
      (agreeing("is text", "are text", kinds[.text]), kinds[.text], kinds.first(.text)),
      (
        agreeing("is a date", "are dates", kinds[.date, .datetime]), kinds[.date, .datetime],
        kinds.first(.date, .datetime)
      ),
      (
        agreeing("is a time", "are times", kinds[.time, .elapsed]), kinds[.time, .elapsed], kinds.first(.time, .elapsed)
      ),
      (agreeing("is true or false", "are true or false", kinds[.bool]), kinds[.bool], kinds.first(.bool)),
      (agreeing("is an error", "are errors", kinds[.error]), kinds[.error], kinds.first(.error)),
    ].filter { $0.count > 0 }
    let truths = options.reading.truths
    if !truths.trues.isEmpty || !truths.falses.isEmpty,
      kinds[.text] + kinds[.bool] == parts.reduce(0, { $0 + $1.count }), let texts = kinds.texts, !texts.isEmpty,
      texts.allSatisfy({ truths.parse(Array($0.text.utf8).span) != nil })
    {
      return declare(.bool)
    }
    guard parts.count == 1 else {
      if parts.isEmpty { return }
      let other = parts.min {
        ($0.words.contains("number") ? 1 : 0, $0.count) < ($1.words.contains("number") ? 1 : 0, $1.count)
      }
      declare(.text)
      if parts.count == 2, kinds[.error] > 0 {
        return add(Self.listed(kinds.errors), cells.example(kinds.first(.error) ?? 0), kinds.errors, cells.name)
      }
      let words = parts.enumerated().map { "\($0 == 0 ? counted($1.count, "cell") : String($1.count)) \($1.words)" }
      var note =
        "`\(cells.name)` "
        + staysTextNote(Lookalikes.Note(words: words.joined(separator: ", "), row: 0), cells.example(other?.first ?? 0))
      if kinds[.error] > 0 {
        note +=
          "; \(Self.listed(kinds.errors)); `missing: { \(pastedName(cells.name)): [\(Self.codes(kinds.errors))] }` reads errors as missing"
      } else if let texts = kinds.texts, !texts.isEmpty, !texts.contains(where: { $0.text.contains(where: \.isNumber) })
      {
        note +=
          "; \(Self.listed(texts)); `missing: { \(pastedName(cells.name)): [\(Self.codes(texts))] }` reads them as missing"
      } else if kinds.numericTexts > 0, kinds[.number, .percent, .currency] > 0, kinds.numericTexts == kinds[.text] {
        note += "; numbers stored as text are read as numbers with `types: { \(pastedName(cells.name)): decimal }`"
      }
      return notes.append(note)
    }
    if kinds[.number, .percent, .currency] > 0 {
      // Sheets keep binary numbers: those that no decimals of one length hold are floats as they are.
      let hasFraction = kinds.needs.map { $0.places > 0 } ?? true
      if kinds.needs?.fit != true, hasFraction, !Self.areWhole(cells) {
        declare(.float)
        floats.append("`\(cells.name)`")
      }
    } else if kinds[.error] > 0 {
      declare(.text)
      notes.append(
        "`\(cells.name)` has only errors: \(Self.listed(kinds.errors)); the first is \(cells.example(kinds.first(.error) ?? 0))"
      )
    } else if kinds[.datetime] > 0 {
      declare(.datetime)
    } else if kinds[.elapsed] > 0 {
      declare(.duration)
    } else if let row = kinds.first(.time) {
      declare(.text)
      notes.append(
        "`\(cells.name)` "
          + staysTextNote(Lookalikes.Note(words: "its cells are times of day", row: row), cells.example(row))
          + "; `types: { \(pastedName(cells.name)): duration }` reads them as the time since midnight")
    } else if kinds.numericTexts * 2 > kinds[.text], let row = kinds.first(.text) {
      declare(.text)
      let count = kinds.numericTexts
      var note =
        "`\(cells.name)` "
        + staysTextNote(
          Lookalikes.Note(
            words:
              "\(count) of \(counted(kinds[.text], "cell")) \(agreeing("is a number", "are numbers", count)) stored as text",
            row: row),
          cells.example(row))
      if count == kinds[.text] { note += "; `types: { \(pastedName(cells.name)): decimal }` reads them as numbers" }
      notes.append(note)
    }
  }

  private mutating func add(
    _ words: String, _ example: String, _ codes: [(text: String, count: Int)], _ column: String
  ) {
    if let place = errors.firstIndex(where: { $0.words == words }) { return errors[place].columns.append(column) }
    errors.append(([column], words, example, Self.codes(codes)))
  }

  /// `26 × "#N/A", 1 × "#REF!"`
  private static func listed(_ errors: [(text: String, count: Int)]) -> String {
    errors.map { "\($0.count) × \(quoted($0.text))" }.joined(separator: ", ")
  }

  private static func codes(_ errors: [(text: String, count: Int)]) -> String {
    errors.map { "\"\(pastedText($0.text))\"" }.joined(separator: ", ")
  }
}

extension Diagnostic {
  fileprivate static func uncalculated(_ cells: CellColumn, _ row: Int, _ count: Int) -> Diagnostic {
    let shown = cells.file.shown(cells[row])
    return Diagnostic(
      .uncalculated,
      count == 1
        ? "the formula in a cell of `\(cells.name)` has no stored value"
        : "the formulas in \(count) cells of `\(cells.name)` have no stored values", location: cells.location(row),
      kind: .data,
      notes: (shown.isEmpty ? [] : ["the first is \(quoted("=" + shown))"])
        + ["opening the workbook in a spreadsheet program and saving it stores the values"])
  }

  fileprivate static func noDate(_ cells: CellColumn, _ row: Int, _ count: Int) -> Diagnostic {
    let shown = cells.file.shown(cells[row])
    let reason = shown == "60" ? ", as 1900 had no 29 February" : ""
    return Diagnostic(
      .badDate,
      count == 1
        ? "a cell of `\(cells.name)` is shown as a date, but its number \(shown) is none\(reason)"
        : "\(count) cells of `\(cells.name)` are shown as dates, but their numbers are none; the first is \(shown)\(reason)",
      location: cells.location(row), kind: .data,
      notes: [
        "`missing: { \(pastedName(cells.name)): [\"\(shown)\"] }` reads it as missing, and `types: { \(pastedName(cells.name)): text }` loads the cells as they are"
      ])
  }
}
