/// The values of a column, without what they mean, in memory that several threads fill, each in rows of its own.
package enum ColumnStore {
  case none
  case bools([Bool])
  /// Ints, days, ordinals of periods, codes of texts.
  case narrow([Int32])
  case wide([Int64])
  case floats([Double])
  case huge([Int128])

  /// Space for that many values of a column's layout.
  init(like column: Column, count: Int) {
    switch column {
    case .bool: self = .bools(untouched(count))
    case .narrowInt, .text, .date, .period: self = .narrow(untouched(count))
    case .int, .decimal, .datetime, .duration: self = .wide(untouched(count))
    case .float: self = .floats(untouched(count))
    case .longDecimal: self = .huge(untouched(count))
    }
  }

  package mutating func cut(to count: Int) {
    func cut<Element>(_ values: consuming [Element]) -> [Element] {
      values.removeLast(values.count - count)
      return values
    }
    // Taken out first, so that there is one owner and nothing is copied.
    let store = self
    self = .none
    switch consume store {
    case .none: break
    case .bools(let values): self = .bools(cut(values))
    case .narrow(let values): self = .narrow(cut(values))
    case .wide(let values): self = .wide(cut(values))
    case .floats(let values): self = .floats(cut(values))
    case .huge(let values): self = .huge(cut(values))
    }
  }

  /// Calls `body` with the memory of every store, nil for an empty one.
  package static func withMemory(_ stores: inout [ColumnStore], _ body: ([UnsafeMutableRawPointer?]) -> Void) {
    var memory: [UnsafeMutableRawPointer?] = unsafe []
    unsafe withMemory(&stores, from: 0, &memory, body)
  }

  private static func withMemory(
    _ stores: inout [ColumnStore], from index: Int, _ memory: inout [UnsafeMutableRawPointer?],
    _ body: ([UnsafeMutableRawPointer?]) -> Void
  ) {
    guard index < stores.count else { return unsafe body(memory) }
    func open<Element>(_ values: consuming [Element]) -> [Element] {
      unsafe values.withUnsafeMutableBytes { bytes in
        unsafe memory.append(bytes.baseAddress)
        unsafe withMemory(&stores, from: index + 1, &memory, body)
      }
      return values
    }
    let store = stores[index]
    stores[index] = .none
    switch consume store {
    case .none:
      unsafe memory.append(nil)
      unsafe withMemory(&stores, from: index + 1, &memory, body)
    case .bools(let values): stores[index] = .bools(open(values))
    case .narrow(let values): stores[index] = .narrow(open(values))
    case .wide(let values): stores[index] = .wide(open(values))
    case .floats(let values): stores[index] = .floats(open(values))
    case .huge(let values): stores[index] = .huge(open(values))
    }
  }
}

extension Column {
  /// The same kind of column with other values; the store has its layout.
  package func replacing(_ values: consuming ColumnStore, validity: Bitmap?) -> Column {
    switch (self, values) {
    case (.bool, .bools(let values)): .bool(Vector(values, validity: validity))
    case (.int, .wide(let values)): .int(Vector(values, validity: validity))
    case (.narrowInt, .narrow(let values)): .narrowInt(Vector(values, validity: validity))
    case (.decimal(_, let scale), .wide(let values)): .decimal(Vector(values, validity: validity), scale: scale)
    case (.longDecimal(_, let scale), .huge(let values)): .longDecimal(Vector(values, validity: validity), scale: scale)
    case (.float, .floats(let values)): .float(Vector(values, validity: validity))
    case (.text(let vector), .narrow(let codes)): .text(TextVector(codes: codes, pool: vector.pool))
    case (.date, .narrow(let values)): .date(Vector(values, validity: validity))
    case (.datetime, .wide(let values)): .datetime(Vector(values, validity: validity))
    case (.period(_, let kind), .narrow(let values)): .period(Vector(values, validity: validity), kind)
    case (.duration, .wide(let values)): .duration(Vector(values, validity: validity))
    default: preconditionFailure("a column's store must match its type")
    }
  }

  /// Bytes of a value.
  var width: Int {
    switch self {
    case .bool: 1
    case .narrowInt, .text, .date, .period: 4
    case .int, .decimal, .datetime, .duration, .float: 8
    case .longDecimal: 16
    }
  }

  /// Which rows are present, as the layout holds it: texts have that in their codes.
  package var validity: Bitmap? { if case .text = self { nil } else { presence } }

  package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    switch self {
    case .bool(let vector): unsafe vector.values.withUnsafeBytes(body)
    case .int(let vector), .datetime(let vector), .duration(let vector): unsafe vector.values.withUnsafeBytes(body)
    case .narrowInt(let vector), .date(let vector), .period(let vector, _): unsafe vector.values.withUnsafeBytes(body)
    case .decimal(let vector, _): unsafe vector.values.withUnsafeBytes(body)
    case .longDecimal(let vector, _): unsafe vector.values.withUnsafeBytes(body)
    case .float(let vector): unsafe vector.values.withUnsafeBytes(body)
    case .text(let vector): unsafe vector.codes.withUnsafeBytes(body)
    }
  }
}
