extension Column {
  /// The same with values of other rows in some rows that have none: row `rows[n]` gets that of row `sources[n]`, which has one.
  package func replacing(_ rows: [Int32], with sources: [Int32]) -> Column {
    if rows.isEmpty { return self }
    var stores = [ColumnStore(like: self, count: count)]
    unsafe withBytes { bytes in
      unsafe ColumnStore.withMemory(&stores) { targets in
        guard let source = bytes.baseAddress, let target = unsafe targets[0] else { return }
        let width = width
        nonisolated(unsafe) let (from, to) = unsafe (source, target)
        _ = parallelStretches(count) { stretch in
          let start = stretch.lowerBound * width
          unsafe (to + start).copyMemory(from: from + start, byteCount: stretch.count * width)
        }
        switch width {
        case 1: unsafe copy(rows, sources, from: source, to: target, UInt8.self)
        case 4: unsafe copy(rows, sources, from: source, to: target, UInt32.self)
        case 8: unsafe copy(rows, sources, from: source, to: target, UInt64.self)
        default: unsafe copy(rows, sources, from: source, to: target, UInt128.self)
        }
      }
    }
    var validity = validity
    for row in rows { validity?[Int(row)] = true }
    return replacing(stores[0], validity: validity)
  }
}

@inline(__always)
private func copy<Value: BitwiseCopyable>(
  _ rows: [Int32], _ sources: [Int32], from source: UnsafeRawPointer, to target: UnsafeMutableRawPointer, _: Value.Type
) {
  let (values, copies) = unsafe (source.assumingMemoryBound(to: Value.self), target.assumingMemoryBound(to: Value.self))
  for place in rows.indices { unsafe copies[Int(rows[place])] = values[Int(sources[place])] }
}
