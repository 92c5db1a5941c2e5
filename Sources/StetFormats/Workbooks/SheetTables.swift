import StetColumns
import StetWorkbooks

/// The tables of a sheet.
struct SheetTables {
  let grid: SheetGrid
  let file: SheetCellFile
  private(set) var layouts: [SheetLayout] = []
  /// How many blocks are no table: texts, single cells.
  private(set) var others = 0
  /// Whether the sheet has nothing but one line of names and titles of it, as a table without rows is saved.
  private(set) var isNamesAlone = false

  /// Where the script says that they are; a table in a range with a first row begins with that row.
  init(_ grid: SheetGrid, _ file: SheetCellFile, _ options: ReadOptions) {
    (self.grid, self.file) = (grid, file)
    let range = options.range
    let firstRow = max(range?.firstRow ?? 1, options.skip + 1)
    let rows = firstRow...max(firstRow, range?.lastRow ?? CellReference.lastRow)
    let columns = range?.columns ?? 1...CellReference.lastColumn
    // A cell alone is the corner of a range that is open.
    let isStated = range?.firstRow != nil || options.skip > 0
    if let last = range?.lastRow {
      if let block = Self.whole(grid, firstRow...max(firstRow, last), columns) {
        layouts = [SheetLayout(block, in: grid, file, keepsAll: true)]
      }
      return
    }
    let blocks = SheetBlocks(grid, rows: rows, columns: columns).blocks
    let found = blocks.map { SheetLayout($0, in: grid, file) }
    layouts = continued(found.flatMap { parts(of: $0) })
    if isStated { begin(range) }
    let texts = layouts.filter { !$0.isTable }
    layouts.removeAll { !$0.isTable }
    others = texts.count { !isTitle($0) }
    guard layouts.isEmpty else { return }
    takeNamesAlone(texts)
  }

  /// Takes the names of a table without rows, if nothing is beside them but titles.
  private mutating func takeNamesAlone(_ texts: [SheetLayout]) {
    let wide = texts.filter { $0.columns.count > 1 }
    guard wide.count == 1, let names = SheetLayout(names: wide[0], in: grid) else { return }
    layouts = [names]
    guard texts.allSatisfy({ $0.columns.count > 1 || isTitle($0) }) else {
      layouts = []
      return
    }
    (others, isNamesAlone) = (0, true)
  }

  /// Whether a block is a title, with an empty line or two between it and a table, which then has it.
  private mutating func isTitle(_ block: SheetLayout) -> Bool {
    let lines = block.lines
    guard let last = lines.max(), block.columns.count == 1,
      let place = layouts.firstIndex(where: { table in
        guard let top = (table.titles + table.aboveNames + table.header + table.body).min(), top > last else {
          return false
        }
        let gap = Int(grid.rows[top].number) - Int(grid.rows[last].number) - 1
        return gap <= 2 && (table.columns.first ?? 1)...(table.columns.last ?? 1) ~= block.columns[0]
      })
    else { return false }
    layouts[place].putAbove(lines)
    return true
  }

  /// Everything in a rectangle.
  private static func whole(
    _ grid: SheetGrid, _ rows: ClosedRange<Int>, _ columns: ClosedRange<Int>
  ) -> SheetBlocks.Block? {
    let rows = (grid.firstRow(from: rows.lowerBound)..<grid.firstRow(from: rows.upperBound + 1)).filter { row in
      grid.cellRange(row).contains { columns.contains(Int(grid.columns[$0])) && !grid.isBlank(grid.cells[$0]) }
    }
    guard !rows.isEmpty else { return nil }
    let last = rows.reduce(0) { most, row in
      grid.cellRange(row).reduce(most) { max($0, columns.contains(Int(grid.columns[$1])) ? Int(grid.columns[$1]) : 0) }
    }
    return SheetBlocks.Block(rows: rows, columns: columns.lowerBound...max(columns.lowerBound, last))
  }

  /// Keeps those that begin with the first line of what the script states; in stated columns, they are one.
  private mutating func begin(_ range: CellRange?) {
    func first(_ layout: SheetLayout) -> Int { layout.lines.first ?? .max }
    guard let top = layouts.filter({ !$0.body.isEmpty || !$0.header.isEmpty }).map(first).min() else { return }
    let own = layouts.filter { first($0) == top }
    guard own.count > 1, range?.lastColumn != nil, let columns = range?.columns else {
      layouts = own
      return
    }
    let lines = Set(own.flatMap(\.lines))
    layouts = [SheetLayout(SheetBlocks.Block(rows: lines.sorted(), columns: columns), in: grid, file)]
  }

  // MARK: - Several in one block, and one in several

  /// Tables below each other without a line between them but a title: a line with one text, and names after it.
  private func parts(of layout: SheetLayout) -> [SheetLayout] {
    guard layout.isSure, layout.columns.count > 1, layout.body.count > 2, layout.body.count < 100_000 else {
      return [layout]
    }
    let records = SheetRecords(file: file, grid: grid, rows: layout.body, columns: layout.columns)
    var looked = 0
    for record in 1..<(layout.body.count - 2) where records.single(record) != nil && looked < 200 {
      looked += 1
      let names = record + 1
      guard records.filled(names) > 1, !records.columns.indices.contains(where: { records.isValue(names, $0) }),
        CSVHeaderCheck.areNames(records, names, Array((names + 1)..<layout.body.count), layout.columns.count)
      else { continue }
      let columns = (layout.columns.first ?? 1)...(layout.columns.last ?? 1)
      let above = layout.titles + layout.aboveNames + layout.header + layout.body[..<record]
      let below = SheetBlocks.Block(rows: Array(layout.body[record...]) + layout.notes, columns: columns)
      return [SheetLayout(SheetBlocks.Block(rows: above, columns: columns), in: grid, file)]
        + parts(of: SheetLayout(below, in: grid, file))
    }
    return [layout]
  }

  /// A block that has no names of its own goes on with the rows of the one right above it, or with names alone.
  private func continued(_ layouts: [SheetLayout]) -> [SheetLayout] {
    var whole: [SheetLayout] = []
    for layout in layouts {
      if let index = whole.lastIndex(where: { goesOn($0, with: layout) }) {
        whole[index] = joined(whole[index], layout)
      } else if let (index, named) = named(layout, by: whole) {
        whole[index] = named
      } else {
        whole.append(layout)
      }
    }
    return whole
  }

  private func joined(_ first: SheetLayout, _ next: SheetLayout) -> SheetLayout {
    let lines = Set(first.lines + first.notes + next.lines + next.notes).sorted()
    let columns = (first.columns.first ?? 1)...(first.columns.last ?? 1)
    return SheetLayout(SheetBlocks.Block(rows: lines, columns: columns), in: grid, file)
  }

  /// The rows of a block together with a line of names that is above it, apart.
  private func named(_ layout: SheetLayout, by others: [SheetLayout]) -> (Int, SheetLayout)? {
    guard !layout.isSure, let top = layout.lines.first else { return nil }
    for (index, other) in others.enumerated().reversed() where other.lines.count <= 3 && !other.isSure {
      guard let last = other.lines.last, grid.rows[last].number < grid.rows[top].number,
        grid.rows[top].number - grid.rows[last].number <= 3
      else { continue }
      let columns = (other.columns + layout.columns).sorted()
      guard let left = columns.first, let right = columns.last, other.columns.contains(where: layout.columns.contains)
      else { continue }
      let block = SheetBlocks.Block(rows: other.lines + layout.lines, columns: left...right, titles: other.titles)
      let joined = SheetLayout(block, in: grid, file)
      if joined.isSure, joined.header.contains(last) { return (index, joined) }
    }
    return nil
  }

  private func goesOn(_ first: SheetLayout, with next: SheetLayout) -> Bool {
    guard first.isSure, !next.isSure, next.columns.count > 1, let last = first.body.last,
      let top = next.lines.first,
      Set(next.columns).isSubset(of: first.columns)
    else { return false }
    let gap = Int(grid.rows[top].number) - Int(grid.rows[last].number) - 1
    guard gap <= 2 else { return false }
    // Its first line has numbers where those above have them.
    let above = SheetRecords(file: file, grid: grid, rows: first.header + first.body, columns: first.columns)
    let typed = CSVHeaderCheck(above, Array(above.rows.indices), first.columns.count).mostlyTyped
    let own = SheetRecords(file: file, grid: grid, rows: next.header + next.body, columns: first.columns)
    guard !typed.isEmpty, !own.rows.isEmpty else { return false }
    return typed.contains { own.isValue(0, $0) }
      && first.columns.indices.allSatisfy {
        own.isBlank(0, $0) || own.isCode(0, $0) || own.isValue(0, $0) == typed.contains($0)
      }
  }

  // MARK: - Ranges

  /// `A9:D14`, from the names to the last row.
  func range(of layout: SheetLayout) -> CellRange {
    let lines = layout.header + layout.body
    let numbers = lines.map { Int(grid.rows[$0].number) }
    return CellRange(
      rows: (numbers.min() ?? 1)...(numbers.max() ?? 1),
      columns: (layout.columns.first ?? 1)...(layout.columns.last ?? 1))
  }
}
