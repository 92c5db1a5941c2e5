import StetInterpreter
import TestSupport
import Testing

/// What is offered is pasted into the script as it is printed. `nil`: the file does not say what would be right.
@Test(
  "What is a matter of taste is refused, and what is offered loads",
  arguments: [
    ("a,b\n1,2\n\nc,d\nx,6\n", nil), ("a,b\nx,2\nNote: none for y\nz,4\n", "a,b/x,2/z,4"),
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
