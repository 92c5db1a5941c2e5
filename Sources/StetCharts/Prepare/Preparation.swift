import StetColumns

/// One of the small multiples; a chart without facets has a single one without a name.
struct Panel: Sendable {
  var name: String?
  var layers: [PreparedLayer] = []
  /// Bounds of keys and values over the panel's layers.
  var keys: ClosedRange<Double>?
  var values: ClosedRange<Double>?
}

/// A chart's rows as points on two axes, before anything is measured.
struct Preparation {
  let chart: Chart
  var keyDomain: Domain
  /// Categories if both axes have keys, and numbers otherwise.
  var valueDomain: Domain
  var isHorizontal: Bool
  var panels: [Panel]
  var seriesNames: [String] = []
  /// The index of a name in `seriesNames` while layers are read.
  var seriesNumbers: [String: Int] = [:]
  /// How each series is colored.
  var colors: [SeriesColor] = []
  /// The classes of a color that represents numbers.
  var shades: Shades?
  /// The largest number that an area represents.
  var largest: Double?
  var drawn = 0
  var omitted = 0
  /// Numbers so large that the distance between two of them may not be a number.
  var beyond = 0
  /// Numbers at or below zero on a logarithmic axis.
  var unplaced = 0
  /// Rows that are left out although nothing is missing in them; they are counted as omitted too.
  var refused = 0
  /// Rows under another of the same field; they are counted as refused too.
  var hidden = 0
  var warnings: [String] = []
  /// Bounds of keys and values over every panel.
  var keys: ClosedRange<Double>?
  var values: ClosedRange<Double>?
  var startsAtZero = false

  var positions: [String: Double] = [:]
  var rowPositions: [String: Double] = [:]

  init(_ chart: Chart) {
    self.chart = chart
    let data = chart.layers
    isHorizontal = data.contains(where: \.isHorizontal)
    keyDomain = .number
    valueDomain = .number
    panels = Self.panelNames(data).map { Panel(name: $0) }
    keyDomain = domain(of: data.compactMap { keyChannel($0)?.column }, isHorizontal: isHorizontal)
    if case .day = keyDomain, data.contains(where: { $0.mark.frame == .grid }) {
      // Days of unequal distances have fields of equal width.
      keyDomain = .category(names(in: data.compactMap { $0.x?.column }))
    }
    if isHorizontal, case .number = keyDomain { keyDomain = .category([""]) }
    if data.contains(where: { $0.mark.frame == .grid }) {
      valueDomain = .category(names(in: data.compactMap { $0.y?.column }))
    }
    positions = Self.positions(in: keyDomain)
    rowPositions = Self.positions(in: valueDomain)
    for (name, _) in chart.colors { _ = number(ofSeries: name) }
    shades = makeShades(data)
    for layer in data { add(layer) }
    dropUnusedSeries()
    chooseColors()
    measure()
    if let note = fieldNote { warnings.append(note) }
    for note in [rangeNote, logNote].compactMap(\.self) { warnings.append(String(note.dropLast())) }
  }

  /// The layers of every panel.
  var layers: [PreparedLayer] { panels.count == 1 ? panels[0].layers : panels.flatMap(\.layers) }

  /// Whether series have names that the reader has to see.
  var isNamed: Bool {
    guard !seriesNames.isEmpty, shades == nil else { return false }
    return seriesNames.count > 1
      || layers.contains { $0.layer.color != nil || $0.layer.isNamed }
  }

  /// The author's settings for the axis of values and the axis of keys.
  var valueOptions: ScaleOptions { isHorizontal ? chart.x : chart.y }
  var keyOptions: ScaleOptions { isHorizontal ? chart.y : chart.x }

  /// How values are written on their axis.
  var valueFormat: String? { isHorizontal ? chart.x.format ?? chart.y.format : chart.y.format }

  /// What the chart says if values are beyond the range of an axis.
  var rangeNote: String? {
    beyond == 0
      ? nil
      : beyond == 1
        ? "1 value is beyond ±1e300, where axes end, and is not drawn."
        : "\(beyond) values are beyond ±1e300, where axes end, and are not drawn."
  }

  /// What the chart says if a logarithmic axis cannot show values.
  var logNote: String? {
    unplaced == 0
      ? nil
      : "\(counted(unplaced, "value")) at or below zero cannot be shown on a logarithmic axis."
  }

  /// Rows that are not drawn because a value is missing in them.
  var missing: Int { omitted - refused }

  /// The message to the author if several rows have the same rectangle.
  var fieldNote: String? {
    hidden == 0
      ? nil
      : "\(counted(hidden, "row")) \(agreeing("is", "are", hidden)) not drawn because another row has the same rectangle; `group` combines such rows into one"
  }

  /// The label of a value on its axis; nil where the axis finds one.
  func valueLabel(_ value: Double) -> String? {
    guard let pattern = valueFormat else {
      return layers.contains { $0.stack == .share } ? formatted(.float(value), "%") : nil
    }
    return tickLabel(value, pattern)
  }

  /// Whether the numbers along the axis of keys are years.
  var keysAreYears: Bool {
    guard case .number = keyDomain, keyOptions.format == nil, keyOptions.curve == .linear, let keys,
      keys.lowerBound >= 1500, keys.upperBound <= 2200
    else { return false }
    return layers.allSatisfy { layer in
      guard let channel = keyChannel(layer.layer) else { return false }
      return channel.column.type == .int && channel.label.lowercased().contains("year")
    }
  }

  /// A position on an axis as the reader finds it there.
  func name(_ value: Value) -> String {
    switch value {
    case .int, .decimal, .float:
      formatted(value, valueFormat ?? (layers.contains { $0.stack == .share } ? ",%" : ",")) ?? plainText(value)
    case .date(let days): Ticks.dayLabel(Double(days))
    case .missing, .bool, .text, .datetime, .period, .duration: plainText(value)
    }
  }

  // MARK: - Axes and panels

  func keyChannel(_ layer: Layer) -> LabeledColumn? { isHorizontal ? layer.y : layer.x }
  func valueChannel(_ layer: Layer) -> LabeledColumn? { isHorizontal ? layer.x : layer.y }

  private static func panelNames(_ layers: [Layer]) -> [String?] {
    let across = facetNames(layers.compactMap { $0[.facet]?.column })
    let down = facetNames(layers.compactMap { $0[.rows]?.column })
    if across.isEmpty { return [nil] }
    return down.isEmpty ? across : down.flatMap { row in across.map { gridName(row, $0) } }
  }

  /// The names in columns in the order of rows, what is missing included.
  static func facetNames(_ columns: [Column]) -> [String] {
    var names: [String] = []
    var seen: Set<String> = []
    for column in columns {
      for row in 0..<column.count {
        let name = facetName(column, row)
        if seen.insert(name).inserted { names.append(name) }
      }
    }
    return names
  }

  static func gridName(_ row: String, _ column: String) -> String { "\(row), \(column)" }

  static func facetName(_ column: Column, _ row: Int) -> String {
    column.isPresent(row) ? plainText(column[row]) : "(missing)"
  }

  private func domain(of columns: [Column], isHorizontal: Bool) -> Domain {
    guard let first = columns.first else { return .number }
    switch first.type {
    case .int, .decimal, .float, .duration: if !isHorizontal { return .number }
    case .date, .datetime, .period(.week): if !isHorizontal { return .day }
    case .period(let kind): if !isHorizontal { return .period(kind) }
    case .text, .bool: break
    }
    return .category(names(in: columns))
  }

  /// The names in columns in the order of rows.
  private func names(in columns: [Column]) -> [String] {
    var names: [String] = []
    var seen: Set<String> = []
    for column in columns {
      for row in 0..<column.count {
        let value = column[row]
        guard !value.isMissing, value.asFloat?.isFinite ?? true else { continue }
        let name = plainText(value)
        if seen.insert(name).inserted { names.append(name) }
      }
    }
    return names
  }

  private static func positions(in domain: Domain) -> [String: Double] {
    guard case .category(let names) = domain else { return [:] }
    return Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Double($0)) })
  }
}
