import Glibc
import StetDiagnostics
import StetFormats
import TestSupport
import Testing

@Test("The page of findings lists every code that the sources report")
func findings() throws {
  var found: [Diagnostic.Code: Set<String>] = [:]
  for file in shell("find Sources -name '*.swift' | sort", in: project).split(separator: "\n").map(String.init) {
    let text = Array(try readText(project + "/" + file))
    for (code, message) in reports(in: text) { found[code, default: []].insert(message) }
  }
  #expect(
    found[.unknownColumn] == [
      "there is no column `…`", "no column is called `…`", "there is no column `…`; text is written in quotes",
    ])
  var page = """
    # Findings

    The code in brackets after `error`, and its messages. This page is written from the program's sources; `…` marks
    what differs from case to case.

    | code | message |
    | --- | --- |

    """
  for code in Diagnostic.Code.allCases {
    // Where the message is not written beside the code, it is one of several.
    let says = found[code, default: ["…"]].sorted().map { $0.replacing("|", with: "\\|").replacing("<", with: "&lt;") }
    page += "| `\(code)` | \(says.joined(separator: "; ")) |\n"
  }
  let committed = (try? readText(pagePath("Findings"))) ?? ""
  #expect(page == committed, "`RECORD=1 Scripts/test` writes it anew")
  if isRecording, page != committed { try writeAtomically(Array(page.utf8), to: pagePath("Findings")) }
}

/// `Diagnostic(.code, "message"` and `ValueFailure(.code, "message"`, with `…` for what is put into the message.
private func reports(in text: [Character]) -> [(Diagnostic.Code, String)] {
  var reports: [(Diagnostic.Code, String)] = []
  for start in ["Diagnostic(", "ValueFailure("].flatMap({ places(of: Array($0), in: text) }) {
    var index = start
    while index < text.count, text[index].isWhitespace { index += 1 }
    guard index < text.count, text[index] == "." else { continue }
    let name = String(text[(index + 1)...].prefix { $0.isLetter || $0.isNumber })
    index += 1 + name.count
    guard index < text.count, text[index] == ",", let code = codes[name] else { continue }
    index += 1
    if let message = literal(text, &index) { reports.append((code, message)) }
  }
  return reports
}

/// The codes by their names in Swift.
private let codes = Dictionary(
  uniqueKeysWithValues: Diagnostic.Code.allCases.map { code in
    let words = code.rawValue.split(separator: "-")
    return (String(words[0]) + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(), code)
  })

/// The places behind every occurrence.
private func places(of word: [Character], in text: [Character]) -> [Int] {
  guard text.count > word.count else { return [] }
  return (0..<(text.count - word.count)).compactMap {
    text[$0..<($0 + word.count)].elementsEqual(word) ? $0 + word.count : nil
  }
}

/// The string literal at the cursor, behind white space; the cursor moves behind it. Nil where something else stands.
private func literal(_ text: [Character], _ index: inout Int) -> String? {
  while index < text.count, text[index].isWhitespace { index += 1 }
  guard index < text.count, text[index] == "\"" else { return nil }
  index += 1
  var result = ""
  while index < text.count, text[index] != "\"" {
    guard text[index] == "\\", index + 1 < text.count else {
      result.append(text[index])
      index += 1
      continue
    }
    index += 2
    guard text[index - 1] == "(" else {
      result.append(text[index - 1])
      continue
    }
    result.append("…")
    var depth = 1
    while index < text.count, depth > 0 {
      if text[index] == "\"" {
        _ = literal(text, &index)
      } else {
        depth += text[index] == "(" ? 1 : text[index] == ")" ? -1 : 0
        index += 1
      }
    }
  }
  index += 1
  return result
}
