package import StetColumns
package import StetDiagnostics

/// How a CSV or TSV file is to be read.
package struct CSVOptions: Sendable {
  /// Nil: a comma, or a tab for `.tsv`.
  package var delimiter: UInt8?
  /// Texts that stand for a missing value, besides the empty cell.
  package var missing: [String] = []
  /// Types, units and descriptions that metadata or the script declares, by column.
  package var fields: [Field] = []

  package init() {}
}

/// What loading did to a file's records: `records` = header + `loaded`, blank lines aside.
package struct LoadReceipt: Sendable {
  package var path: String
  package var byteCount: Int
  package var sha256: String
  package var loaded: Int
  package var blankLines: Int
  package var notes: [String]
}

/// Reads a CSV or TSV file into typed columns; the types come from every row, unless they are declared.
package func readCSV(
  path: String, shownAs name: String, options: CSVOptions = CSVOptions()
) throws(RunFailure) -> (table: Table, receipt: LoadReceipt) {
  let bytes = try readFile(path, shownAs: name)
  return try parseCSV(bytes, name: name, options: options)
}

package func parseCSV(
  _ bytes: [UInt8], name: String, options: CSVOptions
) throws(RunFailure) -> (table: Table, receipt: LoadReceipt) {
  var notes: [String] = []
  var start = 0
  if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
    start = 3
    notes.append("a byte-order mark was stepped over")
  } else if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
    throw RunFailure(.utf16(name))
  }
  try checkUTF8(bytes, name)
  let delimiter = options.delimiter ?? (name.hasSuffix(".tsv") ? UInt8(ascii: "\t") : UInt8(ascii: ","))
  let scan = try CSVScanner(bytes, from: start, delimiter: delimiter, name: name).run()
  guard !scan.lines.isEmpty else { throw RunFailure(.emptyFile(name)) }
  let reader = CSVColumns(bytes: bytes, scan: scan, name: name, options: options)
  let names = try reader.header()
  try reader.checkWidths(names.count)
  let (schema, columns, typeNotes) = try reader.columns(names)
  let sha256 = SHA256.hex(of: bytes)
  let table = Table(
    schema: schema, columns: columns, rowCount: reader.rowCount,
    origin: Origin(files: [name], line: Array(scan.lines.dropFirst())),
    sources: [DataSource(name: name, credit: nil, sha256: sha256)])
  let receipt = LoadReceipt(
    path: name, byteCount: bytes.count, sha256: sha256, loaded: reader.rowCount, blankLines: scan.blankLines,
    notes: notes + typeNotes)
  return (table, receipt)
}

private func checkUTF8(_ bytes: [UInt8], _ name: String) throws(RunFailure) {
  if bytes.allSatisfy({ $0 < 0x80 }) { return }
  if unsafe bytes.withUnsafeBufferPointer({ unsafe String(validating: $0, as: UTF8.self) }) != nil { return }
  // Only now look for the place.
  var line = 1
  var lineStart = 0
  var index = 0
  while index < bytes.count {
    let byte = bytes[index]
    let length = byte < 0x80 ? 1 : byte < 0xC2 ? 0 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : byte < 0xF5 ? 4 : 0
    let sequence = bytes[index..<min(bytes.count, index + max(1, length))]
    if length == 0 || String(validating: sequence, as: UTF8.self) == nil {
      throw RunFailure(.notUTF8(byte, "\(name):\(line):\(index - lineStart + 1)", bytes[lineStart..<bytes.count]))
    }
    if byte == UInt8(ascii: "\n") {
      line += 1
      lineStart = index + 1
    }
    index += length
  }
}

/// The columns of a scanned file.
private struct CSVColumns {
  let bytes: [UInt8]
  let scan: CSVScan
  let name: String
  let options: CSVOptions

  var rowCount: Int { scan.lines.count - 1 }

  func header() throws(RunFailure) -> [String] {
    let names = (0..<scan.records[1]).map { String(decoding: cell($0), as: UTF8.self) }
    for (index, column) in names.enumerated() {
      if column.allSatisfy(\.isWhitespace) { throw RunFailure(.emptyHeader(place(0), index + 1)) }
      if let first = names[..<index].firstIndex(of: column) {
        throw RunFailure(.duplicateHeader(place(0), column, first + 1, index + 1))
      }
    }
    return names
  }

  func checkWidths(_ width: Int) throws(RunFailure) {
    var ragged: [Int] = []
    for record in 1..<max(1, scan.lines.count) where scan.records[record + 1] - scan.records[record] != width {
      ragged.append(record)
    }
    guard let first = ragged.first else { return }
    let fields = scan.records[first + 1] - scan.records[first]
    let others = ragged.dropFirst().prefix(4).map { place($0) }
    throw RunFailure(
      .ragged(place(first), fields, width, String(decoding: cell(scan.records[first]), as: UTF8.self), others, ragged.count))
  }

  func columns(_ names: [String]) throws(RunFailure) -> (Schema, [Column], [String]) {
    var fields: [Field] = []
    var columns: [Column] = []
    var notes: [String] = []
    var failures: [Diagnostic] = []
    let missing = options.missing.map { Array($0.utf8) }
    for (index, column) in names.enumerated() {
      let cells = (1..<max(1, scan.lines.count)).map { scan.records[$0] + index }
      let isMissing = cells.map { field in
        scan.quoting[field] == 0 && scan.starts[field] == scan.ends[field]
          || missing.contains { cell(field).elementsEqual($0) }
      }
      if let declared = options.fields.first(where: { $0.name == column }) {
        let (values, misfits) = typed(cells, isMissing, declared.type, stopAtFirst: false)
        if misfits.isEmpty {
          columns.append(values)
        } else {
          failures.append(misfit(misfits, index, column, declared.type))
        }
        fields.append(declared)
      } else {
        let (values, note) = inferred(cells, isMissing, column)
        columns.append(values)
        fields.append(Field(column, values.type))
        if let note { notes.append(note) }
      }
    }
    if !failures.isEmpty { throw RunFailure(failures) }
    return (Schema(fields), columns, notes)
  }

  /// The narrowest type that every cell fits.
  private func inferred(_ cells: [Int], _ isMissing: [Bool], _ column: String) -> (Column, String?) {
    if isMissing.allSatisfy({ $0 }) { return (text(cells, isMissing), nil) }
    var worst: (count: Int, example: Int) = (0, -1)
    for type in [ValueType.int, .float, .bool, .date, .period(.fiscalYear), .period(.month)] {
      if type == .period(.fiscalYear), !startsWithFY(cells, isMissing) { continue }
      let (values, misfits) = typed(cells, isMissing, type, stopAtFirst: type != .float)
      if misfits.isEmpty { return (values, nil) }
      if type == .float { worst = (misfits.count, misfits[0]) }
    }
    let present = isMissing.count { !$0 }
    // Mostly numbers, yet text: say which cells stand in the way.
    guard worst.count * 2 < present, worst.count > 0 else { return (text(cells, isMissing), nil) }
    let example = quoted(String(decoding: cell(worst.example), as: UTF8.self))
    return (
      text(cells, isMissing),
      "`\(column)` stays text: \(worst.count) of \(present) cells are not plain numbers, first \(example)"
    )
  }

  private func startsWithFY(_ cells: [Int], _ isMissing: [Bool]) -> Bool {
    guard let first = isMissing.firstIndex(of: false) else { return false }
    return cell(cells[first]).starts(with: "FY".utf8)
  }

  /// The cells as one type, and the fields that do not fit it; quoted cells of numbers count as numbers.
  private func typed(
    _ cells: [Int], _ isMissing: [Bool], _ type: ValueType, stopAtFirst: Bool
  ) -> (Column, [Int]) {
    func read<Element: Sendable & Hashable>(
      _ zero: Element, _ parse: (ArraySlice<UInt8>) -> Element?
    ) -> (Vector<Element>, [Int]) {
      var values = [Element](repeating: zero, count: cells.count)
      var misfits: [Int] = []
      for (row, field) in cells.enumerated() where !isMissing[row] {
        if let value = parse(cell(field)) { values[row] = value } else { misfits.append(field) }
        // Inference needs no more than a verdict; a declared type wants every offender.
        if stopAtFirst, !misfits.isEmpty { break }
      }
      let anyMissing = isMissing.contains(true)
      return (Vector(values, validity: anyMissing ? Bitmap(count: cells.count) { !isMissing[$0] } : nil), misfits)
    }
    switch type {
    case .int:
      let (vector, misfits) = read(0, CellParser.int)
      return (.int(vector), misfits)
    case .float:
      let (vector, misfits) = read(0, CellParser.float)
      return (.float(vector), misfits)
    case .bool:
      let (vector, misfits) = read(false, CellParser.bool)
      return (.bool(vector), misfits)
    case .date:
      let (vector, misfits) = read(0, CellParser.date)
      return (.date(vector), misfits)
    case .period(let kind):
      let (vector, misfits) = read(0) { CellParser.period($0, kind) }
      return (.period(vector, kind), misfits)
    case .decimal:
      var (vector, misfits) = read(Decimal(digits: 0, scale: 0), CellParser.decimal)
      let scale = vector.values.reduce(0) { max($0, $1.scale) }
      // A cell that has no room for the column's places does not fit the column.
      for (row, field) in cells.enumerated() where vector.values[row].rescaled(to: scale) == nil { misfits.append(field) }
      return (
        .decimal(Vector(vector.values.map { $0.rescaled(to: scale) ?? 0 }, validity: vector.validity), scale: scale),
        misfits
      )
    case .text: return (text(cells, isMissing), [])
    case .datetime, .duration: return (text(cells, isMissing), cells)
    }
  }

  private func text(_ cells: [Int], _ isMissing: [Bool]) -> Column {
    var builder = TextPoolBuilder()
    let codes = cells.enumerated().map { row, field in
      isMissing[row] ? -1 : builder.code(for: cell(field))
    }
    return .text(TextVector(codes: codes, pool: builder.finish()))
  }

  /// A field's bytes, without its quotes and with doubled quotes made single.
  private func cell(_ field: Int) -> ArraySlice<UInt8> {
    let raw = bytes[scan.starts[field]..<scan.ends[field]]
    guard scan.quoting[field] == 2 else { return raw }
    var cell: [UInt8] = []
    var index = raw.startIndex
    while index < raw.endIndex {
      cell.append(raw[index])
      index += raw[index] == UInt8(ascii: "\"") ? 2 : 1
    }
    return cell[...]
  }

  private func place(_ record: Int) -> String { "\(name):\(scan.lines[record])" }

  private func misfit(_ fields: [Int], _ index: Int, _ column: String, _ type: ValueType) -> Diagnostic {
    let shown = fields.prefix(3).map { field -> String in
      let record = (field - index) / max(1, scan.records[1])
      return "\(place(record)) \(quoted(String(decoding: cell(field), as: UTF8.self)))"
    }
    let record = (fields[0] - index) / max(1, scan.records[1])
    let column0 = scan.starts[fields[0]] - scan.starts[scan.records[record]] + 1
    return .cellType("\(place(record)):\(column0)", column, type, shown, fields.count)
  }
}

extension Diagnostic {
  fileprivate static func utf16(_ name: String) -> Diagnostic {
    Diagnostic(
      "not-utf8", "the file is UTF-16, not UTF-8", place: name, kind: .data,
      notes: ["`iconv -f UTF-16 -t UTF-8` converts it"])
  }

  fileprivate static func notUTF8(_ byte: UInt8, _ place: String, _ line: ArraySlice<UInt8>) -> Diagnostic {
    let shown = String(line.prefix { $0 != UInt8(ascii: "\n") }.map { Character(UnicodeScalar($0)) })
    let hex = String(byte, radix: 16, uppercase: true)
    return Diagnostic(
      "not-utf8", "byte 0x\(hex) is not UTF-8", place: place, kind: .data,
      notes: [
        "as Latin-1 the line reads \(quoted(shown))", "`iconv -f WINDOWS-1252 -t UTF-8` converts such a file",
      ])
  }

  fileprivate static func emptyFile(_ name: String) -> Diagnostic {
    Diagnostic("empty-file", "the file has no header line", place: name, kind: .data)
  }

  fileprivate static func emptyHeader(_ place: String, _ column: Int) -> Diagnostic {
    Diagnostic("empty-header", "column \(column) has no name", place: place, kind: .data)
  }

  fileprivate static func duplicateHeader(_ place: String, _ name: String, _ first: Int, _ second: Int) -> Diagnostic {
    Diagnostic(
      "duplicate-header", "columns \(first) and \(second) are both called \(quoted(name))", place: place, kind: .data)
  }

  fileprivate static func ragged(
    _ place: String, _ fields: Int, _ width: Int, _ near: String, _ others: [String], _ count: Int
  ) -> Diagnostic {
    var notes = count > 1 ? ["\(count) such rows; also \(others.joined(separator: ", "))"] : []
    notes.append("a cell that holds a comma stands in double quotes")
    return Diagnostic(
      "ragged-row", "\(fields) fields, the header has \(width) (near \(quoted(near)))", place: place, kind: .data,
      notes: notes)
  }

  fileprivate static func cellType(
    _ place: String, _ column: String, _ type: ValueType, _ shown: [String], _ count: Int
  ) -> Diagnostic {
    let more = count > shown.count ? ", and \(count - shown.count) more" : ""
    return Diagnostic(
      "cell-type", "\(count) \(count == 1 ? "cell" : "cells") of `\(column)` cannot be read as `\(type.name)`",
      place: place, kind: .data, notes: [shown.joined(separator: ", ") + more])
  }
}
