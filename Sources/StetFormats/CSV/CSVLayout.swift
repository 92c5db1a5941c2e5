import StetColumns

/// Where in a file the table is, and which of its lines name the columns: judged from all records of a file, read in one dialect.
struct CSVLayout {
  /// Cells of the table's records.
  let width: Int
  /// Those before it, which are a title.
  let titles: Int
  /// Whether a title can be nothing else: a blank line comes after it, or names of numbers.
  let areTitlesSure: Bool
  /// How many lines name the columns: 0 if the first is a row.
  let headerLines: Int
  /// The record after the last row.
  let end: Int
  /// Whether every longer record has only empty cells more.
  let dropsEmpty: Bool
  /// Records within the table that have fewer or more cells.
  let ragged: [Int]
  /// How many columns have numbers or dates in nearly all their cells.
  let typed: Int
  /// Columns of which half the cells are.
  let mostlyTyped: Set<Int>
  /// Records of the table, those that name the columns among them.
  let body: [Int]

  /// Whether the whole file is a table, but for a title and notes.
  var isClean: Bool { width > 1 && ragged.isEmpty && body.count > headerLines }

  /// What the lines between rows begin with that are comments or rules; nil if there are none.
  let mark: String?

  /// Nil for a file without records.
  init?(_ outline: CSVOutline) {
    let records = outline.records
    guard let width = outline.commonWidth else { return nil }
    func areNames(_ record: Int) -> Bool {
      CSVHeaderCheck.areNames(outline, record, Array((record + 1)..<max(record + 1, records.count)), width)
    }
    var titles = 0
    while titles < records.count, outline.isTitle(titles, width) { titles += 1 }
    // Other lines can be told from rows by the names that come after them.
    var above = titles
    while above < min(records.count, 31), outline.isAboveNames(above, width) { above += 1 }
    if above > titles, above + 1 < records.count, records[above].cells.count == width, areNames(above) {
      titles = above
    }
    // A title takes a few lines.
    guard titles < records.count, titles <= 30 else { return nil }
    areTitlesSure =
      titles == 0 || titles == 1 && outline.statesDelimiter(0) || outline.isAfterBlank(titles) || areNames(titles)
    var end = records.count
    while end > titles + 1, outline.isNote(end - 1, width) { end -= 1 }
    // What does not show that it is a note is a row.
    let firstColumn = CSVHeaderCheck(outline, Array(titles..<end), width).mostlyTyped.contains(0)
    func isSure(_ record: Int) -> Bool {
      // A text alone where the other lines have a figure.
      outline.isAfterBlank(record) || outline.isSureNote(record, width)
        || firstColumn && outline.records[record].cells.count == 1 && !outline.isCode(record, 0)
          && outline.text(record, 0).contains(where: \.isLetter) && !outline.text(record, 0).contains(where: \.isNumber)
    }
    while end < records.count, !isSure(end) { end += 1 }
    while end > titles + 1, outline.filled(end - 1) == 0 { end -= 1 }
    var body = (titles..<end).filter { outline.filled($0) > 0 || records[$0].cells.count == 1 && width == 1 }
    mark = Self.mark(outline, body, width)
    if let mark { body.removeAll { outline.text($0, 0).hasPrefix(mark) && records[$0].cells.count == 1 } }
    // A delimiter at the end of each row, but not of the header.
    let first = records[titles].cells.count
    let isLonger = first < width && body.dropFirst().allSatisfy { outline.isEmpty($0, from: first) }
    let own = isLonger ? first : width
    let others = body.filter { records[$0].cells.count != own }
    dropsEmpty =
      !others.isEmpty && others.allSatisfy { outline.isEmpty($0, from: own) && records[$0].cells.count > own }
    ragged = dropsEmpty ? [] : others
    (self.width, self.titles, self.end, self.body) = (own, titles, end, body)
    let check = CSVHeaderCheck(outline, body, own)
    (typed, mostlyTyped) = (check.typed, check.mostlyTyped)
    headerLines = check.isRow ? 0 : first == own ? Self.headerLines(outline, body, own) : 1
  }

  /// How many lines name the columns: one, or as many as have only texts above figures, if one alone would not name all columns, or
  /// would name two the same.
  private static func headerLines(_ outline: CSVOutline, _ body: [Int], _ width: Int) -> Int {
    for count in 2...4 where body.count > count + 1 {
      let last = body[count - 1]
      guard outline.records[last].cells.count == width else { return 1 }
      let isHeader = CSVHeaderCheck.areNames(outline, last, Array(body.dropFirst(count)), width)
      let above = body.prefix(count - 1)
      guard isHeader, above.allSatisfy({ !outline.hasValue($0) || areYears(outline, $0, width) }) else { continue }
      let names = (0..<width).map { outline.text(body[0], $0) }
      let lacks = names.contains { $0.allSatisfy(\.isWhitespace) } || Set(names).count < names.count
      return lacks ? count : 1
    }
    return 1
  }

  /// Whether all figures of a line are years, as above groups of columns.
  private static func areYears(_ outline: CSVOutline, _ record: Int, _ width: Int) -> Bool {
    (0..<width).allSatisfy {
      !outline.isValue(record, $0) || (1900...2100).contains(outline.wholeNumber(record, $0) ?? 0)
    }
  }

  /// What the lines of one cell within the table begin with, if that shows that they are comments or rules, and no row begins so.
  private static func mark(_ outline: CSVOutline, _ body: [Int], _ width: Int) -> String? {
    let single = body.filter { outline.records[$0].cells.count == 1 }
    guard width > 1, let first = single.first, body.count - single.count > 1 else { return nil }
    let text = outline.text(first, 0)
    var marks = ["#", "//", "%", "!", "--", ";"].filter { text.hasPrefix($0) }
    if text.count > 2, text.allSatisfy({ "-=_*.+~ ".contains($0) }) { marks.append(String(text.prefix(3))) }
    return marks.first { mark in
      single.allSatisfy { outline.text($0, 0).hasPrefix(mark) }
        && !outline.records.indices.contains {
          outline.records[$0].cells.count > 1 && outline.text($0, 0).hasPrefix(mark)
        }
    }
  }
}

/// Which columns of a table have numbers or dates, and whether its first record, which may name them, is a row.
struct CSVHeaderCheck {
  private(set) var typed = 0
  private(set) var mostlyTyped: Set<Int> = []
  private(set) var isRow = false
  /// Whether its cells over numbers are texts, years or dates, as names are.
  private(set) var hasNames = false

  /// Whether the first record of a scanned table is a row like the others.
  static func isRow(first file: CSVCellFile) -> Bool {
    let records = CSVTableRecords(file: file)
    // Most headers have no figure.
    guard (0..<file.scan.width).contains(where: { records.isValue(0, $0) }) else { return false }
    return CSVHeaderCheck(records, Array(0..<min(file.scan.lines.count, 2008)), file.scan.width).isRow
  }

  init(_ records: some CSVRecords, _ body: [Int], _ width: Int) {
    // The first lines may name columns; of many rows, some show what the cells are.
    let sample = body.dropFirst(body.count > 8 ? 4 : min(1, body.count)).prefix(
      max(20, min(2000, 400_000 / max(1, width))))
    for column in 0..<width {
      let cells = sample.filter { !records.isBlank($0, column) }
      let values = cells.count { records.isValue($0, column) }
      guard values > 0 else { continue }
      if values * 10 >= cells.count * 9 { typed += 1 }
      if values * 2 >= cells.count { mostlyTyped.insert(column) }
    }
    guard let first = body.first, !sample.isEmpty else { return }
    let values = mostlyTyped.sorted().filter { records.isValue(first, $0) }
    hasNames = values.isEmpty && !mostlyTyped.isEmpty
    if values.isEmpty { return }
    if Self.areFollowingYears(records, first, values),
      !sample.contains(where: { Self.areFollowingYears(records, $0, values) })
    {
      hasNames = true
      return
    }
    if Self.isSeries(values.map { records.wholeNumber(first, $0) }) { return }
    let others = values.filter {
      !Self.isPeriod(records, first, $0, sample) && !Self.isClass(records, first, $0, sample)
    }
    if others.isEmpty {
      // A single year is a name only over numbers that cannot be one.
      isRow =
        values.count == 1 && !records.isDate(first, values[0])
        && sample.contains { (1000...9999).contains(records.wholeNumber($0, values[0]) ?? 0) }
      hasNames = !isRow
    } else {
      // A text over numbers is a name, and no row has one there.
      isRow = mostlyTyped.allSatisfy {
        records.isBlank(first, $0) || records.isValue(first, $0) || records.isCode(first, $0)
      }
    }
  }

  /// 1, 2, 3: names of numbered columns.
  private static func isSeries(_ numbers: [Int64?]) -> Bool {
    numbers.count > 2
      && zip(numbers, numbers.dropFirst()).allSatisfy { first, second in
        guard let first, let second else { return false }
        return second == first + 1
      }
  }

  /// 2019, 2020: years one after another, up or down.
  private static func areFollowingYears(_ records: some CSVRecords, _ record: Int, _ columns: [Int]) -> Bool {
    let years = columns.map { records.wholeNumber(record, $0) ?? 0 }
    guard years.count > 1, years.allSatisfy({ (1900...2100).contains($0) }) else { return false }
    let step = years[1] - years[0]
    return abs(step) == 1 && zip(years, years.dropFirst()).allSatisfy { $1 - $0 == step }
  }

  /// Whether a cell is a class of numbers, `18-64` or `65+`, over plain numbers.
  private static func isClass(
    _ records: some CSVRecords, _ record: Int, _ column: Int, _ rows: ArraySlice<Int>
  ) -> Bool {
    func isClass(_ text: String) -> Bool {
      let parts = text.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "\u{2013}" }
      let isRange = parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isNumber) }
      return isRange || text.last == "+" && text.dropLast().allSatisfy(\.isNumber) && text.count > 1
    }
    return isClass(records.text(record, column)) && !rows.prefix(50).contains { isClass(records.text($0, column)) }
  }

  /// Whether a cell is a year or a date over cells that are none.
  private static func isPeriod(
    _ records: some CSVRecords, _ record: Int, _ column: Int, _ rows: ArraySlice<Int>
  ) -> Bool {
    let some = rows.prefix(50)
    if records.isDate(record, column) { return !some.contains { records.isDate($0, column) } }
    func isYear(_ record: Int) -> Bool { (1900...2100).contains(records.wholeNumber(record, column) ?? 0) }
    return isYear(record) && !some.allSatisfy(isYear)
  }

  /// Whether a record may have the names of the columns of those after it, some of which have values.
  static func areNames(_ records: some CSVRecords, _ record: Int, _ rows: [Int], _ width: Int) -> Bool {
    let check = CSVHeaderCheck(records, [record] + rows, width)
    return check.hasNames && check.mostlyTyped.allSatisfy { !records.isBlank(record, $0) }
      && check.mostlyTyped.contains { !records.isCode(record, $0) }
  }
}
