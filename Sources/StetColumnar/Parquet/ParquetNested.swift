import StetColumns

extension ParquetFile {
  /// Rows that are lists, maps or groups of them, as JSON: a text for each, and its number in the memory of the column.
  func nested(
    _ node: ParquetSchema.Node, _ group: Int, _ rows: Range<Int>, _ codes: UnsafeMutablePointer<Int32>
  ) throws(Malformed) -> ColumnPart {
    var leaves: [Int: LeafEntries] = [:]
    for leaf in node.leaves {
      var pages = try pages(leaf, group)
      leaves[leaf.index] = try LeafEntries(
        leaf, &pages, count: footer.rowGroups[group].chunks[leaf.index].valueCount, file.memory)
    }
    var assembly = Assembly(leaves: leaves)
    var writer = TextWriter(texts: rows.count)
    var entries: Int32 = 0
    for place in 0..<rows.count {
      if try assembly.row(node, &writer) {
        unsafe codes[place] = entries
        entries += 1
        writer.end()
      } else {
        unsafe codes[place] = -1
      }
    }
    guard assembly.isAtEnd else { throw Malformed("it has more values than its row group has rows") }
    writer.reserve(32)
    let isInOrder = Int(entries) == rows.count
    return ColumnPart(texts: TextPart(rows: rows, entries: writer.finish(), isInOrder: isInOrder))
  }
}

/// The values of a column that repeats, with the levels that say which row and list each belongs to
/// (Melnik and others, "Dremel", 2010).
private struct LeafEntries {
  let leaf: ParquetLeaf
  private(set) var definitions: [Int32] = []
  private(set) var repetitions: [Int32] = []
  /// As JSON, of those that are there.
  private(set) var texts: TextRun
  /// The next entry, and the next text.
  private(set) var entry = 0
  private var text = 0

  init(_ leaf: ParquetLeaf, _ pages: inout ParquetPages, count: Int, _ memory: MemoryBudget) throws(Malformed) {
    self.leaf = leaf
    guard let column = ParquetColumn(leaf) else { throw Malformed("a value is of a kind that cannot be read") }
    guard count < Int(Int32.max), memory.shortage(of: 8 * count) == nil else {
      throw Malformed("its lists need more memory than there is")
    }
    var writer = TextWriter()
    var dictionary: TextRun?
    while definitions.count < count {
      let page = try pages.next()
      if page.kind == .dictionary {
        guard page.count <= page.values.count else { throw Malformed("a dictionary ends early") }
        dictionary = try jsonTexts(
          try page.stored(page.count, leaf.element), page.count, column.storage, column.readings)
        continue
      }
      guard page.count <= count - definitions.count else { throw Malformed("it has more values than it says") }
      let levels = try Self.levels(page.definition, page.isOldDefinition, leaf.definition, page.count)
      definitions += levels
      repetitions += try Self.levels(page.repetition, page.isOldRepetition, leaf.repetition, page.count)
      let present = levels.reduce(0) { $0 + (Int($1) == leaf.definition ? 1 : 0) }
      if page.encoding == .dictionary || page.encoding == .plainDictionary {
        guard let dictionary else { throw Malformed("a page needs a dictionary, which does not come before it") }
        for index in try Self.indices(page, present, of: dictionary.count) {
          writer.append(dictionary, Int(index))
          writer.end()
        }
      } else {
        let own = try jsonTexts(try page.stored(present, leaf.element), present, column.storage, column.readings)
        for place in 0..<present {
          writer.append(own, place)
          writer.end()
        }
      }
    }
    texts = writer.finish()
  }

  private static func levels(_ bytes: Bytes?, _ isOld: Bool, _ most: Int, _ count: Int) throws(Malformed) -> [Int32] {
    guard let bytes else { return [Int32](repeating: 0, count: count) }
    return try ParquetPage.levels(bytes, isOld: isOld, most: most, count)
  }

  private static func indices(_ page: ParquetPage, _ count: Int, of entries: Int) throws(Malformed) -> [Int32] {
    if count == 0 { return [] }
    let width = Int(try page.values.number(UInt8.self, at: 0))
    let indices = try ParquetPage.numbers(try page.values.from(1), width: width, count)
    guard indices.allSatisfy({ 0..<entries ~= Int($0) }) else { throw Malformed("a value is not in its dictionary") }
    return indices
  }

  var isAtEnd: Bool { entry == definitions.count }

  /// The levels of the next entry.
  func next() throws(Malformed) -> (definition: Int, repetition: Int) {
    guard !isAtEnd else { throw Malformed("it has fewer values than its row group has rows") }
    return (Int(definitions[entry]), Int(repetitions[entry]))
  }

  /// Goes past an entry without a value.
  mutating func skip() throws(Malformed) {
    _ = try next()
    entry += 1
  }

  /// Writes the value of the next entry, which has one.
  mutating func write(_ writer: inout TextWriter) throws(Malformed) {
    guard text < texts.count else { throw Malformed("it has fewer values than it says") }
    writer.append(texts, text)
    text += 1
    entry += 1
  }
}

/// Puts the entries of several columns together into rows.
private struct Assembly {
  /// By the number of the column.
  var leaves: [Int: LeafEntries]

  private static let mostText = 1 << 31

  var isAtEnd: Bool { leaves.values.allSatisfy(\.isAtEnd) }

  /// Writes the next row; false if it is missing.
  mutating func row(_ node: ParquetSchema.Node, _ writer: inout TextWriter) throws(Malformed) -> Bool {
    let (definition, repetition) = try next(node)
    guard repetition == 0 else { throw Malformed("a row begins within a list") }
    let isRepeated = node.element.repetition == .repeated
    if definition < node.definition - (isRepeated ? 1 : 0) {
      try skip(node)
      return false
    }
    try field(node, &writer)
    return true
  }

  private func next(_ node: ParquetSchema.Node) throws(Malformed) -> (definition: Int, repetition: Int) {
    guard let leaf = node.firstLeaf, let entries = leaves[leaf.index] else {
      preconditionFailure("a group has at least one column")
    }
    return try entries.next()
  }

  private mutating func skip(_ node: ParquetSchema.Node) throws(Malformed) {
    for leaf in node.leaves { try leaves[leaf.index]?.skip() }
  }

  private mutating func field(_ node: ParquetSchema.Node, _ writer: inout TextWriter) throws(Malformed) {
    if node.element.repetition == .repeated {
      try list(node, "[", "]", &writer) { assembly, writer throws(Malformed) in try assembly.content(node, &writer) }
    } else if try next(node).definition < node.definition {
      writer.append("null")
      try skip(node)
    } else {
      try content(node, &writer)
    }
  }

  private mutating func content(_ node: ParquetSchema.Node, _ writer: inout TextWriter) throws(Malformed) {
    switch node {
    case .leaf(let leaf): try leaves[leaf.index]?.write(&writer)
    case .group(let group):
      if group.element.logical == .list, let inner = group.onlyRepeated {
        let element = Self.element(of: inner, in: group)
        try list(inner, "[", "]", &writer) { assembly, writer throws(Malformed) in
          if let element { try assembly.field(element, &writer) } else { try assembly.content(inner, &writer) }
        }
      } else if group.element.logical == .map, let inner = group.onlyRepeated, case .group(let pair) = inner,
        pair.children.count == 2, pair.children[0].isText
      {
        try list(inner, "{", "}", &writer) { assembly, writer throws(Malformed) in
          try assembly.field(pair.children[0], &writer)
          writer.append(": ")
          try assembly.field(pair.children[1], &writer)
        }
      } else {
        writer.append("{")
        for (place, child) in group.children.enumerated() {
          if place > 0 { writer.append(", ") }
          writer.appendJSON(child.name)
          writer.append(": ")
          try field(child, &writer)
        }
        writer.append("}")
      }
    }
  }

  /// The node within the repeated one of a list; nil where the repeated one is the element itself, as older writers had it
  /// (parquet-format/LogicalTypes.md, "Backward-compatibility rules").
  private static func element(of inner: ParquetSchema.Node, in list: ParquetGroup) -> ParquetSchema.Node? {
    guard case .group(let group) = inner, group.children.count == 1, inner.name != "array",
      inner.name != list.element.name + "_tuple"
    else { return nil }
    return group.children[0]
  }

  private mutating func list(
    _ node: ParquetSchema.Node, _ open: String, _ close: String, _ writer: inout TextWriter,
    _ body: (inout Assembly, inout TextWriter) throws(Malformed) -> Void
  ) throws(Malformed) {
    writer.append(open)
    if try next(node).definition < node.definition {
      try skip(node)
    } else {
      var isFirst = true
      repeat {
        if !isFirst { writer.append(", ") }
        isFirst = false
        try body(&self, &writer)
        guard writer.count < Self.mostText else { throw Malformed("its lists are longer than 2 GB") }
      } while try goesOn(node)
    }
    writer.append(close)
  }

  /// Whether the next entry is of the same list.
  private func goesOn(_ node: ParquetSchema.Node) throws(Malformed) -> Bool {
    guard let leaf = node.firstLeaf, let entries = leaves[leaf.index], !entries.isAtEnd else { return false }
    return try entries.next().repetition == node.repetition
  }
}

extension ParquetSchema.Node {
  fileprivate var firstLeaf: ParquetLeaf? {
    switch self {
    case .leaf(let leaf): leaf
    case .group(let group): group.children.first?.firstLeaf
    }
  }

  fileprivate var isText: Bool {
    guard case .leaf(let leaf) = self else { return false }
    return leaf.element.physical == .byteArray && leaf.element.logical == .text && leaf.element.repetition == .required
  }
}

extension ParquetGroup {
  fileprivate var onlyRepeated: ParquetSchema.Node? {
    guard children.count == 1, let child = children.first, child.element.repetition == .repeated else { return nil }
    return child
  }
}
