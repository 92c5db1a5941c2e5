import ArgumentParser
import StetColumns
import StetSystem

#if os(Linux)
  import CAllocator
#endif

/// A number of bytes as it is written: `512M`, `2G`, `1.5GB`.
struct MemorySize: ExpressibleByArgument, Equatable {
  let bytes: Int

  /// Below, the program itself would not fit.
  static let least = 64 << 20

  init?(argument: String) {
    let digits = argument.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard let number = Double(digits), number.isFinite else { return nil }
    let unit = argument.dropFirst(digits.count).drop { $0 == " " }.uppercased()
    let sizes = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40]
    guard let size = unit.first.flatMap({ sizes[String($0)] }), ["", "B", "IB"].contains(unit.dropFirst()),
      let bytes = Int(exactly: (number * Double(size)).rounded())
    else { return nil }
    self.bytes = bytes
  }
}

/// From here on an allocation that fails ends the process with status 5, and what does not fit in memory goes to the temporary folder.
func watchMemory() {
  UnfinishedFiles.prepare()
  #if os(Linux)
    leavePagesToAllocator()
    stet_allocator_start(MemoryBudget.standardLimit) { UnfinishedFiles.removeAll() }
  #endif
}

/// The results are the same for any number of threads. Where addresses are limited there is one: Dispatch waits without end for a
/// thread whose stack finds no room.
func limitThreads(to threads: Int?) {
  if let threads = addressLimit == nil ? threads : 1 { Parallelism.limit(to: threads) }
}

extension MemoryBudget {
  /// The budget of a run of this program.
  static func limited(to size: MemorySize?) -> MemoryBudget {
    if let size { RandomAccess.limit(ofMemory: size.bytes) }
    #if os(Linux)
      if let size { stet_allocator_limit(size.bytes) }
      let source = Source(used: { stet_allocator_used() }, onDisk: { stet_allocator_room() })
      return MemoryBudget(limit: size?.bytes, source: source)
    #else
      return MemoryBudget(limit: size?.bytes)
    #endif
  }
}
