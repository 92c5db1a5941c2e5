import StetArchives
import StetColumns
import StetDiagnostics

/// The file of a ZIP archive that a table is read from: the one whose path is asked for, or the only table.
struct ZipMember {
  private let file: OpenFile
  private let archive: ZipArchive
  private let entry: ZipArchive.Entry
  /// Said when it was not asked for by name.
  private let note: String?

  /// Nil if the archive is a file of an office program, which is a format of its own.
  init?(of file: OpenFile) throws(RunFailure) {
    let name = file.archiveName
    guard file.member == nil || file.head(2) == [0x50, 0x4B] || pathEnding(name) == "zip" else {
      throw RunFailure(.isNoArchive(file.name, archive: name))
    }
    do { archive = try ZipArchive(byteCount: file.size, read: { file.bytes($0) }) } catch {
      throw RunFailure(error.diagnostic(of: name, .unpacking()))
    }
    self.file = file
    if let member = file.member {
      guard let entry = archive.entry(named: member), !entry.isFolder else {
        throw RunFailure(.noMember(file.name, member, archive: name, among: archive.tables))
      }
      (self.entry, note) = (entry, nil)
      return
    }
    if archive.isOfficeFile { return nil }
    let tables = archive.tables
    guard let only = tables.first, tables.count == 1 else {
      throw RunFailure(tables.isEmpty ? .noTable(name, archive.files) : .severalTables(name, tables))
    }
    entry = only
    let others = archive.files.count - 1
    note =
      "\(quoted(only.name)) is the only table in the archive"
      + (others > 0 ? ", which has \(counted(others, "other file"))" : "")
  }

  func unpacked(_ control: ReadControl) throws(RunFailure) -> OpenFile {
    let name = file.member == nil ? file.name + "/" + entry.name : file.name
    var done: Int64 = 0
    return try file.unpacked(
      as: SourceFormat.withoutCompression(entry.name), shownAs: name, from: "ZIP", packedSize: entry.packedSize,
      command: "unzip \(shellWord(file.archiveName)) \(shellWord(entry.name))", notes: note.map { [$0] } ?? [], control
    ) { budget, body throws(ArchiveFailure) in
      try archive.unpack(entry, budget: budget) { piece throws(ArchiveFailure) in
        done += Int64(piece.count)
        control.progress?(done, Int64(entry.size))
        return try body(piece)
      }
    }
  }
}

extension OpenFile {
  /// What messages call the archive whose file is read.
  fileprivate var archiveName: String {
    guard let member, name.hasSuffix("/" + member) else { return name }
    return String(name.dropLast(member.count + 1))
  }
}

extension ZipArchive {
  /// Its files, without those that macOS and Windows add.
  fileprivate var files: [Entry] {
    entries.filter { entry in
      let name = entry.name.split(separator: "/").last ?? ""
      return !entry.isFolder && !entry.name.hasPrefix("__MACOSX/") && ![".DS_Store", "Thumbs.db"].contains(name)
    }
  }

  /// The files that may be tables: those whose extension says so; if there are none, those whose extension does not say otherwise.
  fileprivate var tables: [Entry] {
    let files = files
    let named = files.filter { file in
      let ending = pathEnding(SourceFormat.withoutCompression(file.name))
      return SourceFormat.all.contains { $0.endings.contains(ending ?? "") }
    }
    guard named.isEmpty else { return named }
    return files.filter { (try? SourceFormat.named(by: $0.name)) != nil }
  }

  /// A workbook or document: Office Open XML (ECMA-376 part 2 §7.2.3.2) or OpenDocument (part 2 §3.3).
  fileprivate var isOfficeFile: Bool {
    entry(named: "[Content_Types].xml") != nil || entries.first?.name == "mimetype"
  }
}

extension Diagnostic {
  fileprivate static func isNoArchive(_ name: String, archive: String) -> Diagnostic {
    Diagnostic(
      .cannotRead, "\(quoted(archive)) is not a ZIP archive, so that no file can be in it", location: name, kind: .data)
  }

  fileprivate static func noMember(
    _ name: String, _ member: String, archive: String, among tables: [ZipArchive.Entry]
  ) -> Diagnostic {
    let near = nearest(to: member, among: tables.map(\.name)).flatMap { near in tables.first { $0.name == near } }
    return Diagnostic(
      .cannotRead, "the archive has no file \(quoted(member))", location: name, kind: .data,
      notes: near.map { ["the closest match is `load \(line(archive, $0))`"] } ?? lines(archive, tables))
  }

  fileprivate static func severalTables(_ name: String, _ tables: [ZipArchive.Entry]) -> Diagnostic {
    Diagnostic(
      .needsFile, "the archive has \(tables.count) tables, of which one must be named", location: name, kind: .data,
      notes: lines(name, tables))
  }

  fileprivate static func noTable(_ name: String, _ files: [ZipArchive.Entry]) -> Diagnostic {
    let names = files.prefix(5).map { quoted($0.name) }
    return Diagnostic(
      .emptyFile, files.isEmpty ? "the archive has no files" : "the archive has no table that can be loaded",
      location: name, kind: .data,
      notes: names.isEmpty
        ? [] : ["it has " + joinedWithAnd(names + (files.count > 5 ? ["\(files.count - 5) more"] : []))])
  }

  /// A line to paste for each table, for as many as are read at a glance.
  private static func lines(_ archive: String, _ tables: [ZipArchive.Entry]) -> [String] {
    let shown = tables.count > 12 ? 10 : tables.count
    return tables.prefix(shown).map { "`load \(line(archive, $0))`" }
      + (shown < tables.count ? ["and \(tables.count - shown) more"] : [])
  }

  private static func line(_ archive: String, _ table: ZipArchive.Entry) -> String {
    "\"\(pastedText(archive + "/" + table.name))\""
  }
}
