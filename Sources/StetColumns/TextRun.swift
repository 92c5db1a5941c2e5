/// The texts of some rows, one after another; a row may have none.
@safe
package struct TextRun: Sendable {
  private let memory: GrowingMemory<UInt8>
  package let byteCount: Int
  /// Where each text ends.
  package let ends: [Int]
  /// Whether each row has a text; nil if all have.
  package let isPresent: [Bool]?

  init(memory: GrowingMemory<UInt8>, byteCount: Int, ends: [Int], isPresent: [Bool]?) {
    (self.memory, self.byteCount, self.ends, self.isPresent) = (memory, byteCount, ends, isPresent)
  }

  package var count: Int { ends.count }

  /// Whether the texts are the same ones in memory, not only equal.
  package func isSame(as other: TextRun) -> Bool { memory === other.memory }

  package func range(_ place: Int) -> Range<Int> { (place == 0 ? 0 : ends[place - 1])..<ends[place] }

  package subscript(place: Int) -> [UInt8] { unsafe withBytes { unsafe Array($0[range(place)]) } }

  /// Calls `body` with the bytes of all texts.
  @inline(__always)
  package func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    withExtendedLifetime(memory) { unsafe body(UnsafeBufferPointer(start: memory.base, count: byteCount)) }
  }
}

extension TextRun {
  /// Rows of a column as `plainText` writes them, with a sign of one's own before negative numbers; none for a missing value.
  package init(_ column: Column, _ rows: Range<Int>, minus: [UInt8] = [UInt8(ascii: "-")]) {
    var writer = TextWriter(texts: rows.count, bytes: rows.count * 8)
    writer.append(column, rows, minus: minus)
    self = writer.finish()
  }
}

extension TextRun {
  /// The texts of several columns side by side, a line for each row: each cell after the bytes that go before those of its column, and
  /// `after` at the end.
  package static func lines(
    _ columns: [(before: [UInt8], cells: TextRun)], of count: Int, missing: [UInt8] = [], after: [UInt8]
  ) -> [UInt8] {
    var total = 0
    // Where the next cell of each line goes.
    let places = unsafe [Int](unsafeUninitializedCapacity: count) { places, initialized in
      for row in 0..<count { unsafe places[row] = after.count }
      for (before, cells) in columns {
        for row in 0..<count { unsafe places[row] &+= before.count &+ cells.length(row, missing) }
      }
      for row in 0..<count {
        let length = unsafe places[row]
        unsafe places[row] = total
        total += length
      }
      initialized = count
    }
    return unsafe [UInt8](unsafeUninitializedCapacity: total) { bytes, initialized in
      if let target = bytes.baseAddress { unsafe write(columns, missing, after, to: target, places) }
      initialized = total
    }
  }

  private static func write(
    _ columns: [(before: [UInt8], cells: TextRun)], _ missing: [UInt8], _ after: [UInt8],
    to target: UnsafeMutablePointer<UInt8>, _ places: consuming [Int]
  ) {
    /// Copies some bytes to a place; where the next go.
    @inline(__always)
    func put(_ source: UnsafeBufferPointer<UInt8>, _ place: Int) -> Int {
      if let base = source.baseAddress { unsafe copyBytes(base, to: target + place, source.count) }
      return place &+ source.count
    }
    unsafe places.withUnsafeMutableBufferPointer { places in
      unsafe missing.withUnsafeBufferPointer { missing in
        for (before, cells) in columns {
          unsafe before.withUnsafeBufferPointer { before in
            unsafe cells.withBytes { bytes in
              for row in places.indices {
                let cell =
                  unsafe cells.isMissing(row) ? missing : UnsafeBufferPointer(rebasing: bytes[cells.range(row)])
                unsafe places[row] = put(cell, put(before, places[row]))
              }
            }
          }
        }
      }
      unsafe after.withUnsafeBufferPointer { after in for row in places.indices { _ = unsafe put(after, places[row]) } }
    }
  }

  @inline(__always)
  private func isMissing(_ row: Int) -> Bool { isPresent.map { !$0[row] } ?? false }

  @inline(__always)
  private func length(_ row: Int, _ missing: [UInt8]) -> Int {
    isMissing(row) ? missing.count : range(row).count
  }
}

extension TextWriter {
  fileprivate mutating func append(_ column: Column, _ rows: Range<Int>, minus: [UInt8]) {
    if case .text(let texts) = column { return append(texts, rows) }
    let present = column.presence
    @inline(__always)
    func each(_ write: (_ row: Int, inout TextWriter) -> Void) {
      for row in rows {
        text { writer in
          guard present?[row] ?? true else { return false }
          write(row, &writer)
          return true
        }
      }
    }
    func wholeNumbers<Number: FixedWidthInteger>(_ vector: Vector<Number>, places: Int = 0) {
      each { row, writer in
        let number = vector.values[row]
        if number < 0 { writer.append(minus) }
        writer.append(digits: UInt64(number.magnitude), places: places)
      }
    }
    switch column {
    case .int(let vector): wholeNumbers(vector)
    case .narrowInt(let vector): wholeNumbers(vector)
    case .decimal(let vector, let scale): wholeNumbers(vector, places: scale)
    case .float(let vector):
      each { row, writer in
        let number = vector.values[row]
        if number < 0 { writer.append(minus) }
        let magnitude = number.magnitude
        if magnitude < 1e15, magnitude == magnitude.rounded(.towardZero) {
          writer.append(digits: UInt64(magnitude))
        } else {
          writer.append(shortest(magnitude))
        }
      }
    case .longDecimal(let vector, let scale):
      each { row, writer in
        if vector.values[row] < 0 { writer.append(minus) }
        let magnitude = vector.values[row].magnitude
        if let digits = UInt64(exactly: magnitude) {
          writer.append(digits: digits, places: scale)
        } else {
          let text = Decimal(digits: vector.values[row], scale: scale).description
          writer.append(String(text.drop { $0 == "-" }))
        }
      }
    case .date(let vector):
      each { row, writer in writer.append(CivilDate(daysSinceEpoch: vector.values[row])) }
    case .bool, .text, .datetime, .period, .duration: each { row, writer in writer.append(plainText(column[row])) }
    }
  }

  private mutating func append(_ texts: TextVector, _ rows: Range<Int>) {
    let pool = texts.pool
    for row in rows {
      let code = Int(texts.code(of: row))
      text { writer in
        guard code >= 0 else { return false }
        writer.append(pool.bytes.span, pool.range(code))
        return true
      }
    }
  }
}
