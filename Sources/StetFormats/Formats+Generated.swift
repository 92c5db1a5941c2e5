// Generated from the folder by `RECORD=1 swift test`.

extension SourceFormat {
  /// Every format that tables are loaded from, by name.
  package static let all: [SourceFormat] = [
    .csv,
    .json,
    .ndjson,
    .tsv,
  ]
}

extension OutputFormat {
  /// Every format that tables are written in, by name.
  package static let all: [OutputFormat] = [
    .csv,
    .json,
    .markdown,
    .ndjson,
    .tsv,
  ]
}
