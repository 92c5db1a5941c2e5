import StetColumns
import TestSupport
import Testing

@Test("Texts that are written as bytes are those of single values, for every type")
func textRuns() {
  let columns: [Column] = [
    Column([.int(0), .int(-7), .missing, .int(.min), .int(.max), .int(1_000_000)], type: .int),
    Column([.int(0), .int(-7), .missing, .int(123)], type: .int).narrowed,
    Column(
      [(0, 2), (5, 2), (-5, 2), (12_345, 2), (-100, 2)].map { .decimal(Decimal(digits: $0.0, scale: $0.1)) } + [
        .missing
      ],
      type: .decimal),
    Column([.decimal(Decimal(digits: .max, scale: 3)), .decimal(Decimal(digits: -1, scale: 3))], type: .decimal),
    Column(
      [0, -0.5, 1e15, 1e16, -123_456, 1e-7, 0.1, .leastNonzeroMagnitude, 1.7e308].map { .float($0) } + [.missing],
      type: .float),
    Column([.text("a"), .text(""), .missing, .text("ä“b")], type: .text),
    Column([-719_162, 0, 15_000, 2_932_896].map { .date($0) } + [.missing], type: .date),
    Column([.bool(true), .missing], type: .bool),
    Column([.period(24_241, .month), .missing], type: .period(.month)),
    Column([.datetime(-1), .datetime(1_300_000_000_000_000)], type: .datetime),
    Column([.duration(-86_400_000_000), .duration(5)], type: .duration),
  ]
  for column in columns {
    let run = TextRun(column, 0..<column.count)
    let part = TextRun(column, 1..<column.count)
    for row in 0..<column.count {
      let isPresent = run.isPresent?[row] ?? true
      #expect(isPresent == column.isPresent(row))
      #expect(String(decoding: run[row], as: UTF8.self) == plainText(column[row]))
      if row > 0 { #expect(part[row - 1].elementsEqual(run[row])) }
    }
    let words = TextRun(column, 0..<column.count, minus: Array("−".utf8))
    for row in 0..<column.count where column.isPresent(row) {
      #expect(String(decoding: words[row], as: UTF8.self) == formatted(column[row], nil))
    }
  }
}

@Test("Numbers of every length are written as their digits, with any number of places and of zeros in front")
func writtenDigits() {
  var random = SplitMix64(seed: 19)
  func written(_ write: (inout TextWriter) -> Void) -> String {
    var writer = TextWriter()
    write(&writer)
    writer.end()
    return String(decoding: writer.finish()[0], as: UTF8.self)
  }
  let edges = (0...19).flatMap { power -> [UInt64] in
    let number = UInt64(powersOfTen[power])
    return [number - 1, number, number + 1]
  }
  let numbers = edges + [.max] + (0..<2000).map { _ in random.next() >> UInt64(random.below(64)) }
  for number in numbers {
    let (places, least) = (random.below(21), random.below(12))
    #expect(written { $0.append(digits: number) } == String(number))
    let decimal = Decimal(digits: Int128(number), scale: places)
    #expect(written { $0.append(digits: number, places: places) } == decimal.description)
    let zeros = String(repeating: "0", count: max(0, least - String(number).count))
    #expect(
      written { $0.append(digits: number, least: least) } == (number == 0 && least == 0 ? "0" : zeros + String(number)))
  }
}

@Test("Numbers formatted by 64 bits are formatted as by their digits one by one")
func shortFormats() throws {
  let patterns = [
    ",", ".2f", "f", ",.0f", ".1%", "%", "+.1pp", "pp", "$,.1m", "k", ".3bn", "tn", "+,", ".12f", ".18f", "€.0k",
    "+.2%",
  ]
  var random = SplitMix64(seed: 15)
  var written = 0
  for _ in 0..<4000 {
    let magnitude = random.next() >> UInt64(random.below(64))
    let digits = Int128(magnitude) * (random.chance(30) ? -1 : 1)
    let rounded = random.chance(30) ? digits / 500 * 500 : digits
    let scale = random.below(20)
    let pattern = random.one(of: patterns)
    var writer = TextWriter()
    let format = try #require(Format(pattern))
    guard format.append(negative: rounded < 0, UInt64(rounded.magnitude), scale: scale, to: &writer) else {
      #expect(writer.count == 0)
      continue
    }
    writer.end()
    written += 1
    #expect(
      String(decoding: writer.finish()[0], as: UTF8.self)
        == formatted(.decimal(Decimal(digits: rounded, scale: scale)), pattern),
      "\(rounded) \(scale) \(pattern)")
  }
  #expect(written > 2000)
}

@Test("Rows that are copied later are the same rows")
func deferredRows() {
  let table = Table(
    schema: Schema([Field("n", .int), Field("t", .text)]),
    columns: [
      Column((0..<6).map { $0 == 3 ? .missing : .int(Int64($0)) }, type: .int),
      Column((0..<6).map { .text("t\($0)") }, type: .text),
    ], rowCount: 6)
  let once = table.columns.deferring([5, 3, 1, 0], areRows: true)
  let twice = once.deferring([-1, 2, 0, 0])
  let both = twice.deferring([3, 0], areRows: true)
  #expect(once[0].count == 4)
  #expect((0..<4).map { once[1][$0] } == [.text("t5"), .text("t3"), .text("t1"), .text("t0")])
  #expect((0..<4).map { twice[0][$0] } == [.missing, .int(1), .int(5), .int(5)])
  #expect((0..<2).map { both[1][$0] } == [.text("t5"), .missing])
  for (own, made) in zip(both, both.made) { #expect((0..<2).allSatisfy { own[$0] == made[$0] }) }
  var changed = twice
  changed[1] = once[0]
  changed.append(once[1])
  #expect(changed.count == 3 && changed[2].type == .text && changed[1].type == .int)
}
