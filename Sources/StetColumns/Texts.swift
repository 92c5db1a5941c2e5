/// The texts of a column, as UTF-8 in one buffer.
///
/// Nearly always no two entries are equal (`isDistinct`), so that equal codes mean equal text and the other way round. A
/// column of texts that hardly repeat is spared the search for equal ones until something asks, by `coded`.
@usableFromInline package struct TextPool: Sendable {
  @usableFromInline package let bytes: [UInt8]
  @usableFromInline package let offsets: TextOffsets

  /// Whether the texts are in the order of their bytes, so that codes compare as the texts do.
  package let isSorted: Bool
  package let isDistinct: Bool

  package init(bytes: [UInt8], offsets: TextOffsets, isSorted: Bool = false, isDistinct: Bool = true) {
    self.isDistinct = isDistinct
    self.bytes = bytes
    self.offsets = offsets
    self.isSorted = isSorted
  }

  @inlinable package var count: Int { offsets.count - 1 }

  @inlinable @inline(__always)
  package func range(_ code: Int) -> Range<Int> { offsets[code]..<offsets[code + 1] }

  package func utf8(_ code: Int) -> ArraySlice<UInt8> { bytes[range(code)] }

  package func string(_ code: Int) -> String { String(decoding: utf8(code), as: UTF8.self) }
}

/// Where each text of a pool begins, and at the end where the last one ends: in 32 bits unless the texts are longer than
/// 4 GiB together.
@usableFromInline package struct TextOffsets: Sendable {
  /// The bits of unsigned numbers; empty where the offsets are wide.
  @usableFromInline var narrow: [Int32]
  @usableFromInline var wide: [Int]

  package init(_ offsets: [Int]) {
    let isNarrow = offsets.last.map { $0 <= UInt32.max } ?? true
    narrow = isNarrow ? offsets.map { Int32(truncatingIfNeeded: $0) } : []
    wide = isNarrow ? [] : offsets
  }

  /// Of offsets below 4 GiB, each in the bits of an unsigned number.
  package init(bits: consuming [Int32]) {
    narrow = bits
    wide = []
  }

  @inlinable package var count: Int { max(narrow.count, wide.count) }

  @inlinable @inline(__always)
  package subscript(index: Int) -> Int {
    narrow.isEmpty ? wide[index] : Int(UInt32(bitPattern: narrow[index]))
  }
}

/// Text as codes into a pool; −1 is missing.
package struct TextVector: Sendable {
  /// Nil if every row has a text of its own, whose code is the row's number.
  package let ownCodes: [Int32]?
  package let pool: TextPool

  package init(codes: [Int32], pool: TextPool) {
    ownCodes = codes
    self.pool = pool
  }

  /// A text for each row, in the order of the rows.
  package init(ofRows pool: TextPool) {
    ownCodes = nil
    self.pool = pool
  }

  package init(_ values: [String?]) {
    var builder = TextPoolBuilder()
    let codes = values.map { value -> Int32 in
      guard let value else { return -1 }
      return builder.code(for: value)
    }
    self.init(codes: codes, pool: builder.finish())
  }

  package var count: Int { ownCodes?.count ?? pool.count }

  /// The code of every row, created if each code is the row's own number; a loop should fetch them once.
  package var codes: [Int32] { ownCodes ?? rowsInOrder(pool.count) }

  package func code(of row: Int) -> Int32 { ownCodes?[row] ?? Int32(truncatingIfNeeded: row) }

  package subscript(row: Int) -> String? {
    let code = Int(code(of: row))
    return code < 0 ? nil : pool.string(code)
  }

  /// Which rows are present; nil where all are.
  var presence: Bitmap? { ownCodes.flatMap { StetColumns.presence(of: $0) } }

  /// Rows in the given order; −1 means a missing row.
  package func gather(_ rows: [Int32]) -> TextVector {
    TextVector(codes: ownCodes.map { gathered($0, rows, missing: -1) } ?? rows, pool: pool)
  }
}
