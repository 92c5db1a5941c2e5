import StetColumns

/// The columns of an Arrow file as trees (arrow/format/Schema.fbs).
struct ArrowSchema: Sendable {
  let fields: [ArrowField]
  /// How many there are with all that are within others, each of which has a number below.
  let count: Int

  private static let deepest = 64
  private static let mostFields = 100_000

  init(_ table: FlatTable) throws(Malformed) {
    guard try table.number(0, Int16(0)) == 0 else { throw Malformed("its numbers have the highest byte first") }
    var (fields, next) = ([ArrowField](), 0)
    for field in try table.tables(1) { fields.append(try Self.field(field, &next, depth: 0)) }
    (self.fields, count) = (fields, next)
  }

  private static func field(_ table: FlatTable, _ next: inout Int, depth: Int) throws(Malformed) -> ArrowField {
    guard depth < deepest else { throw Malformed("its columns are nested too deep") }
    // The same table may be referred to more than once, so that few bytes are many columns.
    guard next < mostFields else { throw Malformed("it has too many columns") }
    let number = next
    next += 1
    let type = try ArrowType(try table.number(2, UInt8(0)), try table.table(3))
    var dictionary: ArrowField.Dictionary?
    if let encoding = try table.table(4) {
      let index = try encoding.table(1).map { index throws(Malformed) in try ArrowType.int(index) }
      dictionary = ArrowField.Dictionary(
        id: try encoding.number(0, Int64(0)), index: index ?? .int(bits: 32, isSigned: true))
    }
    var children: [ArrowField] = []
    for child in try table.tables(5) { children.append(try field(child, &next, depth: depth + 1)) }
    var metadata: [String: String] = [:]
    for pair in try table.tables(6) { if let key = try pair.text(0) { metadata[key] = try pair.text(1) ?? "" } }
    return ArrowField(
      number: number, name: try table.text(0) ?? "", type: type, dictionary: dictionary, children: children,
      metadata: metadata)
  }
}

struct ArrowField: Sendable {
  struct Dictionary: Sendable {
    let id: Int64
    let index: ArrowType
  }

  let number: Int
  let name: String
  let type: ArrowType
  let dictionary: Dictionary?
  let children: [ArrowField]
  let metadata: [String: String]

  /// What the values in a batch are: numbers of a dictionary's entries, if there is one.
  var stored: ArrowType { dictionary?.index ?? type }
}

enum ArrowType: Sendable, Equatable {
  case null, bool
  case int(bits: Int, isSigned: Bool)
  case float(bits: Int)
  case decimal(scale: Int, bits: Int)
  case date(isDays: Bool)
  case time(TimeUnit, bits: Int)
  case timestamp(TimeUnit, zone: String)
  case duration(TimeUnit)
  case interval(bytes: Int)
  case fixed(Int)
  /// `offset` is how many bytes each place of a text takes.
  case texts(offset: Int, areText: Bool)
  case views(areText: Bool)
  case list(offset: Int)
  case fixedList(Int)
  case structure, map
  /// One with so many buffers of its own that cannot be read.
  case other(buffers: Int)

  /// A number of the union `Type`, and its table.
  init(_ number: UInt8, _ table: FlatTable?) throws(Malformed) {
    guard let table else { throw Malformed("a column has no type") }
    let units: [TimeUnit] = [.seconds, .milliseconds, .microseconds, .nanoseconds]
    func unit(_ standard: Int16) throws(Malformed) -> TimeUnit {
      let unit = Int(try table.number(0, standard))
      guard units.indices ~= unit else { throw Malformed("a time has an unknown unit") }
      return units[unit]
    }
    switch number {
    case 1: self = .null
    case 2: self = try .int(table)
    case 3:
      let precision = Int(try table.number(0, Int16(0)))
      guard 0...2 ~= precision else { throw Malformed("a float has an unknown precision") }
      self = .float(bits: 16 << precision)
    case 4: self = .texts(offset: 4, areText: false)
    case 5: self = .texts(offset: 4, areText: true)
    case 6: self = .bool
    case 7: self = .decimal(scale: Int(try table.number(1, Int32(0))), bits: Int(try table.number(2, Int32(128))))
    case 8: self = .date(isDays: try table.number(0, Int16(1)) == 0)
    case 9: self = .time(try unit(1), bits: Int(try table.number(1, Int32(32))))
    case 10: self = .timestamp(try unit(0), zone: try table.text(1) ?? "")
    case 11: self = .interval(bytes: [4, 8, 16][Int(min(2, max(0, try table.number(0, Int16(0)))))])
    case 12: self = .list(offset: 4)
    case 13: self = .structure
    case 14: self = .other(buffers: try table.number(0, Int16(0)) == 0 ? 1 : 2)
    case 15: self = .fixed(Int(try table.number(0, Int32(0))))
    case 16: self = .fixedList(Int(try table.number(0, Int32(0))))
    case 17: self = .map
    case 18: self = .duration(try unit(1))
    case 19: self = .texts(offset: 8, areText: false)
    case 20: self = .texts(offset: 8, areText: true)
    case 21: self = .list(offset: 8)
    case 22: self = .other(buffers: 0)
    case 23: self = .views(areText: false)
    case 24: self = .views(areText: true)
    case 25, 26: self = .other(buffers: 3)
    default: throw Malformed("a column has an unknown type")
    }
  }

  static func int(_ table: FlatTable) throws(Malformed) -> ArrowType {
    let bits = Int(try table.number(0, Int32(0)))
    guard [8, 16, 32, 64].contains(bits) else { throw Malformed("a number has \(bits) bits") }
    return .int(bits: bits, isSigned: try table.flag(1, false))
  }

  /// How many buffers a column of the type has in a batch, besides those of texts that are views.
  var buffers: Int {
    switch self {
    case .null: 0
    case .bool, .int, .float, .decimal, .date, .time, .timestamp, .duration, .interval, .fixed, .list, .map, .views: 2
    case .texts: 3
    case .structure, .fixedList: 1
    case .other(let buffers): buffers
    }
  }

  var isNested: Bool {
    switch self {
    case .list, .fixedList, .structure, .map, .other: true
    case .null, .bool, .int, .float, .decimal, .date, .time, .timestamp, .duration, .interval, .fixed, .texts, .views:
      false
    }
  }
}

extension ArrowType {
  /// How values are stored, and what they become; nil for a type that no column of a table holds.
  var reading: (storage: Storage, readings: [Reading], note: String?)? {
    switch self {
    case .null: return (.texts, [.text(.utf8)], nil)
    case .bool: return (.bools, [.bool], nil)
    case .int(let bits, let isSigned): return Self.ints(bits, isSigned)
    case .float(let bits): return (bits == 16 ? .half : bits == 32 ? .float : .double, [.float], nil)
    case .decimal(let scale, let bits):
      guard 0...1000 ~= scale, [32, 64, 128, 256].contains(bits) else { return nil }
      let text = Reading.text(.decimal(scale: scale))
      let storage = bits == 32 ? Storage.int32 : bits == 64 ? .int64 : .littleEndian(bits / 8)
      if scale > 38 { return (.littleEndian(bits / 8), [text], nil) }
      return (
        storage, bits <= 64 ? [.decimal(scale: scale)] : [.decimal(scale: scale), .longDecimal(scale: scale), text], nil
      )
    case .date(let isDays): return (isDays ? .int32 : .int64, [.date], nil)
    case .time(let unit, let bits): return (bits == 32 ? .int32 : .int64, [.text(.time(unit))], nil)
    case .timestamp(let unit, let zone):
      return (
        .int64, [.datetime(unit), .text(.timestamp(unit))], zone.isEmpty ? nil : "has times in UTC, for \(zone)"
      )
    case .duration(let unit): return (.int64, [.duration(unit)], nil)
    case .fixed(let width): return width > 0 ? (.fixed(width), [.text(.hexadecimal)], nil) : nil
    case .texts(_, let areText), .views(let areText):
      return (.texts, areText ? [.text(.utf8)] : [.text(.utf8), .text(.hexadecimal)], nil)
    case .interval, .list, .fixedList, .structure, .map, .other: return nil
    }
  }

  private static func ints(_ bits: Int, _ isSigned: Bool) -> (storage: Storage, readings: [Reading], note: String?) {
    switch (bits, isSigned) {
    case (8, true): (.int8, [.narrowInt], nil)
    case (16, true): (.int16, [.narrowInt], nil)
    case (32, true): (.int32, [.narrowInt], nil)
    case (8, false): (.uint8, [.narrowInt], nil)
    case (16, false): (.uint16, [.narrowInt], nil)
    case (32, false): (.uint32, [.narrowInt, .int], nil)
    case (_, true): (.int64, [.narrowInt, .int], nil)
    case (_, false): (.uint64, [.narrowInt, .int, .hugeInt], nil)
    }
  }
}

/// A column of the table: a field, or one within structures, whose name is then `address.city`.
struct ArrowPart: Sendable {
  let name: String
  /// From the outermost to the field itself.
  let path: [ArrowField]

  var field: ArrowField { path[path.count - 1] }

  static func all(_ fields: [ArrowField], in outer: [ArrowField] = []) -> [ArrowPart] {
    fields.flatMap { field -> [ArrowPart] in
      if field.type == .structure, field.dictionary == nil { return all(field.children, in: outer + [field]) }
      let path = outer + [field]
      return [ArrowPart(name: path.map(\.name).joined(separator: "."), path: path)]
    }
  }
}
