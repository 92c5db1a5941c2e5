/// Numbers in words: `six`, `twenty-three`, `a dozen`, `one hundred and forty`, `two million`, `half a million`.
///
/// Rule: they are right for whatever the same number in digits is right for; `dozens`, `hundreds`, `several` and the like do not
/// name a number. `one` counts only if it cannot be a pronoun.
extension ProseReader {
  func numberWords(at start: Int) -> (Quantity, end: Int)? {
    if match("half a dozen", at: start) != nil { return (Quantity(digits: 6, isSpelled: true), start + 3) }
    if word(start) == "half", let end = match("half a", at: start), let name = word(end),
      let magnitude = Magnitude(word: name), magnitude.power >= 6
    {
      return (
        Quantity(digits: 5, places: 1, isSpelled: true, magnitude: magnitude, magnitudeText: " " + name), end + 1
      )
    }
    guard let (number, end) = cardinal(at: start), !isPronoun(at: start, end) else { return nil }
    guard let following = match("and a half", at: end) else { return (number, end) }
    return withHalf(number, after: following)
  }

  /// `two and a half million`, and `two and a half` alone.
  private func withHalf(_ whole: Quantity, after end: Int) -> (Quantity, end: Int)? {
    guard whole.magnitude == nil, whole.digits < 1000 else { return nil }
    var quantity = Quantity(digits: whole.digits * 10 + 5, places: 1, isSpelled: true)
    guard let name = word(end), let magnitude = Magnitude(word: name) else { return (quantity, end) }
    quantity.magnitude = magnitude
    quantity.magnitudeText = " " + name
    return (quantity, end + 1)
  }

  private func cardinal(at start: Int) -> (Quantity, end: Int)? {
    var index = start
    var total = 0
    var group = 0
    var previous = Int.max
    var lastMagnitude: Magnitude?
    if let article = word(start), article == "a" || article == "an", let next = word(start + 1) {
      guard next == "dozen" || Magnitude(word: next) != nil else { return nil }
      group = 1
      index += 1
    }
    while let word = word(index) {
      if let small = smallNumbers[word], accepts(small, group) {
        group += small
        lastMagnitude = nil
        index += 1
        // The hyphen of `twenty-three`, and no other.
        if small >= 20, sign(index) == "-", let next = self.word(index + 1), let unit = smallNumbers[next],
          (1...9).contains(unit)
        {
          index += 1
        }
        if small == 0 { break }
      } else if word == "hundred", (1...9).contains(group) {
        group *= 100
        index += 1
      } else if word == "dozen", total == 0, (1...12).contains(group) {
        return (Quantity(digits: Int128(group * 12), isSpelled: true), index + 1)
      } else if let magnitude = Magnitude(word: word), magnitude.power >= 3, word.count > 2, group > 0,
        magnitude.power < previous
      {
        total += group * (0..<magnitude.power).reduce(1) { size, _ in size * 10 }
        group = 0
        previous = magnitude.power
        lastMagnitude = magnitude
        index += 1
      } else if word == "and", index > start, continues(after: index, group, previous) {
        index += 1
      } else {
        break
      }
    }
    guard index > start, total + group > 0 || word(start) == "zero" else { return nil }
    guard let magnitude = lastMagnitude, magnitude.power >= 6 else {
      return (Quantity(digits: Int128(total + group), isSpelled: true), index)
    }
    let size = (0..<magnitude.power).reduce(1) { size, _ in size * 10 }
    return (
      Quantity(
        digits: Int128(total / size), isSpelled: true, magnitude: magnitude, magnitudeText: " \(magnitude)"), index
    )
  }

  /// `three` may follow `twenty` and `hundred`, not `two`.
  private func accepts(_ small: Int, _ group: Int) -> Bool {
    let rest = group % 100
    if rest == 0 { return small > 0 || group == 0 }
    return rest >= 20 && rest % 10 == 0 && (1...9).contains(small)
  }

  /// The `and` of `one hundred and forty`, not that of `two and five`.
  private func continues(after index: Int, _ group: Int, _ previous: Int) -> Bool {
    guard let next = word(index + 1), let small = smallNumbers[next], small > 0 else { return false }
    return group >= 100 ? group % 100 == 0 : group == 0 && previous != Int.max
  }

  private func isPronoun(at start: Int, _ end: Int) -> Bool {
    guard end == start + 1, word(start) == "one" else { return false }
    if let before = word(start - 1),
      ["no", "each", "every", "this", "that", "any", "the", "another", "which"].contains(before)
    {
      return true
    }
    guard let next = token(end) else { return start > 0 && word(start - 1) != nil }
    if next.isSign, next.text != "-", isDescribed(at: start) { return true }
    if next.text == "'" || ["another", "who", "day", "thing", "would", "can", "could", "way"].contains(next.text) {
      return true
    }
    guard next.text == "of" else { return false }
    let following = word(end + 1) == "the" ? end + 2 : end + 1
    return token(following)?.isNumber != true
  }
}

extension ProseReader {
  /// `a wrong one`, `the first correct one`: after an article and words that are neither verbs nor connect anything.
  fileprivate func isDescribed(at index: Int) -> Bool {
    for place in stride(from: index - 1, through: index - 3, by: -1) {
      guard let word = word(place) else { return false }
      if place < index - 1, ["a", "an", "the"].contains(word) { return true }
      if isHarmless(beforeFigure: word) && word != "new" || smallNumbers[word] != nil { return false }
    }
    return false
  }
}

let smallNumbers: [String: Int] = [
  "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
  "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
  "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
  "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
]
