/// Which way a figure went.
enum Direction: Sendable, Equatable {
  case up, down

  var sign: Int { self == .up ? 1 : -1 }
  var noun: String { self == .up ? "a rise" : "a fall" }
  var verb: String { self == .up ? "rose" : "fell" }
}

/// `unchanged`, `did not change`: both values are equal. `flat`, `little changed`: the relative change is at most 0.5%.
enum Unchanged: Sendable { case exactly, roughly }

extension ProseReader {
  /// A word of direction: a verb or noun anywhere, `higher`, `fewer` and the like right after an amount.
  func direction(at start: Int, behindAmount: Bool) -> (Direction, end: Int)? {
    guard let name = word(start) else { return nil }
    if behindAmount, let direction = comparatives[name] {
      return (direction, match("than", at: start + 1) ?? start + 1)
    }
    // `made up 82%`, `set up 5 offices`
    if name == "up", let before = word(start - 1), verbsWithUp.contains(before) { return nil }
    if name == "cut" || name == "slashed" { return word(start + 1) == "by" ? (.down, start + 1) : nil }
    return directionWords[name].map { ($0, start + 1) }
  }

  func isDirection(at index: Int) -> Bool { word(index).map { directionWords[$0] != nil } ?? false }

  func isComparative(_ statement: ReadStatement) -> Bool {
    word(statement.tokens.lowerBound).map { comparatives[$0] != nil } ?? false
  }

  func unchanged(at start: Int) -> (Unchanged, end: Int)? {
    for (phrase, kind) in unchangedPhrases {
      if let end = match(phrase, at: start) { return (kind, end) }
    }
    return nil
  }
}

private let directionWords: [String: Direction] = {
  let up = [
    "rose", "rise", "rises", "risen", "rising", "grew", "grow", "grows", "grown", "growing", "growth", "increased",
    "increase", "increases", "increasing", "climbed", "climb", "climbs", "climbing", "jumped", "jump", "jumps",
    "jumping", "gained", "gain", "gains", "gaining", "up", "surged", "surge", "surging", "soared", "soaring", "swelled",
    "expanded", "spiked", "upward",
  ]
  let down = [
    "fell", "fall", "falls", "fallen", "falling", "dropped", "drop", "drops", "dropping", "declined", "decline",
    "declines", "declining", "decreased", "decrease", "decreases", "decreasing", "shrank", "shrunk", "shrinks",
    "shrinking", "sank", "sunk", "sinks", "sinking", "down", "dipped", "dip", "plunged", "plummeted", "slid", "slipped",
    "tumbled", "contracted", "reduced", "reduction", "downward",
  ]
  return Dictionary(uniqueKeysWithValues: up.map { ($0, .up) } + down.map { ($0, .down) })
}()

private let comparatives: [String: Direction] = [
  "more": .up, "higher": .up, "larger": .up, "greater": .up, "bigger": .up, "less": .down, "fewer": .down,
  "lower": .down, "smaller": .down,
]

private let verbsWithUp: Set<String> = ["made", "make", "makes", "making", "set", "sets", "ended", "took", "taken"]

private let unchangedPhrases: [(String, Unchanged)] = [
  ("did not change", .exactly), ("didn't change", .exactly), ("has not changed", .exactly),
  ("have not changed", .exactly), ("had not changed", .exactly), ("no change", .exactly), ("stayed the same", .exactly),
  ("remained the same", .exactly), ("was the same", .exactly), ("were the same", .exactly),
  ("essentially unchanged", .roughly), ("nearly unchanged", .roughly), ("almost unchanged", .roughly),
  ("virtually unchanged", .roughly), ("roughly unchanged", .roughly), ("unchanged", .exactly),
  ("essentially flat", .roughly), ("nearly flat", .roughly), ("roughly flat", .roughly), ("flat", .roughly),
  ("held steady", .roughly), ("little changed", .roughly), ("barely changed", .roughly),
]
