import StetColumns
import StetDiagnostics

/// The names of a file's columns, distinct even to a reader who ignores case, white space and normal forms.
struct ColumnNames {
  let names: [String]
  /// Of each, which column of the file it names, from 0; empty if all have one.
  var places: [Int] = []
  /// Where messages about names point.
  let location: String

  /// `wayOut` says how to give other names, if the format knows one.
  func check(_ options: ReadOptions, wayOut: String? = nil) throws(RunFailure) {
    try checkNames(wayOut: wayOut)
    try checkOptions(options)
  }

  /// Whether they are distinct.
  func checkNames(wayOut: String? = nil) throws(RunFailure) {
    if let failure = collision(wayOut) { throw RunFailure(failure) }
  }

  private func collision(_ wayOut: String?) -> Diagnostic? {
    var columns: [String: Int] = [:]
    for (index, name) in names.enumerated() {
      if name.allSatisfy(\.isWhitespace) { return .emptyHeader(location, place(index), wayOut) }
      if let first = columns.updateValue(index, forKey: Self.folded(name)) {
        return .duplicateHeader(location, (name: names[first], place(first)), (name, place(index)), wayOut)
      }
    }
    return nil
  }

  /// Equal for names that look alike; `String` equality is canonical, which covers normal forms.
  private static func folded(_ name: String) -> String {
    // ASCII without capitals and white space.
    let isFolded = name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x80 && !(UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0) }
    return isFolded ? name : name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// Whether so few names are lacking that a line has the names all the same, and is no title.
  static func mayLack(_ unnamed: Int, of count: Int) -> Bool { unnamed <= max(1, count / 4) }

  private func place(_ index: Int) -> Int { (places.isEmpty ? index : places[index]) + 1 }

  /// By their places, names with a number for those that are empty or that another column has.
  static func distinct(_ names: [String]) -> [Int: String] {
    var taken = Set(names.map(folded))
    var seen: Set<String> = []
    var others: [Int: String] = [:]
    var numbers: [String: Int] = [:]
    for (index, name) in names.enumerated() {
      let isEmpty = name.allSatisfy(\.isWhitespace)
      if !isEmpty, seen.insert(folded(name)).inserted { continue }
      let base = isEmpty ? "column_\(index + 1)" : name.trimmingWhiteSpace
      var (candidate, number) = (base, numbers[base] ?? 1)
      while !isEmpty && number == 1 || !taken.insert(folded(candidate)).inserted {
        number += 1
        candidate = "\(base)_\(number)"
      }
      numbers[base] = number
      others[index + 1] = candidate
    }
    return others
  }

  /// Names in lowercase words of letters and digits, joined by underscores, each once: `Total Persons (%)` becomes `total_persons`.
  static func clean(_ names: [String]) -> [String] {
    let words = names.enumerated().map { index, name in
      let words = name.lowercased().split { !($0.isLetter || $0.isNumber) }.joined(separator: "_")
      return words.isEmpty ? "column_\(index + 1)" : words.first?.isNumber == true ? "n_\(words)" : words
    }
    let others = distinct(words)
    return words.indices.map { others[$0 + 1] ?? words[$0] }
  }

  /// What became of the names that changed.
  static func cleaningNote(_ names: [String], _ clean: [String]) -> [String] {
    let changed = zip(names, clean).filter { $0 != $1 }
    guard !changed.isEmpty else { return [] }
    return ["names cleaned: " + changed.map { "\(quoted($0)) is `\($1)`" }.joined(separator: ", ")]
  }

  /// Whether the columns that options name are among them.
  func checkOptions(_ options: ReadOptions) throws(RunFailure) {
    var failures: [Diagnostic] = []
    for column in options.namedColumns.sorted() where !names.contains(column) {
      failures.append(.unknownColumn(location, column, names))
    }
    for column in options.dates.keys.sorted() {
      if let type = options.types[column], type != options.dates[column]?.type {
        failures.append(.orderWithoutDate(location, column, type))
      }
    }
    if !failures.isEmpty { throw RunFailure(failures) }
  }
}

extension String {
  /// Without white space at its ends.
  fileprivate var trimmingWhiteSpace: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else {
      return ""
    }
    return String(self[first...last])
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
    case "\r": pasted += "\\u{D}"
    // Alone, a brace is that of an expression.
    case "{", "}": pasted += "\(scalar)\(scalar)"
    default: pasted.unicodeScalars.append(scalar)
    }
  }
  return pasted
}

extension Diagnostic {
  fileprivate static func emptyHeader(_ location: String, _ column: Int, _ wayOut: String?) -> Diagnostic {
    Diagnostic(
      .emptyHeader, "column \(column) has no name", location: location, kind: .data, notes: [wayOut].compactMap { $0 })
  }

  fileprivate static func duplicateHeader(
    _ location: String, _ first: (name: String, place: Int), _ second: (name: String, place: Int), _ wayOut: String?
  ) -> Diagnostic {
    let (a, b) = (first.name, second.name)
    let notes = [wayOut].compactMap { $0 }
    if Array(a.utf8) == Array(b.utf8) {
      return Diagnostic(
        .duplicateHeader, "columns \(first.place) and \(second.place) are both called \(quoted(a))", location: location,
        kind: .data, notes: notes)
    }
    let difference =
      if a == b { "how Unicode encodes the same letters" } else if a.lowercased() == b.lowercased() {
        "case"
      } else if a.filter({
        !$0.isWhitespace
      }) == b.filter({ !$0.isWhitespace }) { "white space" } else { "case and white space" }
    return Diagnostic(
      .collidingHeader,
      "columns \(first.place) and \(second.place), \(quoted(a)) and \(quoted(b)), differ only in \(difference)",
      location: location, kind: .data, notes: notes)
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
