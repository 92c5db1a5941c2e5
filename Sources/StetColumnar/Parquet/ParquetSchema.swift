import StetColumns

/// The columns of a file as a tree, and as the columns of a table: a group of single values gives a column for each of its fields,
/// `address.city`; whatever repeats within a row is one column.
struct ParquetSchema: Sendable {
  indirect enum Node: Sendable {
    case leaf(ParquetLeaf)
    case group(ParquetGroup)

    var name: String {
      switch self {
      case .leaf(let leaf): leaf.element.name
      case .group(let group): group.element.name
      }
    }

    var element: ParquetElement {
      switch self {
      case .leaf(let leaf): leaf.element
      case .group(let group): group.element
      }
    }

    var definition: Int {
      switch self {
      case .leaf(let leaf): leaf.definition
      case .group(let group): group.definition
      }
    }

    var repetition: Int {
      switch self {
      case .leaf(let leaf): leaf.repetition
      case .group(let group): group.repetition
      }
    }

    /// The values below it, in order.
    var leaves: [ParquetLeaf] {
      switch self {
      case .leaf(let leaf): [leaf]
      case .group(let group): group.children.flatMap(\.leaves)
      }
    }
  }

  /// A column of the table.
  struct Part: Sendable {
    let name: String
    let node: Node
    /// One value for each row; otherwise its rows are written as JSON.
    var flat: ParquetLeaf? {
      if case .leaf(let leaf) = node, leaf.repetition == 0 { leaf } else { nil }
    }
  }

  let parts: [Part]
  let leafCount: Int

  private static let deepest = 64

  init(_ elements: [ParquetElement]) throws(Malformed) {
    var walk = Walk(elements: elements)
    let root = try walk.root()
    guard walk.next == elements.count else { throw Malformed("its schema has columns that belong to nothing") }
    var parts: [Part] = []
    for child in root { Self.flatten(child, [], &parts) }
    (self.parts, leafCount) = (parts, walk.leafCount)
  }

  private static func flatten(_ node: Node, _ path: [String], _ parts: inout [Part]) {
    let path = path + [node.name]
    if case .group(let group) = node, node.element.repetition != .repeated, group.element.logical != .list,
      group.element.logical != .map
    {
      for child in group.children { flatten(child, path, &parts) }
    } else {
      parts.append(Part(name: path.joined(separator: "."), node: node))
    }
  }

  /// Elements come before their children.
  private struct Walk {
    let elements: [ParquetElement]
    var next = 0
    var leafCount = 0

    mutating func root() throws(Malformed) -> [Node] {
      guard let root = elements.first, root.physical == nil else { throw Malformed("its schema has no root") }
      next = 1
      return try children(root.childCount, 0, 0, depth: 0)
    }

    private mutating func children(_ count: Int, _ definition: Int, _ repetition: Int, depth: Int) throws(Malformed)
      -> [Node]
    {
      guard depth < ParquetSchema.deepest else { throw Malformed("its columns are nested too deep") }
      guard count <= elements.count - next else { throw Malformed("its schema ends early") }
      var nodes: [Node] = []
      for _ in 0..<count { nodes.append(try node(definition, repetition, depth: depth)) }
      return nodes
    }

    private mutating func node(_ outerDefinition: Int, _ outerRepetition: Int, depth: Int) throws(Malformed) -> Node {
      guard next < elements.count else { throw Malformed("its schema ends early") }
      let element = elements[next]
      next += 1
      let definition = outerDefinition + (element.repetition == .required ? 0 : 1)
      let repetition = outerRepetition + (element.repetition == .repeated ? 1 : 0)
      if element.physical != nil {
        guard leafCount < ParquetFooter.mostColumns else { throw Malformed("its schema has too many columns") }
        leafCount += 1
        return .leaf(
          ParquetLeaf(element: element, index: leafCount - 1, definition: definition, repetition: repetition))
      }
      guard element.childCount > 0 else { throw Malformed("a group of its schema is empty") }
      return .group(
        ParquetGroup(
          element: element, definition: definition, repetition: repetition,
          children: try children(element.childCount, definition, repetition, depth: depth + 1)))
    }
  }
}

/// A node that has values.
struct ParquetLeaf: Sendable {
  let element: ParquetElement
  /// Which of the chunks of a row group is its own.
  let index: Int
  /// The definition level of a value that is there, and the greatest repetition level.
  let definition: Int
  let repetition: Int
}

struct ParquetGroup: Sendable {
  let element: ParquetElement
  let definition: Int
  let repetition: Int
  let children: [ParquetSchema.Node]
}
