/// The texts of some rows, one after another in one array; a row may have none.
package struct TextRun: Sendable {
  package private(set) var bytes: [UInt8] = []
  /// Where each text ends.
  package private(set) var ends: [Int] = []
  /// Whether each row has a text; nil if all have.
  package private(set) var isPresent: [Bool]?

  package init(capacity: Int) { ends.reserveCapacity(capacity) }

  package var count: Int { ends.count }

  package subscript(place: Int) -> ArraySlice<UInt8> { bytes[(place == 0 ? 0 : ends[place - 1])..<ends[place]] }

  /// Adds a text that `write` appends to the bytes; none if it says that there is none.
  @inline(__always)
  package mutating func append<Failure: Error>(_ write: (inout [UInt8]) throws(Failure) -> Bool) throws(Failure) {
    let start = bytes.count
    if try write(&bytes) {
      isPresent?.append(true)
    } else {
      bytes.removeLast(bytes.count - start)
      if isPresent == nil { isPresent = [Bool](repeating: true, count: ends.count) }
      isPresent?.append(false)
    }
    ends.append(bytes.count)
  }
}

extension TextRun {
  /// Rows of a column as `plainText` writes them, with a sign of one's own before negative numbers; none for a missing value.
  package init(_ column: Column, _ rows: Range<Int>, minus: [UInt8] = [UInt8(ascii: "-")]) {
    self.init(capacity: rows.count)
    let present = column.presence
    func each(_ write: (_ row: Int, inout [UInt8]) -> Void) {
      for row in rows {
        append { bytes in
          guard present?[row] ?? true else { return false }
          write(row, &bytes)
          return true
        }
      }
    }
    func wholeNumbers<Number: FixedWidthInteger>(_ vector: Vector<Number>, places: Int = 0) {
      each { row, bytes in
        let number = vector.values[row]
        if number < 0 { bytes += minus }
        bytes.append(digits: UInt64(number.magnitude), places: places)
      }
    }
    switch column {
    case .int(let vector): wholeNumbers(vector)
    case .narrowInt(let vector): wholeNumbers(vector)
    case .decimal(let vector, let scale): wholeNumbers(vector, places: scale)
    case .float(let vector):
      each { row, bytes in
        let number = vector.values[row]
        if number < 0 { bytes += minus }
        let magnitude = number.magnitude
        if magnitude < 1e15, magnitude == magnitude.rounded(.towardZero) {
          bytes.append(digits: UInt64(magnitude))
        } else {
          bytes += shortest(magnitude).utf8
        }
      }
    case .longDecimal(let vector, let scale):
      each { row, bytes in
        if vector.values[row] < 0 { bytes += minus }
        let magnitude = vector.values[row].magnitude
        if let digits = UInt64(exactly: magnitude) {
          bytes.append(digits: digits, places: scale)
        } else {
          let text = Decimal(digits: vector.values[row], scale: scale).description
          bytes += text.utf8.drop { $0 == UInt8(ascii: "-") }
        }
      }
    case .date(let vector):
      each { row, bytes in bytes.append(CivilDate(daysSinceEpoch: vector.values[row])) }
    case .text(let texts):
      each { row, bytes in bytes += texts.pool.utf8(Int(texts.code(of: row))) }
    case .bool, .datetime, .period, .duration: each { row, bytes in bytes += plainText(column[row]).utf8 }
    }
  }
}

extension [UInt8] {
  /// A number in digits, with some of them after a point, and at least `least`.
  package mutating func append(digits number: UInt64, places: Int = 0, least: Int = 1) {
    let start = count
    var rest = number
    var written = 0
    while rest > 0 || written < Swift.max(least, places + 1) {
      if written == places, places > 0 { append(UInt8(ascii: ".")) }
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit))
      rest = quotient
      written += 1
    }
    self[start...].reverse()
  }

  /// As `iso` writes it.
  fileprivate mutating func append(_ date: CivilDate) {
    if date.year < 0 { append(UInt8(ascii: "-")) }
    append(digits: UInt64(date.year.magnitude), least: 4)
    append(UInt8(ascii: "-"))
    append(digits: UInt64(date.month), least: 2)
    append(UInt8(ascii: "-"))
    append(digits: UInt64(date.day), least: 2)
  }
}
