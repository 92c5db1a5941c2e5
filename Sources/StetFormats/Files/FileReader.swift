import StetColumns
package import StetDiagnostics
package import StetSystem

/// A regular file, opened for reading, which must not change until all of it is read.
package final class OpenFile: Sendable {
  /// How messages call it.
  package let name: String
  /// The path of a file that this one, an archive, contains and that is to be read; nil for all of it.
  let member: String?
  /// What this file, which has no name on the disk, was unpacked from; nil for one that is on the disk.
  let packing: Packing?
  /// Whether it is what standard input had, which has no name that says anything.
  let isStandardInput: Bool
  let descriptor: Descriptor
  private let state: FileState

  /// A path may lead into an archive, as `a.zip/b.csv` does.
  package convenience init(_ path: String, shownAs name: String) throws(RunFailure) {
    let opened: (descriptor: Descriptor, member: String?)
    do throws(SystemError) {
      opened = try openingArchives(path) { path throws(SystemError) in
        try .reading(path)
      } isInFile: {
        $0 == .isNoFolder
      }
    } catch { throw RunFailure(.cannotRead(name, error.text)) }
    try self.init(opened.descriptor, shownAs: name, member: opened.member)
  }

  init(
    _ descriptor: Descriptor, shownAs name: String, member: String? = nil, packing: Packing? = nil,
    isStandardInput: Bool = false
  ) throws(RunFailure) {
    let status: FileStatus
    do throws(SystemError) { status = try FileStatus(descriptor) } catch {
      throw RunFailure(.cannotRead(name, error.text))
    }
    guard status.kind == .regular else { throw RunFailure(.notRegular(name, status.kind)) }
    self.name = name
    self.member = member
    self.packing = packing
    self.isStandardInput = isStandardInput
    self.descriptor = descriptor
    state = status.state
  }

  /// In bytes; files in `/proc` say 0.
  var size: Int { state.size }

  /// The same for the same state of the same file.
  var identity: String { state.fingerprint }

  /// Whether nothing has been written to it since it was opened.
  var isUnchanged: Bool { (try? FileStatus(descriptor))?.state == state }

  /// The size of the file beside it whose name has these letters more; nil if there is none.
  func sizeOfNeighbor(_ letters: String) -> Int? { descriptor.sizeOfNeighbor(letters) }

  /// Some of its bytes; nil if they cannot be read, or if there are fewer.
  func bytes(_ range: Range<Int>) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: range.count)
    let count = unsafe try? descriptor.read(into: &bytes, range.count, at: range.lowerBound)
    return count == range.count ? bytes : nil
  }

  func checkUnchanged() throws(RunFailure) {
    guard isUnchanged else { throw RunFailure(.changedMeanwhile(name)) }
  }

  /// The SHA-256 of the file as it was opened; nil if it has changed.
  var sha256: String? {
    guard isUnchanged else { return nil }
    var hash = SHA256()
    var buffer = [UInt8](repeating: 0, count: 256 * 1024)
    var offset = 0
    while offset < size {
      guard let count = unsafe try? descriptor.read(into: &buffer, buffer.count, at: offset), count > 0 else {
        return nil
      }
      hash.update(buffer[..<count])
      offset += count
    }
    return isUnchanged ? hash.finish() : nil
  }

  /// The first bytes, or all of them if the file has fewer.
  func head(_ count: Int) -> [UInt8] { bytes(0..<min(count, size)) ?? [] }

  /// So many bytes of a file show how it begins.
  private static let beginning = 64 << 10

  /// The whole lines among the first bytes of a file that has more; nil if there are none.
  var firstLines: [UInt8]? {
    guard size > Self.beginning else { return nil }
    let bytes = head(Self.beginning)
    return bytes.lastIndex(of: UInt8(ascii: "\n")).map { Array(bytes[...$0]) }
  }

  /// Whether a large file has no line that ends among its first bytes.
  var hasLongLine: Bool { size > Self.beginning && firstLines == nil }

  /// The SHA-256 of the file that is on the disk, computed on demand.
  var digest: SourceDigest {
    let file = onDisk
    return SourceDigest(identity: file.identity) { file.sha256 }
  }

  /// All of it, through one reused buffer. Never mapped: another process may shorten the file in the meantime.
  func read(
    progress: ((_ read: Int64, _ total: Int64) -> Void)? = nil, isCancelled: () -> Bool = { false }
  ) throws(RunFailure) -> [UInt8] {
    // A file's stated size is trusted only if there is memory for it.
    let limit = memoryForFiles()
    guard size <= limit else { throw RunFailure(.tooLarge(name, limit)) }
    // By positions, so that it can be read again.
    let bytes = try gathered(shownAs: name, size, limit, progress, isCancelled) { buffer, offset throws(SystemError) in
      unsafe try descriptor.read(into: &buffer, buffer.count, at: offset)
    }
    try checkUnchanged()
    guard size == 0 || bytes.count == size else { throw RunFailure(.changedMeanwhile(name)) }
    return bytes
  }
}

package func readFile(
  _ path: String, shownAs name: String, progress: ((_ read: Int64, _ total: Int64) -> Void)? = nil,
  isCancelled: () -> Bool = { false }
) throws(RunFailure) -> [UInt8] {
  try OpenFile(path, shownAs: name).read(progress: progress, isCancelled: isCancelled)
}

/// Half of the memory that the process can have: a file's cells take up memory in addition to it.
private func memoryForFiles() -> Int {
  availableMemory.map { max(256 << 20, $0 / 2) } ?? .max
}

/// Reads an open file, or standard input, to its end.
package func readAll(
  _ descriptor: Descriptor, shownAs name: String, size: Int = 0, limit: Int = .max,
  progress: ((_ read: Int64, _ total: Int64) -> Void)? = nil, isCancelled: () -> Bool = { false }
) throws(RunFailure) -> [UInt8] {
  try gathered(shownAs: name, size, limit, progress, isCancelled) { buffer, _ throws(SystemError) in
    try descriptor.read(into: &buffer)
  }
}

/// What `more` puts into a buffer, until it adds nothing.
private func gathered(
  shownAs name: String, _ size: Int, _ limit: Int, _ progress: ((_ read: Int64, _ total: Int64) -> Void)?,
  _ isCancelled: () -> Bool, _ more: (_ buffer: inout [UInt8], _ offset: Int) throws(SystemError) -> Int
) throws(RunFailure) -> [UInt8] {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(size)
  var buffer = [UInt8](repeating: 0, count: 256 * 1024)
  while true {
    if isCancelled() { throw RunFailure(.cancelled(name)) }
    let count: Int
    do throws(SystemError) { count = try more(&buffer, bytes.count) } catch {
      throw RunFailure(.cannotRead(name, error.text))
    }
    if count == 0 { return bytes }
    guard bytes.count + count <= limit else { throw RunFailure(.tooLarge(name, limit)) }
    bytes.append(contentsOf: buffer[..<count])
    progress?(Int64(bytes.count), Int64(max(size, bytes.count)))
  }
}

extension Diagnostic {
  fileprivate static func tooLarge(_ name: String, _ limit: Int) -> Diagnostic {
    Diagnostic(
      .tooLarge, "the file is larger than \(limit >> 20) MiB", location: name, kind: .limit,
      notes: ["the file can be split into smaller ones, which `append` combines"])
  }

  fileprivate static func changedMeanwhile(_ name: String) -> Diagnostic {
    Diagnostic(
      .changedMeanwhile, "the file changed while it was being read", location: name, kind: .data,
      notes: ["a copy of the file can be loaded"])
  }

  static func cannotRead(_ name: String, _ reason: String) -> Diagnostic {
    Diagnostic(.cannotRead, "the file cannot be read: \(reason)", location: name, kind: .data)
  }

  static func notRegular(_ name: String, _ kind: FileStatus.Kind) -> Diagnostic {
    switch kind {
    case .folder: cannotRead(name, "it is a folder")
    case .pipe: cannotRead(name, "it is a pipe, not a regular file")
    case .regular, .link, .other: cannotRead(name, "it is not a regular file")
    }
  }

  static func cancelled(_ name: String) -> Diagnostic {
    Diagnostic(.cancelled, "loading was stopped", location: name, kind: .limit)
  }
}
