import StetColumns

/// The columns of a table that stay text although an option would read them, and the options that read them all at once: a script
/// would otherwise find one after another.
struct OfferedColumns {
  private var offered: [(column: String, offer: Lookalikes.Offer)] = []
  /// The other columns of texts.
  private var others: [TextVector] = []

  mutating func add(_ column: String, _ values: Column, _ offer: Lookalikes.Offer?) {
    guard case .text(let texts) = values else { return }
    if let offer { offered.append((column, offer)) } else { others.append(texts) }
  }

  /// Nil for a single column, whose own note is enough.
  func note(_ options: ReadOptions) -> String? {
    guard offered.count > 1, !offered.contains(where: { $0.column.contains("`") }) else { return nil }
    return "`\(proposal(options).text)` reads all \(offered.count) columns for which an option is named here"
  }

  /// Each option was tried on its column, and they are about different ones.
  private func proposal(_ options: ReadOptions) -> Proposal {
    let codes = offered.compactMap(\.offer.codes).flatMap(\.self)
    var distinct: [String] = []
    for code in codes where !distinct.contains(where: { $0.utf8.elementsEqual(code.utf8) }) { distinct.append(code) }
    // For all columns at once if no other cell has one of them.
    let isPlain =
      offered.allSatisfy { $0.offer.codes != nil } && options.isAskedFor == nil && options.missingIn.isEmpty
      && !others.contains { hasOne(of: distinct, $0) }
    if isPlain { return Proposal([("missing", .texts(options.missing + distinct))]) }
    return offered.dropFirst().reduce(offered[0].offer.proposal) { $0.merged($1.offer.proposal) }
  }

  private func hasOne(of codes: [String], _ texts: TextVector) -> Bool {
    let found = (0..<texts.pool.count).map { code in
      codes.contains { $0.utf8.elementsEqual(texts.pool.utf8(code)) }
    }
    return found.contains(true) && texts.codes.contains { $0 >= 0 && found[Int($0)] }
  }
}
