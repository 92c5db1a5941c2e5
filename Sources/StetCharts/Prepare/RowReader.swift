import StetColumns

/// Reads the rows of a layer on axes or in a grid, one after the other, and counts those that are not drawn.
struct RowReader {
  /// Why rows are not drawn.
  struct Tally {
    var missing = 0
    /// Beyond the ends of any axis.
    var beyond = 0
    /// At or below zero on a logarithmic axis.
    var unplaced = 0
    /// With a size below zero.
    var refused = 0
    /// Under another row of the same field.
    var hidden = 0
  }

  private(set) var tally = Tally()
  private(set) var wholeKeys: ClosedRange<Double>?
  /// The largest number that an area represents.
  private(set) var largest: Double?
  let count: Int
  private let layer: Layer
  private let keys: Column?
  private let amounts: Column?
  private let ends: Column?
  private let sizes: Column?
  private let labels: Column?
  private let constantLabel: String?
  private let facets: (across: Column, down: Column?)?
  private let panels: [String: Int]
  private let isGrid: Bool
  private let countsRows: Bool
  private let isLogarithmic: Bool
  private let hasHighlight: Bool
  private var seriesOf: SeriesOf

  init(_ layer: Layer, _ preparation: Preparation) {
    let (keys, amounts) = (preparation.keyChannel(layer), preparation.valueChannel(layer))
    self.layer = layer
    self.keys = keys?.column
    self.amounts = amounts?.column
    count = [keys, amounts].compactMap { $0?.column.count }.min() ?? 0
    ends = layer[.to]?.column
    sizes = layer[.size]?.column
    labels = layer.label?.column
    // The label of a whole line is its name.
    let isName = layer.mark.has(.isJoined) && layer.color == nil
    constantLabel = layer.label == nil && !isName ? layer.constants[.label].flatMap { formatted($0, nil) } : nil
    facets = layer[.facet].map { ($0.column, layer[.rows]?.column) }
    panels =
      facets == nil
      ? [:] : Dictionary(uniqueKeysWithValues: preparation.panels.enumerated().map { ($1.name ?? "", $0) })
    isGrid = layer.mark.frame == .grid
    countsRows = layer.mark.has(.counts)
    isLogarithmic = preparation.valueOptions.curve == .log
    hasHighlight = !layer.highlight.isEmpty
    seriesOf = SeriesOf(
      layer, name: amounts?.label ?? keys?.label ?? layer.mark.name, isShaded: preparation.isShaded(layer))
  }

  /// The point of a row; nil where it has no key.
  mutating func point(_ row: Int, in preparation: inout Preparation) -> Point? {
    var key = 0.0
    if let keys {
      let value = keys[row]
      guard let position = preparation.keyPosition(value) else {
        count(lost: value)
        return nil
      }
      key = position
    }
    var (base, amount) = extent(row, preparation)
    let shade = shade(row, isDrawn: amount != nil, preparation)
    let series = seriesOf.number(row, in: &preparation)
    let ink = hasHighlight && !layer.isHighlighted(row) ? .rest : shade ?? .series(series)
    let size = sizes.flatMap { Domain.number.position(of: $0[row]) }
    if sizes != nil, amount != nil, !isDrawable(size) { amount = nil }
    if let size, amount != nil { largest = max(largest ?? 0, size) }
    wholeKeys = join(wholeKeys, key, key)
    return Point(
      row: row, key: key, value: amount, base: base, series: series, label: label(row), ink: ink, size: size,
      isPartial: row < layer.isPartial.count && layer.isPartial[row])
  }

  func panel(of row: Int) -> Int {
    guard let (across, down) = facets else { return 0 }
    let name = Preparation.facetName(across, row)
    return panels[down.map { Preparation.gridName(Preparation.facetName($0, row), name) } ?? name] ?? 0
  }

  /// From where to where a row reaches along the axis of values.
  private mutating func extent(_ row: Int, _ preparation: Preparation) -> (base: Double, value: Double?) {
    guard let amounts else { return (0, countsRows ? 1 : nil) }
    let start = amounts[row]
    guard var value = preparation.valuePosition(start) else {
      count(lost: start)
      return (0, nil)
    }
    var base = 0.0
    if let ends {
      base = value
      guard let end = preparation.valuePosition(ends[row]) else {
        tally.missing += 1
        return (base, nil)
      }
      value = end
    }
    if isLogarithmic, value <= 0 || ends != nil && base <= 0 {
      tally.unplaced += 1
      return (base, nil)
    }
    return (base, value)
  }

  /// The color of a number; nil where colors tell series apart. A field without a number is blank.
  private mutating func shade(_ row: Int, isDrawn: Bool, _ preparation: Preparation) -> Ink? {
    guard let numbers = seriesOf.numbers else { return nil }
    if let shade = preparation.shade(numbers.column[row]) { return shade }
    guard isGrid else { return .rest }
    if isDrawn { tally.missing += 1 }
    return .band
  }

  /// A dot without a size would have some size all the same.
  private mutating func isDrawable(_ size: Double?) -> Bool {
    guard let size else {
      tally.missing += 1
      return false
    }
    if size < 0 { tally.refused += 1 }
    return size >= 0
  }

  private func label(_ row: Int) -> String? {
    guard let labels else { return constantLabel }
    return labels.isPresent(row) ? formatted(labels[row], nil) : nil
  }

  private mutating func count(lost value: Value) {
    if value.asFloat.map({ !($0.magnitude < Domain.limit) }) ?? false { tally.beyond += 1 } else { tally.missing += 1 }
  }
}

extension Layer {
  /// Whether a row is picked out, where some are.
  func isHighlighted(_ row: Int) -> Bool { row < highlight.count && highlight[row] }
}
