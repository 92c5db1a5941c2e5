/// What a figure counts, as far as a word after it or a unit of the data shows it.
///
/// Rule: words of two different kinds make the claim fall. A noun that is not known here is ignored.
enum CountedUnit: Sendable, Equatable {
  case persons
  case money(Currency)
  case time(TimeUnit)
}

enum Currency: String, Sendable {
  case dollars, euros, pounds

  var sign: String {
    switch self {
    case .dollars: "$"
    case .euros: "€"
    case .pounds: "£"
    }
  }
}

/// A length of time that can follow a number.
enum TimeUnit: String, Sendable, CaseIterable {
  case second, minute, hour, day, week, month, quarter, year, decade

  /// Nil if the length varies.
  var microseconds: Int64? {
    switch self {
    case .second: 1_000_000
    case .minute: 60_000_000
    case .hour: 3_600_000_000
    case .day: 86_400_000_000
    case .week: 604_800_000_000
    case .month, .quarter, .year, .decade: nil
    }
  }
}

extension CountedUnit {
  init?(word: String) {
    if personWords.contains(word) {
      self = .persons
    } else if let currency = currencyWords[word] {
      self = .money(currency)
    } else if let unit = TimeUnit.allCases.first(where: { $0.rawValue == word || $0.rawValue + "s" == word }) {
      self = .time(unit)
    } else {
      return nil
    }
  }

  var name: String {
    switch self {
    case .persons: "persons"
    case .money(let currency): currency.rawValue
    case .time(let unit): unit.rawValue + "s"
    }
  }
}

/// The unit of data, as `persons`, `million usd` or `percent` names it.
///
/// A text that only points elsewhere (`see metric`) is not a unit. More than four words are a description: it may say that values
/// are in percent or in millions, but the rest of it is not compared with the words of a claim.
struct DataUnit: Sendable, Equatable {
  /// What a number of this unit is.
  enum Kind: Sendable, Equatable {
    case none
    case percent
    case points
    case counted(CountedUnit)
    case other(String)
  }

  var kind = Kind.none
  /// The power of ten that `thousand`, `million` and so on mean.
  var power = 0

  init(_ name: String?) {
    guard let name, !name.isEmpty else { return }
    let words = tokens(of: name).map(\.text)
    if words.first == "see" { return }
    for word in words { power += Magnitude(word: word)?.power ?? 0 }
    // The words after `per` are what the unit is divided by.
    let front = words.prefix { $0 != "per" || words.contains("cent") }
    if front.contains("pp") || front.contains("points") || front.contains("point") {
      kind = .points
    } else if front.contains("percent") || front.contains("%") || (front.contains("per") && front.contains("cent")) {
      kind = .percent
    } else if tokens(of: name).count(where: \.isWord) > 4 {
      kind = .none
    } else if let unit = front.lazy.compactMap(CountedUnit.init(word:)).first {
      kind = .counted(unit)
    } else if front.allSatisfy({ Magnitude(word: $0) != nil }) {
      kind = .none
    } else {
      kind = .other(name)
    }
  }
}

private let personWords: Set<String> = [
  "people", "person", "persons", "men", "women", "children", "adults", "residents", "citizens", "noncitizens",
  "immigrants", "migrants", "detainees", "inmates", "prisoners", "deportees", "workers", "employees", "students",
  "patients", "voters", "officers", "agents", "refugees", "individuals",
]

private let currencyWords: [String: Currency] = [
  "dollars": .dollars, "dollar": .dollars, "usd": .dollars, "$": .dollars, "euros": .euros, "euro": .euros,
  "eur": .euros, "€": .euros, "pounds": .pounds, "gbp": .pounds, "£": .pounds,
]
