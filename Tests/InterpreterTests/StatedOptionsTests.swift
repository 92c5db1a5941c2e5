import StetInterpreter
import TestSupport
import Testing

/// Each is a file, the options of `load`, and the types and values that come of them.
@Test(
  "How cells are written can be stated, and every cell must be written so",
  arguments: [
    (
      "land;wert\nA;1.234,5\nB;-999\nC;12.500,25\n", #"delimiter: ";", decimal: ",", thousands: ".""#,
      "land text, wert decimal/A,1234.50/B,-999.00/C,12500.25"
    ),
    ("a,n\nx,\"1,234\"\ny,5\n", #"thousands: ",""#, "a text, n int/x,1234/y,5"),
    // Four digits are no group, and a point is not stated.
    ("a;n\nx;1.2345\ny;5\n", #"delimiter: ";", decimal: ",", thousands: ".""#, "a text, n text/x,1.2345/y,5"),
    ("n;m\n1 234;1'000\n5;2\n", #"delimiter: ";", thousands: " ""#, "n int, m text/1234,1'000/5,2"),
    ("n\n1,5\n2\n", #"delimiter: "|", decimal: ",", types: { n: decimal }"#, "n decimal/1.5/2.0"),
    ("a,ok\nx,Yes\ny,No\nz,\n", #"true: ["Yes"], false: ["No"]"#, "a text, ok bool/x,true/y,false/z,missing"),
    ("ok\nY\nN\nmaybe\n", #"true: ["Y"], false: ["N"]"#, "ok text/Y/N/maybe"),
    (
      "d,n\n5-Jan-20,1\n31-DEC-49,2\n1-feb-50,3\n", #"dates: { d: "d-MMM-yy", pivot: 50 }"#,
      "d date, n int/2020-01-05,1/2049-12-31,2/1950-02-01,3"
    ),
    (
      "d\n\"Jan 5, 2020\"\n\"September 12, 1999\"\n\"Sept. 1, 2000\"\n", #"dates: { d: "MMM d, yyyy" }"#,
      "d date/2020-01-05/1999-09-12/2000-09-01"
    ),
    (
      "t\n1/13/2020 2:30 PM\n12/1/2020 12:05 AM\n", #"dates: { t: "M/d/yyyy h:mm a" }"#,
      "t datetime/2020-01-13T14:30:00/2020-12-01T00:05:00"
    ),
    ("d\n20200102\n20211231\n", #"dates: { d: "yyyyMMdd" }"#, "d date/2020-01-02/2021-12-31"),
    ("d\nday 5 of 2/2020\n", #"dates: { d: "'day' d 'of' M/yyyy" }"#, "d date/2020-02-05"),
    (
      "TX  Texas     5\nNM  New Mexico12\n", "widths: { code: 4, name: 10, n: 2 }",
      "code text, name text, n int/TX,Texas,5/NM,New Mexico,12"
    ),
    ("id name\n1  Ann\n2  Zoë\n", "widths: [3, 4]", "id int, name text/1,Ann/2,Zoë"),
    (
      "Total Persons (%),2019 n,%,total persons\n1,2,3,4\n", "names: clean",
      "total_persons int, n_2019_n int, column_3 int, total_persons_2 int/1,2,3,4"
    ),
  ])
func stated(_ text: String, _ options: String, _ expected: String) throws {
  let folder = try TemporaryFolder(["t.csv": text])
  func run(_ script: String) -> ScriptRun { ScriptRun(script, in: Session(folder: folder.path)) }
  let table = run("load \"t.csv\", \(options)")
  #expect(table.diagnostics.isEmpty, "\(table.diagnostics.map(\.message))")
  let types = run("load \"t.csv\", \(options) | describe | select column, type")
  #expect(cells(types.shown).dropFirst().joined(separator: ", ") == expected.prefix { $0 != "/" })
  #expect(cells(table.shown, ",").dropFirst().joined(separator: "/") == expected.drop { $0 != "/" }.dropFirst())
}

/// The lines of a shown table, with each row's cells joined.
private func cells(_ shown: String, _ separator: String = " ") -> [String] {
  shown.split(separator: "\n").map { line in
    line.split(separator: "  ").map { $0.trimmingPrefix(" ").replacing("·", with: "missing") }
      .joined(separator: separator)
  }
}

@Test(
  "An option that says too little, or two things, is refused with what it takes",
  arguments: [
    (#"dates: { d: "d-MMM-yy" }"#, "`dates:` takes `pivot:` beside `yy`"), (#"dates: { d: "d-MMM" }"#, "patterns of"),
    (#"dates: { d: "q" }"#, "patterns of"), (#"decimal: ",", thousands: ",""#, "another mark"),
    (#"decimal: ";""#, "`decimal:` takes"), ("widths: [0]", "`widths:` takes"), ("true: []", "`true:` takes"),
    ("names: tidy", "`names:` takes"),
  ])
func refusedOptions(_ options: String, _ words: String) throws {
  let folder = try TemporaryFolder(["t.csv": "d\n1\n"])
  let run = ScriptRun("load \"t.csv\", \(options)", in: Session(folder: folder.path))
  #expect(run.diagnostics.first?.message.contains(words) == true, "\(run.diagnostics.map(\.message))")
}

@Test("A line that goes on after its widths is refused with its location")
func beyondWidths() throws {
  let folder = try TemporaryFolder(["t.txt": "ab1\ncd2 x\n"])
  let run = ScriptRun("load \"t.txt\", widths: { a: 2, n: 1 }", in: Session(folder: folder.path))
  #expect(run.diagnostics.first?.location == "t.txt:2:4")
}
