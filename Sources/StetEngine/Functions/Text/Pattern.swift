import StetColumns
import StetDiagnostics

/// A regular expression that takes time in proportion to the text, whatever the pattern: all paths through it are
/// followed at once (Thompson 1968; Pike's machine with captures), so no pattern in a script can hang a run.
///
/// It supports letters, `.`, `[a-z]`, `[^…]`, `\d \w \s \b` and their opposites, `^ $`, `( )`, `(?: )`, `|`, and
/// `* + ? {m,n}`, each also lazy with `?` after it; `(?i)` at the beginning ignores case.
struct Pattern {
  private enum Instruction {
    case scalar(Unicode.Scalar)
    case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    case any
    case start, end
    case wordEdge(isNegated: Bool)
    /// Both ways, the first preferred.
    case split(Int, Int)
    case jump(Int)
    case save(Int)
    case match
  }

  static let largestProgram = 10_000
  private var program: [Instruction] = []
  /// Repetitions of nothing produce no instructions, but they take time.
  private var visits = 0
  private var groups = 1
  private var ignoresCase = false

  init(_ text: String) throws(ValueFailure) {
    var source = text.unicodeScalars[...]
    if source.starts(with: "(?i)".unicodeScalars) {
      ignoresCase = true
      source = source.dropFirst(4)
    }
    var reader = Reader(rest: Array(source), pattern: text)
    let tree = try reader.alternatives(depth: 0)
    guard reader.isAtEnd else { throw .badPattern(text, "a `)` has no matching `(`") }
    groups = reader.groups
    program.append(.save(0))
    try compile(tree, text)
    program += [.save(1), .match]
  }

  // MARK: - Reading

  private indirect enum Node {
    case empty
    case instruction(Instruction)
    case sequence([Node])
    case alternatives([Node])
    case group(Node, number: Int)
    case repeated(Node, ClosedRange<Int>, isLazy: Bool)
    case unbounded(Node, atLeast: Int, isLazy: Bool)
  }

  private struct Reader {
    let rest: [Unicode.Scalar]
    let pattern: String
    var place = 0
    var groups = 1

    var isAtEnd: Bool { place == rest.count }
    var next: Unicode.Scalar? { place < rest.count ? rest[place] : nil }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
      guard next == scalar else { return false }
      place += 1
      return true
    }

    mutating func alternatives(depth: Int) throws(ValueFailure) -> Node {
      guard depth < 100 else { throw .badPattern(pattern, "more than 100 levels of nested parentheses") }
      var ways = [try sequence(depth)]
      while take("|") { ways.append(try sequence(depth)) }
      return ways.count == 1 ? ways[0] : .alternatives(ways)
    }

    private mutating func sequence(_ depth: Int) throws(ValueFailure) -> Node {
      var items: [Node] = []
      while let scalar = next, scalar != "|", scalar != ")" {
        let item = try atom(depth)
        items.append(try repetition(of: item))
      }
      return items.isEmpty ? .empty : items.count == 1 ? items[0] : .sequence(items)
    }

    private mutating func repetition(of item: Node) throws(ValueFailure) -> Node {
      var item = item
      var count = 0
      while let scalar = next {
        let start = place
        place += 1
        var limits: (Int, Int?)
        switch scalar {
        case "*": limits = (0, nil)
        case "+": limits = (1, nil)
        case "?": limits = (0, 1)
        case "{":
          guard let counted = try counts() else {
            place = start
            return item
          }
          limits = counted
        default:
          place = start
          return item
        }
        count += 1
        guard count == 1 else { throw .badPattern(pattern, "two repetitions in a row") }
        let isLazy = take("?")
        item =
          limits.1.map { .repeated(item, limits.0...$0, isLazy: isLazy) }
          ?? .unbounded(item, atLeast: limits.0, isLazy: isLazy)
      }
      return item
    }

    /// `{3}`, `{2,}`, `{2,5}`; nil if the brace is an ordinary character.
    private mutating func counts() throws(ValueFailure) -> (Int, Int?)? {
      guard let close = rest[place...].firstIndex(of: "}") else { return nil }
      let words = String(String.UnicodeScalarView(rest[place..<close])).split(
        separator: ",", omittingEmptySubsequences: false)
      guard words.count <= 2, let low = Int(words[0]), low >= 0 else { return nil }
      let high: Int?
      if words.count == 1 {
        high = low
      } else if words[1].isEmpty {
        high = nil
      } else if let limit = Int(words[1]) {
        high = limit
      } else {
        return nil
      }
      guard low <= 1_000, high ?? 0 <= 1_000 else { throw .badPattern(pattern, "more than 1,000 repetitions") }
      guard (high ?? low) >= low else { throw .badPattern(pattern, "the counts in braces are in the wrong order") }
      place = close + 1
      return (low, high)
    }

    private mutating func atom(_ depth: Int) throws(ValueFailure) -> Node {
      guard let scalar = next else { return .empty }
      place += 1
      switch scalar {
      case ".": return .instruction(.any)
      case "^": return .instruction(.start)
      case "$": return .instruction(.end)
      case "[": return .instruction(try set())
      case "\\": return .instruction(try escape())
      case "*", "+", "?": throw .badPattern(pattern, "`\(scalar)` has nothing to repeat")
      case "(":
        var number: Int?
        if take("?") {
          guard take(":") else {
            throw .badPattern(pattern, "of the `(?…)` forms, only `(?:…)` is supported, and `(?i)` at the beginning")
          }
        } else {
          number = groups
          groups += 1
        }
        let inner = try alternatives(depth: depth + 1)
        guard take(")") else { throw .badPattern(pattern, "a `(` is not closed") }
        return number.map { .group(inner, number: $0) } ?? inner
      default: return .instruction(.scalar(scalar))
      }
    }

    private mutating func escape() throws(ValueFailure) -> Instruction {
      guard let scalar = next else { throw .badPattern(pattern, "nothing follows the last `\\`") }
      place += 1
      switch scalar {
      case "b": return .wordEdge(isNegated: false)
      case "B": return .wordEdge(isNegated: true)
      case "n": return .scalar("\n")
      case "t": return .scalar("\t")
      case "r": return .scalar("\r")
      default:
        if let (ranges, isNegated) = Pattern.shorthand(scalar) { return .set(ranges, isNegated: isNegated) }
        guard !scalar.properties.isAlphabetic, scalar.properties.numericType == nil else {
          throw .badPattern(pattern, "`\\\(scalar)` is not supported")
        }
        return .scalar(scalar)
      }
    }

    /// What comes after `[`.
    private mutating func set() throws(ValueFailure) -> Instruction {
      let isNegated = take("^")
      var ranges: [ClosedRange<Unicode.Scalar>] = []
      var isFirst = true
      while let scalar = next, scalar != "]" || isFirst {
        place += 1
        isFirst = false
        var low = scalar
        if scalar == "\\" {
          switch try escape() {
          case .set(let inner, false):
            ranges += inner
            continue
          case .scalar(let escaped): low = escaped
          default: throw .badPattern(pattern, "`[…]` can contain only single characters and `\\d \\w \\s`")
          }
        }
        guard next == "-", place + 1 < rest.count, rest[place + 1] != "]" else {
          ranges.append(low...low)
          continue
        }
        place += 1
        guard var high = next else { break }
        place += 1
        if high == "\\" {
          guard case .scalar(let escaped) = try escape() else {
            throw .badPattern(pattern, "a range in `[…]` must end with a single character")
          }
          high = escaped
        }
        guard low <= high else { throw .badPattern(pattern, "the range `\(low)-\(high)` is in the wrong order") }
        ranges.append(low...high)
      }
      guard take("]") else { throw .badPattern(pattern, "a `[` is not closed") }
      return .set(ranges, isNegated: isNegated)
    }
  }

  /// `\d \w \s` in ASCII, as in RE2; capital letters for their opposites.
  private static func shorthand(_ letter: Unicode.Scalar) -> ([ClosedRange<Unicode.Scalar>], Bool)? {
    switch letter {
    case "d", "D": (["0"..."9"], letter == "D")
    case "w", "W": (["0"..."9", "A"..."Z", "_"..."_", "a"..."z"], letter == "W")
    case "s", "S": (["\t"..."\r", " "..." "], letter == "S")
    default: nil
    }
  }

  // MARK: - Compiling

  private mutating func compile(_ node: Node, _ text: String) throws(ValueFailure) {
    visits += 1
    guard program.count < Self.largestProgram, visits < 10 * Self.largestProgram else {
      throw .badPattern(text, "it is too long")
    }
    switch node {
    case .empty: break
    case .instruction(let instruction): program.append(instruction)
    case .sequence(let nodes): for node in nodes { try compile(node, text) }
    case .alternatives(let nodes):
      var jumps: [Int] = []
      for (index, node) in nodes.enumerated() {
        guard index < nodes.count - 1 else {
          try compile(node, text)
          break
        }
        let split = program.count
        program.append(.split(split + 1, 0))
        try compile(node, text)
        jumps.append(program.count)
        program.append(.jump(0))
        program[split] = .split(split + 1, program.count)
      }
      for jump in jumps { program[jump] = .jump(program.count) }
    case .group(let inner, let number):
      program.append(.save(number * 2))
      try compile(inner, text)
      program.append(.save(number * 2 + 1))
    case .repeated(let inner, let counts, let isLazy):
      for _ in 0..<counts.lowerBound { try compile(inner, text) }
      var splits: [Int] = []
      for _ in counts.lowerBound..<counts.upperBound {
        splits.append(program.count)
        program.append(.split(0, 0))
        try compile(inner, text)
      }
      for split in splits { program[split] = way(split + 1, program.count, isLazy) }
    case .unbounded(let inner, let least, let isLazy):
      for _ in 0..<least { try compile(inner, text) }
      let split = program.count
      program.append(.split(0, 0))
      try compile(inner, text)
      program.append(.jump(split))
      program[split] = way(split + 1, program.count, isLazy)
    }
  }

  private func way(_ into: Int, _ past: Int, _ isLazy: Bool) -> Instruction {
    isLazy ? .split(past, into) : .split(into, past)
  }

  // MARK: - Running

  /// The whole match and then each group, nil for a group that took no part; nil without a match.
  func firstMatch(in text: String) -> [String?]? {
    let scalars = Array(text.unicodeScalars)
    var current = Threads(program.count)
    var following = Threads(program.count)
    var found: [Int]?
    for place in 0...scalars.count {
      if found == nil { add(0, [Int](repeating: -1, count: groups * 2), place, scalars, &current) }
      if current.states.isEmpty, found != nil { break }
      following.clear()
      let scalar = place < scalars.count ? scalars[place] : nil
      for (state, saved) in current.states {
        switch program[state] {
        case .match: found = saved
        case .scalar(let wanted):
          if let scalar, isSame(scalar, wanted) { add(state + 1, saved, place + 1, scalars, &following) }
        case .any: if let scalar, scalar != "\n" { add(state + 1, saved, place + 1, scalars, &following) }
        case .set(let ranges, let isNegated):
          if let scalar, holds(ranges, scalar) != isNegated { add(state + 1, saved, place + 1, scalars, &following) }
        case .start, .end, .wordEdge, .split, .jump, .save:
          preconditionFailure("only steps that read a character can wait")
        }
        // The paths after a match are less preferred.
        if case .match = program[state] { break }
      }
      swap(&current, &following)
    }
    guard let found else { return nil }
    return stride(from: 0, to: found.count, by: 2).map { group in
      guard found[group] >= 0, found[group + 1] >= 0 else { return nil }
      return String(String.UnicodeScalarView(scalars[found[group]..<found[group + 1]]))
    }
  }

  /// The positions in the program where paths wait for the next character, in order of preference.
  private struct Threads {
    var states: [(state: Int, saved: [Int])] = []
    private var seen: [Bool]

    init(_ size: Int) { seen = [Bool](repeating: false, count: size) }

    mutating func visit(_ state: Int) -> Bool {
      defer { seen[state] = true }
      return !seen[state]
    }

    mutating func clear() {
      states.removeAll(keepingCapacity: true)
      for index in seen.indices { seen[index] = false }
    }
  }

  private func add(_ start: Int, _ saved: [Int], _ place: Int, _ text: [Unicode.Scalar], _ threads: inout Threads) {
    var stack = [(start, saved)]
    while let (state, saved) = stack.popLast() {
      guard threads.visit(state) else { continue }
      switch program[state] {
      case .jump(let target): stack.append((target, saved))
      case .split(let first, let second):
        stack.append((second, saved))
        stack.append((first, saved))
      case .save(let slot):
        var saved = saved
        saved[slot] = place
        stack.append((state + 1, saved))
      case .start: if place == 0 { stack.append((state + 1, saved)) }
      case .end: if place == text.count { stack.append((state + 1, saved)) }
      case .wordEdge(let isNegated):
        let before = place > 0 && isWord(text[place - 1])
        let after = place < text.count && isWord(text[place])
        if (before != after) != isNegated { stack.append((state + 1, saved)) }
      case .scalar, .set, .any, .match: threads.states.append((state, saved))
      }
    }
  }

  private func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
  }

  private func holds(_ ranges: [ClosedRange<Unicode.Scalar>], _ scalar: Unicode.Scalar) -> Bool {
    if ranges.contains(where: { $0.contains(scalar) }) { return true }
    guard ignoresCase else { return false }
    let lower = scalar.properties.lowercaseMapping.unicodeScalars
    let upper = scalar.properties.uppercaseMapping.unicodeScalars
    return [lower, upper].contains { cased in
      cased.count == 1 && ranges.contains { $0.contains(cased[cased.startIndex]) }
    }
  }

  private func isSame(_ a: Unicode.Scalar, _ b: Unicode.Scalar) -> Bool {
    a == b || ignoresCase && a.properties.lowercaseMapping == b.properties.lowercaseMapping
  }
}

extension ValueFailure {
  fileprivate static func badPattern(_ pattern: String, _ reason: String) -> ValueFailure {
    ValueFailure(.badPattern, "\(quoted(pattern)) is not a valid pattern: \(reason)")
  }
}
