/// A number of a workbook in plain decimals. Files hold binary numbers with up to seventeen digits, as `276.89999999999998`: what is
/// meant is the shortest decimal that is the same binary number, `276.9`.
package enum PlainNumber {
  /// The shortest decimal that is the same binary number.
  package static func text(_ value: Double) -> String {
    var bytes: [UInt8] = []
    append(value, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the number that is written in some bytes; nil, and nothing appended, if they are no finite number.
  @inline(__always)
  static func append(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) -> Void? {
    if let end = unsafe plainEnd(text) {
      unsafe bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[..<end]))
      return ()
    }
    guard let value = unsafe value(text) else { return nil }
    append(value, to: &bytes)
    return ()
  }

  /// Where a number of up to fifteen digits ends that is in plain decimals already, without zeros behind a point: so many digits are
  /// those of one binary number and of no shorter decimal. Nil for any other.
  @inline(__always)
  private static func plainEnd(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
    let start = unsafe text.count > 1 && text[0] == UInt8(ascii: "-") ? 1 : 0
    guard text.count > start, text.count - start <= 16 else { return nil }
    var (point, digits) = (-1, 0)
    for index in start..<text.count {
      let byte = unsafe text[index]
      if byte &- UInt8(ascii: "0") <= 9 {
        digits &+= 1
      } else if byte == UInt8(ascii: "."), point < 0 {
        point = index
      } else {
        return nil
      }
    }
    guard digits <= 15, digits > 0, point != start else { return nil }
    // A zero at the beginning is one before a point; −0 is 0.
    if unsafe text[start] == UInt8(ascii: "0") {
      guard text.count == 1 || point == start + 1 else { return nil }
    }
    guard point >= 0 else { return text.count }
    guard point < text.count - 1, unsafe text[text.count - 1] != UInt8(ascii: "0") else { return nil }
    return text.count
  }

  /// The binary number that some bytes are, without white space around them.
  static func value(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    // Most serial numbers of days are short.
    var (whole, digits) = (0, 0)
    while digits < text.count, digits < 15, case let digit = unsafe text[digits] &- UInt8(ascii: "0"), digit <= 9 {
      whole = whole &* 10 &+ Int(digit)
      digits &+= 1
    }
    if digits == text.count, digits > 0 { return Double(whole) }
    var (start, end) = (0, text.count)
    while start < end, unsafe isSpace(text[start]) { start += 1 }
    while start < end, unsafe isSpace(text[end - 1]) { end -= 1 }
    // Only digits, a point and an exponent: `nan`, `inf` and `0x1p3` are none.
    for index in start..<end {
      let byte = unsafe text[index]
      guard byte &- 48 <= 9 || byte | 0x20 == 0x65 || byte == 0x2E || byte == 0x2D || byte == 0x2B else { return nil }
    }
    let written = unsafe String(decoding: UnsafeBufferPointer(rebasing: text[start..<end]), as: UTF8.self)
    guard let value = Double(written), value.isFinite else { return nil }
    return value
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 9 || byte == 0x0D }

  /// The shortest decimal of a finite number, without an exponent as long as it takes no more than 22 digits.
  static func append(_ value: Double, to bytes: inout [UInt8]) {
    if value == 0 { return bytes.append(UInt8(ascii: "0")) }
    if value.magnitude < 9_007_199_254_740_992, value == value.rounded(.towardZero) {
      return bytes.append(contentsOf: String(Int64(value)).utf8)
    }
    var plain = value.description
    let isPlain = plain.withUTF8 { text in
      // Without an exponent it is what is wanted.
      for index in text.indices where unsafe text[index] | 0x20 == UInt8(ascii: "e") { return false }
      unsafe bytes.append(contentsOf: text)
      return true
    }
    if isPlain {
      if bytes.count >= 2, bytes[bytes.count - 1] == UInt8(ascii: "0"), bytes[bytes.count - 2] == UInt8(ascii: ".") {
        bytes.removeLast(2)
      }
      return
    }
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    let (digits, exponent) = shortest(value.magnitude)
    // The value is 0.digits × 10^exponent.
    switch exponent {
    case -5...0:
      bytes += "0.".utf8
      bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: -exponent))
      bytes += digits
    case 1..<digits.count:
      bytes += digits[..<exponent]
      bytes.append(UInt8(ascii: "."))
      bytes += digits[exponent...]
    case digits.count...22:
      bytes += digits
      bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: exponent - digits.count))
    default:
      bytes.append(digits[0])
      if digits.count > 1 {
        bytes.append(UInt8(ascii: "."))
        bytes += digits[1...]
      }
      bytes += "e\(exponent - 1 < 0 ? "-" : "+")\((exponent - 1).magnitude)".utf8
    }
  }

  /// The fewest digits that give the number again, and its power of ten.
  private static func shortest(_ value: Double) -> (digits: [UInt8], exponent: Int) {
    var (digits, exponent, point) = ([UInt8](), 0, Int?.none)
    digits.reserveCapacity(20)
    // `12.5`, `1.25e-07`
    let text = Array(value.description.utf8)
    var index = 0
    while index < text.count, text[index] | 0x20 != UInt8(ascii: "e") {
      if text[index] == UInt8(ascii: ".") { point = digits.count } else { digits.append(text[index]) }
      index += 1
    }
    if index < text.count { exponent = Int(String(decoding: text[(index + 1)...], as: UTF8.self)) ?? 0 }
    exponent += point ?? digits.count
    let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
    digits.removeFirst(leading)
    exponent -= leading
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return (digits, exponent)
  }
}
