import StetDiagnostics

/// The bytes of a Stata file, in whose order of bytes numbers are read; whatever is not within the file is damage.
struct StataBytes {
  let bytes: [UInt8]
  let name: String
  var isBigEndian = false

  func failure(_ words: String) -> RunFailure { RunFailure(.damaged(name, words)) }

  /// Refuses a range that is not in the file.
  func check(_ start: Int, _ count: Int, _ what: String) throws(RunFailure) {
    guard start >= 0, count >= 0, start <= bytes.count, count <= bytes.count - start else {
      throw failure("\(what) is not in the file")
    }
  }

  /// An unsigned number of up to eight bytes that are in the file.
  @inline(__always)
  func unsigned(_ start: Int, _ count: Int) -> UInt64 {
    var value: UInt64 = 0
    for index in 0..<count {
      value = value << 8 | UInt64(bytes[isBigEndian ? start + index : start + count - 1 - index])
    }
    return value
  }

  /// A number that says how many of something there are.
  func count(_ start: Int, _ width: Int, _ what: String) throws(RunFailure) -> Int {
    try check(start, width, what)
    guard let count = Int(exactly: unsigned(start, width)), count <= Int(Int32.max) else {
      throw failure("\(what) is out of range")
    }
    return count
  }

  func double(_ start: Int) -> Double { Double(bitPattern: unsigned(start, 8)) }

  /// The text in a field of this width, which ends at its first zero byte.
  func text(_ start: Int, _ width: Int) -> ArraySlice<UInt8> { bytes[start..<(start + width)].prefix { $0 != 0 } }
}

extension Diagnostic {
  fileprivate static func damaged(_ name: String, _ words: String) -> Diagnostic {
    Diagnostic(
      .damagedFile, "the file is damaged: \(words)", location: name, kind: .data,
      notes: ["the cause may be an interrupted download"])
  }
}
