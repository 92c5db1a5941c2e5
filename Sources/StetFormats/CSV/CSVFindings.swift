import StetColumns

/// What one worker found in its blocks.
struct CSVFindings {
  /// By column, the rows without a value.
  var missing: [[Int32]]
  /// By column of values, where the smallest and the largest of each block are.
  var zones: [[ZoneBits]]
  /// By column, the first cell that did not fit.
  var misfits: [CSVMisfit?]
  /// By column of decimals, what the numbers of each block need; they have the places of their block.
  var decimals: [[DecimalBlock]]
  /// By column of text, the worker's own codes.
  var dictionaries: [TextDictionary]
  var blocks: [(firstRow: Int, rows: Int)] = []
  /// By column of text, whether the worker reads it without codes.
  var isPlain: [Bool]
  /// By column, how many cells have each code for a missing value.
  var codeCounts: [[Int]] = []
  /// Rows whose record has line breaks in quotes, and how many.
  var breaks: [(row: Int32, count: Int32)] = []

  /// If some worker has found that the texts of a column hardly repeat, those that this one has codes for go to the others.
  mutating func leaveCodes(_ plainTexts: [PlainTexts?], _ memory: [UnsafeMutableRawPointer?]) {
    for (column, plain) in plainTexts.enumerated() where !isPlain[column] {
      guard let plain, let target = unsafe memory[column] else { continue }
      let codes = unsafe target.assumingMemoryBound(to: Int32.self)
      let pool = dictionaries[column].pool
      for block in blocks {
        var texts: [UInt8] = []
        for row in block.firstRow..<block.firstRow + block.rows where unsafe codes[row] >= 0 {
          let text = pool.utf8(unsafe Int(codes[row]))
          texts += text
          unsafe codes[row] = Int32(truncatingIfNeeded: text.count)
        }
        unsafe texts.withUnsafeBufferPointer { unsafe plain.add($0, firstRow: block.firstRow, rows: block.rows) }
      }
      dictionaries[column] = TextDictionary()
      isPlain[column] = true
    }
  }
}

/// A cell that did not fit what its column was read as.
struct CSVMisfit {
  let row: Int
  let cell: [UInt8]
}

/// The rows of a block's decimals.
struct DecimalBlock {
  let rows: Range<Int>
  let needs: DecimalNeeds
}
