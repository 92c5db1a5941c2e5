/// A table of a FlatBuffers message, in which Arrow's metadata is written (flatbuffers.dev/internals). Every offset is checked.
struct FlatTable {
  private let bytes: Bytes
  private let position: Int

  /// The table that a message begins with.
  init(_ bytes: Bytes) throws(Malformed) {
    try self.init(bytes, at: Int(try bytes.number(UInt32.self, at: 0)))
  }

  private init(_ bytes: Bytes, at position: Int) throws(Malformed) {
    (self.bytes, self.position) = (bytes, position)
    _ = try slots()
  }

  /// Where the places of the fields are listed, and how many.
  private func slots() throws(Malformed) -> (start: Int, count: Int) {
    let start = position - Int(try bytes.number(Int32.self, at: position))
    let size = Int(try bytes.number(UInt16.self, at: start))
    guard size >= 4, start + size <= bytes.count else { throw Malformed("it ends early") }
    return (start + 4, (size - 4) / 2)
  }

  /// Where a field is; nil if it has its default.
  private func place(_ field: Int) throws(Malformed) -> Int? {
    let (start, count) = try slots()
    guard field < count else { return nil }
    let offset = Int(try bytes.number(UInt16.self, at: start + 2 * field))
    return offset == 0 ? nil : position + offset
  }

  func number<Number: FixedWidthInteger & BitwiseCopyable>(_ field: Int, _ standard: Number) throws(Malformed) -> Number
  {
    guard let place = try place(field) else { return standard }
    return try bytes.number(Number.self, at: place)
  }

  func flag(_ field: Int, _ standard: Bool) throws(Malformed) -> Bool {
    try number(field, UInt8(standard ? 1 : 0)) != 0
  }

  private func target(_ place: Int) throws(Malformed) -> Int { place + Int(try bytes.number(UInt32.self, at: place)) }

  func table(_ field: Int) throws(Malformed) -> FlatTable? {
    guard let place = try place(field) else { return nil }
    return try FlatTable(bytes, at: try target(place))
  }

  func text(_ field: Int) throws(Malformed) -> String? {
    guard let place = try place(field) else { return nil }
    let start = try target(place)
    let part = try bytes.part(start + 4, Int(try bytes.number(UInt32.self, at: start)))
    guard let text = String(validating: part.array, as: UTF8.self) else { throw Malformed("a name is not UTF-8") }
    return text
  }

  /// The elements of a list of structures or numbers of so many bytes each.
  func list(_ field: Int, width: Int) throws(Malformed) -> (bytes: Bytes, count: Int) {
    guard let place = try place(field) else { return (.none, 0) }
    let start = try target(place)
    let count = Int(try bytes.number(UInt32.self, at: start))
    return (try bytes.part(start + 4, count * width), count)
  }

  func tables(_ field: Int) throws(Malformed) -> [FlatTable] {
    guard let place = try place(field) else { return [] }
    let (_, count) = try list(field, width: 4)
    let first = try target(place) + 4
    var tables: [FlatTable] = []
    for index in 0..<count { tables.append(try FlatTable(bytes, at: try target(first + 4 * index))) }
    return tables
  }
}
