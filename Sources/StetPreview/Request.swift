/// The head of a request as RFC 9112 writes it, in bytes: nothing in it is decoded.
struct Request: Equatable {
  var method: [UInt8]
  var target: [UInt8]
  /// HTTP/1.0, which closes the connection after its response.
  var isOldVersion: Bool
  var fields: [HeaderField] = []

  struct HeaderField: Equatable {
    /// In lower case.
    var name: [UInt8]
    var value: [UInt8]
  }

  /// The values of every field of that name.
  func values(_ name: String) -> [[UInt8]] {
    fields.filter { $0.name.elementsEqual(name.utf8) }.map(\.value)
  }

  /// The target without its query, which means nothing here.
  var path: ArraySlice<UInt8> { target.prefix { $0 != UInt8(ascii: "?") } }
}

/// Finds the heads of requests in what a connection sends, whatever pieces it comes in.
///
/// It uses none of the leniency that RFC 9112 allows a reader, because each has been used to make two readers see different requests:
/// lines end with CR LF, no line is folded, nothing comes between a name and its colon, and there are no control bytes anywhere.
struct RequestReader {
  private var line: [UInt8] = []
  private var endsWithReturn = false
  private var size = 0
  private var request: Request?

  /// Nothing of a request has come yet.
  var isIdle: Bool { size == 0 }

  /// Takes bytes off the input until a head is complete; nil if more must come.
  mutating func next(_ input: inout ArraySlice<UInt8>) throws(RequestRefusal) -> Request? {
    while let byte = input.popFirst() {
      size += 1
      guard size <= PreviewLimits.headBytes else { throw .headTooLarge }
      switch byte {
      case UInt8(ascii: "\n"):
        guard endsWithReturn else { throw .malformed }
        endsWithReturn = false
        if let request = try takeLine() { return request }
      case _ where endsWithReturn: throw .malformed
      case UInt8(ascii: "\r"): endsWithReturn = true
      case 0..<0x20 where byte != UInt8(ascii: "\t"), 0x7F: throw .malformed
      default:
        line.append(byte)
        if request == nil, line.count > PreviewLimits.targetBytes { throw .targetTooLong }
      }
    }
    return nil
  }

  /// Adds the line to the request; gives the request at its empty line.
  private mutating func takeLine() throws(RequestRefusal) -> Request? {
    defer { line.removeAll(keepingCapacity: true) }
    guard var request else {
      self.request = try requestLine(line)
      return nil
    }
    guard line.isEmpty else {
      guard request.fields.count < PreviewLimits.fields else { throw .headTooLarge }
      request.fields.append(try field(line))
      self.request = request
      return nil
    }
    self.request = nil
    size = 0
    return request
  }
}

/// RFC 9112 §3: a method, a target and a version with one space between.
private func requestLine(_ line: [UInt8]) throws(RequestRefusal) -> Request {
  let words = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
  guard words.count == 3, isToken(words[0]), !words[1].isEmpty, words[1].allSatisfy({ (0x21...0x7E).contains($0) }),
    words[2].starts(with: "HTTP/".utf8)
  else { throw .malformed }
  let version = words[2].dropFirst(5)
  guard version.elementsEqual("1.1".utf8) || version.elementsEqual("1.0".utf8) else { throw .unknownVersion }
  return Request(
    method: Array(words[0]), target: Array(words[1]), isOldVersion: version.elementsEqual("1.0".utf8))
}

/// RFC 9112 §5: a name, a colon and a value, which spaces and tabs may surround.
private func field(_ line: [UInt8]) throws(RequestRefusal) -> Request.HeaderField {
  guard let colon = line.firstIndex(of: UInt8(ascii: ":")), isToken(line[..<colon]) else { throw .malformed }
  let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
  var value = line[(colon + 1)...].drop(while: isBlank)
  while let last = value.last, isBlank(last) { value.removeLast() }
  return Request.HeaderField(name: line[..<colon].map(lowercased), value: Array(value))
}

/// RFC 9110 §5.6.2.
private func isToken(_ bytes: ArraySlice<UInt8>) -> Bool {
  !bytes.isEmpty
    && bytes.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
      }
    }
}

func lowercased(_ byte: UInt8) -> UInt8 {
  (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}
