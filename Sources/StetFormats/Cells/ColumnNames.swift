import StetColumns
import StetDiagnostics

/// The names of a file's columns, distinct even to a reader who ignores case, white space and normal forms.
struct ColumnNames {
  let names: [String]
  /// Where messages about names point.
  let location: String

  /// `wayOut` says how to give other names; it gets names that would do, or nil if there are too many to paste.
  func check(_ options: ReadOptions, wayOut: ([String]?) -> String) throws(RunFailure) {
    if let failure = collision({ wayOut(distinct()) }) { throw RunFailure(failure) }
    try checkOptions(options)
  }

  private func collision(_ wayOut: () -> String) -> Diagnostic? {
    var columns: [String: Int] = [:]
    for (index, name) in names.enumerated() {
      if name.allSatisfy(\.isWhitespace) { return .emptyHeader(location, index + 1, wayOut()) }
      if let first = columns.updateValue(index, forKey: Self.folded(name)) {
        return .duplicateHeader(location, names, first, index, wayOut())
      }
    }
    return nil
  }

  /// Equal for names that look alike; `String` equality is canonical, which covers normal forms.
  private static func folded(_ name: String) -> String {
    name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// The names with a number after those that are empty or repeated.
  private func distinct() -> [String]? {
    guard names.count <= 64 else { return nil }
    var taken: [String] = []
    return names.enumerated().map { index, name in
      let base = name.allSatisfy(\.isWhitespace) ? "column_\(index + 1)" : name
      var candidate = base
      var number = 2
      while taken.contains(Self.folded(candidate)) {
        candidate = "\(base)_\(number)"
        number += 1
      }
      taken.append(Self.folded(candidate))
      return candidate
    }
  }

  private func checkOptions(_ options: ReadOptions) throws(RunFailure) {
    let stated = options.types.keys.sorted() + options.dates.keys.sorted() + options.units.keys.sorted()
    var seen: Set<String> = []
    var failures: [Diagnostic] = []
    for column in stated where !names.contains(column) && seen.insert(column).inserted {
      failures.append(.unknownColumn(location, column, names))
    }
    for column in options.dates.keys.sorted() {
      if let type = options.types[column], type != .date { failures.append(.orderWithoutDate(location, column, type)) }
    }
    if !failures.isEmpty { throw RunFailure(failures) }
  }
}

/// A name as a script writes it.
func pastedName(_ name: String) -> String {
  let isPlain = name.utf8.enumerated().allSatisfy { location, byte in
    byte == UInt8(ascii: "_") || byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
      || location > 0 && isDigit(byte)
  }
  return isPlain ? name : "`\(name)`"
}

/// A text as a script writes it, without the quotes.
func pastedText(_ text: String) -> String {
  var pasted = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": pasted += "\\\(scalar)"
    case "\n": pasted += "\\n"
    case "\t": pasted += "\\t"
    case "\r": pasted += "\\r"
    default: pasted.unicodeScalars.append(scalar)
    }
  }
  return pasted
}

extension Diagnostic {
  fileprivate static func emptyHeader(_ location: String, _ column: Int, _ wayOut: String) -> Diagnostic {
    Diagnostic(.emptyHeader, "column \(column) has no name", location: location, kind: .data, notes: [wayOut])
  }

  fileprivate static func duplicateHeader(
    _ location: String, _ names: [String], _ first: Int, _ second: Int, _ wayOut: String
  ) -> Diagnostic {
    let (a, b) = (names[first], names[second])
    if Array(a.utf8) == Array(b.utf8) {
      return Diagnostic(
        .duplicateHeader, "columns \(first + 1) and \(second + 1) are both called \(quoted(a))", location: location,
        kind: .data, notes: [wayOut])
    }
    let difference =
      if a == b { "how Unicode encodes the same letters" } else if a.lowercased() == b.lowercased() {
        "case"
      } else if a.filter({
        !$0.isWhitespace
      }) == b.filter({ !$0.isWhitespace }) { "white space" } else { "case and white space" }
    return Diagnostic(
      .collidingHeader,
      "columns \(first + 1) and \(second + 1), \(quoted(a)) and \(quoted(b)), differ only in \(difference)",
      location: location, kind: .data, notes: [wayOut])
  }

  fileprivate static func unknownColumn(_ location: String, _ column: String, _ known: [String]) -> Diagnostic {
    let nearest = nearest(to: column, among: known).map { ["the closest match is `\($0)`"] }
    return Diagnostic(
      .unknownColumn, "no column is called `\(column)`", location: location, kind: .data,
      notes: nearest ?? ["the header has " + known.prefix(20).map { "`\($0)`" }.joined(separator: ", ")])
  }

  fileprivate static func orderWithoutDate(_ location: String, _ column: String, _ type: ValueType) -> Diagnostic {
    Diagnostic(
      .orderWithoutDate, "`\(column)` is declared as `\(type.name)`, which has no order of day and month",
      location: location,
      kind: .data, notes: ["`types: { \(pastedName(column)): date }` declares the column as `date`"])
  }
}
