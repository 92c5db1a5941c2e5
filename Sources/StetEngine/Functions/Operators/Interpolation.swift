import StetColumns

extension Function {
  /// The pieces of a text with `{…}` inside, one after another; a missing value is shown as `missing`.
  static let joined = Function(operator: "joined", [], result: .type(.text), unit: .none) {
    arguments throws(ValueFailure) in
    let (columns, isConstant) = (arguments.columns, arguments.isConstant)
    return try arguments.makeTexts { rows throws(ValueFailure) in
      let pieces = zip(columns, isConstant).map { Piece($0, isConstant: $1, rows) }
      // A value alone, as `"{cost}"` makes it a text.
      if pieces.count == 1, case .written(let run) = pieces[0], run.isPresent == nil { return run }
      var writer = TextWriter(texts: rows.count)
      let isLong = unsafe withScratch(of: Int.self, capacity: rows.count) { lengths in
        unsafe lengths.initialize(repeating: 0, count: rows.count)
        for piece in pieces { unsafe piece.each { place, _, count in unsafe lengths[place] &+= count } }
        let all = unsafe UnsafeBufferPointer(start: lengths, count: rows.count)
        if unsafe all.contains(where: { $0 > longestText }) { return true }
        unsafe writer.texts(lengths: all) { target, next in
          for piece in pieces {
            unsafe piece.each { place, bytes, count in
              unsafe copyBytes(bytes, to: target + next[place], count)
              unsafe next[place] &+= count
            }
          }
        }
        return false
      }
      if isLong { throw .longText }
      return writer.finish()
    }
  }
}

/// What stands between two others in the text of each row.
private enum Piece {
  case constant([UInt8], count: Int)
  /// Texts of a column are where they are.
  case texts(TextVector, Range<Int>)
  /// Other values, as they are shown.
  case written(TextRun)

  init(_ column: Column, isConstant: Bool, _ rows: Range<Int>) {
    if case .text(let texts) = column, !isConstant {
      self = .texts(texts, rows)
      return
    }
    let run = TextRun(column, isConstant ? 0..<1 : rows, minus: Array("−".utf8))
    self = isConstant ? .constant(run.isPresent == nil ? run[0] : missing, count: rows.count) : .written(run)
  }

  /// Calls `body` with the bytes for each place among the rows.
  @inline(__always)
  func each(_ body: (_ place: Int, UnsafePointer<UInt8>, _ count: Int) -> Void) {
    unsafe missing.withUnsafeBufferPointer { missing in
      guard let none = missing.baseAddress else { return }
      switch self {
      case .constant(let bytes, let rows):
        unsafe bytes.withUnsafeBufferPointer { bytes in
          guard let base = bytes.baseAddress else { return }
          for place in 0..<rows { unsafe body(place, base, bytes.count) }
        }
      case .texts(let texts, let rows):
        let pool = texts.pool
        unsafe pool.bytes.withUnsafeBufferPointer { bytes in
          // A pool of empty texts has no bytes.
          let base = unsafe bytes.baseAddress ?? none
          for row in rows {
            let code = Int(texts.ownCodes?[row] ?? Int32(truncatingIfNeeded: row))
            let place = row &- rows.lowerBound
            if code < 0 {
              unsafe body(place, none, missing.count)
            } else {
              let range = pool.range(code)
              unsafe body(place, base + range.lowerBound, range.count)
            }
          }
        }
      case .written(let run):
        unsafe run.withBytes { bytes in
          let base = unsafe bytes.baseAddress ?? none
          for place in 0..<run.count {
            let range = run.range(place)
            let isPresent = run.isPresent?[place] != false
            unsafe body(place, isPresent ? base + range.lowerBound : none, isPresent ? range.count : missing.count)
          }
        }
      }
    }
  }
}

private let missing = Array("missing".utf8)
