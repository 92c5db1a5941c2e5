import StetColumns
import StetDiagnostics

@testable import StetFormats

/// A file's bytes read as CSV, whole.
func parseCSV(
  _ bytes: [UInt8], name: String, options: ReadOptions
) throws(RunFailure) -> (table: Table, receipt: LoadReceipt) {
  let loaded = try CSVReader(name: name, options: options).read(
    bytes, digest: SourceDigest(SHA256.hex(of: bytes)), isCancelled: { false })
  return (loaded.table, loaded.receipt)
}

/// A file's bytes read as JSON: an array, or objects on lines.
func parseJSON(
  _ text: String, name: String, options: ReadOptions = ReadOptions()
) throws(RunFailure) -> (table: Table, receipt: LoadReceipt) {
  let bytes = Array(text.utf8)
  let layout = name.hasSuffix(".json") ? JSONReader.Layout.document : .lines
  let loaded = try JSONReader(name: name, layout: layout, options: options).read(
    bytes, digest: SourceDigest(SHA256.hex(of: bytes)), isCancelled: { false })
  return (loaded.table, loaded.receipt)
}

/// A file, as scripts load it.
func load(path: String, shownAs name: String, _ control: ReadControl = ReadControl()) throws(RunFailure) -> Loaded {
  try TableSource(path: path, shownAs: name).load(control)
}
