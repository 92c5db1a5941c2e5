import StetDiagnostics
import StetSyntax

/// An entry of the catalogs under the name that another language gives it.
private struct ForeignEntry {
  let here: String
  let parameters: [Parameter]
  let arguments: ForeignArguments
}

/// By the foreign name in lowercase; a test ensures that no two entries claim the same name.
private let foreignEntries: [String: ForeignEntry] = {
  var entries: [String: ForeignEntry] = [:]
  func add(_ here: String, _ parameters: [Parameter], _ names: ForeignNames) {
    for (name, arguments) in names {
      entries[name] = ForeignEntry(here: here, parameters: parameters, arguments: arguments)
    }
  }
  for one in functionCatalog { add(one.name, one.parameters, one.foreign) }
  for one in aggregateCatalog { add(one.name, one.parameters, one.foreign) }
  for one in windowCatalog { add(one.name, one.parameters, one.foreign) }
  for one in framedCatalog { add(one.name, one.parameters, one.foreign) }
  return entries
}()

/// Functions that are an operator or a form of their own here.
private let forms: [String: String] = [
  "ifelse": "if a > b then a else b", "if_else": "if a > b then a else b", "iif": "if a > b then a else b",
  "case_when": "match x { \"A\" => 1, else => 0 }", "coalesce": "a ?? b", "ifnull": "a ?? b", "nvl": "a ?? b",
  "isnull": "x is missing", "is_na": "x is missing", "isna": "x is missing", "isblank": "x is missing",
  "concat": "\"{a} {b}\"", "concatenate": "\"{a} {b}\"", "paste": "\"{a} {b}\"", "paste0": "\"{a}{b}\"",
  "power": "a * a", "pow": "a * a",
]

/// The function or verb here that another language calls by this word; nil if none is known.
package func entry(foreign word: String) -> String? {
  foreignEntries[word.lowercased()]?.here ?? verb(foreign: word.lowercased())
}

extension Diagnostic {
  /// A function that other languages have; nil if none is known to have it.
  static func foreignFunction(_ name: Name, _ arguments: [Argument], _ range: SourceRange) -> Diagnostic? {
    let word = name.text.lowercased()
    guard let entry = foreignEntries[word] else {
      return forms[word].map {
        Diagnostic(.foreignFunction, "`\(name.text)` is written `\($0)` here", at: range)
      }
    }
    if case .different(let note) = entry.arguments {
      return Diagnostic(
        .foreignFunction, "there is no function `\(name.text)`; the closest match is `\(entry.here)`", at: name.range,
        notes: [note])
    }
    let fix = entry.fix(name, arguments, range)
    return Diagnostic(
      .foreignFunction, "`\(name.text)` is written `\(entry.here)` here", at: name.range,
      notes: fix == nil ? ["its arguments here: `\(entry.parameters.signature(of: entry.here))`"] : [],
      fixIts: fix.map { [$0] } ?? [])
  }
}

extension ForeignEntry {
  /// The call as it is written here; nil if its value could be different.
  fileprivate func fix(_ name: Name, _ arguments: [Argument], _ range: SourceRange) -> Diagnostic.FixIt? {
    let renamed = Diagnostic.FixIt("`\(here)`", range: name.range, replacement: here)
    let values = arguments.filter { $0.label == .none }.map(\.value)
    switch self.arguments {
    case .different: return nil
    case .same: return parameters.counts.contains(values.count) ? renamed : nil
    case .reordered(let order, let plain):
      guard values.count == order.count, values.count == arguments.count else { return nil }
      if let plain {
        guard case .literal(.text(let text), _) = values[plain], !text.contains(where: { special.contains($0) }) else {
          return nil
        }
      }
      if order == Array(order.indices) { return renamed }
      let words = order.compactMap { values[$0].written }
      guard words.count == order.count else { return nil }
      let call = "\(here)(\(words.joined(separator: ", ")))"
      return Diagnostic.FixIt("`\(call)`", range: range, replacement: call)
    }
  }
}

/// The characters that mean something else in a pattern than in a text.
let special = Set(#"\^$.|?*+()[]{}"#)
