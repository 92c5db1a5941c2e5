import Foundation
import StetInterpreter
import TestSupport
import Testing

/// What is offered is pasted into the script as it is printed. `nil`: the file does not say what would be right.
@Test(
  "What is a matter of taste is refused, and what is offered loads",
  arguments: [
    ("a,b\n1,2\n3,4\n5,6\n\ntown,jobs\n7,8\n9,1\n", nil), ("a,b\nx,2\nNote: none for y\nz,4\n", "a,b/x,2/z,4"),
    ("a\tb\n1\t2\n5\n6\t7\n", "a,b/1,2/5,/6,7"),
    ("id,name,amt\n1,A,5\n2,B,6\n3", "id,name,amt/1,A,5/2,B,6/3,,"),
    ("Country,Code,2019\nA,B,1\nC,D,3\nKosovo,XK\n", "Country,Code,2019/A,B,1/C,D,3/Kosovo,XK,"),
    ("key,value\na,1\nb,2\nc\n", "key,value/a,1/b,2/c,"), ("author\nSmith, John\nDoe, Ann\n", nil),
    ("comment\nfine; ok\ngood; yes\n", nil), ("name,,\nAnn,x,y\nBob,z,w\n", nil), ("5.1,NA\n4.9,3.0\n4.7,3.2\n", nil),
    ("TX,*,5\nNY,7,6\nCA,8,9\n", nil), ("1850,Ann\n950,Bob\n700,Cid\n", nil), ("2199,Ann\n2200,Bob\n", nil),
    ("1,a\n2,b\nD,c\n3,d\n", nil), ("true,Ann\nfalse,Bob\n", nil),
    ("a,b,c,d\n1,2,3,4\n5,6,7,8\n\nx,y\nA,9\nB,8\n", nil), ("a,b\n1,2\n3,4\n\nc,d,e\n5,6,7\n8,9,1\n", nil),
    ("name,n\n\"Ray,1\nAnn,2\n\"Bob\",3\n", nil), ("\"a\r\nx\",b\r\n1,2,3\r\n4,5,6\r\n", nil), ("1\n2\n3\n", nil),
  ] as [(String, String?)])
func offered(_ text: String, _ right: String?) throws {
  let folder = try TemporaryFolder(["t.csv": text])
  if let right { try folder.write("right.csv", right.split(separator: "/").joined(separator: "\n") + "\n") }
  func run(_ script: String) -> ScriptRun { ScriptRun(script, in: Session(folder: folder.path)) }
  let refused = run(#"load "t.csv""#)
  #expect(refused.diagnostics.count == 1 && refused.shown.isEmpty, "\(refused.shown)")
  let offered = (refused.diagnostics.first?.notes ?? []).compactMap { note in
    note.range(of: "` reads ").map { String(note[note.index(after: note.startIndex)..<$0.lowerBound]) }
  }
  let tables = offered.map { run("load \"t.csv\", \($0)") }
  let findings = tables.flatMap(\.diagnostics)
  #expect(findings.isEmpty, "\(offered) \(findings.map(\.message))")
  let wanted = run(#"load "right.csv""#).shown
  if right != nil { #expect(tables.contains { $0.shown == wanted }, "\(offered)") }
}

/// The options that a script states, and those that are offered in place of some of them. `nil`: text is all that is true.
@Test(
  "What is offered for cells is pasted into the script, reads them, and makes no figure missing",
  arguments: [
    ("x\n1\n1.5M\n2\n", "types: { x: int }", nil), ("x\n1\n5-\n", "types: { x: int }", nil),
    ("x\n1\nTRUE\n", "types: { x: int }", nil), ("x\n1\n950(a)\n", "types: { x: int }", nil),
    ("x\n1\n–150\n", "types: { x: int }", nil), ("b\ntrue\nY\nN\n", "types: { b: bool }", nil),
    ("x\n½\n1\n", "types: { x: float }", nil), ("n\nAnn\nBob\n3\nCy\n", "types: { n: int }", nil),
    ("x\n1\n3.29e+09\n7\n", "types: { x: int }", "types: { x: float }"),
    ("x\n1\n2.5\n7\n", "types: { x: int, *: text }", "types: { *: text, x: decimal }"),
    ("a,spend\nD,1\nR,D\nD,–\nD,4\n", "types: { spend: int }", "missing: { spend: [\"D\", \"–\"] }"),
    (
      "a,b\nNA,1\nx,D\n", "missing: [\"NA\"], types: { b: int }", "missing: { *: [\"NA\"], b: [\"D\"] }"
    ),
    ("a,b\n1,D\nx,2\n3,S\n", "types: { a: int, b: int }", "missing: { a: [\"x\"], b: [\"D\", \"S\"] }"),
    ("\"a\",\"b\"\n\"1\",\"2\"\n\"3\",\"\"\n", "types: { b: int }", "missing: { b: [\"\"] }"),
    ("my col\n1\nD\n", "types: { `my col`: int }", "missing: { `my col`: [\"D\"] }"),
    ("d\n13/02/2020\n03/04/2020\nn/a\n", "types: { d: date }", "missing: { d: [\"n/a\"] }, dates: { d: dmy }"),
    ("p\n12%\n5\n", "types: { p: float }", nil), ("p\n$12\n€5\n", "types: { p: decimal }", nil),
    // Notes of files that load.
    ("c,emp\nAda,95\nElko,D\nBoise,7\n", "", "missing: { emp: [\"D\"] }"),
    ("c,p\na,12%\nb,NA\nc,7.5%\n", "", "missing: { p: [\"NA\"] }, types: { p: decimal }"),
    ("t,n\n2020-01-05 00:00:00,1\n2020-01-06 10:30:00,2\n", "", "types: { t: datetime }"),
    ("name\nMÃ¼nchen\nplain\n", "", "encoding: \"utf-8 twice\""),
  ] as [(String, String, String?)])
func offeredForCells(_ text: String, _ stated: String, _ first: String?) throws {
  let folder = try TemporaryFolder(["t.csv": text])
  func run(_ options: String) -> ScriptRun {
    ScriptRun("load \"t.csv\"" + (options.isEmpty ? "" : ", " + options), in: Session(folder: folder.path))
  }
  let refused = run(stated)
  #expect(refused.diagnostics.isEmpty == stated.isEmpty)
  let notes = stated.isEmpty ? refused.ledger : refused.diagnostics.flatMap(\.notes)
  let offered = notes.flatMap { $0.components(separatedBy: "; ") }.compactMap { note -> String? in
    guard let end = note.range(of: "` reads "), let start = note.firstIndex(of: "`") else { return nil }
    return String(note[note.index(after: start)..<end.lowerBound])
  }
  #expect(!offered.isEmpty, "\(notes)")
  if let first { #expect(offered.first == first) } else { #expect(offered.allSatisfy { !$0.contains("missing:") }) }
  for options in offered {
    // In place of the options of the script that it names.
    let names = ["missing", "types", "dates"].filter { options.contains("\($0): ") }
    let kept = split(stated).filter { option in !names.contains { option.hasPrefix("\($0): ") } }
    let tried = run((kept + [options]).joined(separator: ", "))
    #expect(tried.diagnostics.isEmpty, "\(options): \(tried.diagnostics.map(\.message))")
    #expect(!tried.shown.isEmpty)
  }
}

/// Options, each of which begins with a name of its own.
private func split(_ options: String) -> [String] {
  var parts: [String] = []
  for part in options.components(separatedBy: ", ") {
    let isNew = ["missing: ", "types: ", "dates: "].contains { part.hasPrefix($0) }
    if isNew || parts.isEmpty { parts.append(part) } else { parts[parts.count - 1] += ", " + part }
  }
  return parts.filter { !$0.isEmpty }
}
