import StetColumns

/// One side of a kernel: a vector, or one value for every row.
///
/// `values[row & mask]` reads both without a branch.
struct Operand<Element: Sendable & Hashable>: Sendable {
  let values: [Element]
  let validity: Bitmap?
  let mask: Int

  init(_ vector: Vector<Element>, isConstant: Bool) {
    if isConstant {
      values = [vector.values.first].compactMap { $0 }
      validity = nil
      mask = 0
    } else {
      values = vector.values
      validity = vector.validity
      mask = ~0
    }
  }

  @inline(__always)
  subscript(row: Int) -> Element { values[row & mask] }
}

/// Where both sides are present.
func bothPresent(_ a: Bitmap?, _ b: Bitmap?) -> Bitmap? {
  guard let a else { return b }
  guard let b else { return a }
  return a & b
}

/// The validity of one value for every row that it represents.
func spread(_ validity: Bitmap?, _ isConstant: Bool, _ count: Int) -> Bitmap? {
  isConstant ? validity.map { Bitmap(repeating: $0[0], count: count) } : validity
}
