import StetColumns
package import StetDiagnostics

extension ParquetFile {
  /// Reads the columns that are asked for; row groups and columns are read side by side.
  package func read(
    progress: ((_ read: Int64, _ total: Int64) -> Void)? = nil, isCancelled: () -> Bool = { false }
  ) throws(RunFailure) -> ColumnarTable {
    var columns: [PendingColumn] = []
    var sources: [Source] = []
    for (part, field) in zip(schema.parts, fields) where file.asksFor(part.name) {
      let source = try source(part)
      sources.append(source)
      columns.append(pending(source, part, field))
    }
    let groups = footer.rowGroups.indices.filter { footer.rowGroups[$0].rowCount > 0 }
    var parts: [Range<Int>] = []
    for group in groups {
      let start = parts.last?.upperBound ?? 0
      parts.append(start..<start + footer.rowGroups[group].rowCount)
    }
    let (rows, all) = (parts, sources)
    try unsafe ColumnPasses(file: file, rowCount: footer.rowCount, parts: parts).run(&columns, progress, isCancelled) {
      column, part, reading, memory in
      unsafe read(all[column], groups[part], rows[part], reading, memory)
    }
    return ColumnarTable(columns, rowCount: footer.rowCount)
  }

  /// Where the values of a column come from.
  private enum Source: Sendable {
    case flat(ParquetColumn)
    case nested(ParquetSchema.Node)
  }

  private func source(_ part: ParquetSchema.Part) throws(RunFailure) -> Source {
    for leaf in part.node.leaves {
      for group in footer.rowGroups {
        let chunk = group.chunks[leaf.index]
        guard !chunk.isEncrypted else { throw RunFailure(.encrypted(file.name, part.name)) }
        guard !chunk.isElsewhere else { throw RunFailure(.elsewhere(file.name, part.name)) }
        guard Compression(parquet: chunk.codec) != nil else {
          throw RunFailure(.compressed(file.name, part.name, chunk.codec == 3 ? "LZO" : "an unknown method"))
        }
        guard chunk.physical == leaf.element.physical else {
          throw file.failure("`\(part.name)`", Malformed("a row group has values of another type"))
        }
      }
      guard ParquetColumn(leaf) != nil else { throw RunFailure(.noType(file.name, part.name)) }
    }
    guard let leaf = part.flat, let column = ParquetColumn(leaf) else { return .nested(part.node) }
    return .flat(column)
  }

  private func pending(_ source: Source, _ part: ParquetSchema.Part, _ field: Field) -> PendingColumn {
    switch source {
    case .nested:
      return PendingColumn(field, [.text(.utf8)], note: "has lists or maps, written as JSON")
    case .flat(let column):
      let chunks = footer.rowGroups.map { $0.chunks[column.leaf.index] }
      return PendingColumn(field, column.readings(chunks), note: column.note)
    }
  }

  /// One column in one row group, into the memory of the whole column.
  private func read(
    _ source: Source, _ group: Int, _ rows: Range<Int>, _ reading: Reading, _ memory: UnsafeMutableRawPointer
  ) -> Result<ColumnPart, RunFailure> {
    let target = unsafe memory + rows.lowerBound * reading.width
    do throws(Malformed) {
      switch source {
      case .flat(let column):
        var reader = unsafe ParquetChunkReader(column.leaf, column.storage, reading, rows, target)
        return .success(try reader.read(try pages(column.leaf, group)))
      case .nested(let node):
        return .success(unsafe try nested(node, group, rows, target.assumingMemoryBound(to: Int32.self)))
      }
    } catch {
      let name =
        switch source {
        case .flat(let column): column.leaf.element.name
        case .nested(let node): node.name
        }
      return .failure(file.failure("`\(name)`, row group \(group + 1)", error))
    }
  }

  /// The pages of a column in a row group.
  func pages(_ leaf: ParquetLeaf, _ group: Int) throws(Malformed) -> ParquetPages {
    let chunk = footer.rowGroups[group].chunks[leaf.index]
    guard let compression = Compression(parquet: chunk.codec) else {
      preconditionFailure("how pages are compressed is known before they are read")
    }
    var start = chunk.dataOffset
    // Some writers give 0 for no dictionary.
    if let dictionary = chunk.dictionaryOffset, dictionary > 0, dictionary < start { start = dictionary }
    return ParquetPages(try file.bytes(start, chunk.compressedSize), compression, leaf, file.memory)
  }
}

extension Compression {
  /// Nil for LZO and for what is not known.
  init?(parquet codec: Int) {
    switch codec {
    case 0: self = .none
    case 1: self = .snappy
    case 2: self = .gzip
    case 4: self = .brotli
    case 5: self = .lz4Unclear
    case 6: self = .zstd
    case 7: self = .lz4Block
    default: return nil
    }
  }
}

extension Diagnostic {
  fileprivate static func noType(_ name: String, _ column: String) -> Diagnostic {
    Diagnostic(
      .notBuilt, "`\(column)` has values of a kind that cannot be read", location: name, kind: .data, notes: [leftOut])
  }

  fileprivate static func encrypted(_ name: String, _ column: String) -> Diagnostic {
    Diagnostic(.notBuilt, "`\(column)` is encrypted", location: name, kind: .data, notes: [leftOut])
  }

  fileprivate static func compressed(_ name: String, _ column: String, _ method: String) -> Diagnostic {
    Diagnostic(
      .notBuilt, "`\(column)` is compressed with \(method), which cannot be unpacked", location: name, kind: .data,
      notes: [leftOut])
  }

  fileprivate static func elsewhere(_ name: String, _ column: String) -> Diagnostic {
    Diagnostic(.notBuilt, "`\(column)` is in another file", location: name, kind: .data, notes: [leftOut])
  }
}
