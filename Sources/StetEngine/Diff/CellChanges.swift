import StetColumns

/// A cell of a row that both releases have, and that is not the same in both.
package struct CellChange: Sendable, Hashable {
  package enum Kind: String, Sendable, Hashable {
    case changed
    /// Missing before.
    case appeared
    case becameMissing = "became missing"
  }

  package let kind: Kind
  package let oldRow: Int32
  package let newRow: Int32
}

/// The changed cells of one column, in the order of the old table.
package struct CellChanges: Sendable {
  package let column: String
  package let all: [CellChange]

  package var count: Int { all.count }

  package func count(_ kind: CellChange.Kind) -> Int { all.count { $0.kind == kind } }

  init(_ name: String, _ old: Column, _ new: Column, _ match: KeyMatch) {
    column = name
    let (oldRows, newRows) = (match.oldRows, match.newRows)
    let isSame = sameness(old, new)
    all = rows(below: oldRows.count) { !isSame(Int(oldRows[$0]), Int(newRows[$0])) }.map { place in
      let (a, b) = (oldRows[Int(place)], newRows[Int(place)])
      let kind: CellChange.Kind =
        !old.isPresent(Int(a)) ? .appeared : !new.isPresent(Int(b)) ? .becameMissing : .changed
      return CellChange(kind: kind, oldRow: a, newRow: b)
    }
  }
}

/// Whether a row of one column has the value of a row of the other: ints and decimals exactly, floats by value, a decimal and a
/// float where the decimal's nearest double is the float. Columns of types that do not compare are compared as they are written.
func sameness(_ old: Column, _ new: Column) -> @Sendable (Int, Int) -> Bool {
  switch (old, new) {
  case (.bool(let a), .bool(let b)): return { a[$0] == b[$1] }
  case (.narrowInt(let a), .narrowInt(let b)), (.date(let a), .date(let b)): return { a[$0] == b[$1] }
  case (.int(let a), .int(let b)), (.datetime(let a), .datetime(let b)), (.duration(let a), .duration(let b)):
    return { a[$0] == b[$1] }
  case (.period(let a, let kind), .period(let b, let other)) where kind == other: return { a[$0] == b[$1] }
  case (.float(let a), .float(let b)): return { a[$0] == b[$1] }
  case (.decimal(let a, let scale), .decimal(let b, let other)) where scale == other: return { a[$0] == b[$1] }
  case (.longDecimal(let a, let scale), .longDecimal(let b, let other)) where scale == other:
    return { a[$0] == b[$1] }
  case (.text(let a), .text(let b)):
    return { row, other in
      let (x, y) = (Int(a.code(of: row)), Int(b.code(of: other)))
      return x < 0 || y < 0 ? x < 0 && y < 0 : a.pool.utf8(x) == b.pool.utf8(y)
    }
  case (.narrowInt, .int), (.int, .narrowInt): return sameness(old.wide, new.wide)
  default:
    if old.type.isNumeric, new.type.isNumeric { return { isSameNumber(old[$0], new[$1]) } }
    if old.type == new.type { return { old[$0] == new[$1] } }
    return { row, other in
      let (a, b) = (old[row], new[other])
      return a.isMissing || b.isMissing
        ? a.isMissing && b.isMissing : plainText(a).utf8.elementsEqual(plainText(b).utf8)
    }
  }
}

private func isSameNumber(_ a: Value, _ b: Value) -> Bool {
  if let x = a.asDecimal, let y = b.asDecimal { return x == y }
  // A double near 2^63 is not an int, though it is the nearest double of one.
  if let x = a.asInt, case .float(let y) = b { return Int64(exactly: y) == x }
  if case .float(let x) = a, let y = b.asInt { return Int64(exactly: x) == y }
  return a.asFloat == b.asFloat
}
