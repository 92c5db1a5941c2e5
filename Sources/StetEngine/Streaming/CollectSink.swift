import StetColumns
import StetDiagnostics

extension StreamBuilder {
  /// The table of the last step. A column of the source is copied once, if rows were left out, and otherwise not at all.
  func table() throws(RunFailure) -> (table: Table, counts: [StreamCounts]) {
    var builder = self
    var registers: [Register] = []
    for case .register(let register) in columns { registers.append(builder.compiler.builder.cells(register)) }
    return try isNarrowed ? builder.narrowedTable(registers) : builder.wholeTable(registers)
  }

  private func table(_ calculated: [Column], rows: [Int32]?) -> Table {
    var calculated = calculated.makeIterator()
    var places: [Int] = []
    for case .source(let index) in columns { places.append(index) }
    var taken = rows.map { places.map { source.columns[$0] }.gather($0, areRows: true) }?.makeIterator()
    let results = columns.map { column -> Column in
      switch column {
      case .source(let index):
        guard let column = taken?.next() else { return source.columns[index] }
        return column
      case .register:
        guard let column = calculated.next() else { preconditionFailure("each register has become a column") }
        return column
      }
    }
    return Table(
      schema: schema, columns: results, rowCount: rows?.count ?? source.rowCount,
      origin: rows.map { source.origin?.gather($0) } ?? source.origin, sources: source.sources)
  }

  // MARK: - All rows

  private func wholeTable(_ registers: [Register]) throws(RunFailure) -> (Table, [StreamCounts]) {
    var stores = registers.map { ResultStore($0, count: source.rowCount) }
    var failure: RunFailure?
    let counts = ResultStore.withMemory(of: &stores) { targets -> [StreamCounts] in
      do throws(RunFailure) {
        return try run(into: WholeSink(registers: registers, targets: targets)).counts
      } catch {
        failure = error
        return []
      }
    }
    if let failure { throw failure }
    return (table(stores.map(\.column), rows: nil), counts)
  }

  // MARK: - Some rows

  private func narrowedTable(_ registers: [Register]) throws(RunFailure) -> (Table, [StreamCounts]) {
    let (lanes, counts) = try run(into: RowSink(registers: registers))
    let units = lanes.flatMap(\.units).sorted { $0.number < $1.number }
    let rows = joined(units.map(\.rows))
    let calculated = registers.enumerated().map { place, register in
      ResultStore(register, count: rows.count, of: units.map { $0.values[place] }).column
    }
    return (table(calculated, rows: rows.count == source.rowCount ? nil : rows), counts)
  }
}

/// The values of registers to the rows where they belong.
private struct WholeSink: Sink {
  let registers: [Register]
  let targets: [ResultStore.Target]
  var unitRows: Int { chunkRows }
  func makeLane() -> Lane { Lane(self) }

  final class Lane: SinkLane {
    private let sink: WholeSink
    init(_ sink: WholeSink) { self.sink = sink }

    func take(_ batch: Batch) {
      for (register, target) in zip(sink.registers, sink.targets) { target.write(batch, register, at: batch.start) }
    }

    func unitEnds(_ unit: Int) {}
  }
}

/// The rows that are left, and the values of registers for them.
private struct RowSink: Sink {
  let registers: [Register]
  var unitRows: Int { chunkRows }
  func makeLane() -> Lane { Lane(registers) }

  struct Unit: Sendable {
    let number: Int
    let rows: [Int32]
    /// Of each register.
    let values: [CollectedCells]
  }

  final class Lane: SinkLane {
    private let registers: [Register]
    private(set) var units: [Unit] = []
    private var rows: [Int32] = []
    private var values: [CollectedCells]

    init(_ registers: [Register]) {
      self.registers = registers
      values = registers.map { CollectedCells($0.layout) }
    }

    func take(_ batch: Batch) {
      if let list = batch.rows {
        unsafe rows.append(contentsOf: UnsafeBufferPointer(start: list.address, count: batch.count))
      } else {
        rows.append(contentsOf: Int32(batch.start)..<Int32(batch.start + batch.count))
      }
      for (place, register) in registers.enumerated() { values[place].append(batch, register) }
    }

    func unitEnds(_ unit: Int) {
      units.append(Unit(number: unit, rows: rows, values: values))
      rows = []
      values = registers.map { CollectedCells($0.layout) }
    }
  }
}

/// Lists one after another.
private func joined(_ lists: [[Int32]]) -> [Int32] {
  var all: [Int32] = []
  all.reserveCapacity(lists.reduce(0) { $0 + $1.count })
  for list in lists { all += list }
  return all
}
