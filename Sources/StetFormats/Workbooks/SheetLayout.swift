import StetColumns
import StetWorkbooks

/// Where in a block of a sheet the table is: which lines name the columns, which come before and after it.
struct SheetLayout {
  /// Columns of the sheet that have a name or a value, from left to right.
  private(set) var columns: [Int]
  /// All of these are indices of rows of the grid.
  private(set) var titles: [Int]
  /// The lines that name the columns; empty if the first line is a row.
  private(set) var header: [Int]
  /// Lines between titles and names that are neither: names of groups of columns that need none, a source.
  private(set) var aboveNames: [Int]
  private(set) var body: [Int]
  private(set) var notes: [Int]
  /// Whether the columns' numbers show which line names them.
  private(set) var isSure: Bool
  /// How many columns have numbers or dates.
  private(set) var typed: Int

  /// Lines above the block that are titles of it.
  mutating func putAbove(_ lines: [Int]) { titles = lines.sorted() + titles }

  /// Names come within so many lines.
  private static let highest = 12

  /// `keepsAll`: the script says where the table ends, so that nothing below is a note.
  init(_ block: SheetBlocks.Block, in grid: SheetGrid, _ file: SheetCellFile, keepsAll: Bool = false) {
    (titles, notes, header, aboveNames, body) = (block.titles, block.notes, [], [], [])
    (isSure, typed) = (false, 0)
    columns = Self.columns(block, grid)
    let all = SheetRecords(
      file: file, grid: grid, rows: block.rows, columns: columns, covered: Self.covered(block, grid))
    let count = block.rows.count
    var first = 0
    while columns.count > 1, first < count - 1, all.single(first) != nil { first += 1 }
    titles += block.rows[..<first]
    let rest = Array(first..<count)
    let near = Array(first..<min(first + Self.highest, max(first, count - 1)))
    let names =
      near.first { CSVHeaderCheck.areNames(all, $0, Array(($0 + 1)..<count), columns.count) }
      ?? near.first { Self.areMostNames(all, $0) }
    var end = count
    if !keepsAll { end = Self.end(all, from: (names ?? first) + 1, hasTyped: names != nil) }
    if let names {
      let lines = Self.header(all, first, names, grid)
      header = lines.map { block.rows[$0] }
      aboveNames = (first..<names).filter { !lines.contains($0) }.map { block.rows[$0] }
      body = (names + 1..<max(names + 1, end)).map { block.rows[$0] }
      isSure = true
      typed = CSVHeaderCheck(all, rest.filter { $0 >= names }, columns.count).typed
    } else {
      let check = CSVHeaderCheck(all, rest, columns.count)
      typed = check.typed
      // Where no numbers tell, the first line that is full enough has the names; a row has none, nor has a line below it.
      let above = rest.prefix(Self.highest).prefix {
        !CSVHeaderCheck(all, Array($0..<count), columns.count).isRow
      }
      let full = above.first {
        ColumnNames.mayLack(columns.count - all.filled($0), of: columns.count) && $0 < count - 1
      }
      let line = full ?? first
      var start = first
      if check.isRow, let names = Self.lonelyName(above: all, first, block, check) {
        header = [names]
        titles.removeAll { $0 == names }
      } else if !check.isRow, count - first > 1 {
        header = [block.rows[line]]
        aboveNames = (first..<line).map { block.rows[$0] }
        start = line + 1
      }
      body = (start..<max(start, end)).map { block.rows[$0] }
    }
    notes = block.rows[end...] + notes
  }

  /// The names of a table without rows, if a block is one line of several texts, with or without a title.
  init?(names block: SheetLayout, in grid: SheetGrid) {
    guard block.header.isEmpty, block.aboveNames.isEmpty, block.body.count == 1, block.notes.isEmpty,
      block.columns.count > 1, grid.cellRange(block.body[0]).allSatisfy({ grid.cells[$0].kind == .text })
    else { return nil }
    self = block
    (header, body) = (block.body, [])
  }

  /// Whether it can be a table: rows of several cells, or numbers in one column that has a name.
  var isTable: Bool {
    guard !body.isEmpty, !header.isEmpty || body.count > 1 else { return false }
    return columns.count > 1 || typed == 1 && !header.isEmpty
  }

  /// All its lines but the notes.
  var lines: [Int] { (titles + aboveNames + header + body).sorted() }

  /// The text of a line, the table's own if the line has one over it.
  func text(of line: Int, in grid: SheetGrid) -> String? {
    let filled = grid.cellRange(line).filter { !grid.isBlank(grid.cells[$0]) }
    let own = filled.first { (columns.first ?? 0)...(columns.last ?? 0) ~= Int(grid.columns[$0]) }
    return (own ?? filled.first).map { grid.text(grid.cells[$0]) }
  }

  /// Takes the first lines for names, or none of them, as the script says.
  mutating func take(header count: Int) {
    let lines = aboveNames + header + body
    (header, aboveNames, body) = (Array(lines.prefix(count)), [], Array(lines.dropFirst(count)))
    isSure = true
  }

  mutating func end(before index: Int) {
    notes = body[index...] + notes
    body.removeSubrange(index...)
  }

  // MARK: - Columns

  private static func columns(_ block: SheetBlocks.Block, _ grid: SheetGrid) -> [Int] {
    var seen = [Bool](repeating: false, count: block.columns.count)
    for row in block.rows {
      for index in grid.cellRange(row) {
        let column = Int(grid.columns[index])
        if block.columns.contains(column), !seen[column - block.columns.lowerBound], !grid.isBlank(grid.cells[index]) {
          seen[column - block.columns.lowerBound] = true
        }
      }
    }
    return block.columns.filter { seen[$0 - block.columns.lowerBound] }
  }

  /// Places near the top that a merged cell of several lines takes below its first: by row and column, the index of that.
  private static func covered(_ block: SheetBlocks.Block, _ grid: SheetGrid) -> [Int: [Int: Int]] {
    var places: [Int: [Int: Int]] = [:]
    let near = block.rows.prefix(2 * highest)
    guard let first = near.first, let last = near.last, !grid.merges.isEmpty else { return [:] }
    let rows = Int(grid.rows[first].number)...Int(grid.rows[last].number)
    for merge in grid.merges where merge.rows.count > 1 && merge.rows.count <= highest && merge.rows.overlaps(rows) {
      guard let anchor = SheetNames.anchor(merge, grid) else { continue }
      for row in near where merge.rows.contains(Int(grid.rows[row].number)) {
        places[row, default: [:]][merge.columns.lowerBound] = anchor
      }
    }
    return places
  }

  // MARK: - Names

  /// The lines that name the columns together: as few as make every name there and different.
  private static func header(_ all: SheetRecords, _ first: Int, _ names: Int, _ grid: SheetGrid) -> [Int] {
    var best = (lacking: Int.max, lines: [names])
    // Names that go on from a line above make that line one of the header.
    let tied = (first..<names).first { above in
      all.columns.indices.contains { column in
        all.covered[all.rows[names]]?[all.columns[column]].map { all.grid.row(ofCell: $0) == all.rows[above] } ?? false
      }
    }
    for start in (first...names).reversed() {
      // A line with one text that stands over nothing is a remark.
      if let tied, start > tied { continue }
      let lines = (start...names).filter {
        $0 == names || all.single($0) == nil || SheetNames.isMerged(all.rows[$0], grid)
      }
      if start < names, !lines.contains(start) { continue }
      let found = SheetNames(lines.map { all.rows[$0] }, all.columns, grid).names
      let lacking = ColumnNames.distinct(found).count
      if lacking < best.lacking { best = (lacking, lines) }
      if lacking == 0 { break }
    }
    return best.lines
  }

  /// Whether a line has names over most columns, and none over a few: they stand over numbers, and the next line has no names.
  private static func areMostNames(_ all: SheetRecords, _ line: Int) -> Bool {
    let (filled, width) = (all.filled(line), all.columns.count)
    guard filled > 1, ColumnNames.mayLack(width - filled, of: width) else { return false }
    func check(_ first: Int) -> CSVHeaderCheck { CSVHeaderCheck(all, Array(first..<all.rows.count), width) }
    let names = check(line)
    return names.hasNames && names.mostlyTyped.contains { !all.isBlank(line, $0) && !all.isCode(line, $0) }
      && !check(line + 1).hasNames
  }

  /// A line above the first row with one text, which stands over the only numbers: the column that names the rows needs no name.
  private static func lonelyName(
    above all: SheetRecords, _ first: Int, _ block: SheetBlocks.Block, _ check: CSVHeaderCheck
  ) -> Int? {
    guard let line = first > 0 ? block.rows[first - 1] : block.titles.last, all.columns.count == 2,
      check.mostlyTyped == [1], all.grid.rows[line].number + 1 == all.grid.rows[block.rows[first]].number,
      let index = all.grid.index(line, column: all.columns[1]), !all.grid.isBlank(all.grid.cells[index])
    else { return nil }
    return line
  }

  // MARK: - Notes

  /// Where notes begin that come right below: lines of one text that is merged over others, begins as notes do, or is longer than
  /// what names the rows.
  private static func end(_ all: SheetRecords, from start: Int, hasTyped: Bool) -> Int {
    let count = all.rows.count
    guard all.columns.count > 1, hasTyped else { return count }
    var run = count
    while run > start + 1, let column = all.single(run - 1), !all.isValue(run - 1, column) { run -= 1 }
    guard run < count else { return count }
    let labels = (start..<run).suffix(200).map { all.text($0, 0).count }
    let longest = max(labels.max() ?? 0, 20)
    for record in run..<count {
      guard let column = all.single(record) else { continue }
      let text = all.text(record, column)
      let isNote =
        beginsAsNote(text) || text.hasPrefix("*") || text.count * 2 >= longest * 3
        || SheetNames.isMerged(all.rows[record], all.grid)
        || Int(all.grid.rows[all.rows[record]].number) > Int(all.grid.rows[all.rows[record - 1]].number) + 1
      if isNote { return record }
      // What names a row of nothing, between rows and notes.
      if record == count - 1 { return count }
    }
    return count
  }
}

/// The names of columns as the lines of a header have them together.
struct SheetNames {
  let names: [String]

  /// Above the last line, a merged cell names all its columns; in a line without merged cells, a name goes on over empty cells to its
  /// right, as long as there are names below.
  init(_ lines: [Int], _ columns: [Int], _ grid: SheetGrid) {
    let merges = lines.map { Self.merges(of: $0, grid) }
    let own = zip(lines, merges).map { line, merges in
      columns.map { column in
        if let index = grid.index(line, column: column), !grid.isBlank(grid.cells[index]) {
          return Self.name(grid.text(grid.cells[index]))
        }
        guard let merge = merges.first(where: { $0.columns.contains(column) }),
          let anchor = Self.anchor(merge, grid)
        else { return "" }
        return Self.name(grid.text(grid.cells[anchor]))
      }
    }
    var parts = [[String]](repeating: [], count: columns.count)
    for (number, row) in own.enumerated() {
      var above = ""
      for (column, cell) in row.enumerated() {
        if !cell.isEmpty { above = cell }
        let spreads =
          number < own.count - 1 && cell.isEmpty && !merges[number].contains { $0.columns.count > 1 }
          && own[(number + 1)...].contains { !$0[column].isEmpty }
        let part = spreads ? above : cell
        if !part.isEmpty, parts[column].last != part { parts[column].append(part) }
      }
    }
    names = parts.map { $0.joined(separator: " ") }
  }

  /// White space in a name is how a sheet fits it into its cell.
  private static func name(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// Whether a line has a merged cell of several columns with something in it.
  static func isMerged(_ row: Int, _ grid: SheetGrid) -> Bool {
    merges(of: row, grid).contains { $0.columns.count > 1 && anchor($0, grid) != nil }
  }

  private static func merges(of row: Int, _ grid: SheetGrid) -> [CellRange] {
    let number = Int(grid.rows[row].number)
    return grid.merges.filter { $0.rows.contains(number) }
  }

  static func anchor(_ merge: CellRange, _ grid: SheetGrid) -> Int? {
    let row = grid.firstRow(from: merge.rows.lowerBound)
    guard row < grid.rows.count, Int(grid.rows[row].number) == merge.rows.lowerBound,
      let index = grid.index(row, column: merge.columns.lowerBound), !grid.isBlank(grid.cells[index])
    else { return nil }
    return index
  }
}
