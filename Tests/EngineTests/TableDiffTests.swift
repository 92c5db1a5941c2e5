import StetColumns
import StetDiagnostics
import Testing

@testable import StetEngine

private func table(_ fields: [Field], _ rows: [[Value]], file: String = "t.csv") -> Table {
  Table(
    schema: Schema(fields),
    columns: fields.enumerated().map { index, field in Column(rows.map { $0[index] }, type: field.type) },
    rowCount: rows.count, origin: Origin(files: [file], lines: .listed((0..<Int32(rows.count)).map { $0 + 2 })))
}

private func diff(_ old: Table, _ new: Table, by keys: [String] = ["k"], ignoring: [String] = []) throws -> TableDiff {
  try TableDiff(from: old, to: new, by: keys, ignoring: ignoring, names: ("old", "new"))
}

private let key = Field("k", .int)

@Test("Rows and cells are those that looking up each row finds, for generated releases")
func naiveDiff() throws {
  var state: UInt64 = 7
  func random(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % limit
  }
  let fields = [Field("a", .text), key, Field("n", .int), Field("t", .text)]
  func release() -> [[Value]] {
    var rows: [[Value]] = []
    for a in [Value.text("x"), .text("y"), .missing] {
      for k in 0..<8 where random(3) > 0 {
        rows.append([
          a, k == 0 ? .missing : .int(Int64(k)), random(5) == 0 ? .missing : .int(Int64(random(4))),
          random(5) == 0 ? .missing : .text(["p", "q", ""][random(3)]),
        ])
      }
    }
    for place in rows.indices { rows.swapAt(place, random(rows.count)) }
    return rows
  }
  for _ in 0..<300 {
    let (before, after) = (release(), release())
    let found = try diff(table(fields, before), table(fields, after), by: ["k", "a"])
    func partner(_ row: [Value], _ rows: [[Value]]) -> Int? { rows.firstIndex { $0[0] == row[0] && $0[1] == row[1] } }
    #expect(found.removed == before.indices.filter { partner(before[$0], after) == nil }.map { Int32($0) })
    #expect(found.added == after.indices.filter { partner(after[$0], before) == nil }.map { Int32($0) })
    #expect(found.kept == before.count - found.removed.count)
    for (index, name) in [(2, "n"), (3, "t")] {
      let wanted = before.indices.compactMap { row -> CellChange? in
        guard let other = partner(before[row], after), before[row][index] != after[other][index] else { return nil }
        let kind: CellChange.Kind =
          before[row][index].isMissing ? .appeared : after[other][index].isMissing ? .becameMissing : .changed
        return CellChange(kind: kind, oldRow: Int32(row), newRow: Int32(other))
      }
      #expect((found.cells.first { $0.column == name }?.all ?? []) == wanted)
    }
  }
}

@Test("A release is no different from itself in any other order of rows")
func selfDiff() throws {
  let fields = [key, Field("x", .float), Field("s", .text)]
  let rows: [[Value]] = (0..<50).map { [.int(Int64($0)), .float(Double($0) / 3), .text("s\($0 % 4)")] }
  #expect(try diff(table(fields, rows), table(fields, rows.reversed())).isEmpty)
  #expect(try diff(table(fields, []), table(fields, [])).isEmpty)
}

@Test("Numbers are compared by value, other types by their text")
func sameCells() {
  let big = Value.int(9_007_199_254_740_993)
  func isSame(_ a: Value, _ b: Value, _ types: (ValueType, ValueType)) -> Bool {
    sameness(Column([a], type: types.0), Column([b], type: types.1))(0, 0)
  }
  func decimal(_ digits: Int128, _ scale: Int) -> Value { .decimal(Decimal(digits: digits, scale: scale)) }
  #expect(isSame(.int(12), .float(12), (.int, .float)))
  #expect(!isSame(big, .float(9_007_199_254_740_992), (.int, .float)))
  #expect(!isSame(.float(0x1p63), .int(.max), (.float, .int)))
  #expect(isSame(decimal(10, 2), .float(0.1), (.decimal, .float)))
  #expect(isSame(decimal(120, 1), .int(12), (.decimal, .int)))
  #expect(isSame(decimal(120, 1), decimal(12, 0), (.decimal, .decimal)))
  #expect(!isSame(decimal(121, 1), decimal(12, 0), (.decimal, .decimal)))
  #expect(isSame(.float(0), .float(-0.0), (.float, .float)))
  #expect(isSame(.text("12"), .int(12), (.text, .int)))
  #expect(!isSame(.text("012"), .int(12), (.text, .int)))
  #expect(isSame(.period(2008, .year), .int(2008), (.period(.year), .int)))
  #expect(!isSame(.text("é"), .text("e\u{301}"), (.text, .text)))
  #expect(isSame(.missing, .missing, (.text, .int)))
  #expect(!isSame(.missing, .text(""), (.text, .text)))
  #expect(!isSame(.missing, .int(0), (.float, .int)))
  // Ints that need 64 bits beside ints that do not.
  #expect(sameness(Column([.int(5)], type: .int).narrowed, Column([.int(5)], type: .int))(0, 0))
}

@Test("As few columns as possible have moved, for every order of five")
func movedColumns() {
  func permutations(_ rest: [String]) -> [[String]] {
    rest.isEmpty ? [[]] : rest.flatMap { first in permutations(rest.filter { $0 != first }).map { [first] + $0 } }
  }
  let names = ["a", "b", "c", "d", "e"]
  let old = Schema(names.map { Field($0, .int) })
  for order in permutations(names) {
    let moved = columnChanges(old, Schema(order.map { Field($0, .int) }), ignoring: []).map { change -> String in
      guard case .moved(let name, let from, let to) = change else { return "not moved" }
      #expect(names[from - 1] == name && order[to - 1] == name)
      return name
    }
    // What has not moved stands in one order in both.
    let stayed = names.filter { !moved.contains($0) }
    #expect(order.filter { stayed.contains($0) } == stayed)
    let longest = (0..<32).map { bits in names.indices.filter { bits >> $0 & 1 == 1 }.map { names[$0] } }
      .filter { part in order.filter { part.contains($0) } == part }.map(\.count).max()
    #expect(stayed.count == longest)
  }
}

@Test("Columns that came, went, or have another type or unit")
func changedColumns() {
  let old = Schema([Field("gone", .text), Field("x", .int, unit: "usd"), Field("y", .int), Field("note", .text)])
  let new = Schema([Field("x", .int, unit: "thousand usd"), Field("y", .float), Field("came", .date)])
  #expect(
    columnChanges(old, new, ignoring: ["note"]) == [
      .removed(Field("gone", .text)), .added(Field("came", .date)), .retyped("y", old: .int, new: .float),
      .unit("x", old: "usd", new: "thousand usd"),
    ])
}

@Test("The largest changes are relative to the old number, from zero first, ties by key")
func largestChanges() throws {
  let fields = [key, Field("x", .float)]
  let before: [(Int64, Double)] = [(9, 10), (3, 100), (1, 10), (5, 0), (2, 0), (7, -10), (8, 1e300)]
  let after: [(Int64, Double)] = [(9, 11), (3, 110), (1, 8), (5, 1), (2, 1e9), (7, -11), (8, -1e308)]
  let found = try diff(
    table(fields, before.map { [.int($0.0), .float($0.1)] }), table(fields, after.map { [.int($0.0), .float($0.1)] }))
  let changes = try #require(found.cells.first)
  let keys = found.largest(10, of: changes).map { before[Int($0.oldRow)].0 }
  #expect(keys == [2, 5, 8, 1, 3, 7, 9])
  for limit in 0...7 {
    #expect(found.largest(limit, of: changes).map { before[Int($0.oldRow)].0 } == Array(keys.prefix(limit)))
  }
}

@Test("A difference is exact on the digits that are shown")
func exactDifference() {
  #expect(plainText(difference(.float(12.3), .float(12.4))) == "0.1")
  #expect(plainText(difference(.int(.min), .int(.max))) == "18446744073709551615")
  #expect(plainText(difference(.float(1e300), .float(2e300))) == "1e+300")
  #expect(difference(.float(-1e308), .float(1e308)) == .missing)
  #expect(difference(.text("a"), .text("b")) == .missing)
  #expect(
    plainText(difference(.decimal(Decimal(digits: .max, scale: 0)), .decimal(Decimal(digits: 1, scale: 38)))).hasPrefix(
      "-1.7"))
  #expect(relativeChange(.int(-10), .int(-11)) == -0.1)
  #expect(relativeChange(.int(0), .int(1)) == nil)
}

@Test("A key that repeats is named with both lines, in each release")
func repeatedKeys() throws {
  let fields = [key, Field("x", .int)]
  let twice = table(
    fields, [[.int(1), .int(1)], [.missing, .int(2)], [.int(2), .int(3)], [.missing, .int(4)], [.int(2), .int(5)]])
  #expect {
    try diff(twice, twice)
  } throws: { error in
    let found = (error as? RunFailure)?.diagnostics ?? []
    return found.map(\.message) == ["two rows have the key k missing", "two rows have the key k missing"]
      && found.allSatisfy {
        $0.location == "t.csv:5" && $0.notes[0] == "the first is at t.csv:3; 2 rows repeat an earlier key"
          && $0.kind == .data
      }
  }
}

@Test("Keys that do not fit are all named at once")
func unfitKeys() {
  let old = table([key, Field("x", .int)], [[.int(1), .int(1)]])
  let new = table([Field("k", .text)], [[.text("1")]])
  #expect {
    try diff(old, new, by: ["k", "x", "x"], ignoring: ["k", "z"])
  } throws: { error in
    (error as? RunFailure)?.diagnostics.map(\.message) == [
      "`k` is a key and cannot be ignored", "the key `k` was `int` and is now `text`", "there is no column `x`",
      "the key `x` is given twice", "there is no column `x`", "there is no column `z`",
    ]
  }
}

@Test("Categories that are new, gone, or spelled differently")
func categories() throws {
  func release(_ texts: [String?]) -> Table {
    table([key, Field("s", .text)], texts.enumerated().map { [.int(Int64($0)), $1.map(Value.text) ?? .missing] })
  }
  func changes(_ old: [String?], _ new: [String?]) throws -> [String] {
    try diff(release(old), release(new)).categories.map {
      "\($0.kind) \($0.value)\($0.alike.map { " \($0)" } ?? "") \($0.oldRows) \($0.newRows)"
    }
  }
  #expect(
    try changes(["non_criminal", "a", "a"], ["non-criminal", "a", nil]) == ["respelled non_criminal non-criminal 1 1"])
  #expect(try changes(["Other", "x"], ["Other", "OTHER."]) == ["gone x 1 0", "new OTHER. Other 0 1"])
  // Punctuation alone is no likeness.
  #expect(try changes(["-", "a"], ["?", "a"]) == ["gone - 1 0", "new ? 0 1"])
  #expect(try changes((0..<51).map { "s\($0)" }, (0..<51).map { "t\($0)" }) == [])
  #expect(try changes((0..<50).map { "s\($0)" }, (0..<50).map { _ in "s0" }).count == 49)
  // A key that tells rows apart has rows, not categories.
  let states = [Field("s", .text), Field("x", .int)]
  let (old, new) = (table(states, [[.text("TX"), .int(1)]]), table(states, [[.text("Tx"), .int(1)]]))
  #expect(try diff(old, new, by: ["s"]).categories.isEmpty)
}

@Test("Sums are of counts and money, exact, and without a difference where units differ")
func totals() throws {
  func release(_ unit: String?, _ values: [Value], _ type: ValueType = .int) -> Table {
    table([key, Field("x", type, unit: unit)], values.enumerated().map { [.int(Int64($0)), $1] })
  }
  func total(_ old: Table, _ new: Table) throws -> String? {
    try diff(old, new).totals.first.map { "\(plainText($0.old)) \(plainText($0.new)) \($0.isComparable)" }
  }
  #expect(
    try total(release("persons", [.int(.max), .int(.max)]), release("persons", [.missing]))
      == "18446744073709551614  true")
  #expect(try total(release("usd", [.int(1)]), release("thousand usd", [.int(2)])) == "1 2 false")
  #expect(
    try total(
      release("usd", [.float(1e16), .float(1), .float(-1e16)], .float), release("usd", [.missing, .float(3)], .float))
      == "1 3 true")
  #expect(try total(release(nil, [.int(1)]), release(nil, [.int(1)])) == nil)
  for unit in ["persons", "million persons", "million usd", "removals", "people", "US dollars"] {
    #expect(isAddedUp(unit), "\(unit)")
  }
  for unit in [
    "usd/person", "persons per mile", "months", "index", "fiscal year", "%", "percentage points", "", "see metric",
  ] {
    #expect(!isAddedUp(unit), "\(unit)")
  }
}
