#if os(Linux)
  import CAllocator
  import Foundation
  import TestSupport
  import Testing

  /// A process for which memory is short from its beginning: each block comes from the file for what does not fit, and a thread lets go of
  /// all of them every millisecond, so that what is read again comes back from the file.
  @Test("Engine and twin agree on 400 generated programs, and batches on 40, where nothing fits in memory")
  func spilled() async throws {
    let process = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
      stet_allocator_start(0) {}
      try #require(
        stet_allocator_used() > 0, "without jemalloc, as under a sanitizer, memory would be used up to its end")
      useUpMemory()
      for count in [500, 5_000, 50_000] {
        #expect([Int](repeating: 1, count: count).withUnsafeBytes { isSpilled($0.baseAddress) })
      }
      let tally = await generated(min(programCount, rounds(400)), rows: 1_000...2_000)
      #expect(tally.programs == min(programCount, rounds(400)))
      #expect(tally.steps > 2 * tally.programs && tally.cells > 1_000 * tally.programs)
      let (ran, failed) = try runInBatches(rounds(40))
      #expect(ran > 0)
      var usage = rusage()
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      print("\(tally.words); \(ran + failed) in batches; \(usage.ru_minflt) pages came back")
    }
    let said = String(decoding: process?.standardOutputContent ?? [], as: UTF8.self)
    print("spilled: " + (said.split(separator: "\n").last.map(String.init) ?? "nothing"))
  }

  /// Takes and keeps the memory that the process already had, from large blocks to small ones.
  private func useUpMemory() {
    for size in (12...22).reversed().map({ 1 << $0 }) {
      while let block = malloc(size), !isSpilled(block) {}
    }
  }

  /// What is mapped from the file: one without a name is shown as deleted.
  private func spilledRanges() -> [Range<UInt>] {
    let maps = (try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8)) ?? ""
    return maps.split(separator: "\n").filter { $0.contains(" rw-s ") && $0.hasSuffix("(deleted)") }.compactMap {
      line in
      let bounds = line.prefix { $0 != " " }.split(separator: "-").compactMap { UInt($0, radix: 16) }
      return bounds.count == 2 ? bounds[0]..<bounds[1] : nil
    }
  }

  private func isSpilled(_ block: UnsafeRawPointer?) -> Bool {
    spilledRanges().contains { $0.contains(UInt(bitPattern: block)) }
  }
#endif
