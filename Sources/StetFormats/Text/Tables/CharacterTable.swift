/// The characters of an old encoding, in the order of its codes.
struct CharacterTable: Sendable {
  /// Code points; 0 where there is no character.
  let codes: [UInt32]

  /// From the text of a table: characters, `a-c` for a range of code points, a number for so many without a character.
  init(_ text: StaticString) {
    var codes: [UInt32] = []
    var isRange = false
    var absent = 0
    for scalar in text.description.unicodeScalars {
      let code = scalar.value
      if (0x30...0x39).contains(code) {
        absent = absent * 10 + Int(code - 0x30)
        continue
      }
      codes.append(contentsOf: repeatElement(0, count: absent))
      absent = 0
      switch code {
      case 0x0A: break
      case 0x2D: isRange = true
      default:
        if isRange, let last = codes.last { codes.append(contentsOf: last + 1..<code) }
        isRange = false
        codes.append(code)
      }
    }
    self.codes = codes
  }

  /// Nil where there is no character.
  @inline(__always)
  subscript(index: Int) -> UInt32? {
    guard index >= 0, index < codes.count, codes[index] > 0 else { return nil }
    return codes[index]
  }
}
