package import StetColumns
import StetDiagnostics

/// A table for a person at a terminal of a known width: figures with separators, floats rounded for reading, long cells
/// and columns that do not fit cut, and every cut marked. `save` writes everything in full.
package func terminalTable(_ table: Table, width: Int, limit: Int = 40, screen: Screen? = nil) -> String {
  let shown = table.prefix(limit)
  let rows = shown.rowCount
  var columns = zip(shown.schema.fields, shown.columns).map { field, column in
    ShownColumn(field, (0..<rows).map { column[$0] })
  }
  let cut = fit(&columns, into: width)
  func line(_ texts: (ShownColumn) -> String) -> String {
    var line = columns.map { column in
      let text = shortened(texts(column), to: column.width)
      let space = String(repeating: " ", count: column.width - displayWidth(text))
      return column.isNumeric ? space + text : text + space
    }.joined(separator: "  ")
    while line.last == " " { line.removeLast() }
    return line
  }
  let header = line(\.name)
  var text = (screen?.bold(header) ?? header) + "\n"
  for row in 0..<rows { text += line { $0.cells[row] } + "\n" }
  var remarks: [String] = []
  if table.rowCount == 0 { remarks.append("(0 rows)") }
  if rows < table.rowCount { remarks.append("… " + grouped(table.rowCount - rows, "more row")) }
  if !cut.isEmpty {
    let words = "… \(grouped(cut.count, "more column")): \(cut.joined(separator: ", "))"
    remarks.append(folded(words, to: width, indent: 2))
  }
  let rounded = columns.filter(\.isRounded).map(\.name)
  if !rounded.isEmpty { remarks.append(folded("≈ rounded: " + rounded.joined(separator: ", "), to: width, indent: 2)) }
  for remark in remarks { text += (screen?.dim(remark) ?? remark) + "\n" }
  return text
}

private struct ShownColumn {
  let name: String
  let cells: [String]
  /// Whether a cell shows less than its value.
  let isRounded: Bool
  let isNumeric: Bool
  /// A figure or a date without its end would be a different one.
  let mayBeCut: Bool
  var width: Int

  init(_ field: Field, _ values: [Value]) {
    name = escaped(field.name)
    isNumeric = field.type.isNumeric
    mayBeCut = field.type == .text
    let places = decimalPlaces(values)
    let plain = values.map { cell($0, places) }
    isRounded = zip(plain, values).contains { text, value in
      if case .float(let number) = value { Double(text) != number } else { false }
    }
    cells = isNumeric && needsSeparators(field.name, values) ? plain.map(grouped) : plain
    width = cells.reduce(displayWidth(name)) { max($0, displayWidth($1)) }
  }
}

/// Narrows text columns, widest first, and then leaves columns out from the right; returns the names left out.
private func fit(_ columns: inout [ShownColumn], into width: Int) -> [String] {
  let gap = 2
  func total() -> Int { columns.reduce(-gap) { $0 + $1.width + gap } }
  let widestCell = max(8, min(60, width))
  for index in columns.indices where columns[index].mayBeCut {
    columns[index].width = min(columns[index].width, widestCell)
  }
  let narrowest = 16
  while total() > width {
    let candidates = columns.indices.filter { columns[$0].mayBeCut && columns[$0].width > narrowest }
    guard let widest = candidates.max(by: { columns[$0].width < columns[$1].width }) else { break }
    columns[widest].width -= 1
  }
  var cut: [String] = []
  while columns.count > 1, total() > width { cut.insert(columns.removeLast().name, at: 0) }
  if columns.count == 1, columns[0].mayBeCut, columns[0].width > width { columns[0].width = max(1, width) }
  return cut
}

// MARK: - Cells

private func cell(_ value: Value, _ places: Int) -> String {
  switch value {
  case .missing: "·"
  case .float(let number): rounded(number, places)
  case .int, .decimal, .bool, .text, .date, .datetime, .period, .duration: escaped(plainText(value))
  }
}

/// Years and codes are not quantities, so 1,993 would be wrong; below 10,000 nothing is hard to read.
private func needsSeparators(_ name: String, _ values: [Value]) -> Bool {
  let words = name.lowercased().split { !$0.isLetter }
  let codes: Set<Substring> = ["id", "code", "fips", "zip", "year", "fy", "line"]
  guard !words.contains(where: codes.contains) else { return false }
  return values.contains { ($0.asFloat?.magnitude ?? 0) >= 10_000 }
}

/// `1234567.8` as `1,234,567.8`; an exponent stays as it is.
package func grouped(_ number: String) -> String {
  guard number.first?.isNumber == true || number.hasPrefix("-"), !number.contains("e") else { return number }
  let sign = number.hasPrefix("-") ? "-" : ""
  let parts = number.dropFirst(sign.count).split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
  var whole = ""
  for (index, digit) in parts[0].enumerated() {
    if index > 0, (parts[0].count - index) % 3 == 0 { whole += "," }
    whole.append(digit)
  }
  return sign + whole + (parts.count > 1 ? "." + parts[1] : "")
}

/// How many digits after the point the floats of a column are shown with: all if they are few, as in figures that
/// were written by hand; otherwise, five significant digits for the largest.
private func decimalPlaces(_ values: [Value]) -> Int {
  var largest = 0.0
  var longest = 0
  for case .float(let number) in values {
    largest = max(largest, number.magnitude)
    let text = shortest(number)
    guard !text.contains("e"), let point = text.firstIndex(of: ".") else { continue }
    longest = max(longest, text.distance(from: point, to: text.endIndex) - 1)
  }
  guard longest > 4 else { return longest }
  var wholeDigits = 0
  while largest >= 1, wholeDigits < 5 {
    largest /= 10
    wholeDigits += 1
  }
  return min(longest, max(1, 5 - wholeDigits))
}

/// Rounded to a number of decimal places; what would become zero, and what is too large to round, stays as it is.
private func rounded(_ number: Double, _ places: Int) -> String {
  let scale = (0..<places).reduce(1.0) { factor, _ in factor * 10 }
  let scaled = (number * scale).rounded()
  guard scaled.magnitude < 1e15, scaled != 0 || number == 0 else { return shortest(number) }
  let digits = String(Int64(scaled.magnitude))
  let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
  let sign = scaled < 0 ? "-" : ""
  return places == 0 ? sign + padded : sign + padded.dropLast(places) + "." + padded.suffix(places)
}
