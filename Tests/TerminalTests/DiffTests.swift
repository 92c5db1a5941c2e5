import Foundation
import TestSupport
import Testing

private let old = """
  state,year,status,persons,rate,note
  TX,2010,non_criminal,120,12.3,a
  TX,2011,criminal,80,0,b
  IL,2010,non_criminal,40,,c
  IL,2011,criminal,10,1.5,d

  """
private let new = """
  year,state,status,persons,rate,region
  2010,TX,non-criminal,130,12.4,S
  2011,TX,criminal,80,4,S
  2010,IL,non-criminal,,2,N
  2012,IL,Criminal,11,1.5,N

  """

private func releases() throws -> Desk {
  let desk = try Desk()
  try desk.write("old.csv", old)
  try desk.write("new.csv", new)
  return desk
}

@Test("`diff` shows columns, rows, cells, categories and sums, with locations in both files")
func diffTable() throws {
  let desk = try releases()
  try desk.write(
    "datapackage.json",
    #"{"resources": [{"name": "old", "path": "old.csv", "schema": {"fields": [{"name": "persons", "type": "integer", "unit": "persons"}]}}]}"#
  )
  let result = try desk("diff", "old", "new.csv", "by", "state,", "year")
  #expect(result.status == 0)
  #expect(result.said == "  old: 4 rows\n  new.csv: 4 rows\n    note: read with the types and units of `old`\n")
  #expect(
    result.shown == """
      old → new.csv by state, year
      3 rows kept, 1 removed, 1 added; 5 cells changed, 1 appeared, 1 became missing

      columns
      change   column  old       new
      removed  note    text      ·
      added    region  ·         text
      moved    year    column 2  column 1

      1 row removed
      state  year  location
      IL     2011  old.csv:5

      1 row added
      state  year  location
      IL     2012  new.csv:5

      changed cells
      column   changed  appeared  became missing
      status         2         0               0
      persons        1         0               1
      rate           2         1               0

      first changes in status
      state  year  old           new           location
      IL     2010  non_criminal  non-criminal  old.csv:4 → new.csv:4
      TX     2010  non_criminal  non-criminal  old.csv:2 → new.csv:2

      largest changes in persons
      state  year  old  new  difference  relative  location
      TX     2010  120  130          10     +8.3%  old.csv:2 → new.csv:2

      largest changes in rate
      state  year   old   new  difference  relative  location
      TX     2011   0.0   4.0           4         ·  old.csv:3 → new.csv:3
      TX     2010  12.3  12.4         0.1     +0.8%  old.csv:2 → new.csv:2

      categories
      column  change     value         similar       old rows  new rows
      status  respelled  non_criminal  non-criminal         2         2
      status  new        Criminal      criminal             0         1

      totals
      column   unit     old  new  difference  relative
      persons  persons  250  221         -29    −11.6%

      """)
}

@Test("`diff --as csv` has a line for each changed cell, `--as json` and `markdown` are well formed")
func diffFormats() throws {
  let desk = try releases()
  let csv = try desk(
    "diff", "old.csv", "new.csv", "by", "state,year", "--as", "csv", "--ignore", "status", "--ignore", "note")
  #expect(
    csv.shown == """
      state,year,column,old,new,old_location,new_location
      TX,2010,persons,120,130,old.csv:2,new.csv:2
      TX,2010,rate,12.3,12.4,old.csv:2,new.csv:2
      TX,2011,rate,0.0,4.0,old.csv:3,new.csv:3
      IL,2010,persons,40,,old.csv:4,new.csv:4
      IL,2010,rate,,2.0,old.csv:4,new.csv:4

      """)
  let json = try desk("diff", "old.csv", "new.csv", "by", "state,year", "--as", "json").shown
  let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
  #expect(
    object.keys.sorted() == ["categories", "cells", "columns", "ignored", "keys", "new", "old", "rows", "totals"])
  let cells = try #require(object["cells"] as? [[String: Any]])
  #expect(cells.map { $0["column"] as? String } == ["status", "persons", "rate"])
  #expect(cells.map { ($0["all"] as? [Any])?.count } == [2, 2, 3])
  let markdown = try desk("diff", "old.csv", "new.csv", "by", "state,year", "--as", "markdown").shown
  #expect(markdown.hasPrefix("# old.csv → new.csv by state, year\n\n3 rows kept"))
  #expect(markdown.contains("| TX | 2010 | 12.3 | 12.4 | 0.1 | +0.8% | old.csv:2 → new.csv:2 |"))
}

@Test("Without differences `diff` says so in one line; `--exit-code` makes differences a status")
func diffStatus() throws {
  let desk = try releases()
  let same = try desk("diff", "old.csv", "old.csv", "by", "state,year", "--exit-code")
  #expect(same.status == 0)
  #expect(same.shown == "no differences: old.csv → old.csv by state, year, 4 rows and 6 columns compared\n")
  #expect(try desk("diff", "old.csv", "new.csv", "by", "state,year").status == 0)
  #expect(try desk("diff", "old.csv", "new.csv", "by", "state,year", "--exit-code").status == 1)
  for (line, status, said) in [
    (
      "old.csv new.csv by state", Int32(4),
      "old.csv:3: error[repeated-key]: two rows have the key state TX\n  note: the first is at old.csv:2; 2 rows repeat an earlier key"
    ),
    (
      "old.csv new.csv by stat", 4,
      "new.csv: error[unknown-column]: there is no column `stat`\n  note: the closest match is `state`"
    ),
    ("old.csv absent.csv by state", 4, "absent.csv: error[cannot-read]"),
    ("old.csv book.xls by state", 4, "book.xls: error[not-built]: old, binary and Numbers workbooks"),
    ("old.csv new.csv state", 64, "`by` and the key must come after the two releases"),
    ("old.csv new.csv by state,,year", 64, "`by` needs one column"),
    ("old.csv new.csv by state --out x", 64, "Unknown option '--out'"),
    ("old.csv new.csv by state --threads 0", 64, "`--threads` must be a number from 1 to 1024"),
  ] {
    let answer = try desk.shell("\"$0\" diff \(line)")
    #expect(answer.status == status, "\(line)")
    #expect(answer.said.contains(said), "\(line): \(answer.said)")
    #expect(answer.shown.isEmpty, "\(line)")
  }
}

@Test("Names of keys with commas, spaces and those of the output's own columns")
func diffKeyNames() throws {
  let desk = try Desk()
  try desk.write("a.csv", "\"Year, fiscal\",old,x\n1,2,3\n")
  try desk.write("b.csv", "\"Year, fiscal\",old,x\n1,2,4\n")
  let result = try desk("diff", "a.csv", "b.csv", "by", "`Year, fiscal`, old", "--as", "csv")
  #expect(result.shown == "\"Year, fiscal\",old,column,old_,new,old_location,new_location\n1,2,x,3,4,a.csv:2,b.csv:2\n")
}

@Test("A file without metadata is read with that of the other release, unless it does not fit")
func diffBorrows() throws {
  let desk = try Desk()
  try desk.write(
    "datapackage.json",
    #"{"resources": [{"name": "r", "path": "a.csv", "schema": {"fields": [{"name": "k", "type": "string"}, {"name": "x", "type": "integer"}], "missingValues": ["D"]}}]}"#
  )
  try desk.write("a.csv", "k,x\n1,5\n2,D\n")
  try desk.write("b.csv", "k,x\n1,5\n2,D\n")
  try desk.write("c.csv", "k,x\n1,5.5\n2,D\n")
  let fits = try desk("diff", "a.csv", "b.csv", "by", "k")
  #expect(fits.shown == "no differences: a.csv → b.csv by k, 2 rows and 2 columns compared\n")
  let other = try desk("diff", "a.csv", "c.csv", "by", "k")
  #expect(other.status == 4)
  #expect(other.said.contains("c.csv: error[key-types]: the key `k` was `text` and is now `int`"))
}

@Test("`diff` writes the same bytes for any number of threads")
func diffThreads() throws {
  let desk = try Desk()
  var (before, after) = ("state,id,status,x,y\n", "state,id,status,x,y\n")
  let rows = rounds(200_000)
  for row in 0..<rows {
    let state = ["TX", "IL", "CA"][row % 3]
    let line = "\(state),\(row),s\(row % 7),\(row * 7 % 1001),\(Double(row % 97) / 8)"
    if row % 1000 != 1 { before += line + "\n" }
    if row % 1000 != 2 {
      after += (row % 50 == 0 ? "\(state),\(row),S \(row % 7),\(row * 7 % 1003),\(Double(row % 97) / 4)" : line) + "\n"
    }
  }
  try desk.write("a.csv", before)
  try desk.write("b.csv", after)
  for format in ["table", "csv", "json"] {
    let one = try desk.shell("\"$0\" diff a.csv b.csv by state,id --as \(format) --threads 1 | sha256sum")
    #expect(one.status == 0)
    for threads in [2, 3, 7] {
      let many = try desk.shell("\"$0\" diff a.csv b.csv by state,id --as \(format) --threads \(threads) | sha256sum")
      #expect(many.shown == one.shown, "\(format) \(threads)")
    }
  }
  #expect(
    try desk("diff", "a.csv", "b.csv", "by", "state,id").shown.contains(
      "\(rows - rows / 500) rows kept, \(rows / 1000) removed, \(rows / 1000) added"))
}
