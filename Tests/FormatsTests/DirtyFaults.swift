/// The dirty files of which a wrong table is made, by the reason: these faults are known, and each leaves the list when it is mended.
enum DirtyFaults {
  /// Loaded as another table, without a word about it.
  static let wrongInSilence: [String: [String]] = [:]

  /// Refused, with an option that makes a wrong table.
  static let wrongByAdvice: [String: [String]] = [:]
}
