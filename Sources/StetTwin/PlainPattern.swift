import StetDiagnostics

/// A regular expression that is matched by trying one way after the other, each pair of a state and a position once.
///
/// The states are built from the end: whatever reads a letter already knows what follows it.
struct PlainPattern {
  private enum State {
    case letter((Unicode.Scalar) -> Bool, next: Int)
    /// Holds between the letters before and after.
    case edge((Unicode.Scalar?, Unicode.Scalar?) -> Bool, next: Int)
    /// The first is preferred.
    case either(Int, Int)
    case mark(Int, next: Int)
    case end
  }

  private indirect enum Tree {
    case nothing
    case letter((Unicode.Scalar) -> Bool)
    case edge((Unicode.Scalar?, Unicode.Scalar?) -> Bool)
    case both(Tree, Tree)
    case either(Tree, Tree)
    case bracket(Tree, Int)
    case times(Tree, Int, Int?, isLazy: Bool)
  }

  private var states: [State] = [.end]
  private var start = 0
  private var brackets = 1
  private var rest: [Unicode.Scalar]
  private var ignoresCase = false

  init(_ pattern: String) throws {
    rest = Array(pattern.unicodeScalars)
    if pattern.hasPrefix("(?i)") {
      ignoresCase = true
      rest.removeFirst(4)
    }
    let tree = try alternatives()
    guard rest.isEmpty else { throw TwinFailure(.badPattern) }
    start = built(.bracket(tree, 0), before: 0)
  }

  /// The whole match and then each group, nil for a group that took no part; nil without a match.
  func firstMatch(in text: String) -> [String?]? {
    let letters = Array(text.unicodeScalars)
    var tried: Set<Int> = []
    for begin in 0...letters.count {
      var ways = [(state: start, place: begin, marks: [Int?](repeating: nil, count: 2 * brackets))]
      while let (state, place, marks) = ways.popLast() {
        guard tried.insert(state * (letters.count + 1) + place).inserted else { continue }
        switch states[state] {
        case .end:
          return stride(from: 0, to: marks.count, by: 2).map { mark in
            guard let low = marks[mark], let high = marks[mark + 1] else { return nil }
            return String(String.UnicodeScalarView(letters[low..<high]))
          }
        case .letter(let fits, let next):
          if place < letters.count, fits(letters[place]) { ways.append((next, place + 1, marks)) }
        case .edge(let holds, let next):
          let before = place > 0 ? letters[place - 1] : nil
          let after = place < letters.count ? letters[place] : nil
          if holds(before, after) { ways.append((next, place, marks)) }
        case .either(let first, let second): ways += [(second, place, marks), (first, place, marks)]
        case .mark(let mark, let next):
          var marks = marks
          marks[mark] = place
          ways.append((next, place, marks))
        }
      }
    }
    return nil
  }

  // MARK: - States

  /// The state in which a tree begins that another state follows.
  private mutating func built(_ tree: Tree, before next: Int) -> Int {
    switch tree {
    case .nothing: return next
    case .letter(let fits): return add(.letter(fits, next: next))
    case .edge(let holds): return add(.edge(holds, next: next))
    case .both(let a, let b):
      let second = built(b, before: next)
      return built(a, before: second)
    case .either(let a, let b):
      let (first, second) = (built(a, before: next), built(b, before: next))
      return add(.either(first, second))
    case .bracket(let inner, let number):
      let close = add(.mark(2 * number + 1, next: next))
      let open = built(inner, before: close)
      return add(.mark(2 * number, next: open))
    case .times(let inner, let least, let most, let isLazy):
      var entry = next
      if let most {
        for _ in least..<most {
          let once = built(inner, before: entry)
          entry = add(isLazy ? .either(next, once) : .either(once, next))
        }
      } else {
        entry = add(.end)
        let once = built(inner, before: entry)
        states[entry] = isLazy ? .either(next, once) : .either(once, next)
      }
      for _ in 0..<least { entry = built(inner, before: entry) }
      return entry
    }
  }

  private mutating func add(_ state: State) -> Int {
    states.append(state)
    return states.count - 1
  }

  // MARK: - Reading

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard rest.first == scalar else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func alternatives() throws -> Tree {
    var items: [Tree] = []
    while let scalar = rest.first, scalar != "|", scalar != ")" { items.append(try repeated(try atom())) }
    let first = items.reversed().reduce(Tree.nothing) { .both($1, $0) }
    return take("|") ? .either(first, try alternatives()) : first
  }

  private mutating func repeated(_ item: Tree) throws -> Tree {
    let (least, most): (Int, Int?)
    if take("*") {
      (least, most) = (0, nil)
    } else if take("+") {
      (least, most) = (1, nil)
    } else if take("?") {
      (least, most) = (0, 1)
    } else if let counts = counts() {
      (least, most) = counts
    } else {
      return item
    }
    guard most ?? least >= least else { throw TwinFailure(.badPattern) }
    return .times(item, least, most, isLazy: take("?"))
  }

  /// `{3}`, `{2,}`, `{2,5}`; nil if the brace is an ordinary character.
  private mutating func counts() -> (Int, Int?)? {
    guard rest.first == "{", let close = rest.firstIndex(of: "}") else { return nil }
    let words = String(String.UnicodeScalarView(rest[1..<close])).split(
      separator: ",", omittingEmptySubsequences: false)
    guard let least = words.first.flatMap({ Int($0) }), least >= 0, words.count < 3 else { return nil }
    var most: Int? = least
    if words.count == 2 {
      most = Int(words[1])
      guard most != nil || words[1].isEmpty else { return nil }
    }
    rest.removeFirst(close + 1)
    return (least, most)
  }

  private mutating func atom() throws -> Tree {
    let scalar = rest.removeFirst()
    switch scalar {
    case ".": return .letter { $0 != "\n" }
    case "^": return .edge { before, _ in before == nil }
    case "$": return .edge { _, after in after == nil }
    case "[": return .letter(try set())
    case "\\" where rest.first == "b" || rest.first == "B":
      let isEdge = rest.removeFirst() == "b"
      return .edge { before, after in ((before.map(isWord) ?? false) != (after.map(isWord) ?? false)) == isEdge }
    case "\\":
      let (fits, _) = try escaped()
      return .letter(fits)
    case "*", "+", "?": throw TwinFailure(.badPattern)
    case "(":
      var number: Int?
      if take("?") {
        guard take(":") else { throw TwinFailure(.badPattern) }
      } else {
        number = brackets
        brackets += 1
      }
      let inner = try alternatives()
      guard take(")") else { throw TwinFailure(.badPattern) }
      return number.map { .bracket(inner, $0) } ?? inner
    default: return .letter(same(scalar))
    }
  }

  /// What follows a backslash, and the letter where it is one.
  private mutating func escaped() throws -> ((Unicode.Scalar) -> Bool, Unicode.Scalar?) {
    guard let scalar = rest.first else { throw TwinFailure(.badPattern) }
    rest.removeFirst()
    switch scalar {
    case "d": return ({ ("0"..."9").contains($0) }, nil)
    case "D": return ({ !("0"..."9").contains($0) }, nil)
    case "w": return (isWord, nil)
    case "W": return ({ !isWord($0) }, nil)
    case "s": return ({ isSpace($0) }, nil)
    case "S": return ({ !isSpace($0) }, nil)
    case "n": return (same("\n"), "\n")
    case "t": return (same("\t"), "\t")
    case "r": return (same("\r"), "\r")
    default:
      guard !scalar.properties.isAlphabetic, scalar.properties.numericType == nil else {
        throw TwinFailure(.badPattern)
      }
      return (same(scalar), scalar)
    }
  }

  /// What follows `[`.
  private mutating func set() throws -> (Unicode.Scalar) -> Bool {
    let isNegated = take("^")
    var tests: [(Unicode.Scalar) -> Bool] = []
    var isFirst = true
    while let scalar = rest.first, scalar != "]" || isFirst {
      rest.removeFirst()
      isFirst = false
      var low = scalar
      if scalar == "\\" {
        let (fits, letter) = try escaped()
        guard let letter else {
          tests.append(fits)
          continue
        }
        low = letter
      }
      guard rest.first == "-", rest.count > 1, rest[1] != "]" else {
        tests.append { $0 == low }
        continue
      }
      rest.removeFirst()
      var high = rest.removeFirst()
      if high == "\\" {
        guard let letter = try escaped().1 else { throw TwinFailure(.badPattern) }
        high = letter
      }
      guard low <= high else { throw TwinFailure(.badPattern) }
      let range = low...high
      tests.append { range.contains($0) }
    }
    guard take("]") else { throw TwinFailure(.badPattern) }
    let (all, ignoresCase) = (tests, ignoresCase)
    return { scalar in
      let forms = ignoresCase ? [scalar] + otherCases(of: scalar) : [scalar]
      return forms.contains { form in all.contains { $0(form) } } != isNegated
    }
  }

  private func same(_ wanted: Unicode.Scalar) -> (Unicode.Scalar) -> Bool {
    guard ignoresCase else { return { $0 == wanted } }
    return { $0 == wanted || $0.properties.lowercaseMapping == wanted.properties.lowercaseMapping }
  }
}

private func isWord(_ scalar: Unicode.Scalar) -> Bool {
  ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar) || scalar == "_"
}

private func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || (9...13).contains(scalar.value) }

private func otherCases(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
  [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping].compactMap { text in
    text.unicodeScalars.count == 1 ? text.unicodeScalars.first : nil
  }
}
