import StetSystem

extension [Column] {
  /// Rows of all columns in the given order; −1 means a missing row. `areRows` says that there are none of those.
  ///
  /// If the rows jump through large columns, as those of a sort or a join do, each jump waits for memory. Then the values of a row are
  /// first put side by side, so that a row costs one jump instead of one for each column; or, where a part of them may be on the disk,
  /// the rows are taken piece by piece.
  package func gather(_ rows: [Int32], areRows: Bool = false) -> [Column] {
    let present = areRows ? nil : presence(of: rows)
    // Where a column has a text for each row, the rows are their codes, and nothing is moved.
    let isMoved = map { if case .text(let vector) = $0 { vector.ownCodes != nil } else { true } }
    var moved = indices.filter { isMoved[$0] }.map { self[$0] }.move(rows, present)[...]
    return indices.map { index in
      let column = isMoved[index] ? moved.removeFirst() : self[index].gather(rows, present: present)
      if case .text(let vector) = column { return .text(vector.inOrder) }
      return column
    }
  }

  private func move(_ rows: [Int32], _ present: Bitmap?) -> [Column] {
    let tiles = Tile.dividing(self)
    guard let first, first.count >= Parallelism.fewRows, rows.count >= first.count / 4, jump(rows) else {
      return map { $0.gather(rows, present: present) }
    }
    let isPiecewise = tiles.reduce(0) { $0 + first.count * $1.stride } >= RandomAccess.mostBytes
    guard isPiecewise || tiles.count < count else { return map { $0.gather(rows, present: present) } }
    var stores = map { ColumnStore(like: $0, count: rows.count) }
    unsafe withBytes { sources in
      unsafe ColumnStore.withMemory(&stores) { targets in
        if isPiecewise {
          unsafe movePieces(rows, sources, targets)
        } else {
          for tile in tiles { unsafe tile.move(first.count, rows, sources, targets) }
        }
      }
    }
    return indices.map { index in
      let validity = self[index].validity.map { $0.gather(rows) }
      let store = stores[index]
      stores[index] = .none
      return self[index].replacing(store, validity: validity ?? present)
    }
  }

  private func movePieces(
    _ rows: [Int32], _ sources: [UnsafeRawPointer], _ targets: [UnsafeMutableRawPointer?]
  ) {
    let gather = PiecewiseGather(rows, of: self[0].count)
    let spare = UnsafeMutableRawBufferPointer.allocate(
      byteCount: rows.count * reduce(1) { Swift.max($0, $1.width) }, alignment: 16)
    defer { unsafe spare.deallocate() }
    unsafe preferLargePages(spare)
    guard let spare = spare.baseAddress else { return }
    for index in indices {
      guard let target = unsafe targets[index] else { continue }
      let source = unsafe sources[index]
      func move<Value: BitwiseCopyable & Sendable>(_: Value.Type, missing: Value) {
        unsafe gather.move(
          source.assumingMemoryBound(to: Value.self), to: target.assumingMemoryBound(to: Value.self),
          spare: spare.assumingMemoryBound(to: Value.self), missing: missing)
      }
      switch self[index].width {
      case 1: move(UInt8.self, missing: 0)
      case 4: move(Int32.self, missing: self[index].type == .text ? -1 : 0)
      case 8: move(UInt64.self, missing: 0)
      default: move(UInt128.self, missing: 0)
      }
    }
  }

  private func withBytes(_ body: ([UnsafeRawPointer]) -> Void) {
    var memory: [UnsafeRawPointer] = unsafe []
    func open(_ index: Int) {
      guard index < count else { return unsafe body(memory) }
      unsafe self[index].withBytes { bytes in
        guard let base = bytes.baseAddress else { preconditionFailure("the columns must have rows") }
        unsafe memory.append(base)
        open(index + 1)
      }
    }
    open(0)
  }
}

extension TextVector {
  /// The same with the texts in the order of the rows, if they hardly repeat and are so many that to look each of them up elsewhere
  /// would take longer than to move them.
  fileprivate var inOrder: TextVector {
    guard !pool.isDistinct, let codes = ownCodes,
      isPiecewise(codes, of: pool.count, bytes: pool.bytes.count + 4 * pool.count)
    else { return self }
    let texts = PiecewiseGather(codes, of: pool.count).texts(pool)
    guard let present = presence else { return TextVector(ofRows: texts) }
    return TextVector(codes: rowsInOrder(codes.count, where: present), pool: texts)
  }
}
