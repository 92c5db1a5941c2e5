import StetColumns

/// Whether names are a row like the one below them: some of them are numbers or dates, as is what is below these, and no other text
/// is above such a value.
func isRow(_ names: [String], like cells: [String?]) -> Bool {
  var isAlike = false
  for (name, cell) in zip(names, cells) {
    guard let cell, isValue(cell) else { continue }
    if !isValue(name) { return false }
    isAlike = true
  }
  return isAlike
}

private func isValue(_ text: String) -> Bool {
  let bytes = Array(text.utf8)
  return FloatParser(isDeclared: true).parse(bytes.span) != nil || DateParser().parse(bytes.span) != nil
}
