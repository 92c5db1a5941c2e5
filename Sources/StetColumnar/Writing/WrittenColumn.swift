import StetColumns

/// A column as the formats for columns write it: periods other than years as text, ints in 64 bits.
enum WrittenColumn: Sendable {
  case bool(Vector<Bool>)
  case int(Vector<Int64>)
  /// Ints of 64 bits in a file that fit in 32.
  case narrowInt(Vector<Int32>)
  case decimal(Vector<Int64>, scale: Int)
  case longDecimal(Vector<Int128>, scale: Int)
  case float(Vector<Double>)
  case text(TextVector)
  case date(Vector<Int32>)
  case datetime(Vector<Int64>)
  case year(Vector<Int32>)
  case duration(Vector<Int64>)

  init(_ column: Column) {
    switch column {
    case .bool(let vector): self = .bool(vector)
    case .int(let vector): self = .int(vector)
    case .narrowInt(let vector): self = .narrowInt(vector)
    case .decimal(let vector, let scale): self = Self.decimal(vector, scale)
    case .longDecimal(let vector, let scale): self = .longDecimal(vector, scale: scale)
    case .float(let vector): self = .float(vector)
    case .text(let texts): self = .text(texts)
    case .date(let vector): self = .date(vector)
    case .datetime(let vector): self = .datetime(vector)
    case .period(let vector, .year): self = .year(vector)
    case .period(let vector, let kind): self = .text(Self.texts(vector, kind))
    case .duration(let vector): self = .duration(vector)
    }
  }

  /// Eighteen digits are what every reader has room for in 64 bits.
  private static func decimal(_ vector: Vector<Int64>, _ scale: Int) -> WrittenColumn {
    let limit: Int64 = 1_000_000_000_000_000_000
    if scale <= 18, vector.values.allSatisfy({ -limit < $0 && $0 < limit }) { return .decimal(vector, scale: scale) }
    return .longDecimal(Vector(vector.values.map { Int128($0) }, validity: vector.validity), scale: scale)
  }

  private static func texts(_ vector: Vector<Int32>, _ kind: PeriodKind) -> TextVector {
    var (builder, codes) = (TextPoolBuilder(), [Int32: Int32]())
    let all = (0..<vector.count).map { row -> Int32 in
      guard let ordinal = vector[row] else { return -1 }
      if let known = codes[ordinal] { return known }
      let code = builder.code(for: periodText(Int(ordinal), kind))
      codes[ordinal] = code
      return code
    }
    return TextVector(codes: all, pool: builder.finish())
  }

  /// Which rows are there; nil if all are.
  var presence: Bitmap? {
    switch self {
    case .bool(let vector): vector.validity
    case .int(let vector), .datetime(let vector), .duration(let vector): vector.validity
    case .narrowInt(let vector), .date(let vector), .year(let vector): vector.validity
    case .decimal(let vector, _): vector.validity
    case .longDecimal(let vector, _): vector.validity
    case .float(let vector): vector.validity
    case .text(let texts): Column.text(texts).presence
    }
  }
}

extension Field {
  /// What the formats for columns cannot say about a column in their own words, as metadata.
  var metadata: [(key: String, value: String)] {
    var words: [(key: String, value: String)] = []
    switch type {
    case .period, .duration: words.append(("type", type.name))
    case .bool, .int, .decimal, .float, .text, .date, .datetime: break
    }
    if let unit { words.append(("unit", unit)) }
    if let summary { words.append(("summary", summary)) }
    return words
  }
}

/// What is written of the rows of a part that are there, one after another, as little-endian numbers.
func packed<Stored: BitwiseCopyable, Number: FixedWidthInteger & BitwiseCopyable>(
  _ values: [Stored], _ validity: Bitmap?, _ rows: Range<Int>, _ change: (Stored) -> Number
) -> [UInt8] {
  unsafe [UInt8](unsafeUninitializedCapacity: rows.count * MemoryLayout<Number>.size) { target, initialized in
    guard let base = UnsafeMutableRawPointer(target.baseAddress) else { return }
    var place = 0
    for row in rows where validity?[row] ?? true {
      unsafe base.storeBytes(of: change(values[row]).littleEndian, toByteOffset: place, as: Number.self)
      place &+= MemoryLayout<Number>.size
    }
    initialized = place
  }
}
