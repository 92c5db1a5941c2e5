/// The known name nearest to a misspelled one: at most a third of its letters may differ.
package func nearest(to name: String, among known: [String]) -> String? {
  let wanted = Array(name.lowercased().unicodeScalars.prefix(80))
  var best: (name: String, distance: Int)?
  for candidate in known {
    let letters = Array(candidate.lowercased().unicodeScalars.prefix(80))
    let limit = max(1, max(wanted.count, letters.count) / 3)
    guard abs(letters.count - wanted.count) <= limit else { continue }
    let distance = editDistance(wanted, letters)
    // A name that has no letter in common is not near, however short both are.
    if distance <= limit, distance < max(wanted.count, letters.count), distance < best?.distance ?? .max {
      best = (candidate, distance)
    }
  }
  return best?.name
}

/// Damerau–Levenshtein distance restricted to adjacent transpositions (optimal string alignment).
private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  var older = [Int](repeating: 0, count: b.count + 1)
  var old = Array(0...b.count)
  var row = old
  for i in 0..<a.count {
    row[0] = i + 1
    for j in 0..<b.count {
      row[j + 1] = min(old[j + 1] + 1, row[j] + 1, old[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { row[j + 1] = min(row[j + 1], older[j - 1] + 1) }
    }
    (older, old, row) = (old, row, older)
  }
  return old[b.count]
}
