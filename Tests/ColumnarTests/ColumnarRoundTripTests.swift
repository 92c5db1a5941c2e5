import StetColumns
import StetDiagnostics
import StetFormats
import TestSupport
import Testing

private let days =
  CivilDate(year: 1, month: 1, day: 1)!.daysSinceEpoch...CivilDate(year: 9999, month: 12, day: 31)!.daysSinceEpoch

private func value(_ type: ValueType, scale: Int, _ random: inout SplitMix64) -> Value {
  switch type {
  case .bool: return .bool(random.chance(50))
  case .int: return .int(random.one(of: [.min, .max, 0, -1, Int64(truncatingIfNeeded: random.next())]))
  case .decimal:
    let digits = Int128(Int64(truncatingIfNeeded: random.next()))
    return .decimal(Decimal(digits: random.one(of: [.max, .min, 0, -5, digits]), scale: scale))
  case .float:
    let number = Double(bitPattern: random.next())
    return .float(random.one(of: [number.isFinite ? number : 0.1, -0.0, .leastNonzeroMagnitude, 1e300, -3]))
  case .text:
    return .text(random.one(of: ["", "TX", "Zürich", "\u{0}", "a longer text than sixteen bytes", "x\n\"", "𝄞"]))
  case .date: return .date(.random(in: days, using: &random))
  case .datetime:
    return .datetime(
      Int64(Int32.random(in: days, using: &random)) * 86_400_000_000 + Int64(random.below(86_400_000_000)))
  case .duration: return .duration(random.one(of: [.max, -.max, 0, 1, -86_400_000_000]))
  case .period(let kind):
    switch kind {
    case .year, .fiscalYear: return .period(.random(in: 1...9999, using: &random), kind)
    case .month: return .period(.random(in: 12...119_999, using: &random), kind)
    case .quarter, .fiscalQuarter: return .period(.random(in: 4...39_999, using: &random), kind)
    case .week:
      return .period(.random(in: (days.lowerBound + 3) / 7 + 1...(days.upperBound + 3) / 7, using: &random), kind)
    }
  }
}

/// Some columns of any types, with units; a quarter of the values missing, or all, or none.
private func table(_ rows: Int, _ random: inout SplitMix64) -> Table {
  var (fields, columns) = ([Field](), [Column]())
  for (place, name) in ["a", "b.c", " ", "ä\"", "stet"].enumerated() {
    let type = random.one(of: ValueType.all)
    let (scale, share) = (random.below(39), random.one(of: [0, 25, 100]))
    let values = (0..<rows).map { _ in random.chance(share) ? Value.missing : value(type, scale: scale, &random) }
    let column = Column(values, type: type)
    fields.append(
      Field(
        name == " " ? "space" : name, type, unit: place == 1 ? "usd" : nil, summary: place == 2 ? "What it is" : nil))
    columns.append(column)
  }
  return Table(schema: Schema(fields), columns: columns, rowCount: rows)
}

@Test(
  "Whatever table is written reads back as the same table, with types, units and every digit",
  arguments: ["parquet", "arrow"])
func writtenAndRead(_ ending: String) throws {
  for seed in 0..<UInt64(rounds(400)) {
    var random = SplitMix64(seed: seed)
    let table = table(random.one(of: [0, 1, 2, 7, 8, 9, 65, 300]), &random)
    let bytes = try #require(OutputFormat(path: "t." + ending)).content(of: table).bytes
    let read = try load(bytes, as: "t." + ending).table
    try #require(read.schema == table.schema, "seed \(seed): \(read.schema)")
    for row in 0..<table.rowCount {
      try #require(zip(read.row(row), table.row(row)).allSatisfy(isSame), "seed \(seed), row \(row)")
    }
  }
}

/// Also of the two zeros.
private func isSame(_ a: Value, _ b: Value) -> Bool {
  if case (.float(let x), .float(let y)) = (a, b) { return x.bitPattern == y.bitPattern }
  return a == b
}

@Test("Several row groups, batches and pages, and texts that repeat or do not", arguments: ["parquet", "arrow"])
func manyRows(_ ending: String) throws {
  let rows = 300_000
  let table = Table(
    schema: Schema([Field("n", .int), Field("state", .text), Field("id", .text), Field("share", .float)]),
    columns: [
      Column((0..<rows).map { $0 % 1000 == 999 ? .missing : .int(Int64($0)) }, type: .int),
      Column((0..<rows).map { $0 % 7 == 0 ? .missing : .text("state \($0 % 50)") }, type: .text),
      Column((0..<rows).map { .text("id \($0)") }, type: .text),
      Column((0..<rows).map { .float(Double($0) / 4) }, type: .float),
    ], rowCount: rows)
  let format = try #require(OutputFormat(path: "t." + ending))
  let bytes = try format.content(of: table).bytes
  #expect(try format.content(of: table).bytes == bytes, "the same table gives the same bytes")
  let read = try load(bytes, as: "t." + ending).table
  #expect(read.schema == table.schema && read.rowCount == rows)
  for (a, b) in zip(read.columns, table.columns) {
    #expect((0..<rows).allSatisfy { a[$0] == b[$0] })
  }
}

@Test("A table without columns is not written", arguments: ["parquet", "arrow"])
func noColumns(_ ending: String) throws {
  let table = Table(schema: Schema([]), columns: [Column](), rowCount: 3)
  #expect(throws: UnwritableTable.self) { try #require(OutputFormat(path: "t." + ending)).content(of: table) }
}
