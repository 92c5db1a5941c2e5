import StetColumns
import StetDiagnostics

extension Function {
  static let number = Function(
    "number", "the exact number written in text: `$1,234`, `(5)` for −5, `12%` for 0.12",
    example: #"number("$1,234")"#,
    [
      .text(), Parameter("decimal", .type(.text), default: .text("."), isConstant: true),
      // A bool cannot be passed here: it represents an error.
      Parameter("otherwise", .number, default: .bool(false), isConstant: true),
    ], result: .type(.decimal), unit: .none,
    foreign: [
      "to_number": .reordered([0]), "value": .reordered([0]),
      "parse_number": .different(
        "`parse_number` drops everything but digits, so 12% becomes 12; `number` reads the whole text, so 12% becomes 0.12"
      ),
    ]
  ) { arguments throws(ValueFailure) in
    guard case .text(let texts) = arguments.columns[0], case .text(let point) = arguments.constant(1) else {
      return Column([Value](repeating: .missing, count: arguments.count), type: .decimal)
    }
    let (pool, isUsed, otherwise) = (texts.pool, texts.usedCodes, arguments.constant(2))
    let hasTexts = (0..<pool.count).contains { isUsed?[$0] != false }
    guard !hasTexts || point == "." || point == "," else {
      throw ValueFailure(.argument, "`decimal:` must be `\".\"` or `\",\"`")
    }
    let parts = try arguments.parts(of: pool.count) { range in
      var numbers = ReadNumbers(capacity: range.count)
      let bytes = pool.bytes.span
      for code in range {
        if isUsed?[code] == false {
          numbers.append(nil)
        } else if let (digits, scale) = plainNumber(bytes.extracting(pool.range(code)), point: point == "." ? 46 : 44) {
          numbers.append(digits, scale)
        } else if let number = shownNumber(pool.string(code), point: point == "." ? "." : ",") {
          numbers.append(number)
        } else {
          numbers.append(otherwise.asDecimal)
          // A bool stands for the error.
          if !otherwise.isMissing, otherwise.asDecimal == nil { numbers.misfits.append(code) }
        }
      }
      return numbers
    }
    let misfits = parts.flatMap(\.misfits)
    guard misfits.isEmpty else {
      let shown = misfits.prefix(3).map { quoted(pool.string($0)) }.joined(separator: ", ")
      throw ValueFailure(
        .notANumber,
        "`number` cannot read \(misfits.count == 1 ? "a value as a number" : "\(misfits.count) different values as numbers")",
        notes: [shown, "`otherwise: missing` makes such values missing"])
    }
    return try ReadNumbers.column(parts).gather(texts)
  }
}

/// Numbers of as many decimal places as each was written with.
private struct ReadNumbers: Sendable {
  /// Zero for those that take more than 64 bits.
  private var digits: [Int64] = []
  private var scales: [Int8] = []
  /// Those that do, by their place.
  private var long: [(place: Int, digits: Int128)] = []
  /// Which there are; none if all are.
  private var missing: [Int] = []
  /// The codes of texts that are not numbers.
  var misfits: [Int] = []

  init(capacity: Int) {
    digits.reserveCapacity(capacity)
    scales.reserveCapacity(capacity)
  }

  mutating func append(_ number: Decimal?) {
    let own = number?.digits ?? 0
    if number == nil { missing.append(digits.count) }
    if Int64(exactly: own) == nil { long.append((digits.count, own)) }
    append(Int64(exactly: own) ?? 0, Int8(number?.scale ?? 0))
  }

  @inline(__always)
  mutating func append(_ digits: Int64, _ scale: Int8) {
    self.digits.append(digits)
    scales.append(scale)
  }

  static func column(_ parts: [ReadNumbers]) throws(ValueFailure) -> Column {
    let scale = parts.reduce(0) { Swift.max($0, $1.scales.max() ?? 0) }
    var present = Bitmap(repeating: true, count: parts.reduce(0) { $0 + $1.digits.count })
    var start = 0
    for part in parts {
      for place in part.missing { present[start + place] = false }
      start += part.digits.count
    }
    let short = parallelMap(parts.count) { parts[$0].digits(scale) }
    if !short.contains(where: { $0 == nil }) {
      return .decimal(Vector(oneAfterAnother(short.compactMap { $0 }), validity: present), scale: Int(scale))
    }
    var all: [Int128] = []
    all.reserveCapacity(present.count)
    for part in parts { all += try part.longDigits(scale) }
    return Column.longDecimal(Vector(all, validity: present), scale: Int(scale)).narrowed
  }

  /// All with the same number of places; nil if one takes more than 64 bits then.
  private func digits(_ scale: Int8) -> [Int64]? {
    guard long.isEmpty else { return nil }
    if scales.allSatisfy({ $0 == scale }) { return digits }
    var moved: [Int64] = []
    moved.reserveCapacity(digits.count)
    for (digits, own) in zip(digits, scales) {
      guard let power = Int64(exactly: powersOfTen[Int(scale - own)]) else { return nil }
      let (value, overflow) = digits.multipliedReportingOverflow(by: power)
      if overflow { return nil }
      moved.append(value)
    }
    return moved
  }

  private func longDigits(_ scale: Int8) throws(ValueFailure) -> [Int128] {
    var all = digits.map { Int128($0) }
    for (place, digits) in long { all[place] = digits }
    for (place, own) in scales.enumerated() {
      let (value, overflow) = all[place].multipliedReportingOverflow(by: powersOfTen[Int(scale - own)])
      guard !overflow else { throw .overflow(.decimal) }
      all[place] = value
    }
    return all
  }
}

/// A number in digits alone, with a sign or a point at most; nil for anything else, which may still be a number.
@inline(__always)
private func plainNumber(_ text: borrowing Span<UInt8>, point: UInt8) -> (digits: Int64, scale: Int8)? {
  unsafe text.withUnsafeBufferPointer { text in
    guard 1...18 ~= text.count else { return nil }
    let isNegative = unsafe text[0] == 45
    var (digits, pointPlace) = (Int64(0), -1)
    let first = isNegative ? 1 : 0
    for place in first..<text.count {
      let byte = unsafe text[place]
      let digit = byte &- 48
      if digit < 10 {
        digits = digits &* 10 &+ Int64(digit)
      } else if byte == point, pointPlace < 0, place > first {
        pointPlace = place
      } else {
        return nil
      }
    }
    // A number ends with a digit.
    let places = pointPlace < 0 ? 0 : text.count &- 1 &- pointPlace
    guard text.count > first, pointPlace < text.count &- 1 else { return nil }
    return (isNegative ? -digits : digits, Int8(truncatingIfNeeded: places))
  }
}

/// A number as print shows it: signs `-` and `−`, brackets for negative, a currency sign, thousands in threes, a
/// percent sign. Nil for anything else.
private func shownNumber(_ text: String, point: Character) -> Decimal? {
  var rest = text.filter { $0 != " " && $0 != "\u{A0}" && $0 != "\u{202F}" }[...]
  var isNegative = false
  if rest.first == "(", rest.last == ")" {
    isNegative = true
    rest = rest.dropFirst().dropLast()
  } else if let sign = rest.first, "-−+".contains(sign) {
    isNegative = sign != "+"
    rest = rest.dropFirst()
  }
  if let sign = rest.first, "$€£".contains(sign) { rest = rest.dropFirst() }
  var shift = 0
  if rest.last == "%" {
    shift = 2
    rest = rest.dropLast()
  }
  let parts = rest.split(separator: point, omittingEmptySubsequences: false)
  guard let whole = parts.first, parts.count <= 2 else { return nil }
  let groups = whole.split(separator: point == "." ? "," : ".", omittingEmptySubsequences: false)
  guard groups.count == 1 || groups.dropFirst().allSatisfy({ $0.count == 3 }) && (1...3).contains(groups[0].count)
  else {
    return nil
  }
  let fraction = parts.count == 2 ? parts[1] : ""
  let digits = groups.joined() + fraction
  guard !groups.joined().isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }),
    parts.count == 1 || !fraction.isEmpty,
    let value = Int128(digits), fraction.count + shift < powersOfTen.count
  else { return nil }
  return Decimal(digits: isNegative ? -value : value, scale: fraction.count + shift)
}
