import StetDiagnostics

/// For a name that mixes Latin letters with Cyrillic or full-width ones that look the same, the name in Latin letters; nil for
/// any other name. Two such names look identical, but only one of them is the column. Names in one script, and Greek letters
/// next to Latin ones as in `Δt`, are left alone.
func inLatinLetters(_ name: String) -> String? {
  guard name.utf8.contains(where: { $0 >= 0x80 }) else { return nil }
  var latin = ""
  var hasLatin = false
  var hasLookalike = false
  for scalar in name.unicodeScalars {
    if let letter = latinLetter(like: scalar) {
      hasLookalike = true
      latin.unicodeScalars.append(letter)
    } else {
      guard scalar.isASCII || scalar.value < 0x250 else { return nil }
      if scalar.properties.isAlphabetic { hasLatin = true }
      latin.unicodeScalars.append(scalar)
    }
  }
  return hasLatin && hasLookalike ? latin : nil
}

/// From the table of confusable characters of Unicode Technical Standard 39.
private func latinLetter(like scalar: Unicode.Scalar) -> Unicode.Scalar? {
  switch scalar.value {
  case 0xFF21...0xFF3A, 0xFF41...0xFF5A: Unicode.Scalar(scalar.value - 0xFEE0)
  default: cyrillic[scalar]
  }
}

private let cyrillic: [Unicode.Scalar: Unicode.Scalar] = [
  "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i", "ј": "j", "ѕ": "s", "һ": "h",
  "ԁ": "d",
  "А": "A", "В": "B", "Е": "E", "К": "K", "М": "M", "Н": "H", "О": "O", "Р": "P", "С": "C", "Т": "T", "У": "Y",
  "Х": "X",
  "І": "I", "Ј": "J", "Ѕ": "S",
]

extension Diagnostic {
  static func lookalike(_ name: String, _ latin: String, at range: SourceRange) -> Diagnostic {
    let foreign = name.unicodeScalars.first { latinLetter(like: $0) != nil }
    return Diagnostic(
      .lookalikeLetter,
      "the name `\(name)` mixes Latin letters with \(foreign.map { "U+" + codePoint($0) } ?? "another letter"), which looks like one",
      at: range, fixIts: [FixIt("`\(latin)` in Latin letters", range: range, replacement: latin)])
  }
}
