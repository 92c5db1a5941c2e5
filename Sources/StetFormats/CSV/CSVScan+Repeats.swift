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
    drop(Set(repeats))
    repeatedHeaders = repeats.count
  }

  /// Takes out the rows that have nothing but empty quotes, where quotes are around every cell and mean no text: around numbers, too.
  mutating func dropEmptyQuotes(_ bytes: Span<UInt8>) {
    guard width > 1, rowCount > 1 else { return }
    var empty: Set<Int> = []
    var hasNumber = false
    for record in header..<lines.count {
      var isEmpty = true
      for column in 0..<width {
        let cell = cell(record - header, column)
        guard cell.isQuoted else { return }
        if cell.length > 0 { isEmpty = false }
        if !hasNumber { hasNumber = IntParser().parse(bytes.extracting(cell.start..<cell.end)) != nil }
      }
      if isEmpty { empty.insert(record) }
    }
    guard hasNumber, !empty.isEmpty else { return }
    drop(empty)
    hollowRows += empty.count
  }

  /// Takes out records by their places, that of the header being 0.
  private mutating func drop(_ dropped: Set<Int>) {
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
  }

  private func holds(_ bytes: Span<UInt8>, _ cell: TextCell, _ name: TextCell) -> Bool {
    guard cell.length == name.length else { return false }
    for index in 0..<cell.length where bytes[cell.start + index] != bytes[name.start + index] { return false }
    return true
  }
}
