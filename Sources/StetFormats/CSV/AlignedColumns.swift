import StetColumns

/// Columns that spaces put below each other, found from every line of a table: no line has a character between two of them.
///
/// A single space is between two columns only if one of them has a figure in every row. The table is the whole file, or the longest part of
/// it between blank lines; a line of dashes below the names belongs to neither.
struct AlignedColumns {
  /// How many characters each column has.
  let widths: [Int]
  /// Without the names.
  let rows: Int
  /// The options that say where the table is.
  private let region: Proposal

  /// In bytes.
  static let largest = 4 << 20

  var proposal: Proposal { region.adding("widths", .ints(widths)) }

  /// A line that is not blank, by where its characters begin.
  private struct Line {
    let characters: [Int]
    /// From 1.
    let number: Int
    let isAfterBlank: Bool
  }

  /// What a file may be meant as; none if there are fewer than two columns, or tabs, whose width nobody knows.
  static func found(in bytes: Span<UInt8>, from start: Int) -> [AlignedColumns] {
    guard let lines = lines(bytes, from: start), lines.count > 1 else { return [] }
    var found: [AlignedColumns] = []
    if let whole = AlignedColumns(bytes, lines[...], Proposal([])) { found.append(whole) }
    let starts = [0] + lines.indices.dropFirst().filter { lines[$0].isAfterBlank }
    let parts = starts.indices.map { lines[starts[$0]..<(starts.count > $0 + 1 ? starts[$0 + 1] : lines.count)] }
    guard let longest = parts.max(by: { $0.count < $1.count }), longest.count > 2,
      longest.count < lines.count || lines[0].number > 1
    else { return found }
    var place = Proposal([])
    if lines[longest.startIndex].number > 1 {
      place = place.adding("skip", .int(Int64(lines[longest.startIndex].number - 1)))
    }
    if longest.endIndex < lines.count { place = place.adding("until", .word("blank")) }
    if let part = AlignedColumns(bytes, longest, place) { found.append(part) }
    return found
  }

  private init?(_ bytes: Span<UInt8>, _ all: ArraySlice<Line>, _ region: Proposal) {
    var (all, region) = (Array(all), region)
    if all.count > 2, Self.isRule(bytes, all[1]) {
      all.remove(at: 1)
      guard !all.contains(where: { Self.isRule(bytes, $0) }) else { return nil }
      region = region.adding("comments", .text("---"))
    }
    let lines = all.map(\.characters)
    guard lines.count > 1 else { return nil }
    (self.region, rows) = (region, lines.count - 1)
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

  private static func lines(_ bytes: Span<UInt8>, from start: Int) -> [Line]? {
    var lines: [Line] = []
    var line: [Int] = []
    var (isBlank, isAfterBlank, number) = (true, false, 1)
    func close() {
      if !isBlank { lines.append(Line(characters: line, number: number, isAfterBlank: isAfterBlank)) }
      (isAfterBlank, line, isBlank) = (isBlank, [], true)
      number += 1
    }
    // A file of this kind was made for people to read.
    guard bytes.count - start <= Self.largest else { return nil }
    for index in start..<bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\t"): return nil
      case UInt8(ascii: "\r") where index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n"): continue
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

  /// Whether a line has nothing but dashes, three at its beginning.
  private static func isRule(_ bytes: Span<UInt8>, _ line: Line) -> Bool {
    line.characters.count > 2 && line.characters.prefix(3).allSatisfy { bytes[$0] == UInt8(ascii: "-") }
      && line.characters.allSatisfy { bytes[$0] == UInt8(ascii: "-") || bytes[$0] == UInt8(ascii: " ") }
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
      case .number, .formatted, .leadingZero, .tooLong, .slashDate, .date, .datetime, .zoned: return true
      case .word, .other: return false
      }
    }
  }
}
