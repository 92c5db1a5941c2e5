import CKernels

/// Values one after another, in memory that a batch owns or looks at.
///
/// Unchecked: a kernel stays below the count of its batch, and places that are looked up have been proven to lie within.
@safe struct Cells<Value: BitwiseCopyable> {
  private let base: UnsafeMutablePointer<Value>

  init(_ base: UnsafeMutablePointer<Value>) { unsafe self.base = unsafe base }

  @inline(__always)
  subscript(row: Int) -> Value {
    get { unsafe base[row] }
    nonmutating set { unsafe base[row] = newValue }
  }

  @inline(__always)
  var address: UnsafeMutablePointer<Value> { unsafe base }
}

/// One byte for each row, 1 where it has a value or where a condition is true.
typealias Flags = Cells<UInt8>

extension Cells<UInt8> {
  /// How many of the first flags are 1.
  func ones(_ count: Int) -> Int { unsafe stet_ones(Batch.kernels, address, count) }

  /// Up to 64 flags from one on as bits, the first the lowest.
  @inline(__always)
  func bits(_ start: Int, _ count: Int) -> UInt64 {
    let bytes = unsafe UnsafeRawPointer(address + start)
    var bits: UInt64 = 0
    var flag = 0
    while flag &+ 8 <= count {
      let word = unsafe bytes.loadUnaligned(fromByteOffset: flag, as: UInt64.self)
      bits |= gathered(word) &<< UInt64(truncatingIfNeeded: flag)
      flag &+= 8
    }
    // After the last flag of a column there may be nothing to read.
    while flag < count {
      bits |= UInt64(self[start &+ flag] & 1) &<< UInt64(truncatingIfNeeded: flag)
      flag &+= 1
    }
    return bits
  }
}

/// Eight bytes of 0 or 1 as eight bits, the first byte the lowest: a multiplication moves each to its place in the highest byte.
@inline(__always)
func gathered(_ flags: UInt64) -> UInt64 { ((flags & 0x0101_0101_0101_0101) &* 0x0102_0408_1020_4080) &>> 56 }
