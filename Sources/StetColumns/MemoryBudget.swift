import StetSystem
import Synchronization

/// How much memory a run may take, asked before something of the size of a table is made.
///
/// A step that makes as many rows as it gets, or fewer, may go on as long as memory and the disk together have room; one that multiplies
/// rows must fit in memory, because it could fill any disk.
package struct MemoryBudget: Sendable {
  /// In bytes.
  package let limit: Int
  private let source: Source

  /// Where the bytes that are in use are counted.
  package struct Source: Sendable {
    /// How many bytes the process holds.
    let used: @Sendable () -> Int
    /// How many more may go to the disk.
    let onDisk: @Sendable () -> Int

    package init(used: @escaping @Sendable () -> Int, onDisk: @escaping @Sendable () -> Int) {
      self.used = used
      self.onDisk = onDisk
    }

    /// Of a process that puts nothing on the disk.
    package static let process = Source(used: { residentMemory }, onDisk: { 0 })
  }

  package init(limit: Int? = nil, source: Source = .process) {
    self.limit = limit ?? Self.standardLimit
    self.source = source
  }

  /// Three quarters of what the process can have.
  package static var standardLimit: Int { availableMemory.map { $0 / 4 * 3 } ?? .max }

  /// What is missing.
  package struct Shortage: Sendable {
    package let needed: Int
    package let left: Int
    package let limit: Int
  }

  /// Blocks below this many bytes are not asked for.
  private static let small = 1 << 20

  /// Nil if there is room for so many more bytes.
  package func shortage(of bytes: Int, multiplying: Bool = false) -> Shortage? {
    guard bytes >= Self.small || bytes > limit else { return nil }
    let used = source.used()
    let room = max(0, limit - used)
    if multiplying, bytes > limit { return Shortage(needed: bytes, left: room, limit: limit) }
    guard bytes > room else { return nil }
    let all = room + source.onDisk()
    return bytes > all ? Shortage(needed: bytes, left: all, limit: limit) : nil
  }
}

/// A number of bytes in words: `1.5 GB`.
package func byteWords(_ count: Int) -> String {
  let units = [("TB", 1 << 40), ("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)]
  guard let (unit, size) = units.first(where: { count >= $0.1 }) else { return counted(count, "byte") }
  let tenths = Int((Double(count) / Double(size) * 10).rounded())
  return tenths >= 100 || tenths % 10 == 0 ? "\((tenths + 5) / 10) \(unit)" : "\(tenths / 10).\(tenths % 10) \(unit)"
}

extension Table {
  /// How many bytes its columns take, also those that are not copied yet.
  package var byteCount: Int { columns.deferred.reduce(0) { $0 + $1.rowBytes * rowCount + $1.textBytes } }
}

extension Column {
  /// How many bytes a row takes; a text is a code here.
  package var rowBytes: Int {
    switch self {
    case .bool: 1
    case .narrowInt, .date, .period, .text: 4
    case .int, .float, .decimal, .datetime, .duration: 8
    case .longDecimal: 16
    }
  }

  var textBytes: Int {
    if case .text(let texts) = self { texts.pool.bytes.count + 8 * texts.pool.count } else { 0 }
  }
}
