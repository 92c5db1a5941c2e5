/// Values of one fixed-width layout with their validity.
///
/// `validity` is nil where every row is present, so that kernels can skip it; the value under a missing row is the
/// zero of its type.
@usableFromInline package struct Vector<Element: Sendable & Hashable>: Sendable {
  @usableFromInline package let values: [Element]
  @usableFromInline package let validity: Bitmap?
  /// Of a column as it was loaded.
  @usableFromInline package let zoneMap: ZoneMap<Element>?

  @inlinable package init(_ values: [Element], validity: Bitmap? = nil, zoneMap: ZoneMap<Element>? = nil) {
    self.values = values
    self.validity = validity.flatMap { $0.setCount == values.count ? nil : $0 }
    self.zoneMap = zoneMap
  }

  @inlinable package init(optionals: [Element?], zero: Element) {
    values = optionals.map { $0 ?? zero }
    validity = optionals.contains { $0 == nil } ? Bitmap(count: optionals.count) { optionals[$0] != nil } : nil
    zoneMap = nil
  }

  @inlinable package var count: Int { values.count }

  @inlinable @inline(__always)
  package subscript(row: Int) -> Element? {
    if let validity, !validity[row] { return nil }
    return values[row]
  }

  /// The same with zeros under the missing rows, where a kernel that works on every row has left other values.
  @inlinable package func cleared(zero: Element) -> Vector {
    guard let validity else { return self }
    var values = values
    validity.eachUnset { values[$0] = zero }
    return Vector(values, validity: validity)
  }

  /// Rows in the given order; −1 means a missing row, and `present` says where there are any.
  func gather(_ rows: [Int32], zero: Element, present: Bitmap?) -> Vector where Element: BitwiseCopyable {
    let taken = gathered(values, rows, missing: zero)
    guard let validity else { return Vector(taken, validity: present) }
    return Vector(taken, validity: validity.gather(rows))
  }
}

/// Values in the order of the rows; `missing` for a row of −1.
func gathered<Value: BitwiseCopyable & Sendable>(_ values: [Value], _ rows: [Int32], missing: Value) -> [Value] {
  if isPiecewise(rows, of: values.count, bytes: values.count * MemoryLayout<Value>.stride) {
    return PiecewiseGather(rows, of: values.count).gathered(values, missing: missing)
  }
  return parallelFill(rows.count) { range, target in
    unsafe target.withUnsafeMutableBufferPointer { target in
      unsafe values.withUnsafeBufferPointer { values in
        unsafe rows.withUnsafeBufferPointer { rows in
          for place in range {
            let row = unsafe Int(rows[place])
            unsafe target[place &- range.lowerBound] = row < 0 ? missing : values[row]
          }
        }
      }
    }
  }
}

/// Which rows are −1, not rows; nil if all are rows.
package func presence(of rows: [Int32]) -> Bitmap? {
  let words: [UInt64] = parallelFill((rows.count + 63) / 64) { range, target in
    unsafe rows.withUnsafeBufferPointer { rows in
      for word in range {
        var bits: UInt64 = 0
        for place in 0..<min(64, rows.count &- word &* 64) {
          bits |= unsafe UInt64(rows[word &* 64 &+ place] < 0 ? 0 : 1) &<< UInt64(truncatingIfNeeded: place)
        }
        target[word &- range.lowerBound] = bits
      }
    }
  }
  let present = Bitmap(words: words, count: rows.count)
  return present.setCount == rows.count ? nil : present
}

// Fixed types for other modules: there, a generic call is not specialized and takes ten times as long.
extension Vector<Int32> { package func gather(_ rows: [Int32]) -> Vector { gather(rows, zero: 0, present: nil) } }
extension Vector<Int64> { package func gather(_ rows: [Int32]) -> Vector { gather(rows, zero: 0, present: nil) } }
extension Vector<Int128> { package func gather(_ rows: [Int32]) -> Vector { gather(rows, zero: 0, present: nil) } }
extension Vector<Double> { package func gather(_ rows: [Int32]) -> Vector { gather(rows, zero: 0, present: nil) } }

/// A column: one of a closed set of layouts.
package enum Column: Sendable {
  case bool(Vector<Bool>)
  case int(Vector<Int64>)
  /// Ints that all fit in 32 bits, as a file's nearly always do: the same type in half the memory.
  case narrowInt(Vector<Int32>)
  /// value × 10^−scale; one scale for the whole column. The digits of nearly all decimals fit in 64 bits.
  case decimal(Vector<Int64>, scale: Int)
  /// Decimals of which some have more digits: the same type in 128 bits.
  case longDecimal(Vector<Int128>, scale: Int)
  case float(Vector<Double>)
  case text(TextVector)
  /// Days since 1970-01-01.
  case date(Vector<Int32>)
  /// Microseconds since 1970-01-01T00:00, without a zone.
  case datetime(Vector<Int64>)
  case period(Vector<Int32>, PeriodKind)
  /// Microseconds.
  case duration(Vector<Int64>)

  package var type: ValueType {
    switch self {
    case .bool: .bool
    case .int, .narrowInt: .int
    case .decimal, .longDecimal: .decimal
    case .float: .float
    case .text: .text
    case .date: .date
    case .datetime: .datetime
    case .period(_, let kind): .period(kind)
    case .duration: .duration
    }
  }

  package var count: Int {
    switch self {
    case .bool(let vector): vector.count
    case .int(let vector), .datetime(let vector), .duration(let vector): vector.count
    case .decimal(let vector, _): vector.count
    case .longDecimal(let vector, _): vector.count
    case .float(let vector): vector.count
    case .text(let vector): vector.count
    case .narrowInt(let vector), .date(let vector), .period(let vector, _): vector.count
    }
  }

  package func isPresent(_ row: Int) -> Bool {
    switch self {
    case .bool(let vector): vector.validity?[row] ?? true
    case .int(let vector), .datetime(let vector), .duration(let vector): vector.validity?[row] ?? true
    case .decimal(let vector, _): vector.validity?[row] ?? true
    case .longDecimal(let vector, _): vector.validity?[row] ?? true
    case .float(let vector): vector.validity?[row] ?? true
    case .text(let vector): vector.code(of: row) >= 0
    case .narrowInt(let vector), .date(let vector), .period(let vector, _): vector.validity?[row] ?? true
    }
  }

  /// Which rows are present; nil where all are.
  package var presence: Bitmap? {
    switch self {
    case .bool(let vector): vector.validity
    case .int(let vector), .datetime(let vector), .duration(let vector): vector.validity
    case .decimal(let vector, _): vector.validity
    case .longDecimal(let vector, _): vector.validity
    case .float(let vector): vector.validity
    case .text(let vector): vector.presence
    case .narrowInt(let vector), .date(let vector), .period(let vector, _): vector.validity
    }
  }

  package var missingCount: Int {
    switch self {
    case .bool(let vector): missing(vector.validity)
    case .int(let vector), .datetime(let vector), .duration(let vector): missing(vector.validity)
    case .decimal(let vector, _): missing(vector.validity)
    case .longDecimal(let vector, _): missing(vector.validity)
    case .float(let vector): missing(vector.validity)
    case .text(let vector): vector.ownCodes.map(negatives) ?? 0
    case .narrowInt(let vector), .date(let vector), .period(let vector, _): missing(vector.validity)
    }
  }

  /// Rows in the given order; −1 means a missing row. `areRows` says that there are none of those.
  package func gather(_ rows: [Int32], areRows: Bool = false) -> Column {
    gather(rows, present: areRows ? nil : StetColumns.presence(of: rows))
  }

  /// The same if it is known which rows are −1.
  func gather(_ rows: [Int32], present: Bitmap?) -> Column {
    switch self {
    case .bool(let vector): .bool(vector.gather(rows, zero: false, present: present))
    case .int(let vector): .int(vector.gather(rows, zero: 0, present: present))
    case .narrowInt(let vector): .narrowInt(vector.gather(rows, zero: 0, present: present))
    case .decimal(let vector, let scale): .decimal(vector.gather(rows, zero: 0, present: present), scale: scale)
    case .longDecimal(let vector, let scale): .longDecimal(vector.gather(rows, zero: 0, present: present), scale: scale)
    case .float(let vector): .float(vector.gather(rows, zero: 0, present: present))
    case .text(let vector): .text(vector.gather(rows))
    case .date(let vector): .date(vector.gather(rows, zero: 0, present: present))
    case .datetime(let vector): .datetime(vector.gather(rows, zero: 0, present: present))
    case .period(let vector, let kind): .period(vector.gather(rows, zero: 0, present: present), kind)
    case .duration(let vector): .duration(vector.gather(rows, zero: 0, present: present))
    }
  }

  /// The same with ints in 32 bits if all of them fit, and decimals in 64.
  package var narrowed: Column {
    switch self {
    case .int(let vector):
      guard vector.values.allSatisfy({ Int32(exactly: $0) != nil }) else { return self }
      return .narrowInt(Vector(vector.values.map { Int32(truncatingIfNeeded: $0) }, validity: vector.validity))
    case .longDecimal(let vector, let scale):
      guard vector.values.allSatisfy({ $0 == Int128(Int64(truncatingIfNeeded: $0)) }) else { return self }
      return .decimal(
        Vector(vector.values.map { Int64(truncatingIfNeeded: $0) }, validity: vector.validity), scale: scale)
    case .bool, .narrowInt, .decimal, .float, .text, .date, .datetime, .period, .duration: return self
    }
  }

  /// The same with every int in 64 bits and every decimal in 128, for kernels that have no narrow form.
  package var wide: Column {
    switch self {
    case .narrowInt(let vector): .int(Vector(vector.values.map { Int64($0) }, validity: vector.validity))
    case .decimal(let vector, let scale):
      .longDecimal(Vector(vector.values.map { Int128($0) }, validity: vector.validity), scale: scale)
    case .bool, .int, .longDecimal, .float, .text, .date, .datetime, .period, .duration: self
    }
  }

  package subscript(row: Int) -> Value {
    switch self {
    case .bool(let vector): vector[row].map(Value.bool) ?? .missing
    case .int(let vector): vector[row].map(Value.int) ?? .missing
    case .narrowInt(let vector): vector[row].map { .int(Int64($0)) } ?? .missing
    case .decimal(let vector, let scale):
      vector[row].map { .decimal(Decimal(digits: Int128($0), scale: scale)) } ?? .missing
    case .longDecimal(let vector, let scale):
      vector[row].map { .decimal(Decimal(digits: $0, scale: scale)) } ?? .missing
    case .float(let vector): vector[row].map(Value.float) ?? .missing
    case .text(let vector): vector[row].map(Value.text) ?? .missing
    case .date(let vector): vector[row].map(Value.date) ?? .missing
    case .datetime(let vector): vector[row].map(Value.datetime) ?? .missing
    case .period(let vector, let kind): vector[row].map { .period($0, kind) } ?? .missing
    case .duration(let vector): vector[row].map(Value.duration) ?? .missing
    }
  }

  /// A column of the given type from single values.
  package init(_ values: [Value], type: ValueType) {
    switch type {
    case .bool: self = .bool(Vector(optionals: values.map(\.asBool), zero: false))
    case .int: self = .int(Vector(optionals: values.map(\.asInt), zero: 0))
    case .decimal:
      let decimals = values.map { $0.asDecimal }
      let scale = decimals.reduce(0) { max($0, $1?.scale ?? 0) }
      let digits = Vector(optionals: decimals.map { $0?.rescaled(to: scale) }, zero: 0)
      self = Column.longDecimal(digits, scale: scale).narrowed
    case .float: self = .float(Vector(optionals: values.map(\.asFloat), zero: 0))
    case .text: self = .text(TextVector(values.map(\.asText)))
    case .date: self = .date(Vector(optionals: values.map(\.asDate), zero: 0))
    case .datetime: self = .datetime(Vector(optionals: values.map(\.asMicroseconds), zero: 0))
    case .duration: self = .duration(Vector(optionals: values.map(\.asMicroseconds), zero: 0))
    case .period(let kind): self = .period(Vector(optionals: values.map(\.asOrdinal), zero: 0), kind)
    }
  }
}

private func missing(_ validity: Bitmap?) -> Int {
  guard let validity else { return 0 }
  return validity.count - validity.setCount
}

/// How many numbers are below zero.
private func negatives(_ numbers: [Int32]) -> Int {
  unsafe numbers.withUnsafeBufferPointer { numbers in
    var count = 0
    for index in numbers.indices { unsafe count &-= Int(numbers[index] >> 31) }
    return count
  }
}
