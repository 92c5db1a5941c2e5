package import StetDiagnostics
package import StetSystem
import Synchronization

/// Standard input, read to its end once, into a file without a name in the folder for temporary files: a table is read in several
/// passes, and a script may load it more than once.
package final class StandardInput: Sendable {
  /// What a script calls it.
  package static let name = "stdin"
  /// Paths that lead to it on some systems.
  package static let paths: Set = ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"]

  private let descriptor: Descriptor
  private let read = Mutex<OpenFile?>(nil)

  package init(_ descriptor: Descriptor = .standardInput) { self.descriptor = descriptor }

  /// What it had; loading stops if it is a terminal, where a reader would wait for the end of what nobody types.
  package func file(_ control: ReadControl) throws(RunFailure) -> OpenFile {
    if let known = read.withLock({ $0 }) { return known }
    guard !descriptor.isTerminal else { throw RunFailure(.isTerminal) }
    let file = try copied(control)
    read.withLock { $0 = file }
    return file
  }

  private func copied(_ control: ReadControl) throws(RunFailure) -> OpenFile {
    let folder = temporaryFolder
    let file: Descriptor
    do throws(SystemError) { file = try .unnamedFile(in: folder) } catch {
      throw RunFailure(.cannotKeep(folder, error.text))
    }
    var buffer = [UInt8](repeating: 0, count: 256 << 10)
    var size: Int64 = 0
    while true {
      guard !control.isCancelled() else { throw RunFailure(.cancelled(Self.name)) }
      let count: Int
      do throws(SystemError) { count = try descriptor.read(into: &buffer) } catch {
        throw RunFailure(.cannotRead(Self.name, error.text))
      }
      guard count > 0 else { return try OpenFile(file, shownAs: Self.name, isStandardInput: true) }
      do throws(SystemError) { try file.write(buffer.span.extracting(first: count)) } catch {
        throw RunFailure(.cannotKeep(folder, error.text))
      }
      size += Int64(count)
      control.progress?(size, size)
    }
  }
}

extension Diagnostic {
  fileprivate static var isTerminal: Diagnostic {
    Diagnostic(
      .cannotRead, "standard input is the terminal, which has no file", kind: .data,
      notes: ["`cat figures.csv | stet -e 'load stdin'` gives it one"])
  }

  fileprivate static func cannotKeep(_ folder: String, _ reason: String) -> Diagnostic {
    Diagnostic(
      .cannotWrite, "standard input cannot be kept in \(quoted(folder)): \(reason)", location: StandardInput.name,
      kind: .data, notes: ["the environment variable `TMPDIR` names another folder"])
  }
}
