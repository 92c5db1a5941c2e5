/// Writes Thrift's compact protocol (thrift/doc/specs/thrift-compact-protocol.md).
struct ThriftWriter {
  private(set) var bytes: [UInt8] = []
  /// The number of the last field of each open structure.
  private var last: [Int] = []

  mutating func structure(_ write: (inout ThriftWriter) -> Void) {
    last.append(0)
    write(&self)
    last.removeLast()
    bytes.append(0)
  }

  private mutating func header(_ field: Int, _ kind: ThriftReader.Kind) {
    let step = field - (last.last ?? 0)
    precondition(1...15 ~= step, "fields are written in order, none far from the last")
    bytes.append(UInt8(step) << 4 | kind.rawValue)
    last[last.count - 1] = field
  }

  mutating func flag(_ field: Int, _ value: Bool) { header(field, value ? .yes : .no) }

  mutating func int8(_ field: Int, _ value: Int8) {
    header(field, .byte)
    bytes.append(UInt8(bitPattern: value))
  }

  mutating func int32(_ field: Int, _ value: Int) {
    header(field, .int32)
    number(value)
  }

  mutating func int64(_ field: Int, _ value: Int) {
    header(field, .int64)
    number(value)
  }

  mutating func binary(_ field: Int, _ value: [UInt8]) {
    header(field, .binary)
    append(value)
  }

  mutating func text(_ field: Int, _ value: String) { binary(field, Array(value.utf8)) }

  mutating func structure(_ field: Int, _ write: (inout ThriftWriter) -> Void) {
    header(field, .structure)
    structure(write)
  }

  mutating func structures<Element>(_ field: Int, _ elements: [Element], _ write: (Element, inout ThriftWriter) -> Void)
  {
    list(field, .structure, elements.count)
    for element in elements { structure { write(element, &$0) } }
  }

  mutating func numbers(_ field: Int, _ elements: [Int]) {
    list(field, .int32, elements.count)
    for element in elements { number(element) }
  }

  mutating func texts(_ field: Int, _ elements: [String]) {
    list(field, .binary, elements.count)
    for element in elements { append(Array(element.utf8)) }
  }

  private mutating func list(_ field: Int, _ kind: ThriftReader.Kind, _ count: Int) {
    header(field, .list)
    if count < 15 {
      bytes.append(UInt8(count) << 4 | kind.rawValue)
    } else {
      bytes.append(0xF0 | kind.rawValue)
      bytes.appendVarint(UInt64(count))
    }
  }

  private mutating func append(_ value: [UInt8]) {
    bytes.appendVarint(UInt64(value.count))
    bytes += value
  }

  private mutating func number(_ value: Int) { bytes.appendVarint(UInt64(bitPattern: Int64(value << 1 ^ value >> 63))) }
}

extension [UInt8] {
  /// Seven bits in each byte, the lowest first, and the highest bit where more follow.
  mutating func appendVarint(_ value: UInt64) {
    var rest = value
    while rest > 127 {
      append(UInt8(truncatingIfNeeded: rest) | 128)
      rest >>= 7
    }
    append(UInt8(rest))
  }

  mutating func appendNumber(_ number: some FixedWidthInteger) {
    unsafe Swift.withUnsafeBytes(of: number.littleEndian) { unsafe append(contentsOf: $0) }
  }
}
