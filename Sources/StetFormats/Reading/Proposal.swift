import StetColumns
import StetDiagnostics

/// Options that a script may add to a load. What is printed is what was applied.
struct Proposal: Sendable {
  private let options: [(name: String, value: OptionValue.Kind)]

  init(_ options: [(name: String, value: OptionValue.Kind)]) { self.options = options }

  var isEmpty: Bool { options.isEmpty }

  func states(_ option: String) -> Bool { options.contains { $0.name == option } }

  /// As a script writes them: `delimiter: ";", skip: 3`.
  var text: String { options.map { "\($0.name): \($0.value.pasted)" }.joined(separator: ", ") }

  /// The options of a script with these; nil if the format has no such option.
  func applied(to options: ReadOptions, _ known: [SourceOption]) -> ReadOptions? {
    var changed = options
    for (name, value) in self.options {
      guard let option = known.first(where: { $0.name == name }) else { return nil }
      do { try option.apply(WrittenOption(name, .nowhere, OptionValue(value, .nowhere)), to: &changed) } catch {
        return nil
      }
    }
    return changed
  }

  static func + (first: Proposal, second: Proposal) -> Proposal { Proposal(first.options + second.options) }

  /// Both, with the columns of the second one in the same options as those of the first.
  func merged(_ other: Proposal) -> Proposal {
    var options = options
    for (name, value) in other.options {
      guard let place = options.firstIndex(where: { $0.name == name }) else {
        options.append((name, value))
        continue
      }
      guard case .record(let own) = options[place].value, case .record(let more) = value else { continue }
      let known = Set(own.map(\.name))
      options[place].value = .record(own + more.filter { !known.contains($0.name) })
    }
    return Proposal(options)
  }

  func adding(_ name: String, _ value: OptionValue.Kind) -> Proposal { Proposal(options + [(name, value)]) }
}

extension SourceRange {
  /// Of what is not in a script.
  fileprivate static let nowhere = SourceRange(0, 0)
}

extension OptionValue.Kind {
  static func texts(_ texts: [String]) -> OptionValue.Kind { .list(texts.map { OptionValue(.text($0), .nowhere) }) }

  static func ints(_ numbers: [Int]) -> OptionValue.Kind {
    .list(numbers.map { OptionValue(.int(Int64($0)), .nowhere) })
  }

  static func texts(by name: [(String, String)]) -> OptionValue.Kind {
    .record(name.map { (name: $0, value: OptionValue(.text($1), .nowhere)) })
  }

  static func texts(lists: [(String, [String])]) -> OptionValue.Kind {
    .record(lists.map { (name: $0, value: OptionValue(.texts($1), .nowhere)) })
  }

  static func record(_ members: [(name: String, value: OptionValue.Kind)]) -> OptionValue.Kind {
    .record(members.map { (name: $0, value: OptionValue($1, .nowhere)) })
  }

  static func words(_ words: [(String, String)]) -> OptionValue.Kind {
    .record(words.map { (name: $0, value: OptionValue(.word($1), .nowhere)) })
  }

  /// As a script writes it.
  fileprivate var pasted: String {
    switch self {
    case .word(let word): word
    case .text(let text): "\"\(pastedText(text))\""
    case .int(let number): String(number)
    case .day(let day): "@\(plainText(.date(day)))"
    case .list(let items): "[\(items.map(\.kind.pasted).joined(separator: ", "))]"
    case .record(let members):
      "{ \(members.map { "\(Self.pasted(name: $0.name)): \($0.value.kind.pasted)" }.joined(separator: ", ")) }"
    case .other: ""
    }
  }

  /// A place and the sign for all other columns are written as they are.
  private static func pasted(name: String) -> String { Int(name) == nil && name != "*" ? pastedName(name) : name }
}
