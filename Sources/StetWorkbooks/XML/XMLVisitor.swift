/// What is called while a document is read: for the begin and the end of each element, and for its text in pieces.
///
/// Names come without their prefix: documents of one kind use other prefixes, and the strict form other namespaces, for the same.
class XMLVisitor {
  /// Why reading was stopped.
  final private(set) var failure: XMLFailure?
  /// The same as a word, which is looked at with every call.
  final private(set) var isStopped = false

  func begin(_ name: XMLText, _ attributes: XMLAttributes) {}
  func end(_ name: XMLText) {}
  func text(_ bytes: UnsafeBufferPointer<UInt8>) {}

  /// Ends the reading; the first failure counts.
  final func stop(_ failure: XMLFailure) {
    if !isStopped { self.failure = failure }
    isStopped = true
  }
}

/// Why a document cannot be read, as a clause about the file.
struct XMLFailure: Error {
  enum Kind { case damaged, limit }
  let kind: Kind
  let clause: String
  /// `C17`, where it is about one cell.
  var cell: String?
  var notes: [String] = []

  static func damaged(_ clause: String, cell: String? = nil) -> XMLFailure {
    XMLFailure(kind: .damaged, clause: clause, cell: cell)
  }

  static func limit(_ clause: String) -> XMLFailure { XMLFailure(kind: .limit, clause: clause) }
}

/// A name or a value in a document, as long as the call lasts that it was given to.
@safe
struct XMLText {
  let base: UnsafePointer<UInt8>

  init(_ base: UnsafePointer<CChar>) { unsafe self.base = UnsafeRawPointer(base).assumingMemoryBound(to: UInt8.self) }

  init(at base: UnsafePointer<UInt8>) { unsafe self.base = base }

  /// After the prefix.
  var local: XMLText {
    var place = unsafe base
    var start = unsafe base
    while unsafe place.pointee != 0 {
      if unsafe place.pointee == UInt8(ascii: ":") { unsafe start = place + 1 }
      unsafe place += 1
    }
    return unsafe XMLText(at: start)
  }

  subscript(index: Int) -> UInt8 { unsafe base[index] }

  /// The only letter; 0 if there are several.
  @inline(__always)
  var letter: UInt8 { unsafe base[0] != 0 && base[1] == 0 ? base[0] : 0 }

  var count: Int {
    var count = 0
    while unsafe base[count] != 0 { count += 1 }
    return count
  }

  var bytes: UnsafeBufferPointer<UInt8> { unsafe UnsafeBufferPointer(start: base, count: count) }

  var string: String { unsafe String(decoding: bytes, as: UTF8.self) }

  /// A whole number of digits alone, of up to 18.
  var number: Int? {
    var (value, index) = (0, 0)
    while unsafe base[index] != 0 {
      let digit = unsafe base[index] &- UInt8(ascii: "0")
      guard digit <= 9, index < 18 else { return nil }
      value = value &* 10 &+ Int(digit)
      index &+= 1
    }
    return index == 0 ? nil : value
  }

  /// As the schemas write truth: `1`, `true`, and in old files `on`.
  var isTrue: Bool { self == "1" || self == "true" || self == "on" }

  @inline(__always)
  static func == (text: XMLText, word: StaticString) -> Bool {
    let (count, start) = unsafe (word.utf8CodeUnitCount, word.utf8Start)
    for index in 0..<count where unsafe text.base[index] != start[index] { return false }
    return unsafe text.base[count] == 0
  }

  @inline(__always)
  static func ~= (word: StaticString, text: XMLText) -> Bool { text == word }
}

/// The attributes of an element: names and values in turn, ended by a null.
@safe
struct XMLAttributes {
  private let list: UnsafeMutablePointer<UnsafePointer<CChar>?>?

  init(_ list: UnsafeMutablePointer<UnsafePointer<CChar>?>?) { unsafe self.list = list }

  /// Visits them with their local names.
  @inline(__always)
  func each(_ body: (_ name: XMLText, _ value: XMLText) -> Void) {
    guard var next = unsafe list else { return }
    while let name = unsafe next[0], let value = unsafe next[1] {
      unsafe body(XMLText(name).local, XMLText(value))
      unsafe next += 2
    }
  }

  subscript(name: StaticString) -> XMLText? {
    var found: XMLText?
    each { if found == nil, $0 == name { found = $1 } }
    return found
  }
}
