package import StetDiagnostics

/// Why a packed file cannot be unpacked.
package enum ArchiveFailure: Error, Sendable, Hashable {
  /// Bytes that should be there cannot be read, or the file is shorter than it was.
  case unreadable
  /// The file ends in the middle of what it packs.
  case truncated
  /// It is not what its format prescribes; the clause says what is wrong, as in `the directory of the archive is missing`.
  case damaged(String)
  /// The checksum of the unpacked bytes is not the one that was stored with them.
  case wrongChecksum(entry: String?)
  /// It unpacks to more or fewer bytes than its directory says.
  case wrongSize(entry: String, stated: Int)
  case encrypted(entry: String)
  /// A method other than stored and deflated.
  case unknownMethod(entry: String, method: Int)
  case overlappingEntries(String, String)
  case repeatedName(String)
  /// A name that would lead out of a folder, or that no file has.
  case unsafeName(String)
  /// More entries than are looked at.
  case tooManyEntries(count: Int, limit: Int)
  /// Parts of the archive are in other files.
  case severalParts
  /// It unpacks to more than the budget's bytes.
  case tooManyBytes(limit: Int)
  /// It unpacks to more than the budget's multiple of its size.
  case tooTight(ratio: Int)
  /// A stream asks for more memory than unpacking may take.
  case tooMuchMemory(needed: Int?, limit: Int)
}

extension ArchiveFailure {
  /// How a file can be loaded all the same.
  package enum WayOut {
    /// Once it is unpacked: by a command, if one is known that has no limit.
    case unpacking(command: String? = nil)
    /// Once the program that made it has saved it in another form.
    case savingAsCSV
  }

  /// The failure of a file that messages call `name`.
  package func diagnostic(of name: String, _ wayOut: WayOut) -> Diagnostic {
    let code: Diagnostic.Code =
      switch self {
      case .unreadable: .cannotRead
      case .tooManyEntries, .tooManyBytes, .tooTight, .tooMuchMemory: .tooLarge
      case .encrypted, .unknownMethod, .severalParts: .notBuilt
      default: .damagedFile
      }
    return Diagnostic(code, clause, location: name, kind: isLimit ? .limit : .data, notes: [note(wayOut)])
  }

  private var isLimit: Bool {
    switch self {
    case .tooManyEntries, .tooManyBytes, .tooTight, .tooMuchMemory: true
    default: false
    }
  }

  /// What is wrong, in one clause.
  package var clause: String {
    switch self {
    case .unreadable: "part of the file cannot be read"
    case .truncated: "the file ends in the middle of its compressed data"
    case .damaged(let clause): clause
    case .wrongChecksum(nil): "the unpacked bytes do not have the checksum that the file says"
    case .wrongChecksum(let entry?): "\(quoted(entry)) does not have the checksum that the archive says"
    case .wrongSize(let entry, let stated): "\(quoted(entry)) does not have the \(bytes(stated)) that the archive says"
    case .encrypted(let entry): "\(quoted(entry)) is encrypted"
    case .unknownMethod(let entry, let method): "\(quoted(entry)) is compressed with \(Self.methodName(method))"
    case .overlappingEntries(let first, let second): "\(quoted(first)) and \(quoted(second)) share bytes of the archive"
    case .repeatedName(let name): "the archive has two files named \(quoted(name))"
    case .unsafeName(let name): "the archive has a file named \(quoted(name)), a path that leads out of it"
    case .tooManyEntries(let count, let limit): "the archive has \(count) files, but at most \(limit) are looked at"
    case .severalParts: "the archive is only a part of one that was split"
    case .tooManyBytes(let limit): "the file unpacks to more than \(bytes(limit))"
    case .tooTight(let ratio): "the file unpacks to more than \(ratio) times its size"
    case .tooMuchMemory(nil, let limit): "to unpack the file takes more than \(bytes(limit)) of memory"
    case .tooMuchMemory(let needed?, let limit):
      "to unpack the file takes \(bytes(needed)) of memory, more than \(bytes(limit))"
    }
  }

  private func note(_ wayOut: WayOut) -> String {
    switch self {
    case .unreadable: return "a copy of the file can be loaded"
    case .encrypted, .unknownMethod, .severalParts, .tooManyEntries, .tooManyBytes, .tooTight, .tooMuchMemory: break
    default: return "nothing of the file was used; it needs to be downloaded or copied again"
    }
    switch wayOut {
    case .savingAsCSV: return "a spreadsheet program can save its sheets as CSV, which can be loaded"
    case .unpacking(let command?) where isLimit: return "`\(command)` unpacks it without this limit"
    case .unpacking:
      if case .encrypted = self { return "the file can be loaded once it is unpacked with its password" }
      return "the file can be loaded once it is unpacked"
    }
  }

  /// The methods that APPNOTE.TXT 6.3.10 §4.4.5 lists and that are met.
  private static func methodName(_ method: Int) -> String {
    switch method {
    case 1: "the method Shrink"
    case 6: "the method Implode"
    case 9: "the method Deflate64"
    case 12: "bzip2"
    case 14: "LZMA"
    case 93: "Zstandard"
    case 95: "xz"
    case 98: "PPMd"
    default: "an unknown method (\(method))"
    }
  }

  private func bytes(_ count: Int) -> String {
    switch count {
    case (1 << 30)...: "\(count >> 30) GB"
    case (1 << 20)...: "\(count >> 20) MB"
    default: count == 1 ? "1 byte" : "\(count) bytes"
    }
  }
}
