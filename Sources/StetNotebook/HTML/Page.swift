import StetColumns
package import StetDiagnostics
import StetEngine
import StetFormats
import StetInterpreter
import StetProse
import StetReleases
import StetSyntax

/// Writes a notebook that has run as one page of HTML: the article, the checks, how the figures were made, and the sources.
///
/// The page contains no scripts, loads nothing from other sites, and enforces both with its content security policy. The same run
/// gives the same bytes.
package final class PageWriter {
  /// The folder with the pictures of the text.
  private let folder: PictureFolder
  /// The pieces of blocks that ran before, which a preview writes again and again.
  private var known: [PieceKey: CodeBlockHTML] = [:]

  private struct PieceKey: Hashable {
    let number: Int
    let options: CodeBlock.Options
    let place: String
  }

  package init(folder: String, readableFolders: [String] = []) {
    self.folder = PictureFolder(folder: folder, readableFolders: readableFolders)
  }

  /// The page, a sentence for each part of the text that it leaves out, and what an editor would ask about it.
  package func page(_ run: NotebookRun) -> (bytes: [UInt8], left: [String], remarks: [Diagnostic]) {
    let codeBlocks = pieces(run)
    var article = BlockHTML(run, codeBlocks: codeBlocks.map(\.page), pictures: folder)
    let size = codeBlocks.reduce(run.notebook.source.bytes.count * 2) { $0 + $1.page.bytes.count }
    let bytes = wholePage(title: run.notebook.title, styles: codeBlocks.flatMap(\.styles), capacity: size * 5 / 4) {
      page in
      let wrong = warning(run)
      if !wrong.isEmpty { page.element("p", [("class", "banner"), ("role", "status")], text: wrong) }
      let mistakes = run.notebook.diagnostics.filter { $0.severity == .error }
      if !mistakes.isEmpty {
        page.element(
          "pre", [("class", "failure")], text: DiagnosticPrinter(sources: [run.notebook.shownSource]).print(mistakes))
      }
      page.element("article") { page in
        // In place, because a page with many charts has millions of bytes.
        swap(&article.page, &page)
        article.write(run.notebook.blocks)
        article.writeNotes()
        swap(&article.page, &page)
      }
      page.newline()
      page.checks(run)
      page.methods(codeBlocks.map(\.method))
      page.sources(run)
    }
    return (bytes, article.left, codeBlocks.flatMap(\.remarks))
  }

  private func pieces(_ run: NotebookRun) -> [CodeBlockHTML] {
    var kept: [PieceKey: CodeBlockHTML] = [:]
    var seen: [String: Int] = [:]
    var pieces: [CodeBlockHTML] = []
    for (codeBlock, blockRun) in zip(run.notebook.codeBlocks, run.codeBlocks) {
      seen[codeBlock.code, default: 0] += 1
      let place = "\(codeBlock.code)\(seen[codeBlock.code] ?? 1)"
      let key = PieceKey(number: blockRun.number, options: codeBlock.options, place: place)
      // A failure shows its location in the file, which can change.
      let known = blockRun.diagnostics.isEmpty ? self.known[key] : nil
      let piece = known ?? CodeBlockHTML(codeBlock, blockRun, sources: run.sources, place: place)
      kept[key] = piece
      pieces.append(piece)
    }
    known = kept
    return pieces
  }
}

/// A page around its content; `styles` are the hashes of the styles of its charts.
func wholePage(
  title: String, styles: [String], capacity: Int = 0, _ content: (inout HTMLWriter) -> Void
) -> [UInt8] {
  var seen: Set<String> = []
  let styles = ([styleHash(pageStyle.description)] + styles).filter { seen.insert($0).inserted }
  var page = HTMLWriter(capacity: capacity)
  page.doctype()
  page.element("html", [("lang", "en")]) { page in
    page.element("head") { page in
      page.void("meta", [("charset", "utf-8")])
      page.newline()
      page.void("meta", [("http-equiv", "Content-Security-Policy"), ("content", policy(styles))])
      page.newline()
      page.void("meta", [("name", "viewport"), ("content", "width=device-width, initial-scale=1")])
      page.void("meta", [("name", "color-scheme"), ("content", "light dark")])
      page.void("meta", [("name", "referrer"), ("content", "no-referrer")])
      page.newline()
      page.element("title", text: title)
      page.newline()
      page.style(pageStyle)
    }
    page.newline()
    page.element("body") { $0.element("main") { content(&$0) } }
  }
  page.newline()
  return page.bytes
}

/// What the page says at its top if it is not fit for print; empty if it is.
private func warning(_ run: NotebookRun) -> String {
  let falling =
    run.answers.count { $0.className == "falls" } + run.codeBlocks.count { $0.isBroken || !$0.diagnostics.isEmpty }
  let mistakes = run.notebook.diagnostics.count { $0.severity == .error }
  var parts: [String] = []
  if falling > 0 {
    parts.append(
      "\(falling) of the figures and blocks below \(agreeing("does", "do", falling)) not stand or could not be calculated."
    )
  }
  if mistakes > 0 {
    parts.append("The notebook has \(counted(mistakes, "error")).")
  }
  return parts.isEmpty ? "" : "Not for print: " + parts.joined(separator: " ")
}

/// Nothing runs, nothing is loaded from other sites, and only these styles apply.
private func policy(_ styles: [String]) -> String {
  "default-src 'none'; img-src data:; style-src \(styles.joined(separator: " ")); base-uri 'none'; form-action 'none'"
}

/// A style sheet as a content security policy names it (CSP Level 3, §2.3.1).
func styleHash(_ style: String) -> String { "'sha256-\(base64(SHA256.digest(of: Array(style.utf8))))'" }

extension HTMLWriter {
  /// Every expression of the prose with its verdict and its source rows.
  fileprivate mutating func checks(_ run: NotebookRun) {
    guard !run.answers.isEmpty else { return }
    element("section", [("id", "checks")]) { page in
      page.element("h2", text: "Every figure in the text")
      page.element("p", [("class", "summary")], text: run.answers.summary)
      page.element("ol") { page in
        for (place, answer) in run.answers.enumerated() {
          page.element("li", [("id", "check-\(place + 1)"), ("class", answer.className)]) {
            $0.check(answer, place, run.notebook)
          }
          page.newline()
        }
      }
    }
    newline()
  }

  private mutating func check(_ answer: ProseAnswer, _ place: Int, _ notebook: Notebook) {
    element("p") { page in
      switch answer.expression.use {
      case .claim(let words): page.element("q", text: words)
      case .value:
        if case .value(let text) = answer.outcome { page.element("q", text: text) } else { page.text("A value") }
      }
      if answer.expression.isPlaced {
        page.text(" ")
        page.element("a", [("href", "#figure-\(place + 1)"), ("aria-label", "Back to the text")], text: "↑")
      }
      page.text(" ")
      switch answer.outcome {
      case .value: page.element("strong", text: "is calculated")
      case .judged(let judgment):
        page.element("strong", text: judgment.verdict.words)
        page.sentence(". Read as \(judgment.reading); the figure is \(judgment.found).")
        if let reason = judgment.reason { page.sentence(" \(reason.prefix(1).uppercased())\(reason.dropFirst()).") }
        if let advice = judgment.advice { page.sentence(" This would stand: \(advice).") }
      case .failed(let diagnostics):
        page.element("strong", text: "could not be calculated")
        if let first = diagnostics.first { page.sentence(": \(first.message)") }
      }
    }
    element("p", [("class", "source")]) { page in
      page.element("code", text: answer.words)
      if !answer.places.isEmpty { page.text(" from \(shortened(answer.places.joined(separator: "; ")))") }
    }
  }

  /// What was done to the rows, block by block.
  fileprivate mutating func methods(_ pieces: [HTMLWriter]) {
    guard pieces.contains(where: { !$0.bytes.isEmpty }) else { return }
    element("section", [("id", "methods")]) { page in
      page.element("h2", text: "How the figures were made")
      page.element("p", text: "Each step, with the rows that went in and came out. Nothing else was done to the data.")
      page.element("ol") { page in for piece in pieces { page.append(piece) } }
    }
    newline()
  }

  /// A step of the ledger with the script's own words for it; without sources, with its verb alone.
  mutating func step(_ entry: LedgerEntry, _ sources: [SourceText]) {
    let words = entry.range.flatMap { range in sources.last { $0.contains(range) }.map { $0[range] } } ?? entry.step
    let line = words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    element("code", text: line.count > 160 ? line.prefix(159) + "…" : line)
    text(" " + entry.text.dropFirst(entry.step.count + 2))
    for note in entry.notes { element("small", [("class", "note")], text: note) }
  }

  /// The files that the figures come from.
  mutating func sources(_ run: NotebookRun) {
    guard !run.inputs.isEmpty else { return }
    element("section", [("id", "sources")]) { page in
      page.element("h2", text: "Sources")
      page.element("ul") { page in
        for recorded in run.inputs {
          let input = recorded.input
          page.element("li") { page in
            page.element("strong", text: recorded.title ?? input.path)
            if let credit = recorded.credit { page.text(". \(credit)") }
            page.text(
              ". \(input.path), \(counted(input.size, "byte"))\(input.content.map { ", " + counted($0.rows, "row") } ?? "")"
            )
            if let retrieved = recorded.retrieved { page.text(", retrieved \(retrieved)") }
            page.text(". SHA-256 ")
            page.element("code", [("class", "hash")], text: input.sha256)
          }
          page.newline()
        }
      }
      page.element("p", [("class", "more")]) { page in
        page.text("The notebook behind this page has the SHA-256 hash ")
        page.element("code", [("class", "hash")], text: SHA256.hex(of: run.notebook.source.bytes))
        page.text(".")
      }
    }
    newline()
  }
}

extension [ProseAnswer] {
  /// `26 claims stand, 3 values are calculated, 1 needs a check by hand.`
  package var summary: String {
    let standing = count { $0.verdict == .stands }
    let falling = count { $0.className == "falls" }
    let byHand = count { $0.verdict == .byHand }
    let written = count { $0.className == "written" }
    var parts: [String] = []
    if standing > 0 { parts.append("\(counted(standing, "claim")) \(agreeing("stands", "stand", standing))") }
    if falling > 0 {
      parts.append("\(falling) \(agreeing("does", "do", falling)) not stand or could not be calculated")
    }
    if byHand > 0 { parts.append("\(byHand) \(agreeing("needs", "need", byHand)) a check by hand") }
    if written > 0 {
      parts.append("\(counted(written, "figure")) \(agreeing("is", "are", written)) calculated")
    }
    return parts.joined(separator: ", ") + "."
  }
}

extension Verdict {
  package var words: String {
    switch self {
    case .stands: "stands"
    case .falls: "falls"
    case .byHand: "needs a check by hand"
    }
  }
}

private func shortened(_ places: String) -> String { places.count > 160 ? places.prefix(159) + "…" : places }
