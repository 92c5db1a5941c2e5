import StetColumns

/// Turns stored values into those of a column.
struct Conversion {
  let storage: Storage
  let reading: Reading

  /// Writes the first `count` values one after another into memory of the reading's layout; false if one does not fit it. A float that
  /// is not finite is written as it is.
  func write(_ values: StoredValues, _ count: Int, into target: UnsafeMutableRawPointer) throws(Malformed) -> Bool {
    switch storage {
    case .bigEndianTexts: return unsafe try writeDecimals(values, count, target)
    case .bigEndian(let width):
      if width > 16 { return unsafe try writeDecimals(values, count, target) }
      return unsafe try writeShortDecimals(values, count, width, target)
    case .bools, .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64, .int96, .half, .float, .double,
      .littleEndian, .fixed, .texts:
      break
    }
    guard case .fixed(let bytes, let width) = values, width == storage.width, bytes.count >= count * width else {
      throw Malformed("it ends early")
    }
    let source = unsafe bytes.base
    switch storage {
    case .bools:
      unsafe target.copyMemory(from: source, byteCount: count)
      return true
    case .int8: return unsafe write(Int8.self, source, count, target)
    case .int16: return unsafe write(Int16.self, source, count, target)
    case .int32: return unsafe write(Int32.self, source, count, target)
    case .int64: return unsafe write(Int64.self, source, count, target)
    case .uint8: return unsafe write(UInt8.self, source, count, target)
    case .uint16: return unsafe write(UInt16.self, source, count, target)
    case .uint32: return unsafe write(UInt32.self, source, count, target)
    case .uint64: return unsafe write(UInt64.self, source, count, target)
    case .littleEndian(let width):
      if width > 16 { return unsafe try writeLongDecimals(source, count, width, target) }
      return unsafe write(Int128.self, source, count, target)
    case .int96: return unsafe writeJulian(source, count, target)
    case .half, .float, .double: return unsafe writeFloats(source, count, target)
    case .bigEndian, .bigEndianTexts, .fixed, .texts: preconditionFailure("bytes become texts or decimals")
    }
  }

  // MARK: - Whole numbers

  /// One loop for each layout; what does not fit is found at the end, so that the loop has no branch.
  @inline(__always)
  private func loop<Stored: FixedWidthInteger & BitwiseCopyable, Target: BitwiseCopyable>(
    _: Stored.Type, _ source: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutableRawPointer, _: Target.Type,
    _ change: (Stored) -> (Target, isBad: Bool)
  ) -> Bool {
    let target = unsafe target.assumingMemoryBound(to: Target.self)
    var isBad = false
    for place in 0..<count {
      let stored = unsafe source.loadUnaligned(
        fromByteOffset: place &* MemoryLayout<Stored>.size, as: Stored.self)
      let (value, bad) = change(stored)
      unsafe target[place] = value
      isBad = isBad || bad
    }
    return !isBad
  }

  @inline(__always)
  private func write<Stored: FixedWidthInteger & BitwiseCopyable>(
    _: Stored.Type, _ source: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutableRawPointer
  ) -> Bool {
    switch reading {
    case .narrowInt:
      return unsafe loop(Stored.self, source, count, target, Int32.self) {
        let value = Int32(truncatingIfNeeded: $0)
        return (value, Stored(truncatingIfNeeded: value) != $0 || (value < 0) != ($0 < 0))
      }
    case .int:
      return unsafe loop(Stored.self, source, count, target, Int64.self) {
        let value = Int64(truncatingIfNeeded: $0)
        return (value, Stored(truncatingIfNeeded: value) != $0 || (value < 0) != ($0 < 0))
      }
    case .decimal:
      return unsafe loop(Stored.self, source, count, target, Int64.self) {
        let value = Int64(truncatingIfNeeded: $0)
        return (value, Stored(truncatingIfNeeded: value) != $0 || (value < 0) != ($0 < 0))
      }
    case .hugeInt, .longDecimal:
      return unsafe loop(Stored.self, source, count, target, Int128.self) { (Int128(truncatingIfNeeded: $0), false) }
    case .date: return unsafe writeDates(Stored.self, source, count, target)
    case .datetime(let unit): return unsafe writeTimes(Stored.self, source, count, target, unit, Calendar.microseconds)
    case .duration(let unit): return unsafe writeTimes(Stored.self, source, count, target, unit, -Int64.max...Int64.max)
    case .bool, .float, .text: preconditionFailure("whole numbers become numbers or times")
    }
  }

  /// Of days, or of milliseconds that are whole days, as Arrow's date64.
  @inline(__always)
  private func writeDates<Stored: FixedWidthInteger & BitwiseCopyable>(
    _: Stored.Type, _ source: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutableRawPointer
  ) -> Bool {
    unsafe loop(Stored.self, source, count, target, Int32.self) {
      let stored = Int64(truncatingIfNeeded: $0)
      let (days, rest) =
        MemoryLayout<Stored>.size == 8 ? stored.quotientAndRemainder(dividingBy: 86_400_000) : (stored, 0)
      let value = Int32(truncatingIfNeeded: days)
      return (value, rest != 0 || Int64(value) != days || !(Calendar.days ~= value))
    }
  }

  @inline(__always)
  private func writeTimes<Stored: FixedWidthInteger & BitwiseCopyable>(
    _: Stored.Type, _ source: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutableRawPointer, _ unit: TimeUnit,
    _ range: ClosedRange<Int64>
  ) -> Bool {
    switch unit {
    case .microseconds:
      return unsafe loop(Stored.self, source, count, target, Int64.self) {
        let value = Int64(truncatingIfNeeded: $0)
        return (value, !(range ~= value))
      }
    case .nanoseconds:
      return unsafe loop(Stored.self, source, count, target, Int64.self) {
        let (value, rest) = Int64(truncatingIfNeeded: $0).quotientAndRemainder(dividingBy: 1000)
        return (value, rest != 0 || !(range ~= value))
      }
    case .seconds, .milliseconds, .days:
      let factor: Int64 = unit == .days ? 86_400_000_000 : 1_000_000 / unit.perSecond
      return unsafe loop(Stored.self, source, count, target, Int64.self) {
        let (value, isOver) = Int64(truncatingIfNeeded: $0).multipliedReportingOverflow(by: factor)
        return (value, isOver || !(range ~= value))
      }
    }
  }

  /// Of Spark's and Impala's times (parquet-format issue PARQUET-323): day 2,440,588 is 1970-01-01.
  private func writeJulian(_ source: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutableRawPointer) -> Bool {
    let target = unsafe target.assumingMemoryBound(to: Int64.self)
    for place in 0..<count {
      let time = unsafe source.loadUnaligned(fromByteOffset: 12 * place, as: Int64.self)
      let day = unsafe source.loadUnaligned(fromByteOffset: 12 * place + 8, as: Int32.self)
      guard 0..<86_400_000_000_000 ~= time, time % 1000 == 0 else { return false }
      let value = (Int64(day) - 2_440_588) * 86_400_000_000 + time / 1000
      guard Calendar.microseconds ~= value else { return false }
      unsafe target[place] = value
    }
    return true
  }

  // MARK: - Floats

  private func writeFloats(_ source: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutableRawPointer) -> Bool {
    let values = unsafe target.assumingMemoryBound(to: Double.self)
    switch storage {
    case .double: unsafe target.copyMemory(from: source, byteCount: 8 * count)
    case .float:
      for place in 0..<count {
        unsafe values[place] = Double(source.loadUnaligned(fromByteOffset: 4 &* place, as: Float.self))
      }
    default:
      for place in 0..<count {
        unsafe values[place] = double(ofHalf: source.loadUnaligned(fromByteOffset: 2 &* place, as: UInt16.self))
      }
    }
    return true
  }

  // MARK: - Decimals

  /// Of up to sixteen bytes each, the first byte highest.
  private func writeShortDecimals(
    _ values: StoredValues, _ count: Int, _ width: Int, _ target: UnsafeMutableRawPointer
  ) throws(Malformed) -> Bool {
    guard case .fixed(let bytes, width) = values, width > 0, bytes.count >= count * width else {
      throw Malformed("it ends early")
    }
    if width <= 8, reading.width == 8 {
      let numbers = unsafe target.assumingMemoryBound(to: Int64.self)
      let shift = Int64(64 - 8 * width)
      for place in 0..<count {
        let word = unsafe bytes.base.loadUnaligned(fromByteOffset: place &* width, as: UInt64.self).bigEndian
        unsafe numbers[place] = Int64(bitPattern: word) &>> shift
      }
      return true
    }
    let shift = Int128(128 - 8 * width)
    @inline(__always) func number(_ place: Int) -> Int128 {
      unsafe Int128(bitPattern: bytes.base.loadUnaligned(fromByteOffset: place &* width, as: UInt128.self).bigEndian)
        &>> shift
    }
    if reading.width == 16 {
      let numbers = unsafe target.assumingMemoryBound(to: Int128.self)
      for place in 0..<count { unsafe numbers[place] = number(place) }
      return true
    }
    let numbers = unsafe target.assumingMemoryBound(to: Int64.self)
    var isBad = false
    for place in 0..<count {
      let value = number(place)
      let short = Int64(truncatingIfNeeded: value)
      unsafe numbers[place] = short
      isBad = isBad || Int128(short) != value
    }
    return !isBad
  }

  private func writeDecimals(
    _ values: StoredValues, _ count: Int, _ target: UnsafeMutableRawPointer
  ) throws(Malformed) -> Bool {
    var (place, fits) = (0, true)
    try unsafe values.each(count) { bytes, length in
      let bytes = unsafe UnsafeBufferPointer(start: bytes, count: length)
      if let number = unsafe wholeNumber(bytes) { unsafe put(number, place, target, &fits) } else { fits = false }
      place += 1
    }
    return fits
  }

  /// Of more than sixteen bytes each, the last byte highest.
  private func writeLongDecimals(
    _ source: UnsafeRawPointer, _ count: Int, _ width: Int, _ target: UnsafeMutableRawPointer
  ) throws(Malformed) -> Bool {
    var fits = true
    for place in 0..<count {
      let bytes = unsafe UnsafeRawBufferPointer(start: source + place * width, count: width).reversed()
      let number = unsafe Array(bytes).withUnsafeBufferPointer { unsafe wholeNumber($0) }
      if let number { unsafe put(number, place, target, &fits) } else { fits = false }
    }
    return fits
  }

  @inline(__always)
  private func put(_ number: Int128, _ place: Int, _ target: UnsafeMutableRawPointer, _ fits: inout Bool) {
    if reading.width == 16 {
      unsafe target.assumingMemoryBound(to: Int128.self)[place] = number
    } else {
      let short = Int64(truncatingIfNeeded: number)
      unsafe target.assumingMemoryBound(to: Int64.self)[place] = short
      fits = fits && Int128(short) == number
    }
  }
}

/// A number with a sign, the first byte highest; nil if it takes more than 128 bits.
func wholeNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Int128? {
  guard let first = unsafe bytes.first else { return 0 }
  let filling: UInt8 = first >= 128 ? 255 : 0
  var value: UInt128 = filling == 0 ? 0 : ~0
  let extra = max(0, bytes.count - 16)
  for place in 0..<bytes.count {
    let byte = unsafe bytes[place]
    if place < extra, byte != filling { return nil }
    value = value << 8 | UInt128(byte)
  }
  let number = Int128(truncatingIfNeeded: value)
  return (number < 0) == (filling != 0) ? number : nil
}

/// The number of sixteen bits (IEEE 754 binary16), which every double contains.
func double(ofHalf bits: UInt16) -> Double {
  let (exponent, fraction) = (Int(bits >> 10 & 31), Double(bits & 1023))
  let sign = bits >> 15 == 0 ? 1.0 : -1.0
  switch exponent {
  case 0: return sign * fraction * 0x1p-24
  case 31: return fraction == 0 ? sign * .infinity : .nan
  default: return sign * (1024 + fraction) * Double(sign: .plus, exponent: exponent - 25, significand: 1)
  }
}
