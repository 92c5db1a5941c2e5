extension CSVScan {
  /// Takes out the rows that have the cells of the header, byte by byte: where files or pages were put together, it comes again.
  mutating func dropRepeatedHeaders(_ bytes: Span<UInt8>) {
    guard header == 1, width > 1, rowCount > 1, let names = segments.first?.prefix(width) else { return }
    var repeats: [Int] = []
    for record in 1..<lines.count where holds(bytes, cell(record - 1, 0), names[0]) {
      let isRepeat = (1..<width).allSatisfy { holds(bytes, cell(record - 1, $0), names[$0]) }
      if isRepeat { repeats.append(record) }
    }
    // In a file of nothing else they are rows.
    guard !repeats.isEmpty, repeats.count < rowCount else { return }
    let dropped = Set(repeats)
    var starts: [Int] = []
    var kept = 0
    for place in segments.indices {
      let first = segmentStarts[place]
      let records = (first..<(first + segments[place].count / width)).filter { !dropped.contains($0) }
      starts.append(kept)
      kept += records.count
      segments[place] = records.flatMap { segments[place][(($0 - first) * width)..<(($0 - first + 1) * width)] }
    }
    segmentStarts = starts
    lines = lines.indices.filter { !dropped.contains($0) }.map { lines[$0] }
    repeatedHeaders = repeats.count
  }

  private func holds(_ bytes: Span<UInt8>, _ cell: TextCell, _ name: TextCell) -> Bool {
    guard cell.length == name.length else { return false }
    for index in 0..<cell.length where bytes[cell.start + index] != bytes[name.start + index] { return false }
    return true
  }
}
