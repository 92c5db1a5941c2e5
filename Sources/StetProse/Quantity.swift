internal import StetColumns

/// A number as printed in prose, with everything that says how exact it is meant to be.
///
/// Rules: `409,849` is right for any value that rounds to it at the last printed digit, zeros included, so 410,000 is not right for
/// 409,849. `0.4 million`, `29.7 billion`, `12.5` are right for values that round to them at that digit; a value exactly halfway may
/// round either way. If the number before `million` and the like has no decimal places, the value must also be within 10%: `2 million`
/// is wrong for 1.6 million.
struct Quantity: Sendable {
  /// What is around the digits.
  enum Kind: Sendable, Equatable {
    case count
    case percent
    /// `5 percentage points`, or the shorter `5 points`, which may also be points of an index.
    case points(isOfPercent: Bool)
    case money(Currency)
  }

  var kind = Kind.count
  var isNegative = false
  /// Times 10^−`places`, times the magnitude.
  var digits: Int128
  var places = 0
  var isGrouped = false
  var isSpelled = false
  var magnitude: Magnitude?
  /// ` million` or `bn`, as printed.
  var magnitudeText = ""
  /// What is counted, according to the word after it.
  var noun: CountedUnit?

  private var power: Int { (magnitude?.power ?? 0) - places }

  var number: ExactNumber {
    get throws(ExactNumber.OutOfRange) {
      let size = try ExactNumber(digits, over: 1) * ExactNumber(powerOfTen: power)
      return isNegative ? size.negated : size
    }
  }

  /// The place value of the last printed digit.
  var place: ExactNumber {
    get throws(ExactNumber.OutOfRange) { try ExactNumber(powerOfTen: power) }
  }

  /// The place value of the last nonzero digit.
  var significantPlace: ExactNumber {
    get throws(ExactNumber.OutOfRange) {
      var zeros = 0
      var rest = digits
      while rest != 0, rest % 10 == 0 {
        rest /= 10
        zeros += 1
      }
      return try ExactNumber(powerOfTen: power + zeros)
    }
  }

  /// Neither percent nor points.
  var isAbsolute: Bool {
    switch kind {
    case .count, .money: true
    case .percent, .points: false
    }
  }

  /// Digits that could also be a year.
  var looksLikeYear: Bool {
    kind == .count && !isGrouped && places == 0 && magnitude == nil && !isSpelled && !isNegative
      && (1500...2199).contains(digits)
  }

  /// The first number of a pair takes its unit or scale from the second: `5 to 10 percent`, `5–10 million`.
  func completed(by second: Quantity) -> Quantity {
    var first = self
    if first.kind == .count { first.kind = second.kind }
    if first.magnitude == nil, !first.isGrouped, first.digits < 1000 {
      first.magnitude = second.magnitude
      first.magnitudeText = second.magnitudeText
    }
    return first
  }

  /// Another number printed in this way, for advice.
  func printing(_ other: ExactNumber) -> String? {
    guard let size = try? ExactNumber(powerOfTen: magnitude?.power ?? 0), let scaled = try? other / size,
      let rounded = try? scaled.magnitude.rounded(to: places)
    else { return nil }
    let pattern = ",.\(places)f"
    guard let digits = formatted(.decimal(rounded), pattern) else { return nil }
    let sign = scaled.sign < 0 && rounded.digits != 0 ? "−" : ""
    switch kind {
    case .count: return sign + digits + magnitudeText
    case .percent: return sign + digits + magnitudeText + "%"
    case .points: return sign + digits + magnitudeText + (digits == "1" ? " percentage point" : " percentage points")
    case .money(let currency): return sign + currency.sign + digits + magnitudeText
    }
  }

  var text: String { (try? number).flatMap(printing) ?? "\(digits)" }
}

/// What a word after digits multiplies them by.
enum Magnitude: Int, Sendable {
  case hundred = 2
  case thousand = 3
  case million = 6
  case billion = 9
  case trillion = 12

  var power: Int { rawValue }

  init?(word: String) {
    switch word {
    case "hundred": self = .hundred
    case "thousand": self = .thousand
    case "million", "mn": self = .million
    case "billion", "bn": self = .billion
    case "trillion", "tn": self = .trillion
    default: return nil
    }
  }

  /// Letters that mean this only right after the digits, as in `1.3m`.
  init?(suffix: String) {
    switch suffix {
    case "k": self = .thousand
    case "m": self = .million
    case "b": self = .billion
    default: self.init(word: suffix)
    }
  }
}

extension ProseReader {
  /// `409,849`, `−5`, `$29.7 billion`, `82 percent`, `5 percentage points`, `twenty-three`.
  func quantity(at start: Int) -> (Quantity, end: Int)? {
    var index = start
    let isMinusWord = ["minus", "negative"].contains(word(index))
    var isNegative = isMinusWord || isMinus(at: index)
    if isNegative || isPlus(at: index) { index += 1 }
    var currency: Currency?
    if word(index) == "us", sign(index + 1) == "$", !tokens[index + 1].followsSpace { index += 1 }
    if let found = currencyPrefix(at: index) {
      currency = found
      index += 1
      if !isNegative, isMinus(at: index) {
        isNegative = true
        index += 1
      }
    }
    guard var (quantity, end) = digits(at: index) ?? numberWords(at: index) else { return nil }
    quantity.isNegative = isNegative
    if let currency {
      quantity.kind = .money(currency)
    } else {
      (quantity.kind, end) = kind(after: end)
    }
    quantity.noun = noun(after: end, quantity.kind)
    return (quantity, end)
  }

  private func digits(at index: Int) -> (Quantity, end: Int)? {
    guard let digits = token(index)?.digits else { return nil }
    var quantity = Quantity(digits: digits.digits, places: digits.places, isGrouped: digits.isGrouped)
    var end = index + 1
    // `$29.7-billion`
    let behindHyphen = sign(end) == "-" ? end + 1 : end
    if let next = token(end), next.isWord, !next.followsSpace, let magnitude = Magnitude(suffix: next.text) {
      quantity.magnitude = magnitude
      quantity.magnitudeText = next.text
      end += 1
    } else if let word = word(behindHyphen), let magnitude = Magnitude(word: word) {
      quantity.magnitude = magnitude
      quantity.magnitudeText = " " + word
      end = behindHyphen + 1
    }
    return (quantity, end)
  }

  private func kind(after start: Int) -> (Quantity.Kind, end: Int) {
    let index = sign(start) == "-" ? start + 1 : start
    let endings: [(String, Quantity.Kind)] = [
      ("percentage points", .points(isOfPercent: true)), ("percentage point", .points(isOfPercent: true)),
      ("percent points", .points(isOfPercent: true)), ("% points", .points(isOfPercent: true)),
      ("pp", .points(isOfPercent: true)), ("points", .points(isOfPercent: false)),
      ("point", .points(isOfPercent: false)), ("percent", .percent), ("per cent", .percent), ("pct", .percent),
      ("%", .percent), ("us dollars", .money(.dollars)), ("dollars", .money(.dollars)), ("usd", .money(.dollars)),
      ("euros", .money(.euros)), ("eur", .money(.euros)), ("€", .money(.euros)), ("gbp", .money(.pounds)),
      ("pounds", .money(.pounds)),
    ]
    for (phrase, kind) in endings {
      if let end = match(phrase, at: index) { return (kind, end) }
    }
    return (.count, start)
  }

  /// The kind of thing that is counted: the next word, or one after up to two others, as in `29,296 unauthorized
  /// immigrants`. A length of time comes right after its number.
  private func noun(after start: Int, _ kind: Quantity.Kind) -> CountedUnit? {
    guard kind == .count else { return nil }
    let first = sign(start) == "-" ? start + 1 : start
    for index in first..<first + 3 {
      guard let word = word(index), !harmlessWords.contains(word) else { return nil }
      guard let unit = CountedUnit(word: word) else { continue }
      if case .time = unit, index > first { return nil }
      return unit
    }
    return nil
  }

  private func currencyPrefix(at index: Int) -> Currency? {
    guard let token = token(index) else { return nil }
    switch token.text {
    case "$":
      // `A$5` and `HK$5` are other dollars.
      guard index > 0, tokens[index - 1].isWord, !token.followsSpace else { return .dollars }
      return tokens[index - 1].text == "us" ? .dollars : nil
    case "€": return .euros
    case "£": return .pounds
    case "usd": return .dollars
    case "eur": return .euros
    case "gbp": return .pounds
    default: return nil
    }
  }

  /// A minus sign or a hyphen right before digits, with nothing right before itself.
  private func isMinus(at index: Int) -> Bool {
    guard let text = sign(index), text == "-" || text == "−" else { return false }
    return isSignOfNumber(at: index)
  }

  private func isPlus(at index: Int) -> Bool { sign(index) == "+" && isSignOfNumber(at: index) }

  private func isSignOfNumber(at index: Int) -> Bool {
    guard let next = token(index + 1), !next.followsSpace, next.isNumber || currencyPrefix(at: index + 1) != nil
    else { return false }
    guard index > 0, !tokens[index].followsSpace else { return true }
    return ["(", "[", "\"", "'", "$", "€", "£", "*", "_"].contains(tokens[index - 1].text)
  }
}
