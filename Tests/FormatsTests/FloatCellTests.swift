import StetColumns
import TestSupport
import Testing

@testable import StetFormats

/// The type of a column of one cell.
private func type(_ cell: String, declared: ValueType? = nil) throws -> ValueType? {
  var options = ReadOptions()
  if let declared { options.types = ["x": declared] }
  return try parseCSV(Array("x,y\n\(cell),1\n".utf8), name: "t.csv", options: options).0.schema.fields.first?.type
}

@Test(
  "A number of forty characters is a float; a longer one would lose digits and stays text, unless its type is declared")
func longNumbers() throws {
  let forty = "0." + String(repeating: "3", count: 38)
  #expect(forty.utf8.count == 40)
  #expect(try type(forty) == .float)
  #expect(try type(forty + "3") == .text)
  #expect(try type("-0." + String(repeating: "3", count: 37)) == .float)
  #expect(try type("-0." + String(repeating: "3", count: 38)) == .text)
  #expect(try type(forty + "3", declared: .float) == .float)
}

@Test("A number of up to nineteen digits is rounded as the standard library rounds it")
func longFloats() {
  var random = SplitMix64(seed: 7)
  for _ in 0..<rounds(200_000) {
    let whole = Bool.random(using: &random) ? random.next() >> UInt64.random(in: 1...62, using: &random) : 0
    let places = (0..<Int.random(in: 1...18, using: &random)).map { _ in String(Int.random(in: 0...9, using: &random)) }
    // Half of a large number is in the middle between two doubles.
    let cell = "\(whole).\(Int.random(in: 0..<4, using: &random) == 0 ? "5" : places.joined())"
    let bytes = Array(cell.utf8)
    let read = FloatParser(isDeclared: true).parse(bytes.span)
    #expect(read?.bitPattern == Double(cell)?.bitPattern, "\(cell)")
  }
}
