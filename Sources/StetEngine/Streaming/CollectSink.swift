import StetColumns
import StetDiagnostics

extension StreamBuilder {
  /// The table of the last step. A column of the source is copied once, if rows were left out, and otherwise not at all.
  func table() throws(RunFailure) -> (table: Table, counts: [StreamCounts]) {
    var builder = self
    var registers: [Register] = []
    for column in columns {
      switch column {
      case .source: break
      case .register(let register): registers.append(builder.compiler.builder.cells(register))
      case .joined(_, let rows): if !registers.contains(where: { $0.index == rows.index }) { registers.append(rows) }
      }
    }
    return try isNarrowed ? builder.narrowedTable(registers) : builder.wholeTable(registers)
  }

  /// The table of calculated columns, one for each register, and rows of others, which are copied when something reads them. `rows` are
  /// those of the source, nil for all.
  private func table(_ registers: [Register], _ calculated: [Column], rows: [Int32]?) -> Table {
    var results = columns.map { column -> DeferredColumn? in
      if case .source(let index) = column { source.columns.deferred[index] } else { nil }
    }
    if let rows { results = deferred(results, rows, areRows: true) }
    var next = calculated.makeIterator()
    var joined: Set<Int> = []
    for (place, column) in columns.enumerated() {
      switch column {
      case .source: break
      case .register: results[place] = next.next().map { .made($0) }
      case .joined(_, let register):
        guard joined.insert(register.index).inserted else { continue }
        guard case .narrowInt(let partners)? = next.next() else { preconditionFailure("partners are rows") }
        let others = columns.map { column -> DeferredColumn? in
          if case .joined(let other, let rows) = column, rows.index == register.index { other } else { nil }
        }
        let areRows = partners.values.allSatisfy { $0 >= 0 }
        for (place, other) in deferred(others, partners.values, areRows: areRows).enumerated() where other != nil {
          results[place] = other
        }
      }
    }
    return Table(
      schema: schema,
      columns: TableColumns(
        results.map { column in
          guard let column else { preconditionFailure("each column has been made") }
          return column
        }), rowCount: rows?.count ?? source.rowCount,
      origin: isJoined ? nil : rows.map { source.origin?.gather($0) } ?? source.origin, sources: sources)
  }

  /// Some columns in some rows, of which −1 is a missing one; `areRows` says that there is none.
  private func deferred(_ columns: [DeferredColumn?], _ rows: [Int32], areRows: Bool) -> [DeferredColumn?] {
    var taken = columns.compactMap { $0 }.deferring(rows, areRows: areRows).makeIterator()
    return columns.map { $0 == nil ? nil : taken.next() }
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
    return (table(registers, stores.map(\.column), rows: nil), counts)
  }

  // MARK: - Some rows

  private func narrowedTable(_ registers: [Register]) throws(RunFailure) -> (Table, [StreamCounts]) {
    let (lanes, counts) = try run(into: RowSink(registers: registers))
    let units = lanes.flatMap(\.units).sorted { $0.number < $1.number }
    let rows = joined(units.map { $0.rows[...] })
    let calculated = registers.enumerated().map { place, register in
      ResultStore(register, count: rows.count, of: units.map { $0.values[place] }).column
    }
    return (table(registers, calculated, rows: rows.count == source.rowCount ? nil : rows), counts)
  }
}

/// The values of registers to the rows where they belong.
private struct WholeSink: Sink {
  let registers: [Register]
  let targets: [ResultStore.Target]
  var unitRows: Int { chunkRows }
  func makeLane() -> ColumnLane { ColumnLane(self) }

  final class ColumnLane: SinkLane {
    private let sink: WholeSink
    init(_ sink: WholeSink) { self.sink = sink }

    func begins(_ batch: Batch) {
      for (register, target) in zip(sink.registers, sink.targets) { target.receive(batch, register, at: batch.start) }
    }

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
  func makeLane() -> RowLane { RowLane(registers) }

  struct RowUnit: Sendable {
    let number: Int
    let rows: [Int32]
    /// Of each register.
    let values: [CollectedCells]
  }

  final class RowLane: SinkLane {
    private let registers: [Register]
    private(set) var units: [RowUnit] = []
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
      units.append(RowUnit(number: unit, rows: rows, values: values))
      rows = []
      values = registers.map { CollectedCells($0.layout) }
    }
  }
}
