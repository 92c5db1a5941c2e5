import StetColumns
package import StetDiagnostics

/// What a script writes after the name of an option, free of the tree it was parsed into.
package struct OptionValue: Sendable {
  package indirect enum Kind: Sendable {
    /// Without quotes: `none`, `dmy`.
    case word(String)
    case text(String)
    case int(Int64)
    /// Since 1970-01-01.
    case day(Int32)
    case list([OptionValue])
    case record([(name: String, value: OptionValue)])
    /// A value that no option takes.
    case other
  }

  package let kind: Kind
  package let range: SourceRange

  package init(_ kind: Kind, _ range: SourceRange) {
    self.kind = kind
    self.range = range
  }

  var word: String? { if case .word(let word) = kind { word } else { nil } }
  var text: String? { if case .text(let text) = kind { text } else { nil } }

  var day: Int32? { if case .day(let day) = kind { day } else { nil } }

  /// The texts of a list that contains only texts.
  var texts: [String]? {
    guard case .list(let items) = kind else { return nil }
    let texts = items.compactMap(\.text)
    return texts.count == items.count ? texts : nil
  }

  /// The members of a record that has at least one, none of them twice.
  var members: [(name: String, value: OptionValue)]? {
    guard case .record(let members) = kind, !members.isEmpty, Set(members.map(\.name)).count == members.count else {
      return nil
    }
    return members
  }
}

/// An option of `load`, as a script writes it: `missing: ["D"]`.
package struct WrittenOption: Sendable {
  package let name: String
  package let nameRange: SourceRange
  package let value: OptionValue

  package init(_ name: String, _ nameRange: SourceRange, _ value: OptionValue) {
    self.name = name
    self.nameRange = nameRange
    self.value = value
  }
}

/// An option of `load`: a format lists those it takes.
package struct SourceOption: Sendable {
  /// Why a value is refused.
  enum Refusal: Error {
    /// It is not what `takes` says.
    case takes
    case wants(String)
    case noType(SourceRange)
    case noEncoding(String, SourceRange)
  }

  typealias Apply = @Sendable (OptionValue, inout ReadOptions) throws(Refusal) -> Void

  package let name: String
  /// What it takes, for the message that refuses anything else.
  package let takes: String
  /// One clause for the manual.
  package let summary: String
  /// As a script writes it: `delimiter: ";"`.
  package let example: String
  /// The words it takes, for completion.
  package let words: [String]
  /// The words that the members of its record take.
  package let memberWords: [String]
  private let apply: Apply

  init(
    _ name: String, takes: String, summary: String, example: String, words: [String] = [],
    memberWords: [String] = [], apply: @escaping Apply
  ) {
    self.name = name
    self.takes = takes
    self.summary = summary
    self.example = example
    self.words = words
    self.memberWords = memberWords
    self.apply = apply
  }

  func apply(_ written: WrittenOption, to options: inout ReadOptions) throws(RunFailure) {
    do { try apply(written.value, &options) } catch {
      switch error {
      case .takes: throw RunFailure(.refused(written, takes))
      case .wants(let wanted): throw RunFailure(.refused(written, wanted))
      case .noType(let range): throw RunFailure(.noType(range))
      case .noEncoding(let name, let range): throw RunFailure(.noEncoding(name, range))
      }
    }
  }
}

extension SourceFormat {
  /// What the options of a script say.
  package func options(_ written: [WrittenOption]) throws(RunFailure) -> ReadOptions {
    var options = ReadOptions()
    var seen: Set<String> = []
    for one in written {
      guard seen.insert(one.name).inserted else { throw RunFailure(.twice(one)) }
      guard let option = self.options.first(where: { $0.name == one.name }) else {
        throw RunFailure(.unknown(one, self))
      }
      try option.apply(one, to: &options)
    }
    return options
  }
}

extension Diagnostic {
  fileprivate static func refused(_ written: WrittenOption, _ wanted: String) -> Diagnostic {
    Diagnostic(.loadOption, "`\(written.name):` takes \(wanted)", at: written.nameRange)
  }

  fileprivate static func noType(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .loadOption, "this is not a type", at: range,
      notes: ["the types are \(ValueType.all.map { "`\($0.name)`" }.joined(separator: ", "))"])
  }

  fileprivate static func noEncoding(_ name: String, _ range: SourceRange) -> Diagnostic {
    let near = TextEncoding.near(name)
    return Diagnostic(
      .loadOption, "no encoding has this name", at: range,
      notes: near == nil
        ? ["the encodings are \(TextEncoding.all.map { "`\"\($0.name)\"`" }.joined(separator: ", "))"] : [],
      fixIts: near.map { [FixIt("`\"\($0)\"`", range: range, replacement: "\"\($0)\"")] } ?? [])
  }

  fileprivate static func twice(_ written: WrittenOption) -> Diagnostic {
    Diagnostic(.optionTwice, "`\(written.name):` is given twice", at: written.nameRange)
  }

  fileprivate static func unknown(_ written: WrittenOption, _ format: SourceFormat) -> Diagnostic {
    let known = format.options.map(\.name)
    if UnreadFormat.all.contains(where: { $0.options.contains(written.name) }) {
      return Diagnostic(.notBuilt, "`\(written.name)` is not available yet", at: written.nameRange)
    }
    let list = "the options are \(known.map { "`\($0):`" }.joined(separator: ", "))"
    if SourceFormat.all.contains(where: { $0.options.contains { $0.name == written.name } }) {
      return Diagnostic(
        .unknownOption, "`\(written.name):` does not apply to \(format.name)", at: written.nameRange, notes: [list])
    }
    let near = nearest(to: written.name, among: known)
    return Diagnostic(
      .unknownOption, "`load` has no such option", at: written.nameRange, notes: near == nil ? [list] : [],
      fixIts: near.map { [FixIt("`\($0)`", range: written.nameRange, replacement: $0)] } ?? [])
  }
}
