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
    // Where the next cell of each line goes.
    var places = [Int](repeating: 0, count: count)
    for (before, cells) in columns {
      for row in 0..<count { places[row] += before.count + cells.length(row, missing) }
    }
    var total = 0
    for row in 0..<count {
      let length = places[row] + after.count
      places[row] = total
      total += length
    }
    return unsafe [UInt8](unsafeUninitializedCapacity: total) { bytes, initialized in
      guard let target = bytes.baseAddress else { return }
      @inline(__always)
      func put(_ source: UnsafeBufferPointer<UInt8>, _ row: Int) {
        guard let base = source.baseAddress else { return }
        unsafe copyBytes(base, to: target + places[row], source.count)
        places[row] &+= source.count
      }
      unsafe missing.withUnsafeBufferPointer { missing in
        for (before, cells) in columns {
          unsafe before.withUnsafeBufferPointer { before in
            unsafe cells.withBytes { bytes in
              for row in 0..<count {
                unsafe put(before, row)
                let isPresent = cells.isPresent?[row] ?? true
                unsafe put(isPresent ? UnsafeBufferPointer(rebasing: bytes[cells.range(row)]) : missing, row)
              }
            }
          }
        }
      }
      unsafe after.withUnsafeBufferPointer { after in for row in 0..<count { unsafe put(after, row) } }
      initialized = total
    }
  }

  private func length(_ row: Int, _ missing: [UInt8]) -> Int {
    isPresent?[row] ?? true ? range(row).count : missing.count
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
