/// Reads Thrift's compact protocol, in which Parquet's footer and page headers are written
/// (thrift/doc/specs/thrift-compact-protocol.md).
struct ThriftReader {
  let bytes: Bytes
  private(set) var position = 0

  init(_ bytes: Bytes, at position: Int = 0) {
    self.bytes = bytes
    self.position = position
  }

  enum Kind: UInt8 {
    case yes = 1
    case no, byte, int16, int32, int64, double, binary, list, set, map, structure, uuid
  }

  struct Field {
    let id: Int
    let kind: Kind
  }

  private static let deepest = 32

  // MARK: - Structures

  /// The next field of a structure; nil at its end. `last` is the number of the field before, at first 0.
  mutating func field(after last: inout Int) throws(Malformed) -> Field? {
    let byte = try byte()
    if byte == 0 { return nil }
    guard let kind = Kind(rawValue: byte & 15) else { throw Malformed("a field has no known type") }
    let step = Int(byte >> 4)
    last = step > 0 ? last + step : Int(Int16(truncatingIfNeeded: try number()))
    return Field(id: last, kind: kind)
  }

  /// The type and number of a list's elements, each of which takes a byte at least.
  mutating func list() throws(Malformed) -> (kind: Kind, count: Int) {
    let byte = try byte()
    let count = byte >> 4 == 15 ? try unsigned() : UInt64(byte >> 4)
    // Some writers give 0 as the type of an empty list.
    guard let kind = Kind(rawValue: byte & 15) ?? (count == 0 ? .byte : nil) else {
      throw Malformed("a list has no known type")
    }
    guard count <= UInt64(bytes.count - position) else {
      throw Malformed("a list is longer than the bytes that hold it")
    }
    return (kind, Int(count))
  }

  mutating func structures() throws(Malformed) -> Int {
    let (kind, count) = try list()
    guard kind == .structure || count == 0 else { throw Malformed("a list has elements of another type") }
    return count
  }

  mutating func skip(_ kind: Kind, depth: Int = 0) throws(Malformed) {
    guard depth < Self.deepest else { throw Malformed("its structures are nested too deep") }
    switch kind {
    case .yes, .no: break
    case .byte: try advance(1)
    case .int16, .int32, .int64: _ = try unsigned()
    case .double: try advance(8)
    case .uuid: try advance(16)
    case .binary: try advance(try length())
    case .list, .set:
      let (kind, count) = try list()
      for _ in 0..<count { try skipElement(kind, depth: depth + 1) }
    case .map:
      let count = try unsigned()
      guard count > 0 else { return }
      guard count <= UInt64(bytes.count - position) else {
        throw Malformed("a map is longer than the bytes that hold it")
      }
      let kinds = try byte()
      guard let key = Kind(rawValue: kinds >> 4), let value = Kind(rawValue: kinds & 15) else {
        throw Malformed("a map has no known type")
      }
      for _ in 0..<count {
        try skipElement(key, depth: depth + 1)
        try skipElement(value, depth: depth + 1)
      }
    case .structure:
      var last = 0
      while let field = try field(after: &last) { try skip(field.kind, depth: depth + 1) }
    }
  }

  /// In a list, a truth value takes a byte.
  private mutating func skipElement(_ kind: Kind, depth: Int) throws(Malformed) {
    switch kind {
    case .yes, .no: try advance(1)
    case .byte, .int16, .int32, .int64, .double, .binary, .list, .set, .map, .structure, .uuid:
      try skip(kind, depth: depth)
    }
  }

  // MARK: - Values

  mutating func int() throws(Malformed) -> Int { try number() }

  mutating func int32() throws(Malformed) -> Int {
    let number = try number()
    guard Int32(exactly: number) != nil else { throw Malformed("a number has more than 32 bits") }
    return number
  }

  /// A byte with a sign.
  mutating func int8() throws(Malformed) -> Int { Int(Int8(bitPattern: try byte())) }

  mutating func binary() throws(Malformed) -> Bytes {
    let length = try length()
    let part = try bytes.part(position, length)
    position += length
    return part
  }

  mutating func text() throws(Malformed) -> String {
    let bytes = try binary().array
    guard let text = String(validating: bytes, as: UTF8.self) else { throw Malformed("a name is not UTF-8") }
    return text
  }

  private mutating func length() throws(Malformed) -> Int {
    let length = try unsigned()
    guard length <= UInt64(bytes.count - position) else { throw Malformed("it ends early") }
    return Int(length)
  }

  private mutating func number() throws(Malformed) -> Int {
    let bits = try unsigned()
    return Int(bitPattern: UInt(bits >> 1)) ^ -Int(bits & 1)
  }

  private mutating func unsigned() throws(Malformed) -> UInt64 {
    var (value, shift) = (UInt64(0), UInt64(0))
    while true {
      let byte = try byte()
      guard shift < 63 || byte <= 1 else { throw Malformed("a number has more than 64 bits") }
      value |= UInt64(byte & 127) << shift
      if byte < 128 { return value }
      shift += 7
    }
  }

  private mutating func byte() throws(Malformed) -> UInt8 {
    guard position < bytes.count else { throw Malformed("it ends early") }
    position += 1
    return bytes[position - 1]
  }

  private mutating func advance(_ count: Int) throws(Malformed) {
    guard count <= bytes.count - position else { throw Malformed("it ends early") }
    position += count
  }
}
