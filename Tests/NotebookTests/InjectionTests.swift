import Foundation
import StetDiagnostics
import StetInterpreter
import StetNotebook
import Testing

/// Texts that would be markup, or run, or mislead, wherever a page took them for anything but words.
enum Payloads {
  static let markup: [String] = {
    var all: [String] = []
    let names = [
      "script", "SCRIPT", "img", "svg", "iframe", "object", "embed", "base", "meta", "link", "form", "math", "template",
      "noscript", "textarea",
    ]
    for name in names {
      all += ["<\(name)>", "<\(name) src=//x>1</\(name)>", "</\(name)>", "<\(name)/onload=f()>", "<\(name) x"]
    }
    all += [
      "<script>alert(1)</script>", "<ScRiPt >alert(1)</sCrIpT >", "<<script>alert(1)//<</script>", "<script >x",
      "</title><script>x</script>",
      "</style><script>x</script>", "</svg><script>x</script>", "</desc></svg><b>", "</text><script>", "</metadata>",
      "</pre></code>", "</p></article></main>",
      "<![CDATA[<script>x</script>]]>", "]]><script>", "<!--", "-->", "<!-- --><script>x", "<!DOCTYPE html>",
      "<?xml version='1.0'?>", "<!ENTITY x 'y'>",
      "<img src=x onerror=alert(1)>", "<img src=\"x\" onerror=\"alert(1)\">", "<svg onload=alert(1)>",
      "<svg><foreignObject><body onload=f()>",
      "<foreignObject><iframe srcdoc='<script>x</script>'></foreignObject>", "<iframe srcdoc=\"&lt;script&gt;x\">",
      "<a href=javascript:x>y</a>",
      "<animate attributeName=href values=javascript:x>", "<set attributeName=onmouseover to=x>",
      "<use href=data:image/svg+xml,x>",
      "<style>*{background:url(//x)}</style>", "<link rel=stylesheet href=//x>",
      "<meta http-equiv=refresh content=0;url=//x>", "<base href=//x>",
      "<div style=\"width:expression(alert(1))\">", "background:url(javascript:x)", "url(//x.example/a)",
      "expression(alert(1))", "@import url(//x)",
      "\" onmouseover=\"alert(1)", "' onmouseover='alert(1)", "\"><script>x</script>", "'><script>x</script>",
      "\" autofocus onfocus=\"x", "\" style=\"x:y",
      "\" id=\"checks", "\" class=\"falls", "\" href=\"javascript:x", "`onload=x`", "x\" y='z", "=\"", "=''", "\"", "'",
      "&quot; onload=x", "&#34; onload=x", "&#x22;",
      "&lt;script&gt;", "&#60;script&#62;", "&#x3c;script&#x3e;", "&#0000060script", "&ltscript", "&amp;lt;b&amp;gt;",
      "&", "&;", "&#", "&#x", "&#x110000;", "&#0;",
      "&notit;", "&copy", "&Tab;", "&colon;", "&lpar;", "&NewLine;", "%3Cscript%3E", "\\x3cscript",
      "\\u003cscript\\u003e", "\\74script", "+ADw-script+AD4-",
      "javascript:alert(1)", "data:text/html,<script>x</script>", "vbscript:x", "{{constructor}}", "${7*7}", "#{7*7}",
      "<%= 7 %>", "{% x %}", "[[x]]",
      "<b>bold</b>", "<a>", "<p>", "<", ">", "<>", "</>", "< script>", "<1>", "<\u{E9}>", "<a b=c>", "<a\u{B}b>",
      "<a\u{C}onload=x>", "<a/b/c>", "<x onclick=y>",
      "ｓｃｒｉｐｔ＜", "\u{FE64}script\u{FE65}", "\u{2039}b\u{203A}", "\u{2028}x\u{2029}", "\u{A0}x", "\u{AD}x", "\u{FEFF}x",
      "\u{200B}x", "\u{200D}x", "\u{200E}x\u{200F}",
      "a\u{202E}dcba", "\u{202A}x\u{202C}", "\u{202D}x", "\u{2066}x\u{2069}", "\u{2067}x", "\u{2068}x", "a\u{0}b",
      "a\u{1}b", "a\u{8}b", "a\u{1B}[31mb", "a\u{7F}b", "a\u{80}b",
      "a\u{85}b", "a\u{9B}31mb", "\u{FFFD}", "e\u{301}\u{302}\u{303}", "\u{1F468}\u{200D}\u{1F469}",
      "🏴\u{E0067}\u{E0062}", "\u{5D0}\u{5D1} abc", "*x*", "**x", "_x_", "~~x~~", "`x`", "``", "[x](y)", "![x](y)",
      "[^1]", "| x |", "# x", "> x", "- x", "1. x", "---", "```", "\\", "\\\\",
      "[a](= 1)", "](= 1)", "`= 1`", "#stet-0", "stet", "-- '; DROP", "=1+1", "@x", "$x$",
    ]
    // What no literal may hold.
    for number: UInt32 in [0xFFFE, 0xFFFF, 0xFDD0, 0xFDEF, 0x1FFFE, 0x10FFFF] {
      all.append("a\(Unicode.Scalar(number).map(String.init) ?? "")b")
    }
    return all
  }()

  static let addresses: [String] = {
    var all: [String] = []
    for scheme in [
      "javascript", "JAVASCRIPT", "JaVaScRiPt", "data", "vbscript", "file", "blob", "ftp", "about", "view-source", "ws",
      "intent", "jar", "filesystem", "x-y",
    ] {
      all += [
        "\(scheme):x", " \(scheme):x", "\(scheme)://x", "\(scheme) :x", "\(scheme)&colon;x", "\(scheme)%3Ax",
        "\(scheme)\u{0}:x",
      ]
    }
    all += [
      "java&Tab;script:x", "java&NewLine;script:x", "java&#10;script:x", "java&#x0A;script:x", "&#106;avascript:x",
      "&#x6A;avascript:x", "&#x6a&#x61;vascript:x",
      "javascript&#58;x", "javascript&#x3A;x", "&#1;javascript:x", "\u{1}javascript:x", "\u{8}javascript:x",
      "\u{A0}javascript:x", "\u{FEFF}javascript:x", "java\\script:x",
      "javascript\\:x", "//x.example", "///x", "/x", "./x", "../x", "x.html", "?x", "", "#", "#nowhere", "#x\"y",
      "#<b>", "#check-0", "#check-2", "#figure-99", "# checks", "http:x",
      "http:/x", "https:x", "httpx://x", "https//x", "hxxps://x", "https:\\\\x", "\thttps://x", "mailto", "mailto;x",
      "tel:1", "sms:1", "data:image/svg+xml,<svg onload=x>",
      "data:text/html;base64,PHNjcmlwdD4=", "https://x.example/\"onmouseover=\"x", "https://x.example/'x'",
      "https://x.example/<script>", "https://x.example/&quot;x",
      "https://x.example/\u{202E}x", "https://x.example/\u{85}x", "HTTPS://X.EXAMPLE", "mailto:a@b.c?subject=<b>",
      "https://user:pw@x", "http://[::1]/", "https://x.example/#checks",
    ]
    return all
  }()
}

/// The page's own way to show what no page may hold.
private func shown(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069, 0xFDD0...0xFDEF:
      result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    case let value where value & 0xFFFE == 0xFFFE: result += "\\u{\(String(value, radix: 16, uppercase: true))}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// Words in Markdown, every mark with a stroke in front.
private func escapedForMarkdown(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    if scalar.isASCII, "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~".unicodeScalars.contains(scalar) { result += "\\" }
    result.unicodeScalars.append(scalar)
  }
  return result
}

/// A text in a script, in quotes.
private func quotedForScript(_ text: String) -> String {
  let isPlain = { (scalar: Unicode.Scalar) in scalar.properties.isAlphabetic || scalar == " " }
  return "\"" + text.unicodeScalars.map { isPlain($0) ? String($0) : "\\u{\(String($0.value, radix: 16))}" }.joined()
    + "\""
}

private func quotedForJSON(_ text: String) -> String {
  "\""
    + text.utf16.map { "\\u" + String(repeating: "0", count: 4 - String($0, radix: 16).count) + String($0, radix: 16) }
    .joined() + "\""
}

/// By bytes: a mark that joins characters makes another character of its neighbors.
private func count(of word: String, in words: String) -> Int {
  let (word, words) = (Array(word.utf8), Array(words.utf8))
  return words.indices.dropLast(word.count - 1).count {
    words[$0] == word[0] && words[$0..<$0 + word.count].elementsEqual(word)
  }
}

/// A notebook with a text at every place from which words come to a page.
private func folder(with text: String) throws -> NotebookFolder {
  let cell = "\"" + text.replacing("\"", with: "\"\"") + "\""
  let folder = try NotebookFolder([
    "plain.csv": "\(cell),n\n\(cell),1\nother,2\n", "p.csv": "k,n\n\(cell),1\nother,2\n",
  ])
  try folder.write(
    "datapackage.json",
    "{\"resources\": [{\"name\": \"people\", \"path\": \"p.csv\", \"title\": \(quotedForJSON(text)), \"source\": \(quotedForJSON(text)), \"retrieved\": \(quotedForJSON(text)), "
      + "\"schema\": {\"fields\": [{\"name\": \"n\", \"type\": \"integer\", \"unit\": \(quotedForJSON(text))}]}}]}")
  try folder.write("dot.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0])
  return folder
}

private func notebook(with text: String) -> String {
  let (words, script) = (escapedForMarkdown(text), quotedForScript(text))
  return """
    # z\(words)z

    Say \(words) and *z\(words)z* and **z\(words)z** and ~~z\(words)z~~ and [z\(words)z](https://x.example/a) and [^1].

    ````````````` z\(text)z ````````````` ends. ![z\(words)z](dot.png) ![z\(words)z](nothing.png)

    | z\(words)z | b |
    | --- | ---: |
    | z\(words)z | 1 |

    - z\(words)z
      1. z\(words)z

    > z\(words)z

    [^1]: z\(words)z

    ~~~~~~~~~~ text z
    z\(text)z
    ~~~~~~~~~~

    It is `= \(script)` and `= (load people | filter n == 1 | select k)`.

    ```stet
    load "plain.csv"
    let people = load people
    people | exclude n == 7 because \(script)
    people | derive k2 = \(script), n2 = n * 2 | filter k2 == \(script)
    claim \(script): 1 == 1
    check \(script) by \(script): 1 == 2
    \(script)
    people | chart {
      column x: k, y: n, label: \(script)
      title \(script)
      subtitle \(script)
      note \(script)
      byline \(script)
      alt \(script)
    }
    ```

    """
}

@Test(
  "A text that would be markup appears on the page as words, at every place, and the page has no other elements for it")
func everyPlace() throws {
  let plain = PageTree(try folder(with: "wordy").page(notebook(with: "wordy")))
  #expect(plain.faults == [])
  let expected = count(of: "wordy", in: plain.words)
  #expect(expected > 30)
  var texts = 0
  for text in Payloads.markup {
    let folder = try folder(with: text)
    let run = folder.runner().run(notebook(with: text), name: "story.md")
    // A word that may be a number or a date is read as one.
    #expect(
      run.codeBlocks.allSatisfy { !$0.isBroken } || ["=1+1"].contains(text),
      "\(text.debugDescription): \(run.diagnostics)")
    let tree = PageTree(PageWriter(folder: folder.path).page(run).bytes)
    #expect(tree.faults == [], "\(text.debugDescription)")
    // Characters that are not seen are noted.
    let shape = tree.shape.filter { $0 != "8 small class=note" }
    #expect(shape == plain.shape, "\(text.debugDescription)")
    #expect(tree.drawnNames.isSubset(of: plain.drawnNames), "\(text.debugDescription)")
    // What the parser of Markdown leaves out stands for itself where it is typed elsewhere.
    let word = shown(text)
    let found = count(of: word, in: tree.words)
    #expect(
      found >= expected || text.unicodeScalars.contains { $0.value == 0 } && found >= 14,
      "\(text.debugDescription): \(found) of \(expected)")
    texts += 1
  }
  #expect(texts >= 200)
}

@Test("Typed as it is, such a text may be Markdown, and never anything else")
func typed() throws {
  let folder = try NotebookFolder(["plain.csv": "n\n1\n"])
  for text in Payloads.markup {
    let page = folder.page(
      """
      # a \(text) b

      a \(text) b *\(text)* [\(text)](https://x.example) [a \(text) 5](= 5) `\(text)` ![\(text)](x.png) [^1] [a](\(text)) [b](<\(text)> "\(text)")

      | \(text) | b |
      | --- | --- |
      | \(text) | 1 |

      [^1]: \(text)

      \(text)

      [a](= "\(text)") `= "\(text)"` `= 1:\(text)`

      ```stet name=\(text) \(text)
      load "plain.csv" | filter n == "\(text)"
      \(text)
      ```

      ```\(text)
      \(text)
      ```
      """)
    #expect(PageTree(page).faults == [], "\(text.debugDescription)")
  }
}

@Test("A page links to pages, mail and anchors that it has, and to nothing else, however an address is spelled")
func addresses() throws {
  let folder = try NotebookFolder()
  for address in Payloads.addresses {
    for spelled in [
      "[word](<\(address)>)", "[word](\(address))", "[word][a]\n\n[a]: <\(address)>", "[word][a]\n\n[a]: \(address)",
      "<\(address)>", "![word](<\(address)>)", "[*word*](<\(address)> \"t\")",
    ] {
      let tree = PageTree(folder.page("# One\n\nA `= 1` B [claimed 5](= 5)\n\n\(spelled)\n"))
      #expect(tree.faults == [], "\(spelled.debugDescription)")
      #expect(
        tree.words.contains("word") || spelled.hasPrefix("<") || tree.elements.contains { $0["alt"] == "word" },
        "\(spelled.debugDescription)")
    }
  }
  let page = PageTree(folder.page("# One\n\n# One\n\n## One 2\n\n[a](#one) [b](#section-one-2) [c](#checks) `= 1`\n"))
  #expect(page.faults == [])
  #expect(
    page.elements.filter { $0.name == "a" }.compactMap { $0["href"] }.prefix(3) == [
      "#section-one", "#section-one-2", "#checks",
    ])
}

@Test("Bytes that are not UTF-8 are an error in the text, and the page is sound")
func otherBytes() throws {
  let folder = try NotebookFolder()
  for bytes: [UInt8] in [
    [0xED, 0xA0, 0x80], [0xC0, 0xBC], [0xFF], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x80], [0x80],
    [0xF8, 0x88, 0x80, 0x80, 0x80],
  ] {
    let text =
      Array("# a ".utf8) + bytes + Array("b\n\nSay ".utf8) + bytes + Array(" [five](= 5) `".utf8) + bytes
      + Array("`\n\n```stet\n\"".utf8) + bytes + Array("\"\n```\n".utf8)
    let runner = folder.runner()
    let run = runner.run(Notebook(SourceText(name: "story.md", bytes: text)))
    #expect(PageTree(PageWriter(folder: folder.path).page(run).bytes).faults == [])
    #expect(run.diagnostics.filter { $0.code == .notUtf8 }.count >= 3, "\(bytes)")
  }
}

@Test("A very long word is a word")
func longWords() throws {
  let folder = try NotebookFolder()
  for text in [
    String(repeating: "<b>", count: 60_000), String(repeating: "\"", count: 900),
    String(repeating: "&amp;", count: 40_000),
  ] {
    let tree = PageTree(
      folder.page("# \(text)\n\n\(escapedForMarkdown(text))\n\n`= \(quotedForScript(String(text.prefix(3_000))))`\n"))
    #expect(tree.faults == [])
    #expect(tree.words.contains(text))
  }
}

@Test("Blocks and headings have names of their own, whatever they are called")
func names() throws {
  let folder = try NotebookFolder()
  let names = [
    "checks", "methods", "sources", "figure-1", "check-1", "note-1", "ref-1-1", "section-a", "stet-x", "a", "a", "\"x",
    "A", "", "a b", "é",
  ]
  let text =
    names.map { "```stet name=\($0)\ntable { n; 1 } | filter n > 0\n```\n\n" }.joined()
    + "# a\n# a\n# a 2\n# A\n# !\n# ?\n\n[^1] and [^1], `= 1` [one](= 1)\n\n[^1]: b [^1]\n"
  let run = folder.runner().run(text)
  let tree = PageTree(PageWriter(folder: folder.path).page(run).bytes)
  #expect(tree.faults == [])
  #expect(run.diagnostics.filter { $0.code == .nameTaken }.count == 9)
  #expect(run.diagnostics.filter { $0.code == .nameTwice }.count == 2)
  let headings = tree.elements.filter { $0.name == "h1" }.compactMap { $0["id"] }
  #expect(headings == ["section-a", "section-a-2", "section-a-2-2", "section-a-3", "section", "section-2"])
}

@Test("Equal headings are numbered from two, also around numbers that other headings have taken")
func equalHeadings() throws {
  let folder = try NotebookFolder()
  let tree = PageTree(folder.page("# a 3\n" + String(repeating: "# a\n", count: 4) + "# a 2\n# a\n# a 3\n"))
  #expect(tree.faults == [])
  let headings = tree.elements.filter { $0.name == "h1" }.compactMap { $0["id"] }
  #expect(
    headings == [
      "section-a-3", "section-a", "section-a-2", "section-a-4", "section-a-5", "section-a-2-2", "section-a-6",
      "section-a-3-2",
    ])
}

@Test("No link is inside another: values, notes and claims inside one keep their names")
func nestedLinks() throws {
  let folder = try NotebookFolder()
  for text in [
    "[a `= 1` b](https://x.example)", "[a[^1] b](https://x.example)\n\n[^1]: c", "[one `= 1`[^1]](= 1)\n\n[^1]: c",
    "[![a](b.png) `= 1`](https://x.example)",
    "[a [one](= 1) b](https://x.example)", "[a [b](https://x.example) one](= 1)", "# [a `= 1`](https://x.example)",
    "![a `= 1`[^1] b](c.png)\n\n[^1]: d", "![one](= 1)",
    "| a | b |\n| - | - |\n| 1 | 2 | [three](= 3) |\n", "[x]: https://x.example \"[a](= 1)\"",
    "<i title=\"`= 1`\">a</i>", "a[^2]\n\n[^1]: `= 1`\n\n[^2]: - b\n",
  ] {
    #expect(PageTree(folder.page("\(text)\n\n`= 2`\n")).faults == [], "\(text)")
  }
}
