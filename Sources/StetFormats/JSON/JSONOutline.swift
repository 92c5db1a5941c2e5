import StetDiagnostics

/// The places of a document that may be its table: lists of objects, lists of lists, and objects of lists, none within another.
struct JSONOutline {
  struct Find {
    enum Kind {
      /// A list of objects; the keys of the first one, and those of the object that is one row of a map's or a map service's.
      case objects(keys: [String])
      /// A list of lists; how many elements the first one has.
      case lists(width: Int)
      /// An object of lists of the same length, which are columns.
      case columns
    }

    var path: JSONPath
    var kind: Kind
    /// As many as the list has elements.
    var rows: Int
    /// What is left out of a feature of a map.
    var leavesOut: [String] = []
  }

  /// What may be meant.
  private(set) var finds: [Find] = []
  /// What may be read if there are none: an object whose members are objects, or the whole of it.
  private(set) var others: [JSONPath] = []
  private var lexer: JSONLexer

  /// Looks at every value of the document once.
  init(_ bytes: [UInt8], from start: Int, name: String, _ isCancelled: () -> Bool) throws(RunFailure) {
    lexer = JSONLexer(bytes, name: name, from: start)
    lexer.skipSpace()
    guard lexer.next == UInt8(ascii: "{") || lexer.next == UInt8(ascii: "[") else {
      throw lexer.failure(
        "an array of objects is expected", notes: ["for example, `[{\"state\": \"TX\", \"persons\": 5}]`"])
    }
    let begin = lexer
    let root = try visit(JSONPath(segments: []), depth: 0, isCancelled)
    lexer.skipSpace()
    if lexer.next == UInt8(ascii: "{"), case .object = root {
      throw begin.failure(
        "the document is a series of objects, not an array of objects",
        notes: ["a file with an object on each line can be loaded if its name ends in `.ndjson`"])
    }
    if !lexer.isAtEnd { throw lexer.failure("unexpected text after the end of the document") }
    if finds.isEmpty, others.isEmpty { others.append(JSONPath(segments: [])) }
  }

  // MARK: - Values

  private enum Value {
    case single
    /// Its keys, and whether it holds objects alone.
    case object(keys: [String])
    /// How many elements it has, and whether none of them is a list or an object.
    case list(count: Int, isFlat: Bool)
  }

  /// How many elements of a list are looked into; the others are stepped over, as those of a table are alike.
  private static let examined = 8

  private mutating func visit(
    _ path: JSONPath, depth: Int, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> Value {
    switch lexer.next {
    case UInt8(ascii: "{"): return try object(path, depth, isCancelled)
    case UInt8(ascii: "["): return try list(path, depth, isCancelled)
    default:
      try lexer.skipValue(depth: depth)
      return .single
    }
  }

  private mutating func list(
    _ path: JSONPath, _ depth: Int, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> Value {
    let (mark, otherMark) = (finds.count, others.count)
    var (count, objects, lists) = (0, 0, 0)
    var first: Value?
    var areListsFlat = true
    var feature: (keys: [String], member: String, leavesOut: [String])?
    try lexer.open(depth)
    while !lexer.take(UInt8(ascii: "]")) {
      if count > 0, !lexer.take(UInt8(ascii: ",")) { throw lexer.failure("`,` or `]` is expected") }
      if count % 4096 == 0, isCancelled() { throw RunFailure(.cancelled(lexer.name)) }
      lexer.skipSpace()
      if lexer.next == UInt8(ascii: "{") { objects += 1 }
      if lexer.next == UInt8(ascii: "[") { lists += 1 }
      if count < Self.examined {
        let start = lexer
        let value = try visit(path.appending(.index(count)), depth: depth + 1, isCancelled)
        if count == 0 {
          first = value
          if case .object(let keys) = value { feature = try Self.feature(start, keys, depth: depth + 1) }
        }
        if case .list(_, isFlat: false) = value { areListsFlat = false }
      } else {
        try lexer.skipValue(depth: depth + 1)
      }
      count += 1
    }
    if count > 0, objects == count, case .object(let keys) = first {
      forget(mark, otherMark)
      var find = Find(path: path.appending(.all), kind: .objects(keys: feature?.keys ?? keys), rows: count)
      if let feature {
        find.path = find.path.appending(.name(feature.member))
        find.leavesOut = feature.leavesOut
      }
      finds.append(find)
    } else if count > 1, lists == count, areListsFlat, case .list(let width, _) = first, width > 0 {
      forget(mark, otherMark)
      finds.append(Find(path: path.appending(.all), kind: .lists(width: width), rows: count))
    } else if count > 0, objects == 0, lists == 0 {
      others.append(path.appending(.all))
    }
    return .list(count: count, isFlat: objects == 0 && lists == 0)
  }

  private mutating func object(
    _ path: JSONPath, _ depth: Int, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> Value {
    let (mark, otherMark) = (finds.count, others.count)
    var keys: [String] = []
    var objects = 0
    var lengths: [Int] = []
    try lexer.open(depth)
    while !lexer.take(UInt8(ascii: "}")) {
      if !keys.isEmpty, !lexer.take(UInt8(ascii: ",")) { throw lexer.failure("`,` or `}` is expected") }
      let key = lexer.string(try lexer.key())
      lexer.skipSpace()
      // Of an object with countless keys, which are data, not all are looked into.
      if keys.count % 4096 == 0, isCancelled() { throw RunFailure(.cancelled(lexer.name)) }
      keys.append(key)
      if lexer.next == UInt8(ascii: "{") { objects += 1 }
      guard finds.count - mark < 64 else {
        try lexer.skipValue(depth: depth + 1)
        continue
      }
      switch try visit(path.appending(.name(key)), depth: depth + 1, isCancelled) {
      case .list(let count, isFlat: true): lengths.append(count)
      case .single, .object, .list: break
      }
    }
    if keys.count > 1, lengths.count == keys.count, lengths[0] > 1, lengths.allSatisfy({ $0 == lengths[0] }) {
      forget(mark, otherMark)
      finds.append(Find(path: path, kind: .columns, rows: lengths[0]))
    } else if keys.count > 1, objects == keys.count, finds.count == mark {
      others.removeSubrange(otherMark...)
      others.append(path.appending(.all))
    }
    return .object(keys: keys)
  }

  /// A list has been found to be one table: what is in its elements is none.
  private mutating func forget(_ mark: Int, _ otherMark: Int) {
    finds.removeSubrange(mark...)
    others.removeSubrange(otherMark...)
  }

  // MARK: - Features of maps

  /// The member of a feature that is the row of a table: `properties` in GeoJSON (RFC 7946 §3.2), `attributes` in a feature set of ArcGIS.
  private static func feature(
    _ start: JSONLexer, _ keys: [String], depth: Int
  ) throws(RunFailure) -> (keys: [String], member: String, leavesOut: [String])? {
    let member: String
    if keys.contains("properties"), keys.allSatisfy({ ["type", "id", "geometry", "bbox", "properties"].contains($0) }) {
      guard keys.contains("type"), keys.contains("geometry") else { return nil }
      member = "properties"
    } else if keys.contains("attributes"), keys.allSatisfy({ ["attributes", "geometry", "centroid"].contains($0) }) {
      member = "attributes"
    } else {
      return nil
    }
    var lexer = start
    try lexer.open(depth)
    var isFirst = true
    while !lexer.take(UInt8(ascii: "}")) {
      if !isFirst { _ = lexer.take(UInt8(ascii: ",")) }
      isFirst = false
      let key = lexer.string(try lexer.key())
      lexer.skipSpace()
      guard key == member, lexer.next == UInt8(ascii: "{") else {
        try lexer.skipValue(depth: depth + 1)
        continue
      }
      return (try lexer.keys(depth: depth + 1), member, keys.filter { $0 != member && $0 != "type" })
    }
    return nil
  }
}

extension JSONLexer {
  /// The keys of the object that is next.
  fileprivate mutating func keys(depth: Int) throws(RunFailure) -> [String] {
    var keys: [String] = []
    try open(depth)
    while !take(UInt8(ascii: "}")) {
      if !keys.isEmpty, !take(UInt8(ascii: ",")) { throw failure("`,` or `}` is expected") }
      keys.append(string(try key()))
      try skipValue(depth: depth + 1)
    }
    return keys
  }
}
