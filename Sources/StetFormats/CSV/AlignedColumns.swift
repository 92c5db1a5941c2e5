import StetColumns

/// Columns that spaces put below each other, found from every line of a file: no line has a character between two of them.
///
/// A single space is between two columns only if one of them has a figure in every row.
struct AlignedColumns {
  /// How many characters each column has.
  let widths: [Int]

  /// In bytes.
  static let largest = 4 << 20

  /// Nil if there are fewer than two columns, or tabs, whose width nobody knows.
  init?(_ bytes: Span<UInt8>, from start: Int) {
    guard let lines = Self.lines(bytes, from: start), lines.count > 1 else { return nil }
    var isOccupied: [Bool] = []
    for line in lines {
      while isOccupied.count < line.count { isOccupied.append(false) }
      for place in line.indices where bytes[line[place]] != UInt8(ascii: " ") { isOccupied[place] = true }
    }
    var columns: [Range<Int>] = []
    for place in isOccupied.indices where isOccupied[place] {
      if let last = columns.last, last.upperBound == place {
        columns[columns.count - 1] = last.lowerBound..<(place + 1)
      } else {
        columns.append(place..<(place + 1))
      }
    }
    var hasFigures = columns.map { Self.hasFigures(bytes, lines, $0) }
    var place = 1
    while place < columns.count {
      let isWide = columns[place].lowerBound - columns[place - 1].upperBound > 1
      if isWide || hasFigures[place] || hasFigures[place - 1] {
        place += 1
        continue
      }
      columns[place - 1] = columns[place - 1].lowerBound..<columns[place].upperBound
      columns.remove(at: place)
      hasFigures.remove(at: place)
    }
    guard columns.count > 1, columns.count <= 1000 else { return nil }
    // Each column has the space up to the next one.
    widths = columns.indices.map { place in
      let first = place == 0 ? 0 : columns[place].lowerBound
      return (place + 1 < columns.count ? columns[place + 1].lowerBound : columns[place].upperBound) - first
    }
  }

  /// Where the characters of each line that is not blank begin.
  private static func lines(_ bytes: Span<UInt8>, from start: Int) -> [[Int]]? {
    var lines: [[Int]] = []
    var line: [Int] = []
    var isBlank = true
    func close() {
      if !isBlank { lines.append(line) }
      (line, isBlank) = ([], true)
    }
    // A file of this kind was made for people to read.
    guard bytes.count - start <= Self.largest else { return nil }
    for index in start..<bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\t"): return nil
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"): close()
      case 0x80...0xBF: continue
      default:
        line.append(index)
        if bytes[index] != UInt8(ascii: " ") { isBlank = false }
      }
    }
    close()
    return lines
  }

  /// Whether every line but the first has a number or a date there.
  private static func hasFigures(_ bytes: Span<UInt8>, _ lines: [[Int]], _ column: Range<Int>) -> Bool {
    lines.dropFirst().allSatisfy { line in
      let places = line[min(column.lowerBound, line.count)..<min(column.upperBound, line.count)]
      guard let first = places.first(where: { bytes[$0] != UInt8(ascii: " ") }),
        let last = places.last(where: { bytes[$0] != UInt8(ascii: " ") })
      else { return false }
      let cell = bytes.extracting(first..<(last + 1))
      if DateParser().parse(cell) != nil { return true }
      switch Lookalikes.shape(cell) {
      case .number, .formatted, .leadingZero, .tooLong, .slashDate, .date, .datetime: return true
      case .word, .other: return false
      }
    }
  }
}
