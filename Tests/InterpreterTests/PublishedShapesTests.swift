import StetInterpreter
import TestSupport
import Testing

// Shapes in which the World Bank, Eurostat, the Census, statistical offices and agencies publish; nothing in the tables is real.

private func run(_ options: String, _ text: String, _ name: String = "t.csv") throws -> ScriptRun {
  let folder = try TemporaryFolder([name: text])
  return ScriptRun("load \"\(name)\"\(options)", in: Session(folder: folder.path))
}

/// The first option that a refusal or note proposes.
private func offer(_ run: ScriptRun) -> String? {
  let notes = run.diagnostics.flatMap(\.notes) + run.ledger.filter { $0.contains("reads all") }
  return notes.lazy.compactMap { note in
    guard let start = note.range(of: "`"), let end = note.range(of: "` reads ") else { return nil }
    return String(note[start.upperBound..<end.lowerBound])
  }.first
}

@Test(
  "A published shape is read at the first try",
  arguments: [
    (
      "\"Data Source\",\"Indicators\",\n\n\"Last Updated Date\",\"2023-07-25\",\n\n\"Country Name\",\"Country Code\",\"1960\",\"1961\",\"1962\",\n"
        + "\"Aland\",\"ALA\",\"5\",\"6\",\"7\",\n\"Bland\",\"BLA\",\"\",\"8\",\"9\",\n\"Cland\",\"CLA\",\"4\",\"8\",\"9\",\n",
      "t.csv",
      """
      Country Name  Country Code  1960  1961  1962
      Aland         ALA              5     6     7
      Bland         BLA              ·     8     9
      Cland         CLA              4     8     9

      """
    ),
    (
      "freq,unit,geo\\TIME_PERIOD\t2019 \t2020 \nA,NR,AT\t12.5 \t13.1 \nA,NR,BE\t14 \t15.2 \n", "t.tsv",
      """
      freq,unit,geo\\TIME_PERIOD  2019   2020
      A,NR,AT                    12.5   13.1
      A,NR,BE                    14     15.2

      """
    ),
    (
      "freq,geo\t2019\t2020\nA,AT\t12.5\t13.1\nA,BE\t14\t15.2\n", "t.csv",
      """
      freq,geo  2019  2020
      A,AT      12.5  13.1
      A,BE      14.0  15.2

      """
    ),
  ])
func firstTry(_ text: String, _ name: String, _ wanted: String) throws {
  let result = try run("", text, name)
  func plain(_ text: String) -> String {
    text.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }.joined(separator: "\n")
  }
  #expect(plain(result.shown) == plain(wanted), "\(result.diagnostics.map(\.notes)) \(result.ledger)")
}

@Test(
  "A published shape that is not sure is refused, and the first offer reads it",
  arguments: [
    // Series codes and their names above the names of columns.
    (
      "Back to Contents,Data 1: Prices of gasoline\nSourcekey,EMM_EPMR\nDate,Prices of gasoline\nAug-1990,1.19\nSep-1990,1.245\nOct-1990,1.242\nNov-1990,1.3\n",
      "skip: 2", 4
    ),
    // What is told of a series above it.
    (
      "\"Title\",\"Annual rate\"\n\"CDID\",\"L55O\"\n\"Source\",\"MM23\"\n\"Next release\",\"16 August 2023\"\n\"Notes\",\n"
        + (1989..<2000).map { "\"\($0)\",\"\($0 - 1980).5\"\n" }.joined(),
      "skip: 5, header: none", 11
    ),
    // Labels below codes.
    (
      "GEO_ID,NAME,B01_001E,B01_001M\nGeography,Geographic Area Name,Estimate of persons,Margin of error\n0500000US1,Aland County,55,3\n0500000US2,Bland County,66,4\n0500000US3,Cland County,77,5\n",
      "header: 2", 3
    ),
  ])
func secondTry(_ text: String, _ wanted: String, _ rows: Int) throws {
  let refused = try run("", text)
  #expect(offer(refused) == wanted, "\(refused.shown) \(refused.diagnostics.map(\.notes))")
  let read = try run(", " + wanted, text)
  #expect(read.ledger.first?.contains("\(rows) rows") == true, "\(read.ledger)")
}

@Test(
  "Points that may stand between thousands are never read without a word, nor offered as decimals alone",
  arguments: [
    ("", "ort;n\nA;1.234\nB;999\nC;12.500\n"), (", delimiter: \";\"", "ort;n\nA;1.234\nB;999\nC;12.500\n"),
    ("", "ort;n\nA;1.234\nB;999\nC;.\nD;12.500\n"),
  ])
func thousands(_ options: String, _ text: String) throws {
  let result = try run(options, text)
  let notes = result.ledger.joined(separator: "\n")
  #expect(result.shown.contains("1.234") && !result.shown.contains("999.000"), "\(result.shown)")
  #expect(notes.contains("thousands: \".\"` reads 3 of") && notes.contains("\"1.234\" as 1234"), "\(notes)")
}

@Test(
  "A column that is not written with the stated marks says so, and is offered the mark that is left",
  arguments: [
    ("ort,n,m\nA,1.234,\"1,5\"\nB,12.500,\"2,25\"\n", "2 of 2 cells are not plain numbers with `decimal: \",\"`", true),
    (
      "ort;n\nA;1.234\nB;5,25\n", "1 of 2 cells is not a plain number with `decimal: \",\"`; the first is \"1.234\"",
      true
    ),
    ("ort;n\nA;1.234\nB;5.25\n", "2 of 2 cells are not plain numbers with `decimal: \",\"`", false),
  ])
func otherMarks(_ text: String, _ note: String, _ isOffered: Bool) throws {
  let result = try run(", decimal: \",\"", text)
  let notes = result.ledger.joined(separator: "\n")
  #expect(result.shown.contains("1.234") && notes.contains("`n` stays text: \(note)"), "\(notes)")
  #expect(notes.contains("`thousands: \".\"` reads 2 of 2 cells") == isOffered, "\(notes)")
  guard isOffered else { return }
  let grouped = try run(", decimal: \",\", thousands: \".\"", text)
  #expect(grouped.shown.contains("1234") && !grouped.ledger.joined().contains("stays text"), "\(grouped.ledger)")
}

@Test(
  "Where a file shows its delimiter and a declared column is the only obstacle, the error is about that column",
  arguments: [
    ("a;b\n1;2\n3;x\n", "types: { b: int }", "t.csv:3:3", "`types: { b: text }` reads 2 of 2 cells"),
    ("a;b\n1,5;2\n3;4\n", "types: { b: date }", "t.csv:2:5", "`types: { b: text }` reads 2 of 2 cells"),
    ("a\tb\n1\t2\n3\t4\n", "types: { c: int }", "t.csv:1", "the header has `a`, `b`"),
  ])
func declaredBeforeDelimiter(_ text: String, _ options: String, _ place: String, _ note: String) throws {
  let refused = try #require(try run(", " + options, text).diagnostics.first)
  #expect(refused.location == place && refused.code != .unclearDelimiter, "\(refused)")
  #expect(refused.notes.contains { $0.contains(note) }, "\(refused.notes)")
  #expect(refused.notes.contains { $0.hasPrefix("read with `delimiter: ") }, "\(refused.notes)")
}

@Test("Points that cannot stand between thousands are read", arguments: ["0.125", "1.25", "1234.567", "12.5"])
func decimals(_ number: String) throws {
  let result = try run(", delimiter: \";\"", "ort;n\nA;1.234\nB;\(number)\n")
  #expect(!result.ledger.joined().contains("stays text"), "\(result.ledger)")
}

@Test(
  "Dates with names of months or days, and with times after slashes, are offered the pattern that reads them",
  arguments: [
    ("5 January 2020\n13 February 2020\n", "d MMM yyyy"), ("12-Apr-2013\n15-May-2013\nTBD\n", "d-MMM-yyyy"),
    ("\"Jan 5, 2020\"\n\"Feb 13, 2020\"\n", "MMM d, yyyy"), ("05JAN2020\n13FEB2020\n", "dMMMyyyy"),
    ("Sun 2020-01-05\nThu 2020-02-13\n", "EEE yyyy-MM-dd"), ("1/13/2020 14:30\n2/3/2020 9:05\n", "M/d/yyyy H:mm"),
    ("1/5/2020 8:30:00 AM\n12/31/2019 12:00:00 AM\n", "M/d/yyyy h:mm:ss a"), ("1/5/2020 8:30\n2/6/2020 9:30\n", nil),
    ("05-JAN-20\n13-FEB-20\n", nil), ("30 February 2020\n13 March 2020\n", nil),
    ("May Fair 2019\nSun City 2020\n", nil),
  ] as [(String, String?)])
func writtenDates(_ rows: String, _ pattern: String?) throws {
  let notes = try run("", "day,n\n" + rows.split(separator: "\n").map { "\($0),1\n" }.joined()).ledger.joined(
    separator: "\n")
  #expect(
    pattern.map { notes.contains("dates: { day: \"\($0)\" }` reads 2 of") } ?? !notes.contains(" reads "), "\(notes)")
}

@Test("A table among many lines of one cell is found")
func amongLines() throws {
  let stars = String(repeating: "*", count: 40) + "\n"
  let text =
    "Number of physicians\n" + stars
    + "\nThe table is about:\nRegion:;Germany\nSex:;all\n\n;\"2008\";\"2009\";\"2010\";\n"
    + "\"Surgery\";\"742\";\"733\";\"700\";\n\"Audiology\";\"8\";\"7\";\"7\";\n\"Geriatrics\";\"2\";\"3\";\"9\";\n\"Nephrology\";\"71\";\"69\";\"80\";\n\n"
    + stars + "Footnotes\n" + stars
    + "\n\"1.\";\"Until 1992 only the old states.\"\n\"2.\";\"As of the end of the year.\"\n\nSources:\nRegister of physicians\n"
  let result = try run("", text)
  let found = result.shown.isEmpty ? try run(", " + (offer(result) ?? ""), text) : result
  #expect(found.ledger.first?.contains("4 rows") == true, "\(result.diagnostics.map(\.notes)) \(found.ledger)")
}

@Test("One option reads all columns that have codes, or dates and figures to state")
func allAtOnce() throws {
  let codes = try run("", "town,may,june\nAda,1,****\nBoise,2,3\nCamas,****,4\nDeary,5,6\n")
  #expect(offer(codes) == "missing: [\"****\"]")
  let mixed = try run(
    "", "day,amount,note\n19/04/2024,\"1,329.00\",D\n05/03/2024,650.00,x\n06/03/2024,D,y\n07/03/2024,5,z\n")
  #expect(offer(mixed) == "dates: { day: dmy }, missing: { amount: [\"D\"] }, types: { amount: decimal }")
}

@Test(
  "Words above all figures of a column are no rows, but words among them are",
  arguments: [
    ("name,n\na,see note\nb,the same\nc,6\nd,7\ne,8\n", false), ("name,n\na,see note\nb,5\nc,6\nd,7\n", true),
    ("name,n\na,5\nb,see the note\nc,6\nd,7\n", true),
    ("name,n\na,closed\nb,closed\nc,6\nd,7\ne,8\n", true), ("name,n\na,N/A\nb,unknown\nc,6\nd,7\ne,8\n", true),
  ])
func wordsAbove(_ text: String, _ isRead: Bool) throws {
  let result = try run("", text)
  #expect(result.diagnostics.isEmpty == isRead, "\(result.diagnostics.map(\.message))")
}
