/// Reads a document of XML that comes in pieces. A document type is refused, and with it every entity that a document could define;
/// nothing is ever fetched.
final class XMLReader<Visitor: XMLVisitor> {
  private let visitor: Visitor
  private var engine: Engine?

  private enum Engine {
    /// Of UTF-8, which nearly all are.
    case scanner(XMLScanner)
    case expat(ExpatReader)
  }

  init(_ visitor: Visitor) { self.visitor = visitor }

  func feed(_ piece: Span<UInt8>) throws(XMLFailure) {
    if piece.isEmpty { return }
    switch engine ?? (XMLScanner.takes(piece) ? .scanner(XMLScanner()) : .expat(ExpatReader(visitor))) {
    case .scanner(var scanner):
      // One owner at a time, so that nothing is copied.
      engine = nil
      try scanner.feed(piece, visitor)
      engine = .scanner(scanner)
    case .expat(let reader):
      engine = .expat(reader)
      try reader.feed(piece)
    }
  }

  /// After the last piece.
  func finish() throws(XMLFailure) {
    switch engine {
    case .scanner(var scanner): try scanner.finish(visitor)
    case .expat(let reader): try reader.finish()
    case nil: throw .damaged("its XML is damaged: no element found in line 1")
    }
  }
}
