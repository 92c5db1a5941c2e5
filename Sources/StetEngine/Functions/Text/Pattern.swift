import CPattern
import StetColumns
import StetDiagnostics

/// A regular expression that takes time in proportion to the text, whatever the pattern, so no pattern in a script can hang a run.
///
/// It supports letters, `.`, `[a-z]`, `[^…]`, `\d \w \s` and their opposites, `\b ^ $`, `( )`, `(?: )`, `|`, and
/// `* + ? {m,n}`, each also lazy with `?` after it; `(?i)` at the beginning ignores case. What these mean is read here, and given to RE2
/// in its words: a pattern has the same meaning and the same messages with any version of the library.
struct Pattern: Sendable {
  private let compiled: Compiled
  private let groups: Int
  /// Characters that every text has in which the pattern is found; none if there may be no such characters.
  let required: [UInt8]

  init(_ text: String) throws(ValueFailure) {
    var source = text.unicodeScalars[...]
    let ignoresCase = source.starts(with: "(?i)".unicodeScalars)
    if ignoresCase { source = source.dropFirst(4) }
    var reader = Reader(rest: Array(source), pattern: text)
    let translated = try reader.alternatives(depth: 0)
    guard reader.isAtEnd else { throw .badPattern(text, "a `)` has no matching `(`") }
    guard let compiled = Compiled((ignoresCase ? "(?i)" : "") + translated) else {
      throw .badPattern(text, "it is too long")
    }
    self.compiled = compiled
    groups = reader.groups
    required = ignoresCase || reader.hasAlternatives ? [] : Array(reader.longestRun.utf8)
  }

  /// Whether the pattern is found in a text.
  func matches(_ text: borrowing Span<UInt8>) -> Bool { unsafe compiled.find(text, nil, 0) }

  /// The whole match and then each group, nil for a group that took no part; nil without a match.
  func firstMatch(in text: String) -> [String?]? {
    let bytes = Array(text.utf8)
    var bounds = [Int](repeating: -1, count: groups * 2)
    let isFound = unsafe bounds.withUnsafeMutableBufferPointer { bounds in
      unsafe compiled.find(bytes.span, bounds.baseAddress, groups)
    }
    guard isFound else { return nil }
    return stride(from: 0, to: bounds.count, by: 2).map { group in
      bounds[group] < 0 ? nil : String(decoding: bytes[bounds[group]..<bounds[group + 1]], as: UTF8.self)
    }
  }

  /// Where the first group of the first match is, or the whole match if the pattern has no group; nil without either.
  func firstGroup(in text: borrowing Span<UInt8>) -> Range<Int>? {
    // Of the whole match and of the first group.
    var bounds: (whole: SIMD2<Int>, group: SIMD2<Int>) = (SIMD2(-1, -1), SIMD2(-1, -1))
    let isFound = unsafe withUnsafeMutableBytes(of: &bounds) { bounds in
      unsafe compiled.find(text, bounds.baseAddress?.assumingMemoryBound(to: Int.self), min(groups, 2))
    }
    guard isFound else { return nil }
    let found = groups > 1 ? bounds.group : bounds.whole
    return found[0] < 0 ? nil : found[0]..<found[1]
  }

  /// The program of the library, which any number of threads may use.
  @safe
  private final class Compiled: @unchecked Sendable {
    private let pattern: OpaquePointer

    init?(_ text: String) {
      let bytes = text.utf8.map { CChar(bitPattern: $0) }
      guard let pattern = unsafe bytes.withUnsafeBufferPointer({ unsafe stet_pattern_make($0.baseAddress, $0.count) })
      else { return nil }
      unsafe self.pattern = pattern
    }

    deinit { unsafe stet_pattern_free(pattern) }

    /// Whether it is found; then `bounds` has where each of so many groups begins and ends, in bytes, −1 for one that took no part.
    func find(_ text: borrowing Span<UInt8>, _ bounds: UnsafeMutablePointer<Int>?, _ groups: Int) -> Bool {
      unsafe text.withUnsafeBufferPointer { text in
        unsafe stet_pattern_find(
          pattern, UnsafeRawPointer(text.baseAddress)?.assumingMemoryBound(to: CChar.self), text.count, groups, bounds)
      }
    }
  }

  // MARK: - Reading

  /// Reads a pattern and writes it in the words of RE2.
  private struct Reader {
    let rest: [Unicode.Scalar]
    let pattern: String
    var place = 0
    var groups = 1
    /// Outside of parentheses: whether there are several ways, and characters that follow each other.
    fileprivate var hasAlternatives = false
    fileprivate var longestRun = ""
    fileprivate var run = ""

    var isAtEnd: Bool { place == rest.count }
    var next: Unicode.Scalar? { place < rest.count ? rest[place] : nil }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
      guard next == scalar else { return false }
      place += 1
      return true
    }

    mutating func alternatives(depth: Int) throws(ValueFailure) -> String {
      guard depth < 100 else { throw .badPattern(pattern, "more than 100 levels of nested parentheses") }
      var ways = try sequence(depth)
      while take("|") {
        if depth == 0 { hasAlternatives = true }
        ways += "|" + (try sequence(depth))
      }
      return ways
    }

    private mutating func sequence(_ depth: Int) throws(ValueFailure) -> String {
      var items = ""
      while let scalar = next, scalar != "|", scalar != ")" {
        let start = place
        let item = try atom(depth)
        let repeated = try repetition(of: item)
        items += repeated
        guard depth == 0 else { continue }
        // A character for itself, and once.
        let isLiteral = place == start + 1 && !".^$[(\\".unicodeScalars.contains(scalar) && repeated == item
        run = isLiteral ? run + String(scalar) : ""
        if run.utf8.count > longestRun.utf8.count { longestRun = run }
      }
      return items
    }

    private mutating func repetition(of item: String) throws(ValueFailure) -> String {
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
        let counts = scalar == "{" ? "{\(limits.0),\(limits.1.map { "\($0)" } ?? "")}" : String(scalar)
        item += counts + (take("?") ? "?" : "")
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

    private mutating func atom(_ depth: Int) throws(ValueFailure) -> String {
      guard let scalar = next else { return "" }
      place += 1
      switch scalar {
      case ".", "^", "$": return String(scalar)
      case "[": return try set()
      case "\\":
        switch try escape() {
        case .edge(let edge): return edge
        case .scalar(let scalar): return Self.written(scalar)
        case .set(let ranges, let isNegated): return Self.written(ranges, isNegated)
        }
      case "*", "+", "?": throw .badPattern(pattern, "`\(scalar)` has nothing to repeat")
      case "(":
        var isGroup = true
        if take("?") {
          guard take(":") else {
            throw .badPattern(pattern, "of the `(?…)` forms, only `(?:…)` is supported, and `(?i)` at the beginning")
          }
          isGroup = false
        }
        if isGroup { groups += 1 }
        let inner = try alternatives(depth: depth + 1)
        guard take(")") else { throw .badPattern(pattern, "a `(` is not closed") }
        return (isGroup ? "(" : "(?:") + inner + ")"
      default: return Self.written(scalar)
      }
    }

    /// What comes after a backslash.
    private enum Escape {
      case edge(String)
      case scalar(Unicode.Scalar)
      case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    }

    private mutating func escape() throws(ValueFailure) -> Escape {
      guard let scalar = next else { throw .badPattern(pattern, "nothing follows the last `\\`") }
      place += 1
      switch scalar {
      // Not `\B`, which RE2 finds also between the bytes of a letter.
      case "b": return .edge("\\b")
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
    private mutating func set() throws(ValueFailure) -> String {
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
      return Self.written(ranges, isNegated)
    }

    /// By its number, so that no scalar has a meaning of its own.
    private static func written(_ scalar: Unicode.Scalar) -> String { "\\x{\(String(scalar.value, radix: 16))}" }

    private static func written(_ ranges: [ClosedRange<Unicode.Scalar>], _ isNegated: Bool) -> String {
      (isNegated ? "[^" : "[") + ranges.map { "\(written($0.lowerBound))-\(written($0.upperBound))" }.joined() + "]"
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
}

extension ValueFailure {
  fileprivate static func badPattern(_ pattern: String, _ reason: String) -> ValueFailure {
    ValueFailure(.badPattern, "\(quoted(pattern)) is not a valid pattern: \(reason)")
  }
}
