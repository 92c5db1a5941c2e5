import StetColumns
import StetDiagnostics
import StetSyntax

/// The words of SQL, dplyr and pandas for an order, with the sign used here.
private let signs = ["desc": "-", "descending": "-", "asc": "", "ascending": ""]

extension StepBinder {
  /// Each `persons desc` and `desc(persons)` among the keys of a `sort`.
  func directions(in arguments: [Argument]) -> [Diagnostic] {
    var found: [Diagnostic] = []
    for (index, argument) in arguments.enumerated() {
      switch argument.value {
      case .name(let word) where index > 0 && schema.index(of: word.text) == nil:
        guard let sign = signs[word.text.lowercased()] else { continue }
        let key = arguments[index - 1]
        found.append(.direction(word, sign, key.value, at: key.range.union(word.range)))
      case .call(let word, let keys, let range) where names.definitions[word.text] == nil && keys.count == 1:
        guard let sign = signs[word.text.lowercased()] else { continue }
        found.append(.direction(word, sign, keys[0].value, at: range))
      default: continue
      }
    }
    return found
  }
}

extension Diagnostic {
  fileprivate static func direction(_ word: Name, _ sign: String, _ key: Expression, at range: SourceRange)
    -> Diagnostic
  {
    var fixIts: [FixIt] = []
    if case .name(let column) = key {
      let written = sign + writtenName(column.text)
      fixIts = [FixIt("`\(written)`", range: range, replacement: written)]
    }
    return Diagnostic(
      .foreignOrder, "`sort` goes from low to high; a minus sign before the column sorts from high to low", at: range,
      notes: fixIts.isEmpty ? ["`sort -column`, `sort -(a + b)`"] : [], fixIts: fixIts)
  }
}
