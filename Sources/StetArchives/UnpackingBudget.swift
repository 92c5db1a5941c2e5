/// How much a packed file may unpack to: what is packed can become a thousand times as much, and thousands of thousands in turns.
package struct UnpackingBudget: Sendable {
  /// The most bytes that come out.
  package var bytes: Int
  /// The most bytes that come out for each one that went in, once more than `freeBytes` have come out. Tables that hardly say anything
  /// are packed to about a four-hundredth; what goes beyond that and is large was made to fill a disk or the memory.
  package var ratio: Int
  package var freeBytes: Int

  package init(bytes: Int, ratio: Int = 500, freeBytes: Int = 256 << 20) {
    self.bytes = bytes
    self.ratio = ratio
    self.freeBytes = freeBytes
  }

  /// Whether so many bytes may have come out of so many.
  func check(unpacked: Int, of packed: Int) throws(ArchiveFailure) {
    if unpacked > bytes { throw .tooManyBytes(limit: bytes) }
    if unpacked > freeBytes, unpacked / ratio > packed { throw .tooTight(ratio: ratio) }
  }
}
