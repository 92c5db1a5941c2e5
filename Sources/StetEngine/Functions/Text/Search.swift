import CKernels
import StetColumns
import StetDiagnostics

extension Function {
  static let contains = Function(
    "contains", "whether the text contains the given characters, letter for letter",
    example: #"contains("Webb County", "County")"#,
    [.text(), .text("part")], result: .type(.bool), unit: .none, foreign: ["str_contains": .same]
  ) { arguments throws(ValueFailure) in
    try arguments.testTexts { others in
      let part = bytes(others[0])
      return TextTest(required: part) { text in isIn(text, part) }
    }
  }

  static let startsWith = Function(
    "starts_with", "whether the text begins with the given characters", example: #"starts_with("Webb County", "Webb")"#,
    [.text(), .text("part")], result: .type(.bool), unit: .none, foreign: ["startswith": .same]
  ) { arguments throws(ValueFailure) in
    try arguments.testTexts { others in
      let part = bytes(others[0])
      return TextTest(edge: TextEdge(part, atEnd: false)) { text in text.count >= part.count && isAt(0, part, in: text)
      }
    }
  }

  static let endsWith = Function(
    "ends_with", "whether the text ends with the given characters", example: #"ends_with("Webb County", "County")"#,
    [.text(), .text("part")], result: .type(.bool), unit: .none, foreign: ["endswith": .same]
  ) { arguments throws(ValueFailure) in
    try arguments.testTexts { others in
      let part = bytes(others[0])
      return TextTest(edge: TextEdge(part, atEnd: true)) { text in
        text.count >= part.count && isAt(text.count - part.count, part, in: text)
      }
    }
  }

  static let replace = Function(
    "replace", "the text with every occurrence of the given characters replaced",
    example: #"replace("1,234", ",", "")"#,
    [.text(), .text("find"), .text("with")], result: .type(.text), unit: .none,
    foreign: [
      "substitute": .reordered([0, 1, 2]), "str_replace_all": .reordered([0, 1, 2], plain: 1),
      "gsub": .reordered([2, 0, 1], plain: 0),
      "str_replace": .different(
        "`str_replace` replaces the first occurrence of a pattern; `replace` replaces every occurrence of the given text"
      ),
      "regexp_replace": .different("`replace` finds the given text, not a pattern"),
    ]
  ) { arguments throws(ValueFailure) in
    try arguments.changeTexts { others in
      let (wanted, other) = (bytes(others[0]), bytes(others[1]))
      return { text, result throws(ValueFailure) in
        let before = result.count
        var start = 0
        while !wanted.isEmpty, let found = find(wanted, in: text, from: start) {
          result.append(text, start..<found)
          result.append(other)
          guard result.count - before <= longestText else { throw .longText }
          start = found + wanted.count
        }
        result.append(text, start..<text.count)
        return true
      }
    }
  }

  static let splitPart = Function(
    "split_part", "one part of the text split at a separator, counted from 1, or from the end if negative",
    example: #"split_part("Webb County, TX", ", ", 2)"#,
    [.text(), .text("separator"), Parameter("part", .type(.int))], result: .type(.text), unit: .none,
    foreign: ["str_split_i": .reordered([0, 1, 2], plain: 1)]
  ) { arguments throws(ValueFailure) in
    try arguments.changeTexts { others throws(ValueFailure) in
      guard case .int(let number) = others[1] else { preconditionFailure("the binder guarantees an int here") }
      let separator = bytes(others[0])
      guard number != 0 else {
        throw ValueFailure(
          .argument, "`part` of `split_part` cannot be 0: parts count from 1 at the start, or back from −1 at the end")
      }
      return { text, result in
        // From the end, the parts are counted first.
        var wanted = number
        if number < 0 {
          wanted += 1
          eachPart(of: text, between: separator) { _ in
            wanted += 1
            return true
          }
        }
        guard wanted > 0 else { return false }
        var place = Int64(0)
        eachPart(of: text, between: separator) { part in
          place += 1
          if place == wanted { result.append(text, part) }
          return place < wanted
        }
        return place == wanted
      }
    }
  }
}

/// Texts are compared by their UTF-8 bytes: a character that can be encoded in two ways gives two different texts.
private func bytes(_ value: Value) -> [UInt8] { Array((value.asText ?? "").utf8) }

private func isIn(_ text: borrowing Span<UInt8>, _ part: [UInt8]) -> Bool { find(part, in: text, from: 0) != nil }

/// Whether a part is in a text at a position that leaves room for it.
@inline(__always)
private func isAt(_ place: Int, _ part: [UInt8], in text: borrowing Span<UInt8>) -> Bool {
  var index = 0
  while index < part.count, text[place + index] == part[index] { index += 1 }
  return index == part.count
}

/// Calls `body` with one part after another until it says false.
@inline(__always)
private func eachPart(
  of text: borrowing Span<UInt8>, between separator: [UInt8], _ body: (Range<Int>) -> Bool
) {
  var start = 0
  while !separator.isEmpty, let found = find(separator, in: text, from: start) {
    guard body(start..<found) else { return }
    start = found + separator.count
  }
  _ = body(start..<text.count)
}

/// Where bytes first are in a text, from a place on.
func find(_ wanted: [UInt8], in text: borrowing Span<UInt8>, from start: Int) -> Int? {
  unsafe text.withUnsafeBufferPointer { text in
    unsafe wanted.withUnsafeBufferPointer { wanted in
      let last = text.count &- wanted.count
      guard let bytes = text.baseAddress, let part = wanted.baseAddress, !wanted.isEmpty else {
        return start <= last ? start : nil
      }
      // To call the library takes longer than to look through a short text.
      if text.count &- start > 64 {
        return unsafe stet_find(bytes + start, text.count &- start, part, wanted.count).map { unsafe $0 - bytes }
      }
      let first = unsafe part[0]
      var place = start
      while place <= last {
        if unsafe bytes[place] == first {
          var length = 1
          while length < wanted.count, unsafe bytes[place &+ length] == part[length] { length &+= 1 }
          if length == wanted.count { return place }
        }
        place &+= 1
      }
      return nil
    }
  }
}
