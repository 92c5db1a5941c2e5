import StetColumns

/// A parser of cells that are written with the stated marks.
struct MarkedParser<Base: CellParser>: CellParser {
  let base: Base
  let marks: NumberMarks

  var zero: Base.Element { base.zero }

  func parse(_ cell: Span<UInt8>) -> Base.Element? { marks.plain(cell).flatMap { base.parse($0.span) } }
}
