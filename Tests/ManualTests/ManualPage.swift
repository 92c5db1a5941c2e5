import Glibc
import StetCharts
import StetColumns
import StetDiagnostics
import StetFormats
import StetInterpreter
import StetSyntax
import TestSupport

let manual = project + "/Sources/StetKit/Manual.docc"

/// A page of Markdown as lines of prose and fenced blocks.
///
/// A block marked `stet` is run, and `result` and `ledger` behind it say what it shows and reports, and what its steps did
/// to the rows. In a block marked `console` the lines behind `$ ` are run by a shell and the others are what they print.
/// A block behind a line such as `` `prices.csv`: `` is a file.
struct ManualPage {
  struct Block {
    /// `stet`, `result`, `console` …
    var kind: String
    /// The file that it is.
    var file: String?
    var lines: [String]
    /// More backticks than the longest run inside, where it holds a notebook.
    var fence = "```"
  }

  enum Part {
    case prose(String)
    case block(Block)
  }

  var parts: [Part] = []

  init(_ text: String) {
    var open: Block?
    var last = ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init) {
      if var block = open {
        if line == block.fence {
          parts.append(.block(block))
          open = nil
        } else {
          block.lines.append(line)
          open = block
        }
      } else if line.hasPrefix("```") {
        let fence = String(line.prefix { $0 == "`" })
        open = Block(kind: String(line.dropFirst(fence.count)), file: fileName(last), lines: [], fence: fence)
        last = ""
      } else {
        parts.append(.prose(line))
        if !line.isEmpty { last = line }
      }
    }
    if let open { parts.append(.block(open)) }
  }

  var blocks: [Block] { parts.compactMap { if case .block(let block) = $0 { block } else { nil } } }

  var text: String {
    parts.map { part in
      switch part {
      case .prose(let line): line + "\n"
      case .block(let block): "\(block.fence)\(block.kind)\n\(block.lines.map { $0 + "\n" }.joined())\(block.fence)\n"
      }
    }.joined()
  }

  /// The same page with what its blocks show today, and what was reported where the page does not say so.
  func run(in folder: String) throws -> (page: ManualPage, unexpected: [String]) {
    var page = self
    var unexpected: [String] = []
    let session = Session(folder: folder, outputFolder: folder + "/out")
    var last: (source: String, shown: String, reported: String, ledger: String)?
    func settle() {
      if let last, !last.reported.isEmpty { unexpected.append("\(last.source)\n\(last.reported)") }
    }
    for (index, part) in parts.enumerated() {
      guard case .block(var block) = part else { continue }
      if let file = block.file {
        try writeAtomically(Array(block.lines.map { $0 + "\n" }.joined().utf8), to: folder + "/" + file)
        continue
      }
      switch block.kind {
      case "stet":
        settle()
        let text = block.lines.joined(separator: "\n") + "\n"
        let run = execute(text, session)
        let reported = run.reported.replacing(folder + "/", with: "")
        last = (text, run.shown.replacing(folder + "/", with: ""), reported, run.ledger)
      case "result":
        guard let run = last else { continue }
        block.lines = lines(run.shown + run.reported)
        last?.reported = ""
      case "ledger": block.lines = lines(last?.ledger ?? "")
      case "console":
        block.lines = block.lines.filter { $0.hasPrefix("$ ") }.flatMap {
          [$0] + lines(shell(String($0.dropFirst(2)), in: folder))
        }
      default: continue
      }
      page.parts[index] = .block(block)
    }
    settle()
    return (page, unexpected)
  }
}

/// `` The file `prices.csv`: ``
private func fileName(_ line: String) -> String? {
  guard line.hasSuffix("`:"), let start = line.dropLast(2).lastIndex(of: "`") else { return nil }
  let name = String(line.dropLast(2)[line.index(after: start)...])
  return name.contains(".") && !name.contains(" ") && !name.contains("/") ? name : nil
}

private func lines(_ text: String) -> [String] {
  var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
    // The space that nobody sees is not kept in the page.
    var line = line
    while line.last == " " { line.removeLast() }
    return String(line)
  }
  while lines.last == "" { lines.removeLast() }
  return lines
}

/// What statements show, report and do; the first error ends them.
private func execute(_ text: String, _ session: Session) -> (shown: String, reported: String, ledger: String) {
  let run = ScriptRun(SourceText(name: "script.stet", text: text, base: session.nextBase), in: session)
  return (
    run.shown, DiagnosticPrinter(sources: session.sources).print(run.diagnostics),
    run.ledger.map { $0 + "\n" }.joined()
  )
}

/// Where the compiler finds the modules of the package, and those of C under them.
let modulePaths =
  "-I '\(products)/Modules' -I '\(products)/CPattern.build' -I '\(products)/CDatabase.build' -I '\(project)/Sources/CSHA256' -I '\(project)/Sources/CScan' -I '\(project)/Sources/CKernels'"
  + ["CZlib", "CZstd", "CBzip2", "CLzma", "CSnappy", "CLZ4", "CBrotli", "CDeflate", "CExpat", "CSQLite"].map {
    " -I '\(project)/Sources/\($0)'"
  }.joined()

/// Where the tests were built, with the command `stet`.
let products: String = {
  var path = [CChar](repeating: 0, count: 4096)
  let count = readlink("/proc/self/exe", &path, path.count - 1)
  let whole = String(decoding: path.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  return whole.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
}()

/// What a command prints on both outputs, and `[exit 3]` where its status is not 0.
func shell(_ command: String, in folder: String) -> String {
  let whole =
    "cd '\(folder)' || exit; PATH='\(products)':\"$PATH\"; export PATH; unset COLUMNS; exec 2>&1 </dev/null; \(command)"
  guard let pipe = popen(whole, "r") else { return "the shell does not start\n" }
  var bytes: [UInt8] = []
  while case let byte = fgetc(pipe), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
  let status = pclose(pipe)
  let text = String(decoding: bytes, as: UTF8.self)
  guard status != 0 else { return text }
  return text + (text.isEmpty || text.hasSuffix("\n") ? "" : "\n") + "[exit \(status >> 8 & 0xFF)]\n"
}

/// A fresh folder with the project's datasets, and a file of each format that pages cannot show.
func storyFolder() throws -> TemporaryFolder {
  let folder = try TemporaryFolder()
  _ = shell("mkdir Datasets; cp '\(project)'/Datasets/*.* Datasets", in: folder.path)
  for format in SourceFormat.all {
    if case .described(_, let bytes) = format.sample { try folder.write("sample.\(format.endings[0])", bytes) }
  }
  return folder
}

/// The names of the pages without `.md`, in order.
let pageNames = names(in: manual).filter { $0.hasSuffix(".md") }.map { String($0.dropLast(3)) }

func pagePath(_ name: String) -> String { name == "README" ? project + "/README.md" : "\(manual)/\(name).md" }

func readText(_ path: String) throws -> String { String(decoding: try readFile(path, shownAs: path), as: UTF8.self) }
