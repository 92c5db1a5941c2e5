/// Reads a document of XML that comes in pieces. A document type is refused, and with it every entity that a document could define;
/// nothing is ever fetched.
final class XMLReader<Visitor: XMLVisitor> {
  private let visitor: Visitor
  /// Of UTF-8, which nearly all are. Not an enum with the other: a value that cannot be copied is changed in place only here.
  private var scanner: XMLScanner?
  private var expat: ExpatReader?

  init(_ visitor: Visitor) { self.visitor = visitor }

  func feed(_ piece: Span<UInt8>) throws(XMLFailure) {
    if piece.isEmpty { return }
    if scanner == nil, expat == nil {
      if XMLScanner.takes(piece) { scanner = XMLScanner() } else { expat = ExpatReader(visitor) }
    }
    try scanner?.feed(piece, visitor)
    try expat?.feed(piece)
  }

  /// After the last piece.
  func finish() throws(XMLFailure) {
    try scanner?.finish(visitor)
    try expat?.finish()
    guard scanner != nil || expat != nil else { throw .damaged("its XML is damaged: no element found in line 1") }
  }
}
