import Synchronization

/// The columns of a table.
///
/// Those that a filter or a join passes on are rows of columns before it, and are copied when they are first read: what nobody
/// reads is never copied.
package struct TableColumns: Sendable {
  /// They need not be there yet.
  package private(set) var deferred: [DeferredColumn]

  package init(_ columns: [DeferredColumn]) { deferred = columns }

  package init(_ columns: [Column]) { deferred = columns.map { .made($0) } }

  /// The same with every column copied, so that nothing keeps those that they come from.
  package var made: TableColumns {
    var made = deferred
    var done: Set<ObjectIdentifier> = []
    for column in deferred {
      guard case .pending(let selection, _) = column, done.insert(ObjectIdentifier(selection)).inserted else {
        continue
      }
      let places = deferred.indices.filter { deferred[$0].isPending(in: selection) }
      let gathered = selection.columns(places.map { deferred[$0].place })
      for (place, column) in zip(places, gathered) { made[place] = .made(column) }
    }
    return TableColumns(made)
  }

  /// Rows of all columns in the given order; −1 means a missing row. `areRows` says that there are none of those.
  package func gather(_ rows: [Int32], areRows: Bool = false) -> TableColumns {
    deferring(rows, areRows: areRows).made
  }

  /// The same, copied only where something reads it.
  package func deferring(_ rows: [Int32], areRows: Bool = false) -> TableColumns {
    TableColumns(deferred.deferring(rows, areRows: areRows))
  }
}

extension TableColumns: RandomAccessCollection, MutableCollection, RangeReplaceableCollection {
  package init() { deferred = [] }
  package var startIndex: Int { 0 }
  package var endIndex: Int { deferred.count }

  package subscript(index: Int) -> Column {
    get { deferred[index].column }
    set { deferred[index] = .made(newValue) }
  }

  package mutating func replaceSubrange(_ range: Range<Int>, with added: some Collection<Column>) {
    deferred.replaceSubrange(range, with: added.map { .made($0) })
  }
}

/// A column, or rows of one that are copied when they are first read.
package enum DeferredColumn: Sendable {
  case made(Column)
  case pending(Selection, Int)

  package var column: Column {
    switch self {
    case .made(let column): column
    case .pending(let selection, let place): selection.columns([place])[0]
    }
  }

  fileprivate var place: Int { if case .pending(_, let place) = self { place } else { 0 } }

  fileprivate func isPending(in selection: Selection) -> Bool {
    if case .pending(let own, _) = self { own === selection } else { false }
  }
}

extension [DeferredColumn] {
  /// The same rows of all these columns; −1 means a missing row. `areRows` says that there are none of those.
  package func deferring(_ rows: [Int32], areRows: Bool) -> [DeferredColumn] {
    var sources: [(selection: Selection?, columns: [Column], places: [Int])] = []
    for (place, column) in enumerated() {
      let (selection, source) = column.source
      if let index = sources.firstIndex(where: { $0.selection === selection }) {
        sources[index].columns.append(source)
        sources[index].places.append(place)
      } else {
        sources.append((selection, [source], [place]))
      }
    }
    var result = self
    for (selection, columns, places) in sources {
      let own = selection.map { gathered($0.rows, rows, missing: -1) } ?? rows
      let new = Selection(columns, own, areRows: areRows && selection?.areRows ?? true)
      for (index, place) in places.enumerated() { result[place] = .pending(new, index) }
    }
    return result
  }
}

extension DeferredColumn {
  /// How many bytes a row takes; a text is a code here.
  package var rowBytes: Int { source.column.rowBytes }

  /// Those of its texts, which copied rows share with the column that they come from.
  var textBytes: Int { if case .made(let column) = self { column.textBytes } else { 0 } }

  /// A column that is there, and in which rows of it these are; nil for all.
  fileprivate var source: (selection: Selection?, column: Column) {
    switch self {
    case .made(let column): (nil, column)
    case .pending(let selection, let place):
      switch selection.cell(place) {
      case .source(let column): (selection, column)
      case .made(let column): (nil, column)
      }
    }
  }
}

/// Rows that are made when something first reads them.
package protocol LazyRows: AnyObject, Sendable {
  var rows: [Int32] { get }
}

extension [DeferredColumn] {
  /// Rows of all these columns that need not be made yet.
  package func deferring(_ rows: any LazyRows, areRows: Bool) -> [DeferredColumn] {
    let selection = Selection(map(\.column), rows, areRows: areRows)
    return indices.map { .pending(selection, $0) }
  }
}

extension DeferredColumn {
  /// A column that is there, and rows of it that have not been asked for.
  package var lazyRows: (rows: any LazyRows, column: Column)? {
    guard case .pending(let selection, let place) = self, case .lazy(let rows) = selection.list,
      case .source(let column) = selection.cell(place)
    else { return nil }
    return (rows, column)
  }
}

/// The same rows of several columns, each of which is copied when it is first read.
package final class Selection: Sendable {
  fileprivate enum Cell: Sendable {
    case source(Column)
    case made(Column)
  }

  fileprivate enum List: Sendable {
    case rows([Int32])
    case lazy(any LazyRows)
  }

  fileprivate let list: List
  fileprivate let areRows: Bool
  private let cells: Mutex<[Cell]>

  fileprivate init(_ columns: [Column], _ rows: [Int32], areRows: Bool) {
    (list, self.areRows) = (.rows(rows), areRows)
    cells = Mutex(columns.map { .source($0) })
  }

  fileprivate init(_ columns: [Column], _ rows: any LazyRows, areRows: Bool) {
    (list, self.areRows) = (.lazy(rows), areRows)
    cells = Mutex(columns.map { .source($0) })
  }

  fileprivate var rows: [Int32] {
    switch list {
    case .rows(let rows): rows
    case .lazy(let lazy): lazy.rows
    }
  }

  fileprivate func cell(_ place: Int) -> Cell { cells.withLock { $0[place] } }

  /// Those at some places; what is not there yet is copied together.
  fileprivate func columns(_ places: [Int]) -> [Column] {
    cells.withLock { cells in
      var sources: [(place: Int, column: Column)] = []
      for place in places { if case .source(let column) = cells[place] { sources.append((place, column)) } }
      for (source, column) in zip(sources, sources.map(\.column).gather(rows, areRows: areRows)) {
        cells[source.place] = .made(column)
      }
      return places.map { place in
        switch cells[place] {
        case .made(let column), .source(let column): return column
        }
      }
    }
  }
}
