import StetDiagnostics

extension Lexer {
  mutating func number() {
    let start = index
    var digits: Int128 = 0
    var scale = 0
    var isTooLarge = false
    var isGrouped = false
    func isDigit(_ place: Int) -> Bool {
      place < limit && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[place])
    }
    func read(_ isFraction: Bool) {
      while isDigit(index) || (index < limit && bytes[index] == UInt8(ascii: "_") && isDigit(index + 1)) {
        if bytes[index] != UInt8(ascii: "_") {
          let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
          let (sum, carry) = product.addingReportingOverflow(Int128(bytes[index] - UInt8(ascii: "0")))
          if overflow || carry || scale > 30 { isTooLarge = true } else { digits = sum }
          if isFraction { scale += 1 }
        }
        index += 1
      }
    }
    read(false)
    if groupFollows(start) {
      while groupFollows(start) {
        index += 1
        read(false)
      }
      isGrouped = true
    }
    if let days = bareDate(from: start) {
      append(.date(days), from: start, to: index)
      return
    }
    if index - start == 4, let month = bareMonth(from: start) {
      append(.period(.month(Int32(digits), month)), from: start, to: index)
      return
    }
    if index - start == 4, digits > 999, let quarter = quarterSuffix() {
      append(.period(.quarter(Int32(digits), quarter)), from: start, to: index)
      return
    }
    if index < limit, bytes[index] == UInt8(ascii: "."), isDigit(index + 1) {
      index += 1
      read(true)
    }
    if index < limit, bytes[index] == UInt8(ascii: "%") {
      index += 1
      scale += 2
    }
    if index < limit, isNameByte(bytes[index]) {
      while index < limit, isNameByte(bytes[index]) { index += 1 }
      let range = span(start, index)
      report(.badNumber(String(decoding: bytes[start..<index], as: UTF8.self), at: range))
    } else if isTooLarge {
      report(.numberTooLarge(at: span(start, index)))
      digits = 0
      scale = 0
    }
    if isGrouped {
      report(.groupedNumber(String(decoding: bytes[start..<index], as: UTF8.self), at: span(start, index)))
    }
    append(.number(digits, scale: scale), from: start, to: index)
  }

  /// Whether a comma and three digits follow that belong to the number: outside brackets, where nothing else can be
  /// meant, or where the digits begin with a zero.
  private func groupFollows(_ start: Int) -> Bool {
    func isDigit(_ place: Int) -> Bool {
      place < limit && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[place])
    }
    guard index < limit, bytes[index] == UInt8(ascii: ","), bytes[start] != UInt8(ascii: "0"),
      (1...3).allSatisfy({ isDigit(index + $0) }), !isDigit(index + 4)
    else { return false }
    let first = bytes[start..<index].firstIndex(of: UInt8(ascii: ",")) ?? index
    return first - start <= 3 && (first < index || brackets.isEmpty || bytes[index + 1] == UInt8(ascii: "0"))
  }

  mutating func date() {
    let start = index
    index += 1
    while index < limit, isNameByte(bytes[index]) || bytes[index] == UInt8(ascii: "-") { index += 1 }
    let range = span(start, index)
    let word = String(decoding: bytes[(start + 1)..<index], as: UTF8.self)
    let parts = word.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    let widths = word.split(separator: "-", omittingEmptySubsequences: false).map(\.utf8.count)
    if parts.count == 2, widths == [4, 2], let year = parts[0], year > 0, let month = parts[1],
      (1...12).contains(month)
    {
      append(.period(.month(Int32(year), Int32(month))), from: start, to: index)
    } else if parts.count == 3, widths == [4, 2, 2], let year = parts[0], let month = parts[1], let day = parts[2],
      let days = daysSinceEpoch(year: year, month: month, day: day)
    {
      append(.date(days), from: start, to: index)
    } else {
      report(.badDate(word, at: range))
      append(.date(0), from: start, to: index)
    }
  }

  /// `2024-03-05` without `@`, which would be an unintended subtraction.
  private mutating func bareDate(from start: Int) -> Int32? {
    guard index - start == 4, start + 10 <= limit, start + 10 == limit || !isNameByte(bytes[start + 10]) else {
      return nil
    }
    let word = String(decoding: bytes[start..<(start + 10)], as: UTF8.self)
    let parts = word.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [4, 2, 2], let year = Int(parts[0]), let month = Int(parts[1]),
      let day = Int(parts[2]),
      let days = daysSinceEpoch(year: year, month: month, day: day)
    else { return nil }
    index = start + 10
    report(.bareDate(word, at: span(start, index)))
    return days
  }
}

extension Lexer {
  /// `2024-03` without `@`, which would be a subtraction that nobody means.
  private mutating func bareMonth(from start: Int) -> Int32? {
    guard start + 7 <= limit, bytes[index] == UInt8(ascii: "-"),
      start + 7 == limit || !isNameByte(bytes[start + 7]) && bytes[start + 7] != UInt8(ascii: "-"),
      start == 0 || bytes[start - 1] != UInt8(ascii: "-")
    else { return nil }
    let word = String(decoding: bytes[start..<(start + 7)], as: UTF8.self)
    guard let month = Int32(word.suffix(2)), (1...12).contains(month), word.prefix(4) != "0000" else { return nil }
    index = start + 7
    report(.bareMonth(word, at: span(start, index)))
    return month
  }
}

extension Diagnostic {
  fileprivate static func badNumber(_ word: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.badNumber, "\(quoted(word)) is neither a number nor a name", at: range)
  }

  fileprivate static func groupedNumber(_ word: String, at range: SourceRange) -> Diagnostic {
    let plain = word.split(separator: ",").joined(separator: "_")
    return Diagnostic(
      .badNumber, "numbers must be written without commas", at: range,
      fixIts: [FixIt("`\(plain)`", range: range, replacement: plain)])
  }

  fileprivate static func numberTooLarge(at range: SourceRange) -> Diagnostic {
    Diagnostic(.numberTooLarge, "the number has more digits than can be stored exactly", at: range)
  }

  fileprivate static func badDate(_ word: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .badDate, "\(quoted(word)) is not a valid date", at: range,
      notes: ["dates are written `@2011-05-04`, and months `@2011-05`"])
  }

  fileprivate static func bareDate(_ word: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bareDate, "a date must begin with `@`", at: range,
      notes: ["subtraction needs spaces around `-`"],
      fixIts: [FixIt("`@\(word)`", range: range, replacement: "@\(word)")])
  }
}

extension Diagnostic {
  fileprivate static func bareMonth(_ word: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bareDate, "a month must begin with `@`", at: range,
      notes: ["subtraction needs spaces around `-`, and text needs quotes"],
      fixIts: [FixIt("`@\(word)`", range: range, replacement: "@\(word)")])
  }
}

/// Days from 1970-01-01 to a day of the proleptic Gregorian calendar; nil if there is no such day.
func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int32? {
  let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  guard year >= 1, (1...12).contains(month), day >= 1, day <= lengths[month - 1] else { return nil }
  let past = year - 1
  let daysBefore = past * 365 + past / 4 - past / 100 + past / 400
  return Int32(daysBefore + lengths[..<(month - 1)].reduce(0, +) + day - 1 - 719_162)
}
