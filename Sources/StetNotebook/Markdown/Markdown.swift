/// A block of a notebook's text.
indirect enum MarkdownBlock: Sendable, Equatable {
  case heading(level: Int, [Inline])
  case paragraph([Inline])
  case quote([MarkdownBlock])
  /// The number of the first item; nil for bullets. A tight list has no paragraphs of its own around its items.
  case list(start: Int?, isTight: Bool, [Item])
  /// Code that is not run; the language that its fence names.
  case code(language: String, String)
  /// A block that is run, by its index among the notebook's cells.
  case codeBlock(Int)
  case rule
  case table([Alignment], header: [[Inline]], rows: [[[Inline]]])
  case footnote(String, [MarkdownBlock])

  struct Item: Sendable, Equatable {
    /// Whether the box of a task is ticked; nil without a box.
    var isDone: Bool?
    var blocks: [MarkdownBlock]
  }

  enum Alignment: Sendable { case none, left, center, right }
}

/// Words of a notebook's text.
indirect enum Inline: Sendable, Equatable {
  case text(String)
  case softBreak
  case lineBreak
  case code(String)
  case emphasis([Inline])
  case strong([Inline])
  case strikethrough([Inline])
  case link([Inline], to: String)
  /// The words replace the picture where it cannot be seen.
  case image(words: String, path: String)
  /// The label of the footnote, and which of its references this is, from 1.
  case footnote(String, reference: Int)
  /// `` `= expr:format` ``, by its index among the notebook's expressions.
  case value(Int)
  /// `[words](= expr)`
  case claim([Inline], Int)
}

extension [Inline] {
  /// The words without any marks, as a reader sees them; calculated values are left out.
  var plainText: String {
    var text = ""
    for part in self {
      switch part {
      case .text(let words), .code(let words): text += words
      case .softBreak, .lineBreak: text += " "
      case .emphasis(let inner), .strong(let inner), .strikethrough(let inner), .link(let inner, _),
        .claim(let inner, _):
        text += inner.plainText
      case .image(let words, _): text += words
      case .footnote, .value: break
      }
    }
    return text
  }
}
