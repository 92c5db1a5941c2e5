import StetColumns

/// The memory of columns, which stays where it is while a program runs.
@safe struct PinnedColumns: @unchecked Sendable {
  @unsafe struct Source {
    let values: UnsafeRawPointer
    /// A bit for each row; nil if all have a value, or if the values say it.
    let presence: UnsafePointer<UInt64>?
  }

  let columns: UnsafeBufferPointer<Source>

  static func with<Result>(_ columns: [Column], _ body: (PinnedColumns) -> Result) -> Result {
    var sources: [Source] = unsafe []
    return unsafe pin(columns[...], &sources, body)
  }

  private static func pin<Result>(
    _ columns: ArraySlice<Column>, _ sources: inout [Source], _ body: (PinnedColumns) -> Result
  ) -> Result {
    guard let column = columns.first else {
      return unsafe sources.withUnsafeBufferPointer { unsafe body(PinnedColumns(columns: $0)) }
    }
    let validity = column.validity
    return unsafe column.withBytes { bytes in
      let values = unsafe bytes.baseAddress ?? UnsafeRawPointer(nothing)
      guard let validity else {
        unsafe sources.append(Source(values: values, presence: nil))
        return unsafe pin(columns.dropFirst(), &sources, body)
      }
      return unsafe validity.words.withUnsafeBufferPointer { words in
        unsafe sources.append(Source(values: values, presence: words.baseAddress))
        return unsafe pin(columns.dropFirst(), &sources, body)
      }
    }
  }
}

/// Where a column without rows begins.
private nonisolated(unsafe) let nothing = UnsafeMutableRawPointer.allocate(byteCount: 16, alignment: 16)
