import StetColumns
import StetDiagnostics
import StetInterpreter
import TestSupport
import Testing

private let years = [
  "raw/2019.csv": "fips,year,n\n1,2019,5\n2,2019,7\n",
  "raw/2020.csv": "fips,year,n,county\n01,2020,5.5,A\n02,2020,6,B\n",
  "raw/2021.csv": "year,n,fips\n2021,8,3\n",
  "raw/.hidden.csv": "x\n1\n", "raw/~$2021.csv": "x", "raw/notes.txt": "none",
]

private func run(_ script: String, _ files: [String: String] = years, isWhole: Bool = false) throws -> ScriptRun {
  let folder = try TemporaryFolder(files)
  return ScriptRun(script, in: Session(folder: folder.path, outputFolder: folder.path + "/out"), isWhole: isWhole)
}

@Test(
  "The files of a pattern are one table, by the names of their columns, in the order of the files",
  arguments: [false, true])
func oneTable(isWhole: Bool) throws {
  let result = try run(#"load "raw/*.csv", from: file"#, isWhole: isWhole)
  #expect(
    result.shown == """
      file          fips  year    n  county
      raw/2019.csv  1     2019  5.0  ·
      raw/2019.csv  2     2019  7.0  ·
      raw/2020.csv  01    2020  5.5  A
      raw/2020.csv  02    2020  6.0  B
      raw/2021.csv  3     2021  8.0  ·

      """)
  #expect(result.diagnostics.isEmpty)
  let ledger = result.ledger.joined(separator: "\n")
  #expect(ledger.contains(#"rows of 3 files: "raw/2019.csv" 2, "raw/2020.csv" 2, "raw/2021.csv" 1"#))
  #expect(ledger.contains("`county` is only in \"raw/2020.csv\""))
  #expect(
    ledger.contains(
      "`fips` is `int` in \"raw/2019.csv\" and \"raw/2021.csv\" and `text` in \"raw/2020.csv\": it is `text` in all"))
}

@Test("Options apply to the files that have the column, and one that no file has is refused once")
func optionsOfSome() throws {
  let declared = try run(#"load "raw/*.csv", types: { county: text, fips: text } | group by county: n = sum(n)"#)
  #expect(declared.shown == "county     n\nA        5.5\nB        6.0\n·       20.0\n", "\(declared.diagnostics)")
  let unknown = try run(#"load "raw/*.csv", types: { nosuch: int }"#)
  #expect(unknown.diagnostics.map(\.code) == [.unknownColumn])
}

@Test("Each row knows its file and line")
func places() throws {
  let result = try run(#"load "raw/*.csv" | filter n == 8 | why"#)
  #expect(result.shown.contains("raw/2021.csv:2"), "\(result.shown) \(result.diagnostics)")
}

@Test("What is no part of the table is refused")
func refused() throws {
  var files = years
  files["raw/2022.csv"] = "a,b\n1,2\n"
  let other = try run(#"load "raw/*.csv""#, files)
  #expect(other.diagnostics.map(\.code) == [.columnsDiffer])
  #expect(other.diagnostics.first?.location == "raw/2022.csv")
  files["raw/2022.csv"] = "year,n\n2022,1,2\n"
  files["raw/2023.csv"] = "year,n\n2022,\"1\n"
  let broken = try run(#"load "raw/*.csv""#, files)
  #expect(broken.diagnostics.map(\.code) == [.raggedRow, .unterminatedQuote])
  let none = try run(#"load "raw/*.tsv""#)
  #expect(
    none.diagnostics.first?.notes == [
      #"the folder "raw" has "2019.csv", "2020.csv", "2021.csv" and "notes.txt""#
    ])
  #expect(try run(#"load "../*.csv""#).diagnostics.map(\.code) == [.outsideFolder])
  #expect(try run(#"load "raw/2019.csv", from: year"#).diagnostics.map(\.code) == [.loadOption])
}

@Test("A name with an asterisk is that of one file, if there is one")
func literalName() throws {
  let result = try run(#"load "a*.csv""#, ["a*.csv": "x\n1\n", "ab.csv": "x\n2\n"])
  #expect(result.shown == "x\n1\n")
}

@Test("Numbers in some files and text in others are not ordered")
func numbersAndTexts() throws {
  let result = try run(#"load "*.csv" | sort n"#, ["a.csv": "n,t\n10,x\n9,y\n", "b.csv": "n,t\nx1,u\n7,v\n"])
  #expect(result.diagnostics.map(\.code) == [.numbersInText])
}
