import StetColumns
import StetDiagnostics

/// The names of the columns of text with delimiters, from its first record or from the script.
struct CSVHeader {
  let name: String
  let options: ReadOptions

  func names(_ bytes: Span<UInt8>, _ scan: CSVScan) throws(RunFailure) -> [String] {
    let header: ColumnNames
    switch options.header {
    case .firstRecord:
      let names = scan.segments[0][..<scan.width].map { String(decoding: unquoted(bytes, $0), as: UTF8.self) }
      header = ColumnNames(names: names, location: "\(name):\(scan.lines[0])")
    case .none: header = ColumnNames(names: (0..<scan.width).map { "column_\($0 + 1)" }, location: name)
    case .names(let stated):
      guard stated.count == scan.width else {
        throw RunFailure(.headerWidth("\(name):\(scan.lines[0])", stated.count, scan.width))
      }
      header = ColumnNames(names: stated, location: name)
    }
    try header.check(options) { distinct in
      guard let distinct else { return "`skip:` and a list of names after `header:` rename the columns" }
      let list = "header: [\(distinct.map { "\"\(pastedText($0))\"" }.joined(separator: ", "))]"
      return options.header == .firstRecord
        ? "`skip: \(scan.headerEnd), \(list)` renames the columns" : "`\(list)` renames the columns"
    }
    return header.names
  }
}

extension Diagnostic {
  fileprivate static func headerWidth(_ location: String, _ stated: Int, _ width: Int) -> Diagnostic {
    Diagnostic(
      .headerWidth, "`header:` has \(counted(stated, "name")), but the first row has \(counted(width, "cell"))",
      location: location, kind: .data, notes: ["`header: none` names the columns `column_1`, `column_2` and so on"])
  }
}
