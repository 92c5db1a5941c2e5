import StetColumns

/// Which series each row of a layer belongs to.
struct SeriesOf {
  /// Numbers that are shown by color; then all rows are one series.
  private(set) var numbers: LabeledColumn?
  private var names: LabeledColumn?
  private var whole: String
  private var known: [String: Int] = [:]
  /// The series of each code of a text column.
  private var ofCode: [Int32: Int] = [:]

  init(_ layer: Layer, name: String, isShaded: Bool) {
    whole = name
    if isShaded {
      numbers = layer.color
    } else if let color = layer.color {
      names = color
    } else if let constant = layer.constants[.color]?.asText, !Palette.isColor(constant) {
      whole = constant
    } else if layer.mark.has(.isJoined), let label = layer.constants[.label]?.asText {
      // A label of the whole line is its name.
      whole = label
    }
  }

  mutating func number(_ row: Int, in preparation: inout Preparation) -> Int {
    guard let names else { return number(named: whole, in: &preparation) }
    guard case .text(let texts) = names.column else {
      return number(named: names.column.isPresent(row) ? plainText(names.column[row]) : "(missing)", in: &preparation)
    }
    let code = texts.code(of: row)
    if let number = ofCode[code] { return number }
    let number = number(named: texts[row] ?? "(missing)", in: &preparation)
    ofCode[code] = number
    return number
  }

  private mutating func number(named name: String, in preparation: inout Preparation) -> Int {
    if let number = known[name] { return number }
    let number = preparation.number(ofSeries: name)
    known[name] = number
    return number
  }
}
