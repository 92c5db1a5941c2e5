import StetColumns
import StetDiagnostics
import StetFormats
import TestSupport

/// A file of the tests, loaded.
func loaded(_ name: String) throws(RunFailure) -> Loaded {
  try TableSource(path: project + "/Tests/ColumnarTests/Files/" + name, shownAs: name).load()
}

/// Bytes as a file with such a name, loaded.
func load(_ bytes: [UInt8], as name: String, options: ReadOptions = ReadOptions()) throws -> Loaded {
  let folder = try TemporaryFolder()
  try folder.write(name, bytes)
  return try TableSource(path: folder.path + "/" + name, shownAs: name, options: options).load()
}

/// The values of a column as plain text, a dot for a missing one.
func texts(_ table: Table, _ column: String) -> [String] {
  guard let column = table[column] else { return [] }
  return (0..<table.rowCount).map { column.isPresent($0) ? plainText(column[$0]) : "·" }
}

/// A finding's words with the notes.
func words(_ body: () throws -> Loaded) -> String {
  do {
    let loaded = try body()
    return "loaded \(loaded.table.rowCount)"
  } catch let failure as RunFailure {
    return failure.diagnostics.map { "\($0.location ?? ""): \($0.code): \($0.message)" }.joined(separator: "\n")
  } catch { return "\(error)" }
}
