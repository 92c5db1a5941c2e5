#if os(Linux)
  import StetInterpreter
  import StetSyntax
  import StetTerminal
  import Synchronization
  import TestSupport
  import Testing

  @testable import stet

  @Test(
    "Sizes are written with a unit",
    arguments: [("64M", 64 << 20), ("1.5G", 3 << 29), ("2gb", 2 << 30), ("2 GiB", 2 << 30)])
  func sizes(_ words: String, _ bytes: Int) { #expect(MemorySize(argument: words)?.bytes == bytes) }

  @Test("What is no size is refused", arguments: ["", "M", "2", "2X", "-1G", "1e3G", "2GG", "99999999T", "."])
  func noSizes(_ words: String) { #expect(MemorySize(argument: words) == nil) }

  @Test("`--max-memory` refuses what it cannot mean")
  func refusedLimits() throws {
    let desk = try Desk()
    for words in ["much", "1M"] {
      let (status, _, said) = try desk("-e", "1", "--max-memory", words)
      #expect(status == 64)
      #expect(said.contains("max-memory"))
    }
  }

  /// A table of several megabytes in which most things happen: missing values, repeated and different texts, floats.
  private func writeTable(_ desk: Desk, rows: Int) throws {
    var random = SplitMix64(seed: 15)
    var text = "id,k,state,x,note\n"
    for row in 0..<rows {
      let key = random.next() % UInt64(max(rows / 5, 1))
      let number = row % 17 == 0 ? "" : "\(Double(random.next() % 100_000) / 64)"
      text += "\(row),\(key),S\(random.next() % 50),\(number),note \(random.next() % UInt64(rows))\n"
    }
    try desk.write("t.csv", text)
  }

  private let programs = [
    "group by state: n = count(), s = sum(x), m = median(x)", "group by k: n = count(), s = sum(x) | top 5 s",
    "sort -x, note | take 5", "sort state, -k | take last 5", "distinct k, state | group: n = count()",
    "join (load \"t.csv\" | group by k: t = sum(x)) on k | group by state: s = sum(t)",
    "derive r = rank(x) within state | filter r <= 3 | sort state, r, id | take 9",
    "derive t = \"{state} {note}\" | group: n = count_distinct(t), l = max(t)",
    "unpivot id, k as column, number | group by column: n = count(), s = sum(number)",
    "select k, state, x | take 3000 | pivot state: sum(x) | group: n = count()",
    "join many (load \"t.csv\" | select k, y = x) on k | group: n = count(), s = sum(y)",
    "sort note | save \"a.csv\"", "sort note | expect x < 1500",
  ]

  @Test(
    "A table that does not fit in memory gives the same bytes, the same ledger and the same failures",
    arguments: programs)
  func onDisk(_ program: String) throws {
    let desk = try Desk()
    try writeTable(desk, rows: isQuick ? 20_000 : 200_000)
    let usual = try desk("-e", "load \"t.csv\" | \(program)", "--as", "csv")
    let limited = try desk("-e", "load \"t.csv\" | \(program)", "--as", "csv", "--max-memory", "64M")
    #expect(limited == usual)
    #expect(usual.status == (program.contains("expect") ? 2 : 0))
  }

  @Test("A step that multiplies rows beyond the limit is refused, and a group of them is not")
  func multiplied() throws {
    let desk = try Desk()
    try desk.write("t.csv", "k,a\n" + String(repeating: "1,2\n", count: 3000))
    let join = "load \"t.csv\" | join many (load \"t.csv\" | select k, b = a) on k | "
    let refused = try desk("-e", join + "sort b | group: s = sum(b)", "--max-memory", "64M")
    #expect(refused.status == 5)
    #expect(refused.said.contains("error[memory]: `join many` would make 9000000 rows"))
    #expect(try desk("-e", join + "sort b | group: s = sum(b)", "--max-memory", "1G").shown == "       s\n18000000\n")
    #expect(try desk("-e", join + "group: n = count()", "--max-memory", "64M").shown == "      n\n9000000\n")
    #expect(try desk("-e", join + "group: s = sum(b)", "--max-memory", "64M").shown == "       s\n18000000\n")
    // A median needs all values.
    #expect(try desk("-e", join + "group: m = median(b)", "--max-memory", "64M").status == 5)
  }

  @Test("An allocation that fails ends the program with status 5, and no unfinished file stays")
  func exhausted() throws {
    let desk = try Desk()
    try writeTable(desk, rows: 50_000)
    var ended = 0
    for kilobytes in stride(from: 50_000, through: 170_000, by: 10_000) {
      for program in [programs[1], programs[5], programs[7], programs[11]] {
        let (status, _, said) = try desk.shell(
          "ulimit -v \(kilobytes) && exec \"$0\" -e 'load \"t.csv\" | \(program)'")
        // Below some size, the system cannot even load the program.
        if status == 127 { continue }
        #expect(status == 0 || status == 5, "\(kilobytes) KB: \(program): \(said)")
        if status == 5 {
          ended += 1
          #expect(said.contains("error[memory]"))
        }
        #expect(desk.files.allSatisfy { !$0.hasSuffix("partial") })
      }
    }
    #expect(ended > 0)
  }

  @Test("Without a folder for what does not fit, there is memory up to the limit")
  func noFolder() throws {
    let desk = try Desk()
    try desk.write("t.csv", "k,a\n" + (0..<1500).map { "1,\($0)\n" }.joined())
    let join = "load \"t.csv\" | join many (load \"t.csv\" | select k, b = a) on k | sort a * b | group: s = sum(a - b)"
    let line = "TMPDIR=/no/such/folder exec \"$0\" -e '\(join)' --max-memory "
    let refused = try desk.shell(line + "64M")
    #expect(refused.status == 5)
    #expect(refused.said.contains("error[memory]"))
    #expect(try desk.shell(line + "1G").shown == "s\n0\n")
  }
#endif
