import StetDiagnostics

/// A format that is recognized, so that it is refused with a way out, but not read yet.
package struct UnreadFormat: Sendable {
  /// In the plural, as a message names its files.
  package let name: String
  package let endings: [String]
  let signatures: [[UInt8]]
  /// How such a file becomes one that can be loaded.
  package let wayOut: String
  /// The extension of such a file after that.
  let ending: String
  /// Names of future options for such files.
  let options: [String]

  init(
    _ name: String, endings: [String], signatures: [[UInt8]] = [],
    wayOut: String = "save it as CSV in the program that created it", becomes ending: String = "csv",
    options: [String] = []
  ) {
    self.name = name
    self.endings = endings
    self.signatures = signatures
    self.wayOut = wayOut
    self.ending = ending
    self.options = options
  }

  package static let all: [UnreadFormat] = [
    UnreadFormat(
      "old, binary and Numbers workbooks", endings: ["xls", "xlsb", "numbers"],
      signatures: [[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]],
      wayOut: "save it as an Excel workbook in the program that created it", becomes: "xlsx"),
    UnreadFormat(
      "databases of Access", endings: ["mdb", "accdb"],
      signatures: [[0, 1, 0, 0] + Array("Standard Jet DB".utf8), [0, 1, 0, 0] + Array("Standard ACE DB".utf8)]),
    UnreadFormat("XML", endings: ["xml"]),
    UnreadFormat("PDF documents", endings: ["pdf"], signatures: [Array("%PDF-".utf8)]),
    UnreadFormat(
      "text documents", endings: ["doc", "docx", "odt", "rtf"],
      // A ZIP archive that is neither unpacked nor a workbook is of another office program.
      signatures: [[0x50, 0x4B, 0x03, 0x04]]),
    UnreadFormat(
      "archives other than ZIP", endings: ["7z", "rar", "tar", "tgz"],
      signatures: [[0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], Array("Rar!\u{1A}\u{7}".utf8)], wayOut: "unpack it first"),
    UnreadFormat("files from statistical software", endings: ["sav", "rds", "rda", "rdata", "sas7bdat"]),
    UnreadFormat("maps", endings: ["shp", "kml"]),
  ]

  /// The refusal of a file of this format.
  func refusal(of path: String) -> RunFailure {
    let stem = String(path[..<(path.lastIndex(of: ".") ?? path.endIndex)])
    let isNamed = SourceFormat.all.contains { $0.endings.contains(pathEnding(stem) ?? "") }
    return RunFailure(.cannotLoad(self, isNamed ? stem : stem + "." + ending))
  }
}

/// The extension of a path in lower case, without its dot; nil if it has none.
func pathEnding(_ path: String) -> String? {
  path.lastIndex(of: ".").map { path[path.index(after: $0)...].lowercased() }
}

extension Diagnostic {
  fileprivate static func cannotLoad(_ format: UnreadFormat, _ file: String) -> Diagnostic {
    let known = SourceFormat.all.map(\.name)
    let list = known.dropLast().joined(separator: ", ") + " and " + (known.last ?? "")
    return Diagnostic(
      .notBuilt, "\(format.name) cannot be loaded yet; \(list) can",
      notes: ["\(format.wayOut), then load it with `load \"\(file)\"`"])
  }
}
