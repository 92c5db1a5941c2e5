import CExpat

/// Reads a document of XML in any encoding, by libexpat.
@safe
final class ExpatReader {
  private let parser: XML_Parser
  private let state: State
  private var fed = 0

  /// What the calls from C need.
  @safe
  private final class State {
    let visitor: XMLVisitor
    let parser: XML_Parser
    var depth = 0

    init(_ visitor: XMLVisitor, _ parser: XML_Parser) {
      self.visitor = visitor
      unsafe self.parser = parser
    }

    func stop(_ failure: XMLFailure) {
      visitor.stop(failure)
      unsafe XML_StopParser(parser, 0)
    }
  }

  init(_ visitor: XMLVisitor) {
    guard let parser = unsafe XML_ParserCreate(nil) else { preconditionFailure("there must be memory for a parser") }
    unsafe self.parser = parser
    unsafe state = State(visitor, parser)
    unsafe XML_SetUserData(parser, Unmanaged.passUnretained(state).toOpaque())
    unsafe XML_SetElementHandler(parser, beginElement, endElement)
    unsafe XML_SetCharacterDataHandler(parser, addText)
    unsafe XML_SetStartDoctypeDeclHandler(parser, refuseDocumentType)
  }

  deinit { unsafe XML_ParserFree(parser) }

  func feed(_ piece: Span<UInt8>) throws(XMLFailure) {
    try unsafe piece.withUnsafeBufferPointer { bytes throws(XMLFailure) in try unsafe parse(bytes, isLast: false) }
    fed += piece.count
    let done = unsafe Int(XML_GetCurrentByteIndex(parser))
    guard fed - done <= XMLLimits.longestToken else { throw XMLLimits.tooLong }
  }

  /// After the last piece.
  func finish() throws(XMLFailure) { try unsafe parse(UnsafeBufferPointer(start: nil, count: 0), isLast: true) }

  private func parse(_ bytes: UnsafeBufferPointer<UInt8>, isLast: Bool) throws(XMLFailure) {
    let text = unsafe UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
    let status = unsafe XML_Parse(parser, text, Int32(truncatingIfNeeded: bytes.count), isLast ? 1 : 0)
    if let failure = state.visitor.failure { throw failure }
    guard status != XML_STATUS_ERROR else {
      let reason = unsafe XML_ErrorString(XML_GetErrorCode(parser)).map { unsafe String(cString: $0) } ?? "no XML"
      let line = unsafe XML_GetCurrentLineNumber(parser)
      throw .damaged("its XML is damaged: \(reason) in line \(line)")
    }
  }

  // MARK: - Calls from C

  fileprivate static func begin(
    _ data: UnsafeMutableRawPointer?, _ name: UnsafePointer<CChar>?,
    _ list: UnsafeMutablePointer<UnsafePointer<CChar>?>?
  ) {
    guard let data = unsafe data, let name = unsafe name else { return }
    unsafe Unmanaged<State>.fromOpaque(data)._withUnsafeGuaranteedRef { state in
      state.depth += 1
      guard state.depth <= XMLLimits.deepest else { return state.stop(XMLLimits.tooDeep) }
      unsafe state.visitor.begin(XMLText(name).local, XMLAttributes(list))
      if state.visitor.isStopped { unsafe XML_StopParser(state.parser, 0) }
    }
  }

  fileprivate static func end(_ data: UnsafeMutableRawPointer?, _ name: UnsafePointer<CChar>?) {
    guard let data = unsafe data, let name = unsafe name else { return }
    unsafe Unmanaged<State>.fromOpaque(data)._withUnsafeGuaranteedRef { state in
      state.depth -= 1
      unsafe state.visitor.end(XMLText(name).local)
      if state.visitor.isStopped { unsafe XML_StopParser(state.parser, 0) }
    }
  }

  fileprivate static func text(_ data: UnsafeMutableRawPointer?, _ text: UnsafePointer<CChar>?, _ count: Int32) {
    guard let data = unsafe data, let text = unsafe text else { return }
    let bytes = unsafe UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self)
    unsafe Unmanaged<State>.fromOpaque(data)._withUnsafeGuaranteedRef { state in
      unsafe state.visitor.text(UnsafeBufferPointer(start: bytes, count: Int(count)))
      if state.visitor.isStopped { unsafe XML_StopParser(state.parser, 0) }
    }
  }

  fileprivate static func documentType(_ data: UnsafeMutableRawPointer?) {
    guard let data = unsafe data else { return }
    unsafe Unmanaged<State>.fromOpaque(data).takeUnretainedValue().stop(
      XMLLimits.documentType)
  }
}

private func beginElement(
  _ data: UnsafeMutableRawPointer?, _ name: UnsafePointer<CChar>?, _ list: UnsafeMutablePointer<UnsafePointer<CChar>?>?
) { unsafe ExpatReader.begin(data, name, list) }

private func endElement(_ data: UnsafeMutableRawPointer?, _ name: UnsafePointer<CChar>?) {
  unsafe ExpatReader.end(data, name)
}

private func addText(_ data: UnsafeMutableRawPointer?, _ text: UnsafePointer<CChar>?, _ count: Int32) {
  unsafe ExpatReader.text(data, text, count)
}

private func refuseDocumentType(
  _ data: UnsafeMutableRawPointer?, _ name: UnsafePointer<CChar>?, _ system: UnsafePointer<CChar>?,
  _ publicName: UnsafePointer<CChar>?, _ hasSubset: Int32
) { unsafe ExpatReader.documentType(data) }
