/// Writes a FlatBuffers message, from its end to its beginning (flatbuffers.dev/internals).
///
/// Bytes are kept in reverse; a place is how far from the end of the message something begins.
struct FlatBuilder {
  private var reversed: [UInt8] = []
  private var alignment = 1

  /// What a table has in one of its fields.
  enum Value {
    case int8(Int8)
    case int16(Int16)
    case int32(Int32)
    case int64(Int64)
    case flag(Bool)
    /// Something written before, at that place.
    case place(Int)

    fileprivate var size: Int {
      switch self {
      case .int8, .flag: 1
      case .int16: 2
      case .int32, .place: 4
      case .int64: 8
      }
    }
  }

  private mutating func align(_ size: Int, before more: Int = 0) {
    alignment = max(alignment, size)
    while (reversed.count + more) % size != 0 { reversed.append(0) }
  }

  private mutating func put(_ number: some FixedWidthInteger) {
    unsafe Swift.withUnsafeBytes(of: number.bigEndian) { unsafe reversed.append(contentsOf: $0) }
  }

  private mutating func put(_ value: Value) {
    align(value.size)
    switch value {
    case .int8(let number): put(number)
    case .int16(let number): put(number)
    case .int32(let number): put(number)
    case .int64(let number): put(number)
    case .flag(let flag): put(Int8(flag ? 1 : 0))
    case .place(let place): put(UInt32(reversed.count + 4 - place))
    }
  }

  /// The place of a text.
  mutating func text(_ text: String) -> Int {
    let bytes = Array(text.utf8)
    align(4, before: bytes.count + 1)
    reversed.append(0)
    reversed += bytes.reversed()
    put(UInt32(bytes.count))
    return reversed.count
  }

  /// The place of a list of things written before.
  mutating func list(_ places: [Int]) -> Int {
    align(4)
    for place in places.reversed() { put(.place(place)) }
    put(UInt32(places.count))
    return reversed.count
  }

  /// The place of a list of structures of eight-byte numbers.
  mutating func structures(_ rows: [[Int64]]) -> Int {
    align(8, before: 0)
    for row in rows.reversed() { for number in row.reversed() { put(number) } }
    put(UInt32(rows.count))
    return reversed.count
  }

  /// The place of a table with some fields, by their numbers.
  mutating func table(_ fields: [Int: Value]) -> Int {
    let end = reversed.count
    var places: [Int: Int] = [:]
    // Large ones first, so that no space is between them.
    for (field, value) in fields.sorted(by: { ($0.value.size, $0.key) > ($1.value.size, $1.key) }) {
      put(value)
      places[field] = reversed.count
    }
    align(4)
    let count = (fields.keys.max() ?? -1) + 1
    let slots = 4 + 2 * count
    // The distance to the list of slots, which comes right before.
    put(Int32(slots))
    let start = reversed.count
    for field in (0..<count).reversed() { put(UInt16(places[field].map { start - $0 } ?? 0)) }
    put(UInt16(start - end))
    put(UInt16(slots))
    return start
  }

  /// The message whose first table is at a place, filled up to a multiple of eight bytes.
  consuming func finish(_ root: Int) -> [UInt8] {
    align(max(alignment, 8), before: 4)
    put(UInt32(reversed.count + 4 - root))
    return reversed.reversed()
  }
}
