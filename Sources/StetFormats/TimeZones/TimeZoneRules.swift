import StetSystem

/// What clocks in a zone such as `America/New_York` show, from the machine's copy of the IANA time zone database: files of the format TZif
/// (RFC 9636), in `/usr/share/zoneinfo`.
package struct TimeZoneRules: Sendable, Equatable {
  package let name: String
  /// When clocks are set, in seconds from 1970 UTC, and by how many seconds they are ahead of UTC from then on.
  private let changes: [(time: Int64, offset: Int)]
  private let firstOffset: Int
  /// What goes on after the last change.
  private let yearly: YearlyRule?

  private static let folder = "/usr/share/zoneinfo/"

  /// Nil if the machine knows no such zone.
  init?(named name: String) {
    let isPlain = name.utf8.allSatisfy { byte in
      let letter = byte | 0x20
      return letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z") || isDigit(byte) || "/_-+".utf8.contains(byte)
    }
    guard isPlain, !name.isEmpty, !name.hasPrefix("/"), let file = try? Descriptor.reading(Self.folder + name),
      let bytes = try? readAll(file, shownAs: name, limit: 1 << 20)
    else { return nil }
    self.init(name, bytes)
  }

  init?(_ name: String, _ bytes: [UInt8]) {
    func number(_ start: Int, _ width: Int) -> Int64 {
      let unsigned = bytes[start..<start + width].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return width == 8 ? Int64(bitPattern: unsigned) : Int64(Int32(truncatingIfNeeded: unsigned))
    }
    /// Of the block at a place: how many there are of each thing, and where its data begin.
    func header(_ start: Int) -> (counts: [Int], data: Int)? {
      guard start + 44 <= bytes.count, bytes[start..<start + 4].elementsEqual("TZif".utf8) else { return nil }
      let counts = (0..<6).map { Int(number(start + 20 + $0 * 4, 4)) }
      return counts.allSatisfy { (0...100_000).contains($0) } ? (counts, start + 44) : nil
    }
    // The first block, of 32 bits, is for old readers.
    guard let old = header(0), bytes[4] >= UInt8(ascii: "2") else { return nil }
    let oldSize =
      old.counts[3] * 5 + old.counts[4] * 6 + old.counts[5] + old.counts[2] * 8 + old.counts[1] + old.counts[0]
    guard let (counts, data) = header(old.data + oldSize) else { return nil }
    let (times, kinds) = (counts[3], counts[4])
    let kindsStart = data + times * 9
    let end = kindsStart + kinds * 6 + counts[5] + counts[2] * 12 + counts[1] + counts[0]
    guard kinds > 0, end + 2 <= bytes.count, bytes[end] == UInt8(ascii: "\n"),
      let footerEnd = bytes[(end + 1)...].firstIndex(of: UInt8(ascii: "\n"))
    else { return nil }
    let offsets = (0..<kinds).map { Int(number(kindsStart + $0 * 6, 4)) }
    var changes: [(time: Int64, offset: Int)] = []
    for place in 0..<times {
      let kind = Int(bytes[data + times * 8 + place])
      guard kind < kinds else { return nil }
      changes.append((number(data + place * 8, 8), offsets[kind]))
    }
    let footer = String(decoding: bytes[(end + 1)..<footerEnd], as: UTF8.self)
    guard let yearly = footer.isEmpty ? .some(nil) : YearlyRule(footer).map(Optional.some) else { return nil }
    (self.name, self.changes, firstOffset, self.yearly) = (name, changes, offsets[0], yearly)
  }

  /// How far clocks are ahead of UTC, in seconds, at a moment in seconds from 1970 UTC.
  func offset(at moment: Int64) -> Int {
    guard let last = changes.last else { return yearly?.offset(at: moment) ?? firstOffset }
    if moment >= last.time { return yearly?.offset(at: moment) ?? last.offset }
    var (low, high) = (0, changes.count)
    while low < high {
      let middle = (low + high) / 2
      if changes[middle].time <= moment { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? firstOffset : changes[low - 1].offset
  }

  package static func == (a: TimeZoneRules, b: TimeZoneRules) -> Bool { a.name == b.name }
}
