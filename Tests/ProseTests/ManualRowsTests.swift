import Glibc
import StetProse
import Testing

@Test("Every row of the manual's page is judged as it says")
func manualRows() throws {
  let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
  let text = try #require(contents(of: "/\(folder)/Sources/StetKit/Manual.docc/Claims.md"))
  var rows = 0
  var seen: Set<String> = []
  for line in text.split(separator: "\n")
  where line.hasPrefix("| ") && !line.hasPrefix("| words") && !line.hasPrefix("| ---") {
    let cells = line.split(separator: "|").map { $0.split(separator: " ").joined(separator: " ") }
    try #require(cells.count == 3, "\(line)")
    let verdict = "\(judge(cells[0], against: try evidence(notation(cells[1]))).verdict)"
    #expect(verdict == (cells[2] == "by hand" ? "byHand" : cells[2]), "\(line)")
    seen.insert(verdict)
    rows += 1
  }
  #expect(rows > 80)
  #expect(seen == ["stands", "falls", "byHand"])
}

/// A cell of the page as a line of evidence: its marks dropped, `in million usd` a unit, `of` what is mentioned,
/// with `and` between its parts.
private func notation(_ cell: String) -> String {
  let plain = cell.filter { !"`[],".contains($0) }.replacing(": ", with: ":")
  var parts: [String] = []
  for word in plain.split(separator: " ").map(String.init) {
    if word == "in" {
      parts.append("unit=")
    } else if word == "of" {
      parts.append("in=")
    } else if let last = parts.last, last.hasPrefix("unit=") {
      parts[parts.count - 1] += (last == "unit=" ? "" : "_") + word
    } else if word == "and" {
      parts[parts.count - 1] += ";"
    } else if parts.last == "in=" || parts.last?.hasSuffix(";") == true {
      parts[parts.count - 1] += word
    } else {
      parts.append(word)
    }
  }
  return parts.joined(separator: " ")
}

private func contents(of path: String) -> String? {
  guard let file = fopen(path, "r") else { return nil }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  while case let byte = getc(file), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
  return String(decoding: bytes, as: UTF8.self)
}
