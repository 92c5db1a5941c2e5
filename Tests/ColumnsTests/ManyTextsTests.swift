import TestSupport
import Testing

@testable import StetColumns

/// Texts that collide where they can: of several lengths around those of words, with the same beginnings and ends, with zeros.
private func texts(_ count: Int, _ random: inout SplitMix64) -> [[UInt8]] {
  let ends = ["", "\0", "a", "é", "12345678", "\0\0\0\0\0\0\0\0", "a\0", "an end of sixteen", "2011-05-04"]
  let middles = ["", "x", "the middle of a long text", "the middlf of a long text"]
  return (0..<count).map { _ in
    let number = Int.random(in: 0..<3, using: &random) == 0 ? String(Int.random(in: 0..<count, using: &random)) : ""
    let (start, end) = (ends.randomElement(using: &random)!, ends.randomElement(using: &random)!)
    return Array((start + middles.randomElement(using: &random)! + number + end).utf8)
  }
}

private func pool(_ texts: [[UInt8]]) -> TextPool {
  let offsets = texts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
  return TextPool(bytes: Array(texts.joined()), offsets: TextOffsets(offsets), isDistinct: false)
}

@Test(
  "Texts that repeat get the codes of the different ones, in the order of their bytes", arguments: [0, 1, 900, 200_000])
func coding(_ count: Int) {
  var random = SplitMix64(seed: UInt64(count))
  let texts = texts(count, &random)
  let different = Set(texts).sorted { $0.lexicographicallyPrecedes($1) }
  let ranks = Dictionary(uniqueKeysWithValues: zip(different, 0...))
  let sorted = TextVector(ofRows: pool(texts)).codedInOrder
  #expect(sorted.pool.isSorted && sorted.pool.isDistinct)
  #expect((0..<sorted.pool.count).map { Array(sorted.pool.utf8($0)) } == different)
  #expect(sorted.codes.map { Int($0) } == texts.map { ranks[$0] })
  #expect(pool(texts).ranks() == sorted.codes)
  let coded = TextVector(ofRows: pool(texts)).coded
  #expect(coded.pool.isDistinct && coded.pool.count == different.count)
  #expect(coded.codes.map { Array(coded.pool.utf8(Int($0))) } == texts)
}

@Test("Codes of texts that repeat keep their missing rows, also where few rows are left", arguments: [true, false])
func codingOfSomeRows(_ isFew: Bool) {
  var random = SplitMix64(seed: 7)
  let texts = texts(5000, &random)
  let rows = (0..<(isFew ? 300 : 4000)).map { _ in Int32.random(in: -1..<5000, using: &random) }
  let vector = TextVector(codes: rows, pool: pool(texts))
  for coded in [vector.coded, vector.codedInOrder] {
    #expect((0..<coded.count).map { coded[$0] } == (0..<vector.count).map { vector[$0] })
    #expect(Set((0..<coded.pool.count).map { coded.pool.string($0) }).count == coded.pool.count)
  }
  let codes = vector.codedInOrder.codes
  for row in codes.indices.dropFirst() where codes[row] >= 0 && codes[row - 1] >= 0 {
    let order = texts[Int(rows[row - 1])].lexicographicallyPrecedes(texts[Int(rows[row])])
    #expect((codes[row - 1] < codes[row]) == order)
  }
}

@Test("Rows that are taken piece by piece are those that are taken one by one")
func pieces() {
  var random = SplitMix64(seed: 11)
  let count = 300_000
  for rowCount in [0, 1, 70_000, 400_000] {
    let rows = (0..<rowCount).map { _ in Int32.random(in: -1..<Int32(count), using: &random) }
    let gather = PiecewiseGather(rows, of: count)
    let values = (0..<count).map { Int64($0) &* 0x9E37_79B9_7F4A }
    #expect(gather.gathered(values, missing: -5) == rows.map { $0 < 0 ? -5 : values[Int($0)] })
    let flags = (0..<count).map { UInt8(truncatingIfNeeded: $0 % 251) }
    #expect(gather.gathered(flags, missing: 255) == rows.map { $0 < 0 ? 255 : flags[Int($0)] })
    let texts = texts(count, &random)
    let moved = gather.texts(pool(texts))
    #expect(moved.count == rowCount && !moved.isDistinct)
    for (place, row) in rows.enumerated() where Array(moved.utf8(place)) != (row < 0 ? [] : texts[Int(row)]) {
      Issue.record("row \(place)")
    }
  }
}
