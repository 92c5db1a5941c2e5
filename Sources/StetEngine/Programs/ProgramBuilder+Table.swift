import CKernels
import StetColumns

extension ProgramBuilder {
  /// The place of each row's value among the whole numbers from `least` on, where 0 is for missing. A column that is alone and needs no conversion stays as it is: its least value then
  /// has the place `first`.
  mutating func places(
    _ value: Register, from least: Int64, times stride: Int, isAlone: Bool
  ) -> (register: Register, first: Int32) {
    let value = cells(value)
    if isAlone, value.layout == .text { return (value, -1) }
    let out = register(.narrow, .int)
    let stride = Int32(truncatingIfNeeded: stride)
    switch value.layout {
    case .text: emit { $0.map(value, out) { (code: Int32) in (code &+ 1) &* stride } }
    case .bool: emit { unsafe $0.number(value, out, least, stride, stet_number8) }
    case .narrow: emit { unsafe $0.number(value, out, least, stride, stet_number32) }
    case .wide: emit { unsafe $0.number(value, out, least, stride, stet_number64) }
    case .float, .huge: preconditionFailure("floats and decimals have no range of values")
    }
    return (out, 0)
  }

  mutating func sum(_ a: Register, _ b: Register) -> Register {
    let out = register(.narrow, .int)
    let (x, y): (Side<Int32>, Side<Int32>) = (.cells(a), .cells(b))
    emit(unchecked(.add, x, y, out))
    return out
  }

  /// Counts what a table says for the place of each row that what comes next is for; with `columns`, of those where one of these is
  /// missing.
  mutating func countUndecided(
    _ places: Register, from first: Int32, _ table: [Int32], onlyWhereMissing columns: [Register]?
  ) {
    let branches = branches
    emit { batch in
      if let columns, !batch.hasMissing(in: columns) { return }
      let places: Cells<Int32> = batch.values(places)
      for row in 0..<batch.count {
        let count = table[Int(places[row] &- first)]
        if count > 0, batch.isMeant(row, branches) { batch.undecided += Int(count) }
      }
    }
  }

  mutating func lookedUp(_ places: Register, from first: Int32, _ results: Column) -> Register {
    let out = register(
      results.layout, results.type, bounds: results.valueBounds, scale: results.scale, pool: results.pool)
    switch results {
    case .bool(let vector):
      let table = vector.values.map { UInt8($0 ? 1 : 0) }
      emit { $0.lookUp(places, table, from: first, out) }
    case .narrowInt(let vector), .date(let vector), .period(let vector, _):
      let table = vector.values
      emit { $0.lookUp(places, table, from: first, out) }
    case .int(let vector), .decimal(let vector, _), .datetime(let vector), .duration(let vector):
      let table = vector.values
      emit { $0.lookUp(places, table, from: first, out) }
    case .float(let vector):
      let table = vector.values
      emit { $0.lookUp(places, table, from: first, out) }
    case .longDecimal(let vector, _):
      let table = vector.values
      emit { $0.lookUp(places, table, from: first, out) }
    case .text(let texts):
      let table = texts.codes
      emit { $0.lookUp(places, table, from: first, out) }
    }
    if let validity = results.validity {
      let present = (0..<results.count).map { UInt8(validity[$0] ? 1 : 0) }
      emit { $0.lookUpPresence(places, present, from: first, out) }
    }
    return out
  }
}

extension Column {
  /// What its ints, digits, days or ordinals are within: known, or found by looking at all of them.
  var valueBounds: ClosedRange<Int64>? {
    switch self {
    case .narrowInt(let vector), .date(let vector), .period(let vector, _):
      guard vector.count > 0 else { return nil }
      let (least, most) = extremes(vector)
      return Int64(least)...Int64(most)
    case .int(let vector), .decimal(let vector, _), .datetime(let vector), .duration(let vector):
      guard vector.count > 0 else { return nil }
      let (least, most) = extremes(vector)
      return least...most
    case .bool, .longDecimal, .float, .text: return nil
    }
  }
}

extension Batch {
  /// The place of a value among the values from `least` on, times `stride`; 0 for missing.
  @inline(__always)
  fileprivate func number<Number: BitwiseCopyable>(
    _ a: Register, _ out: Register, _ least: Int64, _ stride: Int32,
    _ loop: (
      stet_kernels, UnsafePointer<Number>, UnsafePointer<UInt8>?, UInt32, UInt32, Int, UnsafeMutablePointer<Int32>
    ) -> Void
  ) {
    let (x, r): (Cells<Number>, Cells<Int32>) = (values(a), own(out))
    let first = UInt32(truncatingIfNeeded: least &- 1)
    unsafe loop(
      Self.kernels, x.address, presence(a)?.address, first, UInt32(bitPattern: stride), count, r.address)
    setPresence(out, nil)
  }

  fileprivate func lookUpPresence(_ a: Register, _ table: [UInt8], from first: Int32, _ out: Register) {
    let places: Cells<Int32> = values(a)
    let own = ownPresence(out)
    unsafe table.withUnsafeBufferPointer { table in
      guard let entries = table.baseAddress else { return }
      for row in 0..<count { own[row] = unsafe entries[Int(places[row] &- first)] }
    }
    setPresence(out, own)
  }
}
