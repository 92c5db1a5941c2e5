package import StetArchives
import StetColumns
package import StetDiagnostics

/// A workbook: its sheets, each read into a grid of its cells when it is asked for.
///
/// XLSX and XLSM (ECMA-376, transitional and strict) and ODS (OpenDocument 1.3 part 3). Nothing is calculated: a formula has the
/// value that was stored with it. What a sheet holds is streamed through the parser, within budgets for bytes and cells.
package final class Workbook {
  package struct Sheet: Sendable, Hashable {
    /// `veryHidden` is hidden from the menus of the program, too.
    package enum State: Sendable, Hashable { case visible, hidden, veryHidden }
    /// A chart has no cells.
    package enum Content: Sendable, Hashable { case cells, chart }

    package let name: String
    package let state: State
    package let content: Content
    /// The part of the package that has it.
    let part: String
  }

  package enum Kind: Sendable, Hashable { case xlsx, ods }

  package let kind: Kind
  package let sheets: [Sheet]
  let name: String
  let archive: ZipArchive
  private let is1904: Bool
  private let styles: [NumberFormat]
  private let sharedPart: String?
  private var shared: SharedStrings?
  private var grids: [Int: SheetGrid] = [:]
  private let isCancelled: () -> Bool

  /// `name` is how messages call the file.
  package init(_ archive: ZipArchive, name: String, isCancelled: @escaping () -> Bool = { false }) throws(RunFailure) {
    (self.archive, self.name, self.isCancelled) = (archive, name, isCancelled)
    guard let kind = Self.kind(of: archive) else { throw RunFailure(.noWorkbook(name)) }
    self.kind = kind
    let package = PackageReader(archive: archive, name: name, isCancelled: isCancelled)
    switch kind {
    case .xlsx:
      let root = Relationships(of: "")
      try package.read(Relationships.path(of: ""), root, isNeeded: false)
      let main = root.first("officeDocument") ?? "xl/workbook.xml"
      guard !main.hasSuffix(".bin") else { throw RunFailure(.binary(name)) }
      let (part, relationships) = (WorkbookPart(), Relationships(of: main))
      try package.read(main, part)
      try package.read(Relationships.path(of: main), relationships, isNeeded: false)
      let styles = Styles()
      if let path = relationships.first("styles") { try package.read(path, styles, isNeeded: false) }
      var sheets: [Sheet] = []
      for sheet in part.sheets {
        guard let target = relationships.all.first(where: { $0.id == sheet.id }) else {
          throw RunFailure(.damaged(name, "the sheet \"\(sheet.name)\" is not in it"))
        }
        let content: Sheet.Content = target.type == "worksheet" ? .cells : .chart
        sheets.append(Sheet(name: sheet.name, state: sheet.state, content: content, part: target.target))
      }
      (self.sheets, is1904, self.styles) = (sheets, part.is1904, styles.formats)
      sharedPart = relationships.first("sharedStrings")
    case .ods:
      let manifest = EncryptionSearch()
      try package.read("META-INF/manifest.xml", manifest, isNeeded: false)
      guard !manifest.isFound else { throw RunFailure(.encrypted(name)) }
      let content = SpreadsheetReader()
      try package.read("content.xml", content)
      sheets = content.sheets.map {
        Sheet(name: $0.name, state: $0.isHidden ? .hidden : .visible, content: .cells, part: "content.xml")
      }
      for (index, sheet) in content.sheets.enumerated() { grids[index] = sheet.grid }
      (is1904, styles, sharedPart) = (false, [], nil)
    }
  }

  /// What a ZIP archive is by the parts it has; nil if it is no workbook.
  package static func kind(of archive: ZipArchive) -> Kind? {
    if archive.entry(named: "[Content_Types].xml") != nil,
      archive.entries.contains(where: {
        $0.name.lowercased().hasSuffix("workbook.xml") || $0.name.lowercased().hasSuffix("workbook.bin")
      })
    {
      return .xlsx
    }
    guard archive.entry(named: "content.xml") != nil, let type = archive.entry(named: "mimetype"), type.size < 200,
      let bytes = try? archive.bytes(of: type, budget: UnpackingBudget(bytes: 200)),
      String(decoding: bytes, as: UTF8.self).hasPrefix("application/vnd.oasis.opendocument.spreadsheet")
    else { return nil }
    return .ods
  }

  /// The cells of a sheet by its number from 0; empty for a chart.
  package func grid(_ index: Int) throws(RunFailure) -> SheetGrid {
    if let known = grids[index] { return known }
    let sheet = sheets[index]
    guard sheet.content == .cells else { return SheetGrid() }
    let package = PackageReader(archive: archive, name: name, isCancelled: isCancelled)
    if shared == nil, let sharedPart {
      let texts = SharedStrings()
      try package.read(sharedPart, texts, isNeeded: false)
      shared = texts
    }
    let reader = WorksheetReader(shared, styles, is1904: is1904)
    try package.read(sheet.part, reader, sheet: sheet.name)
    let grid: SheetGrid
    do { grid = try reader.finish() } catch { throw RunFailure(.unreadable(error, name, sheet: sheet.name)) }
    grids[index] = grid
    return grid
  }
}

/// Reads the parts of a package.
struct PackageReader {
  let archive: ZipArchive
  let name: String
  let isCancelled: () -> Bool

  /// A part may unpack to so many bytes: the XML of a million rows of fifty numbers.
  private static let mostBytes = 4 << 30
  /// Of so many, a second thread takes longer to start than it saves.
  private static let fewBytes = 1 << 20

  /// Passes a part through a visitor. `sheet` is for messages.
  func read<Visitor: XMLVisitor>(
    _ part: String, _ visitor: Visitor, isNeeded: Bool = true, sheet: String? = nil
  ) throws(RunFailure) {
    guard let entry = entry(part) else {
      if isNeeded { throw RunFailure(.damaged(name, "\"\(part.prefix(80))\" is not in it")) }
      return
    }
    let reader = XMLReader(visitor)
    var failure: XMLFailure?
    var isStopped = false
    let budget = UnpackingBudget(bytes: Self.mostBytes)
    func take(_ piece: Span<UInt8>) -> Bool {
      if isCancelled() {
        isStopped = true
        return false
      }
      do throws(XMLFailure) { try reader.feed(piece) } catch { failure = error }
      return failure == nil
    }
    do throws(ArchiveFailure) {
      if entry.size > Self.fewBytes, Parallelism.threads > 1 {
        try archive.unpackAhead(entry, budget: budget, into: take)
      } else {
        try archive.unpack(entry, budget: budget, into: take)
      }
    } catch {
      throw RunFailure(error.diagnostic(of: name, .savingAsCSV))
    }
    if isStopped { throw RunFailure(.stopped(name)) }
    do throws(XMLFailure) {
      if let failure { throw failure }
      try reader.finish()
    } catch {
      throw RunFailure(.unreadable(error, name, sheet: sheet))
    }
  }

  /// Names of parts are the same in capitals or not (ECMA-376 part 2, §9.1.1).
  private func entry(_ part: String) -> ZipArchive.Entry? {
    archive.entry(named: part) ?? archive.entries.first { $0.name.lowercased() == part.lowercased() }
  }
}

extension Diagnostic {
  static func noWorkbook(_ name: String) -> Diagnostic {
    Diagnostic(
      .damagedFile, "the file is an archive, but no workbook", location: name, kind: .data,
      notes: ["unpacking it shows what it has"])
  }

  static func binary(_ name: String) -> Diagnostic {
    Diagnostic(
      .notBuilt, "binary workbooks (`.xlsb`) cannot be loaded", location: name, kind: .data,
      notes: ["saving it as `.xlsx` in the program that created it makes a file that can be loaded"])
  }

  package static func encrypted(_ name: String) -> Diagnostic {
    Diagnostic(
      .notBuilt, "the workbook is encrypted", location: name, kind: .data,
      notes: ["opening it with its password and saving it without one makes a file that can be loaded"])
  }

  fileprivate static func damaged(_ name: String, _ clause: String) -> Diagnostic {
    unreadable(.damaged(clause), name, sheet: nil)
  }

  fileprivate static func unreadable(_ failure: XMLFailure, _ name: String, sheet: String?) -> Diagnostic {
    let location = [name, sheet, failure.cell].compactMap { $0 }.joined(separator: "!")
    switch failure.kind {
    case .damaged:
      return Diagnostic(
        .damagedFile, "the workbook is damaged: \(failure.clause)", location: location, kind: .data,
        notes: ["opening it in a spreadsheet program and saving it again may repair it"])
    case .limit:
      return Diagnostic(
        .tooLarge, failure.clause, location: location, kind: .limit,
        notes: ["saving the sheet as CSV makes a file that can be loaded"])
    }
  }

  fileprivate static func stopped(_ name: String) -> Diagnostic {
    Diagnostic(.cancelled, "loading was stopped", location: name, kind: .limit)
  }
}
