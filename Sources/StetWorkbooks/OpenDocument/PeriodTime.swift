/// `PT13H45M06.5S`, a time as XML Schema writes durations (part 2, §3.2.6), in the form in which a grid has it.
enum PeriodTime {
  /// A time of day, or one that is longer than a day or negative; nil for anything else.
  static func read(_ value: [UInt8]) -> (SheetGrid.Kind, [UInt8])? {
    let isNegative = value.first == UInt8(ascii: "-")
    var rest = value[(isNegative ? 1 : 0)...]
    guard rest.prefix(2).elementsEqual("PT".utf8) else { return nil }
    rest = rest.dropFirst(2)
    var milliseconds = 0.0
    for (unit, factor) in [(UInt8(ascii: "H"), 3_600_000.0), (UInt8(ascii: "M"), 60_000), (UInt8(ascii: "S"), 1000)] {
      guard let end = rest.firstIndex(of: unit) else { continue }
      let number = Array(rest[rest.startIndex..<end])
      guard let part = unsafe number.withUnsafeBufferPointer({ unsafe PlainNumber.value($0) }), part >= 0 else {
        return nil
      }
      milliseconds += part * factor
      rest = rest[(end + 1)...]
    }
    guard rest.isEmpty, milliseconds < 1e15 else { return nil }
    var text: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
    SerialDate.append(milliseconds: Int(milliseconds.rounded()), to: &text)
    return (isNegative || milliseconds >= 86_400_000 ? .elapsed : .time, text)
  }
}
