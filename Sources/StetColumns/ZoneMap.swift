/// The smallest and the largest value in each range of a column's rows, found while loading.
///
/// A step that looks for the largest values, or for a range of values, reads only the ranges of rows that can contain them.
@usableFromInline package struct ZoneMap<Element: Sendable>: Sendable {
  package struct Zone: Sendable {
    package var rows: Range<Int32>
    /// Missing rows are left out.
    package var least: Element
    package var most: Element
  }

  /// In the order of the rows; none if all rows of a range are missing.
  package let zones: [Zone]
}

/// A value that zones are made of, and its bits in a word.
package protocol ZoneValue: Comparable, Sendable {
  var zoneBits: UInt64 { get }
  init(zoneBits: UInt64)
  /// The smallest and the largest of some values, at least one.
  static func bounds(_ values: UnsafeBufferPointer<Self>) -> (least: Self, most: Self)
}

extension Int32: ZoneValue {
  package var zoneBits: UInt64 { UInt64(UInt32(bitPattern: self)) }
  package init(zoneBits: UInt64) { self = Int32(truncatingIfNeeded: zoneBits) }
  package static func bounds(_ values: UnsafeBufferPointer<Int32>) -> (least: Int32, most: Int32) {
    unsafe StetColumns.bounds(
      values, SIMD8<Int32>.self, { $0.replacing(with: $1, where: $1 .< $0) },
      { $0.replacing(with: $1, where: $1 .> $0) })
  }
}

extension Int64: ZoneValue {
  package var zoneBits: UInt64 { UInt64(bitPattern: self) }
  package init(zoneBits: UInt64) { self = Int64(bitPattern: zoneBits) }
  package static func bounds(_ values: UnsafeBufferPointer<Int64>) -> (least: Int64, most: Int64) {
    unsafe StetColumns.bounds(
      values, SIMD8<Int64>.self, { $0.replacing(with: $1, where: $1 .< $0) },
      { $0.replacing(with: $1, where: $1 .> $0) })
  }
}

extension Double: ZoneValue {
  package var zoneBits: UInt64 { bitPattern }
  package init(zoneBits: UInt64) { self.init(bitPattern: zoneBits) }
  package static func bounds(_ values: UnsafeBufferPointer<Double>) -> (least: Double, most: Double) {
    unsafe StetColumns.bounds(
      values, SIMD8<Double>.self, { $0.replacing(with: $1, where: $1 .< $0) },
      { $0.replacing(with: $1, where: $1 .> $0) })
  }
}

/// Eight side by side; the comparisons are given for each type: a generic comparison of vectors was not specialized for its
/// type, and loading took twice as long.
@inline(__always)
private func bounds<Value: Comparable, Vector: SIMD>(
  _ values: UnsafeBufferPointer<Value>, _: Vector.Type, _ less: (Vector, Vector) -> Vector,
  _ more: (Vector, Vector) -> Vector
) -> (least: Value, most: Value) where Vector.Scalar == Value {
  let width = Vector.scalarCount
  guard let base = values.baseAddress else { preconditionFailure("there must be at least one value") }
  var (least, most) = unsafe (Vector(repeating: base[0]), Vector(repeating: base[0]))
  var place = 0
  while place &+ width <= values.count {
    let next = unsafe UnsafeRawPointer(base + place).loadUnaligned(as: Vector.self)
    least = less(least, next)
    most = more(most, next)
    place &+= width
  }
  var bounds = unsafe (least: base[0], most: base[0])
  for lane in 0..<width { bounds = (min(bounds.least, least[lane]), max(bounds.most, most[lane])) }
  while place < values.count {
    bounds = unsafe (min(bounds.least, base[place]), max(bounds.most, base[place]))
    place &+= 1
  }
  return bounds
}

/// A zone of values of any layout, while a column is on its way to a type.
package struct ZoneBits: Sendable {
  package var rows: Range<Int32>
  package var least: UInt64
  package var most: UInt64

  package init(rows: Range<Int32>, least: UInt64, most: UInt64) {
    (self.rows, self.least, self.most) = (rows, least, most)
  }
}

extension ZoneMap where Element: ZoneValue {
  /// Of all rows; nil if none has a value.
  package var bounds: (least: Element, most: Element)? {
    guard let first = zones.first else { return nil }
    return zones.reduce((first.least, first.most)) { (min($0.0, $1.least), max($0.1, $1.most)) }
  }

  package init(_ zones: [ZoneBits]) {
    self.zones = zones.sorted { $0.rows.lowerBound < $1.rows.lowerBound }
      .map { Zone(rows: $0.rows, least: Element(zoneBits: $0.least), most: Element(zoneBits: $0.most)) }
  }
}
