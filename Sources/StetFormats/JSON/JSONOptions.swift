import StetColumns

/// Options only for JSON documents.
package struct JSONOptions: FormatOptions {
  /// What each row gets from the objects around it.
  struct Outer: Sendable {
    /// Of the column.
    let name: String
    let key: String
  }

  /// Where the rows are; nil if the document is to show it.
  var at: JSONPath?
  var outer: [Outer] = []

  package init() {}
}

extension SourceOption {
  static let ofJSONDocuments = ofCells + [at, outer, header]

  static let at = SourceOption(
    "at", takes: "a path in quotes, as in `\"$.results[*]\"`",
    summary:
      "where the rows of a JSON document are, as JSONPath: `.name` is a member, `[0]` an element, and `[*]` is each of them",
    example: #"at: "$[*]""#
  ) { value, options throws(Refusal) in
    guard let text = value.text else { throw .takes }
    do throws(JSONPath.Unreadable) { options[JSONOptions.self].at = try JSONPath(text) } catch {
      throw .wants(error.wanted)
    }
  }

  private static let outer = SourceOption(
    "outer", takes: "a list of keys, as in `[\"facility\"]`, or names for them, as in `{ facility: \"name\" }`",
    summary: "the keys of the objects around the rows that `at:` selects whose values each of these rows has too",
    example: #"outer: ["facility"]"#
  ) { value, options throws(Refusal) in
    if let keys = value.texts, Set(keys).count == keys.count {
      options[JSONOptions.self].outer = keys.map { JSONOptions.Outer(name: $0, key: $0) }
    } else if let members = value.members {
      var outer: [JSONOptions.Outer] = []
      for (name, value) in members {
        guard let key = value.text else { throw .takes }
        outer.append(JSONOptions.Outer(name: name, key: key))
      }
      options[JSONOptions.self].outer = outer
    } else {
      throw .takes
    }
  }
}
