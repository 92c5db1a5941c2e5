import StetColumns
import StetFormats
import Testing

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
