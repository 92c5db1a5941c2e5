import StetDiagnostics

/// Text of another kind, in a file whose name says that it is delimited text.
enum ForeignText {
  /// What the first bytes show it to be, and how it can be loaded; nil for what may be a table.
  static func refusal(_ bytes: Span<UInt8>, from start: Int, name: String) -> Diagnostic? {
    var index = start
    while index < bytes.count, [9, 10, 13, 32].contains(bytes[index]) { index += 1 }
    let end = min(bytes.count, index + 200)
    if index == bytes.count || !(start..<min(bytes.count, start + 4096)).contains(where: { bytes[$0] != 0 }) {
      return index == bytes.count ? nil : .foreign(name, "nothing but NUL bytes", nil)
    }
    let head = unsafe bytes.extracting(index..<end).withUnsafeBufferPointer {
      unsafe String(decoding: $0, as: UTF8.self)
    }
    .lowercased()
    let stem = String(name[..<(name.lastIndex(of: ".") ?? name.endIndex)])
    let compact = head.filter { !$0.isWhitespace }
    if compact.hasPrefix("[{") || compact.hasPrefix("[["), compact.contains(":") || compact.hasPrefix("[[") {
      return .foreign(name, "JSON", "a copy named `\(stem).json` loads as JSON")
    }
    if compact.hasPrefix("{\""), compact.contains("\":") {
      return .foreign(name, "JSON", "a copy named `\(stem).json`, or `\(stem).ndjson` if each line is an object, loads")
    }
    let kinds: [(String, String, String?)] = [
      ("version https://git-lfs", "a pointer of Git LFS", "`git lfs pull` fetches the file itself"),
      ("<!doctype html", "a web page", nil), ("<html", "a web page", nil), ("<table", "a web page", nil),
      ("<?xml", "XML", nil), ("insert into ", "SQL", nil), ("create table ", "SQL", nil),
      ("--\n-- postgresql", "SQL", nil),
      ("%pdf-", "a PDF document", nil), ("{\\rtf", "a text document", nil),
      ("<<<<<<< ", "unfinished merging by Git", nil),
    ]
    if let (_, what, way) = kinds.first(where: { head.hasPrefix($0.0) }) { return .foreign(name, what, way) }
    let tar = start + 257
    if tar + 5 < bytes.count, Array("ustar".utf8).enumerated().allSatisfy({ bytes[tar + $0] == $1 }) {
      return .foreign(name, "a tar archive", "`tar xf` unpacks the files")
    }
    let isYAML = head.hasPrefix("---\n") || head.hasPrefix("- ") && head.prefix { $0 != "\n" }.contains(": ")
    return isYAML ? .foreign(name, "YAML", nil) : nil
  }
}

extension Diagnostic {
  fileprivate static func foreign(_ name: String, _ what: String, _ way: String?) -> Diagnostic {
    Diagnostic(
      .otherFormat, "the file has \(what), not delimited text", location: name, kind: .data,
      notes: way.map { [$0] } ?? [])
  }
}
