import StetArchives
import StetColumns
package import StetDiagnostics
import StetSystem

extension OpenFile {
  /// The file that a table is read from: this one, or what it packs, as a file without a name in the folder for temporary files.
  ///
  /// A packed file is recognized by its first bytes, whatever its name says. A workbook, which is a ZIP archive too, is left
  /// to the reader of its format. What comes out may be packed once more, as in an archive of `.csv.gz` files; not twice.
  package func unpacked(_ control: ReadControl = ReadControl()) throws(RunFailure) -> OpenFile {
    guard packing == nil else { return self }
    let key = identity + (member.map { "/" + $0 } ?? "")
    if let known = control.unpacked?.file(key, shownAs: name) { return known }
    var file = self
    var levels = 0
    while let inner = try file.unpackedOnce(control) {
      levels += 1
      if levels > 2 { throw RunFailure(.packedTooOften(name)) }
      file = inner
    }
    guard levels > 0 else { return self }
    if file.head(262).dropFirst(257).elementsEqual("ustar".utf8) { throw RunFailure(.isTar(name)) }
    control.unpacked?.keep(file, key, shownAs: name)
    return file
  }

  /// Nil if the file is not packed.
  private func unpackedOnce(_ control: ReadControl) throws(RunFailure) -> OpenFile? {
    let head = head(16)
    let isZip = head.starts(with: [0x50, 0x4B, 0x03, 0x04]) || head.starts(with: [0x50, 0x4B, 0x05, 0x06])
    if isZip || member != nil { return try ZipMember(of: self)?.unpacked(control) }
    guard let compression = Compression(recognizedIn: head) else { return nil }
    return try unpacked(
      as: contentName.map(SourceFormat.withoutCompression), from: compression.name, packedSize: size,
      command: "\(compression.command) \(shellWord(name))", control
    ) { budget, body throws(ArchiveFailure) in
      func read(_ range: Range<Int>) -> [UInt8]? {
        control.progress?(Int64(range.upperBound), Int64(size))
        return bytes(range)
      }
      try compression.unpack(byteCount: size, read: read, budget: budget, into: body)
    }
  }

  /// A new file with what `unpack` gives. `method` and `command` are how it was packed, in words, and what unpacks it where a limit is in
  /// the way.
  func unpacked(
    as contentName: String?, shownAs name: String? = nil, from method: String, packedSize: Int, command: String,
    notes: [String] = [], _ control: ReadControl,
    unpack: (
      UnpackingBudget, (Span<UInt8>) throws(ArchiveFailure) -> Bool
    ) throws(ArchiveFailure) -> Void
  ) throws(RunFailure) -> OpenFile {
    let name = name ?? self.name
    let folder = temporaryFolder
    let room = max(0, (freeSpace(in: folder) ?? .max) - leftOnDisk)
    let file: Descriptor
    do throws(SystemError) { file = try .unnamedFile(in: folder) } catch {
      throw RunFailure(.noTemporaryFile(name, folder, error.text))
    }
    var failed: SystemError?
    var isCancelled = false
    do {
      try unpack(UnpackingBudget(bytes: room)) { piece in
        isCancelled = control.isCancelled()
        guard !isCancelled else { return false }
        do throws(SystemError) { try file.write(piece) } catch { failed = error }
        return failed == nil
      }
    } catch {
      if case .tooManyBytes = error { throw RunFailure(.noRoom(name, room, folder)) }
      // A file that is in another, or came through a pipe, has no name that a command can be given.
      let isNamed = packing == nil && !isStandardInput
      throw RunFailure(error.diagnostic(of: name, .unpacking(command: isNamed ? command : nil)))
    }
    if isCancelled { throw RunFailure(.cancelled(name)) }
    if let failed { throw RunFailure(.noTemporaryFile(name, folder, failed.text)) }
    try checkUnchanged()
    let size: Int
    do throws(SystemError) { size = try FileStatus(file).state.size } catch {
      throw RunFailure(.cannotRead(name, error.text))
    }
    let note = "unpacked from \(method): \(byteWords(packedSize)) → \(byteWords(size))"
    return try OpenFile(
      file, shownAs: name, packing: Packing(file: self, contentName: contentName, notes: notes + [note]))
  }
}

/// What stays free on the disk of the folder for temporary files.
private let leftOnDisk = 256 << 20

/// A path as a shell takes it.
func shellWord(_ path: String) -> String {
  let isPlain = path.utf8.allSatisfy {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
      || [UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "_")].contains($0) || $0 >= 0x80
  }
  return isPlain
    ? path : "'" + path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
}

extension Diagnostic {
  fileprivate static func packedTooOften(_ name: String) -> Diagnostic {
    Diagnostic(
      .damagedFile, "what the file unpacks to is compressed, and what that unpacks to is compressed again",
      location: name, kind: .data, notes: ["the file can be loaded once it is unpacked"])
  }

  fileprivate static func isTar(_ name: String) -> Diagnostic {
    Diagnostic(
      .notBuilt, "the file is a tar archive, which cannot be loaded yet", location: name, kind: .data,
      notes: ["`tar -xf \(shellWord(name))` unpacks it, and each of its tables can then be loaded"])
  }

  fileprivate static func noTemporaryFile(_ name: String, _ folder: String, _ reason: String) -> Diagnostic {
    Diagnostic(
      .cannotWrite, "the file cannot be unpacked in \(quoted(folder)): \(reason)", location: name, kind: .data,
      notes: ["the environment variable `TMPDIR` names another folder"])
  }

  fileprivate static func noRoom(_ name: String, _ room: Int, _ folder: String) -> Diagnostic {
    Diagnostic(
      .tooLarge, "the file unpacks to more than \(byteWords(room)), which is what \(quoted(folder)) has room for",
      location: name, kind: .limit, notes: ["the environment variable `TMPDIR` names another folder"])
  }
}
