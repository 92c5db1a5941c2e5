import StetColumns

/// Cells of a terminal: braille dots, and over them letters and lines.
struct TerminalCanvas {
  let width: Int
  let height: Int
  private var dots: [UInt8]
  /// What is in a cell instead of dots; empty after a letter that is two cells wide.
  private var marks: [String?]
  private var isText: [Bool]

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    dots = [UInt8](repeating: 0, count: width * height)
    marks = [String?](repeating: nil, count: width * height)
    isText = [Bool](repeating: false, count: width * height)
  }

  /// A dot; a cell is two of them wide and four high.
  mutating func dot(_ x: Double, _ y: Double) {
    let (column, row) = (Int(x.rounded()), Int(y.rounded()))
    guard (0..<width * 2).contains(column), (0..<height * 4).contains(row) else { return }
    let bits: [UInt8] = [0x01, 0x02, 0x04, 0x40, 0x08, 0x10, 0x20, 0x80]
    dots[row / 4 * width + column / 2] |= bits[column % 2 * 4 + row % 4]
  }

  /// A sign in a cell that is still empty.
  mutating func fill(_ row: Int, _ column: Int, with sign: String) {
    let cell = row * width + column
    if dots[cell] == 0, marks[cell] == nil { marks[cell] = sign }
  }

  /// A sign that replaces whatever is there, except letters.
  mutating func set(_ row: Int, _ column: Int, to sign: String) {
    let cell = row * width + column
    if !isText[cell] { marks[cell] = sign }
  }

  /// Whether words at a position would cover neither data nor words, and not touch other words.
  func isFree(_ row: Int, _ column: Int, _ text: String) -> Bool {
    canHold(row, column, text) && (column..<column + displayWidth(text)).allSatisfy { dots[row * width + $0] == 0 }
  }

  /// Whether words fit at a position without touching others.
  func canHold(_ row: Int, _ column: Int, _ text: String) -> Bool {
    let end = column + displayWidth(text)
    guard (0..<height).contains(row), column >= 0, end <= width else { return false }
    return (max(0, column - 1)..<min(width, end + 1)).allSatisfy { !isText[row * width + $0] }
  }

  mutating func write(_ text: String, _ row: Int, _ column: Int) {
    var cell = row * width + column
    for character in text {
      let wide = displayWidth(character)
      if wide == 0 { continue }
      for offset in 0..<wide {
        marks[cell + offset] = offset == 0 ? String(character) : ""
        isText[cell + offset] = true
      }
      cell += wide
    }
  }

  /// Lines of words at the first of several positions that is free.
  mutating func write(_ lines: [String], atFirstFreeOf places: [(row: Int, column: Int)]) -> Bool {
    let place = places.first { place in
      lines.enumerated().allSatisfy { isFree(place.row + $0, place.column, $1) }
    }
    guard let place else { return false }
    for (offset, line) in lines.enumerated() { write(line, place.row + offset, place.column) }
    return true
  }

  /// Rows of text; where `blank` is given, cells without anything are that and rows end with the last that is not.
  func lines(blank: Character? = nil) -> [String] {
    (0..<height).map { row in
      var line = ""
      for cell in row * width..<(row + 1) * width {
        if let mark = marks[cell] {
          line += mark
        } else if let blank, dots[cell] == 0 {
          line.append(blank)
        } else if let scalar = Unicode.Scalar(0x2800 + UInt32(dots[cell])) {
          line.unicodeScalars.append(scalar)
        }
      }
      while let blank, line.last == blank { line.removeLast() }
      return line
    }
  }
}
