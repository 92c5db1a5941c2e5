/// A text whose letters and their marks are one character where there is one: `é` from `e` and an acute accent, as in normalization form C
/// (Unicode Standard Annex #15), for the scripts below.
func composed(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: \.isMark) else { return text }
  var result = String.UnicodeScalarView()
  for character in text {
    let scalars = Array(character.unicodeScalars)
    // The longest beginning that is one character; marks that it has no place for follow it.
    let (whole, rest) = longest(scalars) ?? (nil, scalars)
    if let whole { result.append(whole) }
    result.append(contentsOf: rest)
  }
  return String(result)
}

/// Latin, Greek, Cyrillic, Arabic and Japanese letters. None of them is excluded from composition.
private let composites: [Character: Unicode.Scalar] = {
  var known: [Character: Unicode.Scalar] = [:]
  for range in [0xC0...0x24F, 0x370...0x4FF, 0x600...0x6FF, 0x1E00...0x1FFF, 0x3040...0x30FF] as [ClosedRange<UInt32>] {
    // Of equal characters the first is the one that the others stand for. Equality is canonical.
    for scalar in range.compactMap(Unicode.Scalar.init) where known[Character(scalar)] == nil {
      known[Character(scalar)] = scalar
    }
  }
  return known
}()

private func longest(_ scalars: [Unicode.Scalar]) -> (whole: Unicode.Scalar, rest: [Unicode.Scalar])? {
  guard scalars.count > 1 else { return nil }
  for count in stride(from: scalars.count, to: 1, by: -1) {
    let beginning = String(String.UnicodeScalarView(scalars[..<count]))
    if beginning.count == 1, let character = beginning.first, let whole = composites[character] {
      return (whole, Array(scalars[count...]))
    }
  }
  return nil
}

extension Unicode.Scalar {
  /// Whether it belongs to the letter before it.
  fileprivate var isMark: Bool { value >= 0x300 && properties.canonicalCombiningClass != .notReordered }
}
