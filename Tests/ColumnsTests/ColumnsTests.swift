import StetColumns
import Testing

@Test("A civil date and its day number convert into each other over eight centuries")
func civilDates() {
  for day in stride(from: Int32(-200_000), through: 100_000, by: 37) {
    #expect(CivilDate(daysSinceEpoch: day).daysSinceEpoch == day)
  }
  #expect(CivilDate(year: 1970, month: 1, day: 1)?.daysSinceEpoch == 0)
  #expect(CivilDate(year: 1900, month: 2, day: 29) == nil)
  #expect(CivilDate(year: 2010, month: 10, day: 1)?.fiscalYear == 2011)
  #expect(CivilDate(year: 2010, month: 9, day: 30)?.fiscalYear == 2010)
}

@Test("Decimals compare exactly across scales, also where a common scale would overflow")
func decimals() {
  #expect(Decimal(digits: 30, scale: 2) == Decimal(digits: 3, scale: 1))
  #expect(Decimal(digits: 30, scale: 2).hashValue == Decimal(digits: 3, scale: 1).hashValue)
  #expect(Decimal(digits: -5, scale: 2).description == "-0.05")
  #expect(Decimal(digits: .max, scale: 0) > Decimal(digits: 1, scale: 38))
  #expect(Decimal(digits: .min, scale: 0) < Decimal(digits: 1, scale: 38))
  #expect(Decimal(digits: 29_740_000_001, scale: 9).double == 29.740000001)
}

@Test("Every column of length 0…4 × every pattern of missing keeps its values through gather")
func gatherKeepsValues() {
  for count in 0...4 {
    for pattern in 0..<(1 << count) {
      let values = (0..<count).map { pattern & (1 << $0) != 0 ? Value.missing : .int(Int64($0)) }
      let column = Column(values, type: .int)
      #expect(column.missingCount == pattern.nonzeroBitCount)
      let reversed = column.gather((0..<Int32(count)).reversed() + [-1])
      #expect((0..<count).map { reversed[count - 1 - $0] } == values)
      #expect(reversed[count].isMissing)
    }
  }
}

@Test("Equal texts share one code, different texts never do")
func textCodes() {
  let words = (0..<5000).map { "word \($0 % 1700)" }
  let column = TextVector(words.map { $0 } + [nil, "", "é", "e\u{301}"])
  #expect(column.pool.count == 1703)
  for (row, word) in words.enumerated() { #expect(column[row] == word) }
  #expect(column[5000] == nil)
  #expect(column[5001] == "")
  #expect(column.codes[5002] != column.codes[5003])
  #expect(TextVector(["b", "a", "ab"]).pool.ranks() == [2, 0, 1])
}

@Test("Plain text reads back as the same double")
func shortestDoubles() {
  for value in [0.1, -0.00001234, 1e-5, 123456.789, 1e15, 1e22, 5e-300, 0.3, 2.5e-6, -3] {
    #expect(Double(shortest(value)) == value)
  }
  #expect(shortest(0.00001) == "0.00001")
  #expect(shortest(-0.000025) == "-0.000025")
}

@Test("Periods print as an editor would write them")
func periods() {
  #expect(plainText(.period(2011, .fiscalYear)) == "FY2011")
  #expect(plainText(.period(2024 * 12 + 2, .month)) == "2024-03")
  #expect(plainText(.period(2024 * 4 + 1, .quarter)) == "2024-Q2")
}

/// A dictionary reads texts by whole words.
private func coded(_ text: [UInt8], in dictionary: TextDictionary) -> Int32 {
  (text + [UInt8](repeating: 0, count: 16)).withUnsafeBufferPointer {
    dictionary.code(of: TextDictionary.Key($0.baseAddress!, text.count), $0.baseAddress!)
  }
}

@Test("Texts that differ in any one byte have codes of their own", arguments: 1...40)
func dictionaryTellsApart(_ length: Int) {
  // Every text differs from the first in one byte, and pairs of them in two: what cancels out in one word shows in another.
  let base = [UInt8](repeating: UInt8(ascii: "y"), count: length)
  var texts: Set<[UInt8]> = [base]
  for place in 0..<length {
    for change in [1, 2, 3, 8, 0x0F, 0x80] as [UInt8] {
      var text = base
      text[place] ^= change
      texts.insert(text)
      for other in 0..<place where (place - other) % 8 == 0 || other < 2 {
        var pair = text
        pair[other] ^= change
        texts.insert(pair)
      }
    }
  }
  let dictionary = TextDictionary()
  var textOfCode: [Int32: [UInt8]] = [:]
  for text in texts.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
    let code = coded(text, in: dictionary)
    #expect(textOfCode.updateValue(text, forKey: code) == nil)
    #expect(coded(text, in: dictionary) == code)
  }
  #expect(dictionary.count == texts.count)
}

@Test("Dates as text are as many as there are")
func dictionaryOfDates() {
  let dictionary = TextDictionary()
  let dates = (0..<40_000).map { day in
    let date = CivilDate(daysSinceEpoch: Int32(day))
    return Array("\(date.year)-\(date.month < 10 ? "0" : "")\(date.month)-\(date.day < 10 ? "0" : "")\(date.day)".utf8)
  }
  // In an order in which neighbors in the calendar are none in the table.
  var codes: Set<Int32> = []
  for index in 0..<dates.count { codes.insert(coded(dates[index * 7919 % dates.count], in: dictionary)) }
  #expect(codes.count == dates.count && dictionary.count == dates.count)
}

@Test("A budget counts what is in use, what the disk takes, and refuses what multiplies beyond the limit")
func budgets() {
  func budget(limit: Int, used: Int, onDisk: Int = 0) -> MemoryBudget {
    MemoryBudget(limit: limit << 20, source: MemoryBudget.Source(used: { used << 20 }, onDisk: { onDisk << 20 }))
  }
  func left(_ budget: MemoryBudget, _ bytes: Int, multiplying: Bool = false) -> Int? {
    budget.shortage(of: bytes << 20, multiplying: multiplying).map { $0.left >> 20 }
  }
  #expect(left(budget(limit: 100, used: 40), 60) == nil)
  #expect(left(budget(limit: 100, used: 40), 61) == 60)
  #expect(left(budget(limit: 100, used: 40, onDisk: 50), 110) == nil)
  #expect(left(budget(limit: 100, used: 40, onDisk: 50), 111) == 110)
  // What is beyond the limit is on the disk already.
  #expect(left(budget(limit: 100, used: 120, onDisk: 50), 30) == nil)
  #expect(left(budget(limit: 100, used: 120, onDisk: 50), 51) == 50)
  #expect(left(budget(limit: 100, used: 40, onDisk: 500), 100, multiplying: true) == nil)
  #expect(left(budget(limit: 100, used: 40, onDisk: 500), 101, multiplying: true) == 60)
}

@Test(
  "Bytes in words",
  arguments: [(1, "1 byte"), (1023, "1023 bytes"), (1 << 20, "1 MB"), (3 << 29, "1.5 GB"), (123 << 20, "123 MB")])
func bytesInWords(_ count: Int, _ words: String) { #expect(byteWords(count) == words) }

@Test("A row without a value gets that of another row, in every layout")
func replacedRows() {
  let columns: [Column] = [
    Column([.missing, .bool(true), .missing, .bool(false)], type: .bool),
    Column([.missing, .int(.max), .missing, .int(2)], type: .int),
    Column([.missing, .int(7), .missing, .int(2)], type: .int).narrowed,
    Column([.missing, .decimal(Decimal(digits: .max, scale: 2)), .missing, .missing], type: .decimal),
    Column([.missing, .float(0.5), .missing, .float(-1)], type: .float),
    Column([.missing, .text("a"), .missing, .text("")], type: .text),
    Column([.missing, .date(5), .missing, .date(6)], type: .date),
  ]
  for column in columns {
    let replaced = column.replacing([2], with: [1])
    #expect((0..<4).map { replaced[$0] } == [.missing, column[1], column[1], column[3]])
    #expect(replaced.type == column.type)
    #expect(column.replacing([], with: []).presence == column.presence)
  }
}
