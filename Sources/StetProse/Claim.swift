internal import StetColumns

/// The statements of a claim combined: which figure is a change, which one is the value before and which one after.
struct Claim: Sendable {
  /// What a figure is in a movement.
  enum FigureRole: Sendable { case change, before, after }

  var reader: ProseReader
  var statements: [ReadStatement]
  var amounts: [(role: FigureRole, amount: Amount)] = []
  var dates: [DateMention] = []
  var ranks: [Rank] = []
  var ordinals: [Int] = []
  var firstTimes: [DateMention?] = []
  var direction: Direction?
  var unchanged: Unchanged?
  /// `climbed to a record`
  var leadsToRank = false
  /// Why the statements do not fit together.
  var conflict: String?

  init(_ statements: [ReadStatement], _ reader: ProseReader) {
    self.reader = reader
    self.statements = statements
    var directionIndex: Int?
    for (index, statement) in statements.enumerated() {
      switch statement.statement {
      case .amount(let amount):
        amounts.append((reader.role(of: statement), amount))
        if index > 0 { settleRole(after: statements[index - 1], statement, reader) }
        if case .multiple(let multiple) = amount.measure, let own = multiple.direction { add(own) }
      case .date(let date): dates.append(date)
      case .ordinal(let ordinal): ordinals.append(ordinal)
      case .direction(let own):
        // `fell 82% less` and `fell to 10 more than` compare with something else.
        if reader.isComparative(statement), index > 0, statements[index - 1].isAmount,
          direction != nil || amounts.last?.role != .change
        {
          conflict = comparedWithOther
        }
        if !ranks.isEmpty { leadsToRank = false }
        directionIndex = directionIndex ?? statement.tokens.lowerBound
        add(own)
      case .unchanged(let kind):
        if unchanged != nil || direction != nil { conflict = twoDirections }
        unchanged = kind
      case .rank(let rank):
        // In `a record rise` the rises are ranked, not the values.
        leadsToRank = directionIndex != nil && reader.role(of: statement) == .after
        ranks.append(rank)
      case .firstTime(let since): firstTimes.append(since)
      }
    }
    if unchanged != nil, direction != nil { conflict = twoDirections }
    if let directionIndex { settleLeadingFigure(before: directionIndex, reader) }
  }

  private mutating func add(_ own: Direction) {
    if let direction, direction != own { conflict = twoDirections }
    direction = own
  }

  /// `fell below 400,000` gives the value after. With percent, it could also mean the change, and `rose 5% to 6%` is a
  /// range, both values, or the change and the value after.
  private mutating func settleRole(after previous: ReadStatement, _ statement: ReadStatement, _ reader: ProseReader) {
    guard let (role, amount) = amounts.last, case .quantity(let quantity) = amount.measure else { return }
    let gap = statement.tokens.lowerBound - previous.tokens.upperBound
    // `a record 409,849`, `a record high of 409,849`
    if role == .change, previous.isRank, gap == 0 || (gap == 1 && reader.word(statement.tokens.lowerBound - 1) == "of")
    {
      amounts[amounts.count - 1].role = .after
      return
    }
    if role == .change, gap == 0, previous.isDirection, let word = reader.word(statement.tokens.lowerBound) {
      guard ["above", "below", "under"].contains(word) || (word == "over" && quantity.isAbsolute) else { return }
      if quantity.isAbsolute, word != "over" {
        amounts[amounts.count - 1].role = .after
      } else {
        conflict = changeOrAfter(word)
      }
    } else if role == .after, gap == 1, reader.word(statement.tokens.lowerBound - 1) == "to", amounts.count > 1,
      amounts[amounts.count - 2].role == .change, !quantity.isAbsolute,
      case .quantity(let first) = amounts[amounts.count - 2].amount.measure, first.kind == quantity.kind
    {
      conflict = changeOrAfter("to")
    }
  }

  /// `75,000 removals, down 82%` and `12.5 percent, up from 11.2 percent`: a figure before the direction, and set apart from it,
  /// is the value after.
  private mutating func settleLeadingFigure(before directionIndex: Int, _ reader: ProseReader) {
    let changes = amounts.indices.filter { amounts[$0].role == .change }
    let read = statements.filter(\.isAmount)
    guard let first = changes.first, !amounts.contains(where: { $0.role == .after }),
      read[first].tokens.upperBound < directionIndex
    else { return }
    let isApart = (read[first].tokens.upperBound..<directionIndex).contains {
      reader.sign($0).map { $0 != "-" } ?? false
    }
    let isFollowed = changes.count == 2 && read[changes[1]].tokens.lowerBound > directionIndex
    let hasBefore = changes.count == 1 && isApart && amounts.contains { $0.role == .before }
    if isFollowed || hasBefore { amounts[first].role = .after }
  }

  var isMovement: Bool {
    direction != nil || unchanged != nil
      || amounts.contains { if case .multiple = $0.amount.measure { true } else { false } }
  }

  var hasNumber: Bool { !amounts.isEmpty || !ordinals.isEmpty || !dates.isEmpty }

  func amount(_ role: FigureRole) -> Amount? { amounts.first { $0.role == role }?.amount }
}

extension ProseReader {
  /// `to` points to the value after, `from` to the value before.
  fileprivate func role(of statement: ReadStatement) -> Claim.FigureRole {
    var index = statement.tokens.lowerBound - 1
    while let word = word(index), ["a", "an", "the", "just", "only", "its", "their", "new"].contains(word) {
      index -= 1
    }
    switch word(index) {
    case "to", "at", "reaching", "hitting", "reached", "hit": return .after
    case "from": return .before
    default: return .change
    }
  }
}

extension Claim {
  func check(_ evidence: Evidence) throws(ExactNumber.OutOfRange) -> StatementVerdict {
    switch evidence.content {
    case .other(let what): return .byHand(noValue(what))
    case .series(let points, let partial): return try check(points, partial: partial, evidence)
    case .values(let values):
      if values.isEmpty { return .byHand(noValue("an empty list")) }
      if values.contains(where: \.isMissing) { return .byHand(missingValue) }
      if !ranks.isEmpty || !firstTimes.isEmpty { return checkRank(values) }
      if isMovement {
        let outcome = try checkMovement(values, evidence)
        // If the figures are not sorted into before and after, the years are not either.
        return outcome.verdict == .byHand
          ? outcome.and(checkDates(evidence.mentioned)) : outcome.and(checkDates(evidence, valuesOfDates))
      }
      return try checkInOrder(values, evidence)
    }
  }

  /// `third-largest` against an int, which is the rank itself.
  private func checkRank(_ values: [Value]) -> StatementVerdict {
    guard values.count == 1, let number = values[0].asInt, statements.count == 1, let rank = ranks.first,
      rank.position > 1
    else { return .byHand(needsSeries) }
    return number == Int64(rank.position) ? .byHand(rankAlone) : .falls(isOther(values[0]))
  }

  /// Each figure against the value at its position. A pair (`A of B` as a share, `A to B` as a range) is one figure or two.
  private func checkInOrder(_ values: [Value], _ evidence: Evidence) throws(ExactNumber.OutOfRange) -> StatementVerdict
  {
    let figures = statements.filter { $0.date == nil }
    let pairs = figures.filter { $0.pair != nil }.count
    if statements.isEmpty { return .byHand(nothingRead) }
    if figures.count == values.count {
      let places = figures.indices.map { $0..<$0 + 1 }
      return try check(figures, values, evidence).and(checkDates(evidence, valuesOfDates(beside: figures, at: places)))
    }
    if statements.count == values.count, pairs != dates.count || pairs == 0 {
      return try check(statements, values, evidence)
    }
    guard pairs > 0, figures.count + pairs == values.count, pairs != dates.count else {
      return .byHand(wrongCount(figures.count, values.count))
    }
    let parted = figures.flatMap { figure in
      figure.pair.map {
        [$0.0, $0.1].map { ReadStatement(statement: .amount(Amount(measure: .quantity($0))), tokens: figure.tokens) }
      }
        ?? [figure]
    }
    var places: [Range<Int>] = []
    for figure in figures {
      let start = places.last?.upperBound ?? 0
      places.append(start..<start + (figure.pair == nil ? 1 : 2))
    }
    return try check(parted, values, evidence).and(checkDates(evidence, valuesOfDates(beside: figures, at: places)))
  }

  private func check(
    _ statements: [ReadStatement], _ values: [Value], _ evidence: Evidence
  ) throws(ExactNumber.OutOfRange) -> StatementVerdict {
    var outcome = StatementVerdict.stands
    for (statement, value) in zip(statements, values) {
      switch statement.statement {
      case .amount(let amount): outcome = try outcome.and(amount.check(value, evidence))
      case .date(let date): outcome = try outcome.and(date.check(value))
      case .ordinal(let ordinal):
        guard let number = try ExactNumber(value) else { return .byHand(noNumber(value)) }
        outcome = outcome.and(number == ExactNumber(ordinal) ? .stands : .falls(isOther(value)))
      case .direction, .unchanged, .rank, .firstTime: return .byHand(nothingRead)
      }
    }
    return outcome
  }
}

extension ReadStatement {
  fileprivate var pair: (Quantity, Quantity)? {
    guard case .amount(let amount) = statement, amount.qualifier == .exact else { return nil }
    switch amount.measure {
    case .range(let lower, let upper): return (lower, upper)
    case .share(let share): return share.isPair ? (share.part, share.whole) : nil
    case .quantity, .multiple: return nil
    }
  }
}

private let twoDirections = "the words point in two directions"
private func changeOrAfter(_ word: String) -> String {
  "it is unclear whether the figure after `\(word)` is the change or the new value; `by` or `from A to B` makes it clear"
}
private let comparedWithOther = "it is unclear what the figure is compared with"
private let missingValue = "a value is missing"
private let needsSeries = "a claim about a record or a rank needs a series of periods with their values"
private let rankAlone = "the rank agrees, but it is unclear whether the ranking is from the top or the bottom"
private func noValue(_ what: String) -> String { "the expression gives \(what), not a value" }
private func wrongCount(_ figures: Int, _ values: Int) -> String {
  "the words contain \(counted(figures, "figure")), but the expression gives \(counted(values, "value")); a list such as `[a, b]` gives one value for each figure, in order"
}
func isOther(_ value: Value) -> String { "the value is \(value.prose)" }
func noNumber(_ value: Value) -> String { "the value, \(value.prose), is not a number" }
