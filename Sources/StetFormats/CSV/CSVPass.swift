import Dispatch
import StetColumns

/// The values of the columns that a pass read, still in the workers' codes.
final class CSVPass {
  let rows: Int
  /// Taken out one by one, so that none is copied when it changes.
  var stores: [ColumnStore]
  let findings: [CSVFindings]
  /// By column, the texts of a column that hardly repeats.
  let plainTexts: [PlainTexts?]
  let blocks: [(offset: Int, firstRow: Int)]
  let sha256: String?

  /// What the decimals of a column need over all blocks.
  func decimalNeeds(_ column: Int) -> DecimalNeeds {
    findings.reduce(into: DecimalNeeds()) { needs, findings in
      for block in findings.decimals[column] { needs.add(block.needs) }
    }
  }

  init(
    rows: Int, stores: [ColumnStore], findings: [CSVFindings], plainTexts: [PlainTexts?],
    blocks: [(offset: Int, firstRow: Int)], sha256: String?
  ) {
    (self.rows, self.stores, self.findings, self.plainTexts) = (rows, stores, findings, plainTexts)
    (self.blocks, self.sha256) = (blocks, sha256)
  }
}

extension CSVPass {
  /// Some columns of a pass, by several threads.
  func finished(_ fitting: [(index: Int, reading: CSVReading)]) -> [Column] {
    unsafe stores.withUnsafeMutableBufferPointer { stores in
      // Each is taken out by the thread that finishes its column.
      nonisolated(unsafe) let (stores, pass) = unsafe (stores, self)
      return parallelMap(fitting.count) { number in
        let (index, reading) = fitting[number]
        let store = unsafe stores[index]
        unsafe stores[index] = .none
        return unsafe pass.column(consume store, reading, index)
      }
    }
  }

  private func column(_ store: consuming ColumnStore, _ reading: CSVReading, _ index: Int) -> Column {
    func validity() -> Bitmap? {
      guard findings.contains(where: { !$0.missing[index].isEmpty }) else { return nil }
      var present = Bitmap(repeating: true, count: rows)
      for findings in findings { for row in findings.missing[index] { present[Int(row)] = false } }
      return present
    }
    if reading == .text {
      guard case .narrow(let codes) = consume store else { preconditionFailure("a column's store must match its type") }
      return .text(texts(codes, index))
    }
    if reading == .decimal {
      guard case .wide(let digits) = consume store else { preconditionFailure("a column's store must match its type") }
      return decimals(digits, index, validity())
    }
    let zones = findings.flatMap { $0.zones[index] }
    switch (reading, store) {
    case (.narrowInt, .narrow(let values)):
      return .narrowInt(Vector(values, validity: validity(), zoneMap: ZoneMap(zones)))
    case (.int, .wide(let values)): return .int(Vector(values, validity: validity(), zoneMap: ZoneMap(zones)))
    case (.datetime, .wide(let values)): return .datetime(Vector(values, validity: validity(), zoneMap: ZoneMap(zones)))
    case (.duration, .wide(let values)): return .duration(Vector(values, validity: validity(), zoneMap: ZoneMap(zones)))
    case (.float, .floats(let values)): return .float(Vector(values, validity: validity(), zoneMap: ZoneMap(zones)))
    case (.bool, .bools(let values)): return .bool(Vector(values, validity: validity()))
    case (.date, .narrow(let values)): return .date(Vector(values, validity: validity(), zoneMap: ZoneMap(zones)))
    case (.period(let kind), .narrow(let values)):
      return .period(Vector(values, validity: validity(), zoneMap: ZoneMap(zones)), kind)
    case (.writtenFiscalYear, .narrow(let values)):
      return .period(Vector(values, validity: validity(), zoneMap: ZoneMap(zones)), .fiscalYear)
    default: preconditionFailure("a column's store must match its type")
    }
  }

  /// Blocks with fewer places than others get the same number of them.
  private func decimals(_ own: consuming [Int64], _ index: Int, _ validity: Bitmap?) -> Column {
    let scale = decimalNeeds(index).places
    // A block without rows begins where the next one does.
    let blocks = findings.flatMap { $0.decimals[index] }.filter { $0.needs.places < scale && !$0.rows.isEmpty }
    var zones = findings.flatMap { $0.zones[index] }
    var digits = own
    if !blocks.isEmpty {
      unsafe digits.withUnsafeMutableBufferPointer { digits in
        // Blocks have no row in common.
        nonisolated(unsafe) let digits = unsafe digits
        _ = parallelMap(blocks.count) { number in
          let factor = tenTo[scale - blocks[number].needs.places]
          for row in blocks[number].rows { unsafe digits[row] &*= factor }
        }
      }
      let places = Dictionary(uniqueKeysWithValues: blocks.map { ($0.rows.lowerBound, $0.needs.places) })
      for zone in zones.indices {
        guard let own = places[Int(zones[zone].rows.lowerBound)], !zones[zone].rows.isEmpty else { continue }
        let factor = tenTo[scale - own]
        zones[zone].least = (Int64(zoneBits: zones[zone].least) &* factor).zoneBits
        zones[zone].most = (Int64(zoneBits: zones[zone].most) &* factor).zoneBits
      }
    }
    return .decimal(Vector(digits, validity: validity, zoneMap: ZoneMap(zones)), scale: scale)
  }

  /// The workers' codes become those of one pool.
  private func texts(_ own: consuming [Int32], _ index: Int) -> TextVector {
    if let plain = plainTexts[index] { return plain.finish(own) }
    let (pool, codes) = merged(findings.map { $0.dictionaries[index] })
    var blocks: [(worker: Int, firstRow: Int, rows: Int)] = []
    for (worker, findings) in findings.enumerated()
    where codes[worker].enumerated().contains(where: { $0 != Int($1) }) {
      blocks += findings.blocks.map { (worker, $0.firstRow, $0.rows) }
    }
    unsafe own.withUnsafeMutableBufferPointer { buffer in
      // Blocks have no row in common.
      nonisolated(unsafe) let buffer = unsafe buffer
      let blocks = blocks
      DispatchQueue.concurrentPerform(iterations: min(Parallelism.threads, max(1, blocks.count))) { part in
        for location in stride(from: part, to: blocks.count, by: Parallelism.threads) {
          let block = blocks[location]
          unsafe codes[block.worker].withUnsafeBufferPointer { new in
            for row in block.firstRow..<(block.firstRow + block.rows) where unsafe buffer[row] >= 0 {
              unsafe buffer[row] = new[Int(buffer[row])]
            }
          }
        }
      }
    }
    return TextVector(codes: own, pool: pool)
  }
}
