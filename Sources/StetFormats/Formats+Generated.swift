// Generated from the folder by `RECORD=1 swift test`.

extension SourceFormat {
  /// Every format that tables are loaded from, by name.
  package static let all: [SourceFormat] = [
    .arrow,
    .csv,
    .html,
    .json,
    .ndjson,
    .ods,
    .parquet,
    .sqlite,
    .stata,
    .tsv,
    .xlsx,
  ]
}

extension OutputFormat {
  /// Every format that tables are written in, by name.
  package static let all: [OutputFormat] = [
    .arrow,
    .csv,
    .json,
    .markdown,
    .ndjson,
    .parquet,
    .sqlite,
    .tsv,
    .xlsx,
  ]
}
