import StetColumns

/// A value of a text column with few different ones that is new, is gone, or is spelled differently.
package struct CategoryChange: Sendable, Hashable {
  package enum Kind: String, Sendable, Hashable {
    /// An old value is gone, and one that differs only in capitals, spaces and punctuation is new.
    case respelled, gone, new
  }

  package let column: String
  package let kind: Kind
  package let value: String
  /// The new spelling of a respelled value; for a new one, another value that is equally similar.
  package let alike: String?
  package let oldRows: Int
  package let newRows: Int
}

/// The most different texts that still count as categories.
private let mostCategories = 50

/// None for columns that are not text, have many different values, or identify rows on their own.
func categoryChanges(_ name: String, _ old: Table, _ new: Table, isKey: Bool) -> [CategoryChange] {
  guard case .text(let a)? = old[name], case .text(let b)? = new[name],
    let before = Categories(a), let after = Categories(b),
    !(isKey && before.texts.count == old.rowCount && after.texts.count == new.rowCount)
  else { return [] }
  let gone = before.texts.filter { after.count(of: $0) == 0 }
  let fresh = after.texts.filter { before.count(of: $0) == 0 }
  func change(_ kind: CategoryChange.Kind, _ value: String, alike: String? = nil) -> CategoryChange {
    CategoryChange(
      column: name, kind: kind, value: value, alike: alike, oldRows: before.count(of: value),
      newRows: after.count(of: kind == .respelled ? alike ?? value : value))
  }
  let respelled = gone.flatMap { text in fresh.filter { isAlike(text, $0) }.map { change(.respelled, text, alike: $0) }
  }
  let rest = gone.filter { text in !respelled.contains { same($0.value, text) } }
  let added = fresh.filter { text in !respelled.contains { same($0.alike ?? "", text) } }
  return respelled + rest.map { change(.gone, $0) }
    + added.map { text in change(.new, text, alike: after.texts.first { !same($0, text) && isAlike($0, text) }) }
}

/// The different texts of a column with their rows, in the order of their bytes; nil if there are many.
private struct Categories {
  let texts: [String]
  private let counts: [Int]

  init?(_ vector: TextVector) {
    // A pool that contains texts more than once was read as one of texts that hardly repeat.
    guard vector.pool.isDistinct else { return nil }
    var rows = [Int](repeating: 0, count: vector.pool.count)
    for code in vector.codes where code >= 0 { rows[Int(code)] += 1 }
    let used = rows.indices.filter { rows[$0] > 0 }
    guard used.count <= mostCategories else { return nil }
    let sorted = used.sorted { vector.pool.utf8($0).lexicographicallyPrecedes(vector.pool.utf8($1)) }
    texts = sorted.map { vector.pool.string($0) }
    counts = sorted.map { rows[$0] }
  }

  func count(of text: String) -> Int { texts.firstIndex { same($0, text) }.map { counts[$0] } ?? 0 }
}

/// By their bytes, as in columns.
private func same(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }

/// Whether texts have the same letters and digits, at least one, ignoring case.
private func isAlike(_ a: String, _ b: String) -> Bool {
  let letters = folded(a)
  return !letters.isEmpty && letters == folded(b)
}

private func folded(_ text: String) -> String { text.lowercased().filter { $0.isLetter || $0.isNumber } }
