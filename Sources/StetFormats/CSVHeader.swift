import StetColumns
import StetDiagnostics

/// The names of a file's columns, distinct also for a reader who overlooks case, white space and normal forms.
struct CSVHeader {
  let name: String
  let options: CSVOptions

  func names(_ bytes: Span<UInt8>, _ scan: CSVScan) throws(RunFailure) -> [String] {
    let names: [String]
    let place: String
    switch options.header {
    case .firstRecord:
      names = scan.segments[0][..<scan.width].map { String(decoding: unquoted(bytes, $0), as: UTF8.self) }
      place = "\(name):\(scan.lines[0])"
    case .none:
      names = (0..<scan.width).map { "column_\($0 + 1)" }
      place = name
    case .names(let stated):
      place = name
      guard stated.count == scan.width else {
        throw RunFailure(.headerWidth("\(name):\(scan.lines[0])", stated.count, scan.width))
      }
      names = stated
    }
    if let failure = collision(names, place, scan) { throw RunFailure(failure) }
    try checkOptions(names, place)
    return names
  }

  private func collision(_ names: [String], _ place: String, _ scan: CSVScan) -> Diagnostic? {
    var columns: [String: Int] = [:]
    for (index, name) in names.enumerated() {
      if name.allSatisfy(\.isWhitespace) { return .emptyHeader(place, index + 1, wayOut(names, scan)) }
      if let first = columns.updateValue(index, forKey: Self.folded(name)) {
        return .duplicateHeader(place, names, first, index, wayOut(names, scan))
      }
    }
    return nil
  }

  /// Equal for names that look alike; `String` equality is canonical, which covers normal forms.
  private static func folded(_ name: String) -> String {
    name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// New names to paste: the old ones, with a number behind what is empty or was there before.
  private func wayOut(_ names: [String], _ scan: CSVScan) -> String {
    guard names.count <= 64 else { return "`header:` with a list of names, and `skip:`, give other names" }
    var taken: [String] = []
    let fresh = names.enumerated().map { index, name in
      let base = name.allSatisfy(\.isWhitespace) ? "column_\(index + 1)" : name
      var candidate = base
      var number = 2
      while taken.contains(Self.folded(candidate)) {
        candidate = "\(base)_\(number)"
        number += 1
      }
      taken.append(Self.folded(candidate))
      return "\"\(escapedForScript(candidate))\""
    }
    let list = "header: [\(fresh.joined(separator: ", "))]"
    return options.header == .firstRecord
      ? "`skip: \(scan.headerEnd), \(list)` renames the columns" : "`\(list)` renames the columns"
  }

  private func checkOptions(_ names: [String], _ place: String) throws(RunFailure) {
    let stated = options.types.keys.sorted() + options.dates.keys.sorted() + options.units.keys.sorted()
    let unknown = stated.filter { !names.contains($0) }
    var seen: [String] = []
    var failures: [Diagnostic] = []
    for column in unknown where !seen.contains(column) {
      seen.append(column)
      failures.append(.unknownColumn(place, column, names))
    }
    for column in options.dates.keys.sorted() {
      if let type = options.types[column], type != .date { failures.append(.orderOfNoDate(place, column, type)) }
    }
    if !failures.isEmpty { throw RunFailure(failures) }
  }
}

private func escapedForScript(_ text: String) -> String {
  var escaped = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": escaped += "\\\(scalar)"
    case "\n": escaped += "\\n"
    case "\t": escaped += "\\t"
    case "\r": escaped += "\\r"
    default: escaped.unicodeScalars.append(scalar)
    }
  }
  return escaped
}

extension Diagnostic {
  fileprivate static func emptyHeader(_ place: String, _ column: Int, _ wayOut: String) -> Diagnostic {
    Diagnostic(.emptyHeader, "column \(column) has no name", place: place, kind: .data, notes: [wayOut])
  }

  fileprivate static func duplicateHeader(
    _ place: String, _ names: [String], _ first: Int, _ second: Int, _ wayOut: String
  ) -> Diagnostic {
    let (a, b) = (names[first], names[second])
    if Array(a.utf8) == Array(b.utf8) {
      return Diagnostic(
        .duplicateHeader, "columns \(first + 1) and \(second + 1) are both called \(quoted(a))", place: place,
        kind: .data, notes: [wayOut])
    }
    let difference =
      if a == b { "Unicode normal form" } else if a.lowercased() == b.lowercased() {
        "case"
      } else if a.filter({
        !$0.isWhitespace
      }) == b.filter({ !$0.isWhitespace }) { "white space" } else { "case and white space" }
    return Diagnostic(
      .collidingHeader,
      "columns \(first + 1) and \(second + 1), \(quoted(a)) and \(quoted(b)), differ in nothing but \(difference)",
      place: place, kind: .data, notes: [wayOut])
  }

  fileprivate static func headerWidth(_ place: String, _ stated: Int, _ width: Int) -> Diagnostic {
    Diagnostic(
      .headerWidth, "`header:` has \(counted(stated, "name")), the first row has \(counted(width, "field"))",
      place: place, kind: .data, notes: ["`header: none` names the columns `column_1` and so on"])
  }

  fileprivate static func unknownColumn(_ place: String, _ column: String, _ known: [String]) -> Diagnostic {
    let nearest = nearest(to: column, among: known).map { ["did you mean `\($0)`?"] }
    return Diagnostic(
      .unknownColumn, "no column is called `\(column)`", place: place, kind: .data,
      notes: nearest ?? ["the header has " + known.prefix(20).map { "`\($0)`" }.joined(separator: ", ")])
  }

  fileprivate static func orderOfNoDate(_ place: String, _ column: String, _ type: ValueType) -> Diagnostic {
    Diagnostic(
      .orderOfNoDate, "`\(column)` is declared `\(type.name)`, which has no order of day and month", place: place,
      kind: .data, notes: ["`types: { \(column): date }` declares a date"])
  }
}
