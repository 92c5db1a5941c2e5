import StetColumns
import StetWorkbooks

/// What of a sheet belongs together: cells that touch each other, at corners too, where a merged cell takes all its places. A line
/// with one cell alone, as a title has, connects nothing.
struct SheetBlocks {
  struct Block {
    /// Indices of the rows of the grid that have something in the block, from top to bottom.
    var rows: [Int]
    var columns: ClosedRange<Int>
    /// Lines above it that belong to it and are no part of a table.
    var titles: [Int] = []
    /// Lines below that are no part of it.
    var notes: [Int] = []
  }

  /// Neighboring places of a row, all taken.
  private struct Run {
    let row: Int32
    var first: Int32
    var last: Int32
  }

  private let grid: SheetGrid
  private let columns: ClosedRange<Int>
  /// From top to bottom and from left to right.
  let blocks: [Block]

  /// Merged cells take at most so many places of rows.
  private static let mostMerged = 4_000_000

  init(_ grid: SheetGrid, rows: ClosedRange<Int>, columns: ClosedRange<Int>) {
    (self.grid, self.columns) = (grid, columns)
    let runs = Self.runs(grid, rows, columns)
    blocks = Self.split(runs, grid).sorted {
      (grid.rows[$0.rows[0]].number, $0.columns.lowerBound) < (grid.rows[$1.rows[0]].number, $1.columns.lowerBound)
    }
  }

  private static func runs(_ grid: SheetGrid, _ rows: ClosedRange<Int>, _ columns: ClosedRange<Int>) -> [Run] {
    let merged = mergedPlaces(grid, columns)
    var runs: [Run] = []
    for row in grid.firstRow(from: rows.lowerBound)..<grid.firstRow(from: rows.upperBound + 1) {
      let number = grid.rows[row].number
      let start = runs.count
      for index in grid.cellRange(row) {
        let column = Int32(grid.columns[index])
        guard columns.contains(Int(column)), !grid.isBlank(grid.cells[index]) else { continue }
        if runs.count > start, runs[runs.count - 1].last + 1 == column {
          runs[runs.count - 1].last = column
        } else {
          runs.append(Run(row: number, first: column, last: column))
        }
      }
      guard let own = merged[number] else { continue }
      // Places of merged cells fill the gaps between others.
      let all = (runs[start...] + own.map { Run(row: number, first: $0.0, last: $0.1) }).sorted { $0.first < $1.first }
      runs.removeLast(runs.count - start)
      for run in all {
        if runs.count > start, runs[runs.count - 1].last + 1 >= run.first {
          runs[runs.count - 1].last = max(runs[runs.count - 1].last, run.last)
        } else {
          runs.append(run)
        }
      }
    }
    return runs
  }

  /// Of merged cells with something in them, by row.
  private static func mergedPlaces(_ grid: SheetGrid, _ columns: ClosedRange<Int>) -> [Int32: [(Int32, Int32)]] {
    var places: [Int32: [(Int32, Int32)]] = [:]
    var count = 0
    for merge in grid.merges {
      let row = grid.firstRow(from: merge.rows.lowerBound)
      guard row < grid.rows.count, Int(grid.rows[row].number) == merge.rows.lowerBound,
        let index = grid.index(row, column: merge.columns.lowerBound), !grid.isBlank(grid.cells[index]),
        merge.columns.overlaps(columns)
      else { continue }
      let own = merge.columns.clamped(to: columns)
      var next = row
      while next < grid.rows.count, Int(grid.rows[next].number) <= merge.rows.upperBound, count < mostMerged {
        places[grid.rows[next].number, default: []].append((Int32(own.lowerBound), Int32(own.upperBound)))
        (next, count) = (next + 1, count + 1)
      }
    }
    return places
  }

  // MARK: - What touches

  private static func split(_ runs: [Run], _ grid: SheetGrid, depth: Int = 0) -> [Block] {
    components(runs).flatMap { component -> [Block] in
      let lines = Lines(component, grid)
      // Title upon title upon title is a drawing.
      guard depth < 20 else { return [lines.block] }
      let titles = lines.leadingSingles
      // A note below connects tables side by side; a last row with one value alone does not.
      let notes = lines.trailingSingles(after: titles)
      if notes > 0 {
        let core = lines.runs(titles..<(lines.count - notes))
        if components(core).count > 1 {
          return attaching(lines, titles, notes, to: split(core, grid, depth: depth + 1))
        }
      }
      guard titles > 0 else { return [lines.block] }
      return attaching(lines, titles, 0, to: split(lines.runs(titles..<lines.count), grid, depth: depth + 1))
    }
  }

  private static func attaching(_ lines: Lines, _ titles: Int, _ notes: Int, to blocks: [Block]) -> [Block] {
    guard !blocks.isEmpty else { return [lines.block] }
    var blocks = blocks
    for index in blocks.indices { blocks[index].titles = lines.rows(0..<titles) + blocks[index].titles }
    blocks[blocks.count - 1].notes += lines.rows((lines.count - notes)..<lines.count)
    return blocks
  }

  /// A component by its lines.
  private struct Lines {
    private let runs: [Run]
    /// Where the runs of each line begin, and the end.
    private var starts: [Int] = []
    private let grid: SheetGrid

    init(_ runs: [Run], _ grid: SheetGrid) {
      (self.runs, self.grid) = (runs, grid)
      for index in runs.indices where index == 0 || runs[index].row != runs[index - 1].row { starts.append(index) }
      starts.append(runs.count)
    }

    var count: Int { starts.count - 1 }

    private var columns: ClosedRange<Int> {
      let first = runs.reduce(Int32.max) { min($0, $1.first) }
      let last = runs.reduce(0) { max($0, $1.last) }
      return Int(first)...Int(last)
    }

    private var isWide: Bool { runs.contains { $0.first != runs[0].first || $0.last != $0.first } }

    /// How many lines at the top have one cell alone, if others follow that have more.
    var leadingSingles: Int {
      guard isWide else { return 0 }
      let singles = (0..<count).prefix { isSingle($0) }.count
      return singles == count ? 0 : singles
    }

    func trailingSingles(after first: Int) -> Int {
      guard isWide else { return 0 }
      return (first..<count).reversed().prefix { isSingle($0) }.count
    }

    private func isSingle(_ line: Int) -> Bool {
      guard starts[line + 1] - starts[line] == 1, let row = row(line) else { return false }
      let run = runs[starts[line]]
      var found = 0
      for index in grid.cellRange(row) where (run.first...run.last).contains(Int32(grid.columns[index])) {
        if !grid.isBlank(grid.cells[index]) {
          found += 1
          // Figures are no titles.
          if found > 1 || grid.cells[index].kind != .text { return false }
        }
      }
      return found == 1
    }

    /// The index of the grid's row.
    private func row(_ line: Int) -> Int? {
      let number = Int(runs[starts[line]].row)
      let row = grid.firstRow(from: number)
      return row < grid.rows.count && Int(grid.rows[row].number) == number ? row : nil
    }

    func rows(_ lines: Range<Int>) -> [Int] { lines.compactMap { row($0) } }
    func runs(_ lines: Range<Int>) -> [Run] { Array(runs[starts[lines.lowerBound]..<starts[lines.upperBound]]) }
    var block: Block { Block(rows: rows(0..<count), columns: columns) }
  }

  /// Runs that touch each other in neighboring rows, in the order of their first.
  private static func components(_ runs: [Run]) -> [[Run]] {
    var parents = Array(runs.indices.map { Int32($0) })
    func root(_ index: Int) -> Int {
      var index = index
      while Int(parents[index]) != index {
        parents[index] = parents[Int(parents[index])]
        index = Int(parents[index])
      }
      return index
    }
    var above = 0..<0
    var start = 0
    while start < runs.count {
      var end = start
      while end < runs.count, runs[end].row == runs[start].row { end += 1 }
      if !above.isEmpty, runs[above.lowerBound].row + 1 == runs[start].row {
        var next = above.lowerBound
        for index in start..<end {
          while next < above.upperBound, runs[next].last + 1 < runs[index].first { next += 1 }
          var touching = next
          while touching < above.upperBound, runs[touching].first <= runs[index].last + 1 {
            let (a, b) = (root(index), root(touching))
            parents[max(a, b)] = Int32(min(a, b))
            touching += 1
          }
        }
      }
      above = start..<end
      start = end
    }
    var places: [Int: Int] = [:]
    var found: [[Run]] = []
    for index in runs.indices {
      let root = root(index)
      if let place = places[root] {
        found[place].append(runs[index])
      } else {
        places[root] = found.count
        found.append([runs[index]])
      }
    }
    // Cells all over a sheet are no tables.
    return found.count > mostComponents ? [runs] : joined(found)
  }

  private static let mostComponents = 2000

  /// Those of which one is within the rows and columns of another are one: rows that lack cells leave others alone.
  private static func joined(_ components: [[Run]]) -> [[Run]] {
    var boxes: [(rows: ClosedRange<Int32>, columns: ClosedRange<Int32>, parts: [Int])] = []
    for (index, component) in components.enumerated() {
      let first = component.reduce(Int32.max) { min($0, $1.first) }
      let last = component.reduce(0) { max($0, $1.last) }
      let rows = component.reduce(component[0].row...component[0].row) {
        min($0.lowerBound, $1.row)...max($0.upperBound, $1.row)
      }
      var box = (rows: rows, columns: first...last, parts: [index])
      while let other = boxes.firstIndex(where: { $0.rows.overlaps(box.rows) && $0.columns.overlaps(box.columns) }) {
        let old = boxes.remove(at: other)
        box.rows = min(old.rows.lowerBound, box.rows.lowerBound)...max(old.rows.upperBound, box.rows.upperBound)
        box.columns =
          min(old.columns.lowerBound, box.columns.lowerBound)...max(old.columns.upperBound, box.columns.upperBound)
        box.parts = old.parts + box.parts
      }
      boxes.append(box)
    }
    return boxes.map { box in
      box.parts.count == 1
        ? components[box.parts[0]]
        : box.parts.flatMap { components[$0] }.sorted { ($0.row, $0.first) < ($1.row, $1.first) }
    }
  }
}
