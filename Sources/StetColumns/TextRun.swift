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
