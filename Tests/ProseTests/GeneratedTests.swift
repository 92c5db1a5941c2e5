import StetColumns
import StetProse
import TestSupport
import Testing

/// A number of digits × 10^−places as it stands in a text, and the 10^power that a unit behind it means.
private struct Printed {
  var digits: Int128
  var places: Int

  init?(_ text: String, power: Int) {
    var kept = ""
    places = -power
    var isBehindPoint = false
    for character in text {
      if character == "." { isBehindPoint = true }
      if character.isWholeNumber {
        kept.append(character)
        if isBehindPoint { places += 1 }
      }
    }
    guard let number = Int128(kept) else { return nil }
    digits = text.hasPrefix("−") ? -number : number
  }
}

/// Whether a decimal value lies within half of the last printed place, by whole numbers alone.
private func isRounding(_ printed: Printed, of value: Decimal) -> Bool {
  let scale = max(printed.places, value.scale) + 1
  var (a, b, half) = (printed.digits, value.digits, Int128(5))
  for _ in printed.places..<scale { a *= 10 }
  for _ in value.scale..<scale { b *= 10 }
  for _ in (printed.places + 1)..<scale { half *= 10 }
  return (a - b).magnitude <= half
}

@Test(
  "What a format prints stands, and with one digit changed it falls unless it is still a rounding",
  arguments: [
    (",", 0), (".1f", 0), (".1%", -2), (".1m", 6), (".1bn", 9), ("ap", 0), (",.2f", 0), ("$,.0f", 0), (".2bn", 9),
  ])
func printedByFormats(_ pattern: String, _ power: Int) throws {
  var draw = SplitMix64(seed: UInt64(pattern.utf8.reduce(7) { $0 * 31 + UInt64($1) }))
  var changed = 0
  for _ in 0..<400 {
    let scale = Int.random(in: 0...4, using: &draw)
    let size = pow10(Int.random(in: 1...12, using: &draw))
    let digits = Int128(Int64.random(in: -size...size, using: &draw))
    let decimal = Decimal(digits: digits, scale: scale)
    let values: [Value] =
      scale == 0
      ? [.decimal(decimal), .int(Int64(digits)), .float(decimal.double)] : [.decimal(decimal), .float(decimal.double)]
    for value in values {
      let text = try #require(formatted(value, pattern))
      let evidence = Evidence(.values([value]))
      let judgment = judge(text, against: evidence)
      #expect(judgment.verdict == .stands, "\(text) for \(value): \(judgment)")

      var characters = Array(text)
      let places = characters.indices.filter { characters[$0].isASCII && characters[$0].isNumber }
      let place = try #require(places.randomElement(using: &draw))
      let other = Int.random(in: 1...9, using: &draw)
      let digit = ((characters[place].wholeNumberValue ?? 0) + other) % 10
      characters[place] = Character("\(digit)")
      let wrong = String(characters)
      var unit = power
      for (name, size) in [("million", 6), ("billion", 9), ("trillion", 12)] where wrong.contains(name) { unit = size }
      let printed = try #require(Printed(wrong, power: unit))
      let verdict = judge(wrong, against: evidence).verdict
      if isRounding(printed, of: decimal) {
        // `0.4 million` may still be right; a leading zero is no way of writing a number.
        continue
      }
      changed += 1
      #expect(verdict != .stands, "\(wrong) for \(value)")
    }
  }
  #expect(changed > 500)
}

private func pow10(_ power: Int) -> Int64 { (0..<power).reduce(1) { size, _ in size * 10 } }

@Test("Words put together at random are judged without a crash, and never stand for a value far away")
func randomWords() throws {
  let parts = [
    "409,849", "82%", "5 points", "about", "nearly", "more than", "fell", "rose", "doubled", "half", "one in", "five",
    "a record", "highest", "since", "2010", "fiscal", "FY2012", "to", "from", "between", "and", "–", "-", "−", "$",
    "million",
    "hundred", "a", "third", "of", "not", "in", "10", "years", "May", "4,", "out of", "21st", "second-",
    "times as many",
    "fold", "first time", ",", ".", "(", "0", "999999999999999999999", "the", "quarter", "Q", "3", "unchanged", "%",
    "bn",
    "dozen", "twenty", "two", "\u{200B}", "é", "ß", "💥", "五", "\u{301}", "'", "n't", "\n", "1.", "least",
  ]
  let far = 73_313.7177
  let contents: [Evidence.Content] = [
    .values([.float(far)]), .values([.float(far), .float(-far * 3.3)]), .values([.missing]), .values([.bool(true)]),
    .values([.text("a")]), .values([.date(15_000)]), .values([.date(.max)]), .values([.date(.min)]),
    .values([.period(.max, .month)]),
    .values([.period(.min, .week)]), .values([.datetime(.max)]), .values([.datetime(.min)]), .values([.duration(.min)]),
    .values([.decimal(Decimal(digits: .min, scale: 38))]),
    .values([.decimal(Decimal(digits: .max, scale: 38)), .int(.min)]),
    .values([.float(.infinity)]), .values([.int(.max), .int(.min)]), .values([]), .other("a table"),
    .series([(.period(2010, .fiscalYear), .int(5)), (.period(2011, .fiscalYear), .float(far))], partial: nil),
    .series([(.date(.min), .int(5)), (.date(.max), .missing)], partial: nil),
    .series([(.period(.min, .month), .int(5)), (.period(.max, .month), .int(6))], partial: nil),
    .series([], partial: "x"),
  ]
  let forms: [Evidence.Form] = [.plain, .ratio, .change, .difference]
  let units = [nil, "persons", "million usd", "percent", "percentage points", "trillion billion million", ""]
  var draw = SplitMix64(seed: 12)
  var verdicts: [Verdict: Int] = [:]
  for round in 0..<12_000 {
    let count = Int.random(in: 0...5, using: &draw)
    let words = (0..<count).map { _ in parts.randomElement(using: &draw) ?? "" }
      .joined(separator: Bool.random(using: &draw) ? " " : "")
    let evidence = Evidence(
      contents[round % contents.count], form: forms.randomElement(using: &draw) ?? .plain,
      unit: units.randomElement(using: &draw) ?? nil, mentioned: [.period(2012, .fiscalYear), .date(.max), .int(2010)])
    let judgment = judge(words, against: evidence)
    verdicts[judgment.verdict, default: 0] += 1
    for figure in figures(in: words) {
      #expect(figure.range.lowerBound >= 0 && figure.range.upperBound <= words.utf8.count && !figure.range.isEmpty)
    }
    // Nothing in the parts but an open comparison, or 82% and the like of a truth or a date, is right for these values.
    if judgment.verdict == .stands, case .values(let values) = evidence.content, values.count == 1,
      case .float = values[0]
    {
      let isOpen = ["more than", "least", "rose"].contains { words.contains($0) }
      #expect(isOpen, "\(words) for \(evidence): \(judgment)")
    }
  }
  #expect(verdicts[.stands, default: 0] > 50)
  #expect(verdicts[.falls, default: 0] > 120)
  #expect(verdicts[.byHand, default: 0] > 5000)
}

@Test("A word with another letter, a digit moved, a unit swapped: a right phrase made wrong never stands")
func spoiltPhrases() throws {
  // Every pair of neighboring digits of a number swapped, where that makes another number.
  for (words, text) in [
    ("removed 409,849 people", "409849"), ("$29.7 billion", "29741123000"), ("fell 81.54%", "change -0.8154"),
    ("rose from 396,906 to 409,849", "396906 409849"), ("29,296 of the 101,741", "29296 101741"),
    ("on May 14, 2011", "2011-05-14"), ("5.12 percentage points", "difference 0.0512"),
  ] {
    let evidence = try evidence(text)
    #expect(judge(words, against: evidence).verdict == .stands)
    let characters = Array(words)
    let digits = characters.indices.filter { characters[$0].isNumber }
    for (first, second) in zip(digits, digits.dropFirst()) where characters[first] != characters[second] {
      var wrong = characters
      wrong.swapAt(first, second)
      #expect(judge(String(wrong), against: evidence).verdict != .stands, "\(String(wrong))")
    }
  }
}
