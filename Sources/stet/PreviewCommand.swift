import ArgumentParser
import StetColumns
import StetDiagnostics
import StetFormats
import StetInterpreter
import StetNotebook
import StetPreview
import StetSystem
import StetTerminal
import Synchronization

struct PreviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview", _superCommandName: "stet",
    abstract: "Show a notebook in the browser while it is being written; Ctrl-C stops the preview.")

  @ArgumentParser.Argument(help: "The notebook.") var file: String
  @Option(help: ArgumentHelp("The port to listen on; if it is in use, the next free port is used.", valueName: "n"))
  var port: UInt16 = 8000
  @OptionGroup var options: NotebookOptions

  func validate() throws {
    guard file != "-" else { throw ValidationError("a preview needs a notebook in a file") }
  }

  func run() throws {
    let settings = try options.settings()
    // A file that cannot be read is reported at once, not in a browser.
    _ = try readNotebook(file)
    endAtInterrupt()
    let pages = PreviewPages()
    let watcher: FileWatcher
    do throws(RunFailure) { watcher = try FileWatcher(files: [file]) } catch {
      report(error.diagnostics, [])
      throw ExitCode(exitStatus(of: error.diagnostics))
    }
    let file = file
    let server = PreviewServer(pages: pages, port: port) { say("\(escaped(file)) is shown at \($0)") }
    let failure = Mutex<[Diagnostic]?>(nil)
    let serving = Task.detached {
      do throws(RunFailure) {
        try await server.run()
        failure.withLock { $0 = [] }
      } catch {
        let found = error.diagnostics
        failure.withLock { $0 = found }
      }
    }
    let writing = Task.detached { await Rendering(file: file, settings: settings).follow(watcher, into: pages) }
    var ended: [Diagnostic]?
    while ended == nil {
      pause(milliseconds: 50)
      ended = failure.withLock { $0 }
    }
    serving.cancel()
    writing.cancel()
    report(ended ?? [], [])
    throw ExitCode(exitStatus(of: ended ?? []))
  }
}

/// Renders a notebook, and again after each change of it or of what it reads.
private struct Rendering: Sendable {
  let file: String
  let settings: RunSettings

  func follow(_ watcher: FileWatcher, into pages: PreviewPages) async {
    let folder = folder(of: file)
    let session = settings.session(folder: folder)
    let runner = NotebookRunner(session)
    let writer = PageWriter(folder: folder, readableFolders: settings.readableFolders)
    var version = 0
    // A missing file that a block needs may come back.
    var followed: [String] = []
    func render() async {
      // A file that is gone for a moment while an editor saves comes back as a change of its own.
      guard let bytes = try? readFile(file, shownAs: file) else { return }
      let start = ContinuousClock.now
      let run = runner.run(Notebook(SourceText(name: file, bytes: bytes, base: runner.nextBase)))
      version += 1
      let page = writer.page(run)
      await pages.publish(html: page.bytes, version: version)
      let took = (ContinuousClock.now - start) / .milliseconds(1)
      for path in [file] + run.inputs.map({ runner.path(of: $0.input) }) + runner.metadataFiles
      where !followed.contains(path) {
        followed.append(path)
      }
      watcher.watch(followed)
      report(run.diagnostics + page.remarks, run.sources)
      let blocks = "ran \(runner.calculated.codeBlocks) of \(counted(run.codeBlocks.count, "block"))"
      say("\(blocks) in \(Int(took.rounded())) ms. \(run.answers.isEmpty ? "" : run.answers.summary)")
    }
    await render()
    for await _ in watcher.changes { await render() }
  }
}
