import StetCharts
import StetColumns
import StetDiagnostics
import StetSyntax

/// Reads the lines of a chart: marks, remarks, scales and words.
struct ChartBinder {
  private var binder: StepBinder
  private(set) var plan = ChartPlan()

  init(_ binder: StepBinder) { self.binder = binder }

  var diagnostics: [Diagnostic] { binder.diagnostics }

  /// The lines of a chart that are no marks.
  static let lineNames = wordNames.union(["scale", "colors", "sizes", "facet", "annotate", "theme", "data"])

  /// A line of a `chart { … }` block.
  mutating func read(_ line: BlockLine) {
    switch line {
    case .entry(let key, _): binder.report(.noEntry(key))
    case .step(let step):
      switch step.verb.text {
      case _ where Self.wordNames.contains(step.verb.text): words(step)
      case "scale": scale(step)
      case "colors": colors(step)
      case "sizes": sizes(step)
      case "facet": facet(step)
      case "annotate": annotate(step)
      case "theme": theme(step)
      case "data": data(step)
      default: mark(step)
      }
    }
  }

  // MARK: - Marks

  /// `line x: fiscal_year, y: share, color: status`
  mutating func mark(_ step: Step) {
    guard let mark = Mark.all.first(where: { $0.name == step.verb.text }), step.words.count == 1 else {
      return binder.report(.unknownMark(step))
    }
    if let clause = step.clauses.first { return binder.report(.noClauseOfMark(clause)) }
    if step.body != nil || step.block != nil { return binder.report(.noBlockOfMark(step)) }
    switch mark.name {
    case Mark.rule.name: rule(step)
    case Mark.band.name: band(step)
    default: layer(mark, step)
    }
  }

  private mutating func layer(_ mark: Mark, _ step: Step) {
    var layer = ChartPlan.LayerPlan(mark: mark, range: step.range)
    var seen: Set<String> = []
    for argument in step.arguments {
      if mark.takesColumns, read(column: argument, into: &layer) { continue }
      guard case .passes(let label) = argument.label else { return binder.report(.wantsChannel(argument, step, mark)) }
      guard seen.insert(label.text).inserted else { return binder.report(.channelTwice(label)) }
      // The options of the whole chart, on the one line of a terminal.
      if label.text == "save" || Self.wordNames.contains(label.text) { continue }
      guard mark.needs.contains(label.text) || mark.takes.contains(label.text) else {
        return binder.report(.unknownChannel(label, step, mark))
      }
      switch label.text {
      case "highlight": layer.highlight = binder.condition(argument.value)
      case "stack":
        guard let stack = choice(argument.value, of: Stack.self) else {
          return binder.report(.wantsStack(argument.value.range))
        }
        layer.stack = stack
      case "labels":
        guard let labels = choice(argument.value, of: Labels.self) else {
          return binder.report(.wantsLabels(argument.value.range))
        }
        layer.labels = labels
      case "shapes":
        guard let path = text(argument.value) else { return }
        plan.shapes = (path, argument.value.range)
      case "bins":
        guard case .int(let bins)? = value(argument.value), (1...500).contains(bins) else {
          return binder.report(.wantsBins(argument.value.range))
        }
        layer.constants.append(("bins", .int(bins)))
      default: channel(label, argument.value, &layer)
      }
    }
    guard binder.diagnostics.isEmpty else { return }
    if let lacking = mark.needs.first(where: { !seen.contains($0) }) {
      return binder.report(.lacksChannel(lacking, step, mark))
    }
    if mark.takesColumns, layer.columns.isEmpty { return binder.report(.wantsNamedColumns(step)) }
    if let other = plan.layers.first,
      mark.frame == .own || other.mark.frame == .own || (mark.frame == .grid) != (other.mark.frame == .grid)
    {
      return binder.report(.standsAlone(mark.frame == .own || mark.frame == .grid ? mark : other.mark, step))
    }
    // Shares have no unit of their own, and counts of rows not that of a column.
    if layer.stack == .share || mark.counts { impliedUnit = nil }
    checkTypes(layer, step)
    plan.layers.append(layer)
  }

  /// `state` or `people = persons`, the columns of a table.
  private mutating func read(column argument: Argument, into layer: inout ChartPlan.LayerPlan) -> Bool {
    let name: String?
    switch argument.label {
    case .none: name = nil
    case .defines(let label): name = label.text
    case .passes: return false
    }
    guard let bound = binder.expression(argument.value) else { return true }
    layer.columns.append(.init(name: "column", value: bound, label: name ?? self.label(of: bound, "column")))
    return true
  }

  private func choice<Choice: RawRepresentable<String>>(_ tree: Expression, of: Choice.Type) -> Choice? {
    guard case .name(let name) = tree else { return nil }
    return Choice(rawValue: name.text)
  }

  private mutating func channel(_ name: Name, _ tree: Expression, _ layer: inout ChartPlan.LayerPlan) {
    guard let bound = binder.expression(tree) else { return }
    if bound.isConstant, ["color", "label", "size"].contains(name.text),
      !layer.mark.needs.contains(name.text) || name.text == "label"
    {
      if let value = value(tree) { layer.constants.append((name.text, value)) }
      return
    }
    layer.channels.append(.init(name: name.text, value: bound, label: label(of: bound, name.text)))
  }

  private func label(of bound: TypedExpression, _ otherwise: String) -> String {
    if case .column(let index) = bound.kind { return binder.schema.fields[index].name.replacing("_", with: " ") }
    return otherwise
  }

  /// The unit of the values, where the chart does not say one.
  private(set) var impliedUnit: String?

  /// Axes of lengths, areas and ends of ranges show numbers.
  private mutating func checkTypes(_ layer: ChartPlan.LayerPlan, _ step: Step) {
    var numbers = ["size"]
    var unit: String?
    // Names may run down or across, and numbers stand on the other axis.
    let isUnclear =
      layer.mark.frame == .axes(.either) && layer.type("x")?.isNumeric != true && layer.type("y")?.isNumeric != true
    switch layer.mark.frame {
    case .axes:
      let values = isUnclear || layer.isLying || layer.type("y") == nil && !layer.mark.counts ? "x" : "y"
      numbers += [values, "to"]
      if layer.mark.counts { numbers += ["x"] }
      unit = layer.mark.isWords ? nil : values
    case .own:
      if layer.mark.needs.contains("value") { numbers.append("value") }
      unit = layer.mark.needs.contains("size") ? "size" : layer.mark.needs.contains("color") ? "color" : nil
    case .grid: unit = "color"
    case .remark: break
    }
    for channel in layer.channels where numbers.contains(channel.name) && !channel.value.type.isNumeric {
      binder.report(.wantsNumber(channel.name, channel.value, step, layer.mark))
    }
    if let unit, plan.words.unit == nil, let shown = layer.channels.first(where: { $0.name == unit }),
      layer.stack != .share,
      !layer.mark.counts, let implied = shown.value.unit
    {
      impliedUnit = implied
    }
  }

  /// What only the whole chart shows: lines that do not go together. Called once every line is read.
  mutating func finish(_ step: Step) {
    guard binder.diagnostics.isEmpty, let first = plan.layers.first else { return }
    if first.mark.frame == .own {
      let lines: [(String, Bool)] = [
        ("facet", plan.facet != nil || plan.facetRows != nil), ("rule", !plan.rules.isEmpty),
        ("band", !plan.bands.isEmpty),
        ("annotate", !plan.annotations.isEmpty), ("scale x", plan.x.isShaped), ("scale y", plan.y.isShaped),
      ]
      let unused = lines.first { $0.1 }?.0
      if let unused { binder.report(.hasNoAxes(first.mark, unused, step)) }
      return
    }
    for layer in plan.layers {
      let keys = layer.isLying ? plan.y.curve : plan.x.curve
      if keys != .linear,
        layer.mark.counts || layer.type(layer.isLying ? "y" : "x")?.isNumeric == true && layer.mark.takesRoom
      {
        binder.report(.wideOnCurve(layer.mark, layer.range))
      }
      if (layer.isLying ? plan.x : plan.y).curve == .log, layer.isPiled {
        binder.report(.piledOnLog(layer.mark, layer.range))
      }
      if layer.isLying != first.isLying || layer.mark.frame != first.mark.frame || !layer.sharesKeys(with: first) {
        binder.report(.axesDiffer(first, layer))
      } else if (layer.stack == .share) != (first.stack == .share), !layer.mark.isWords {
        binder.report(.sharesBesideValues(layer.range))
      }
    }
  }

  // MARK: - Panels, annotations, themes

  /// `facet state`, `facet state, columns: 3, scales: free`, `facet state, shape: states`
  private mutating func facet(_ step: Step) {
    guard plan.facet == nil else { return binder.report(.channelTwice(step.verb)) }
    var shown: TypedExpression?
    for argument in step.arguments {
      switch argument.label {
      case .none where shown == nil:
        guard let bound = binder.expression(argument.value) else { return }
        shown = bound
      case .passes(let name) where name.text == "rows":
        guard let bound = binder.expression(argument.value) else { return }
        plan.facetRows = .init(name: "rows", value: bound, label: label(of: bound, "rows"))
      case .passes(let name) where name.text == "columns":
        guard case .int(let columns)? = value(argument.value), (1...20).contains(columns) else {
          return binder.report(.wantsFacet(step))
        }
        plan.facets.columns = Int(columns)
      case .passes(let name) where name.text == "scales":
        guard case .name(let kind) = argument.value, ["free", "shared"].contains(kind.text) else {
          return binder.report(.wantsFacet(step))
        }
        plan.facets.isFree = kind.text == "free"
      case .passes(let name) where name.text == "shape":
        guard let shape = choice(argument.value, of: Facets.Shape.self) else { return binder.report(.wantsFacet(step)) }
        plan.facets.shape = shape
      case .none, .passes, .defines: return binder.report(.wantsFacet(step))
      }
    }
    guard let shown, plan.facets.shape != .grid, plan.facetRows == nil || plan.facets.shape == .wrap else {
      return binder.report(.wantsFacet(step))
    }
    if plan.facetRows != nil { plan.facets.shape = .grid }
    plan.facet = .init(name: "facet", value: shown, label: label(of: shown, "facet"))
  }

  /// `annotate at FY2012 "The programme ends"`, `annotate at FY2012, 300_000 "…"`
  private mutating func annotate(_ step: Step) {
    guard step.arguments.isEmpty, step.clauses.count == 1, step.clauses[0].word.text == "at", step.block == nil,
      step.body == nil
    else {
      return binder.report(.wantsAnnotation(step))
    }
    let parts = step.clauses[0].arguments
    guard parts.count == 2 || parts.count == 3, parts.allSatisfy({ $0.label == .none }), let last = parts.last else {
      return binder.report(.wantsAnnotation(step))
    }
    guard let x = value(parts[0].value), let words = text(last.value) else { return }
    let y = parts.count == 3 ? value(parts[1].value) : nil
    if parts.count == 3, y == nil { return }
    plan.annotations.append(Annotation(x: x, y: y, words))
  }

  /// `data "table"`
  private mutating func data(_ step: Step) {
    guard step.arguments.count == 1, step.clauses.isEmpty, step.block == nil, step.body == nil,
      text(step.arguments[0].value) == "table"
    else {
      return binder.report(.wantsData(step))
    }
    plan.hasTable = true
  }

  /// `theme "print"`
  private mutating func theme(_ step: Step) {
    guard step.arguments.count == 1, step.arguments[0].label == .none, step.clauses.isEmpty, step.block == nil,
      step.body == nil
    else {
      return binder.report(.wantsText(step))
    }
    guard let name = text(step.arguments[0].value) else { return }
    guard Theme.all.contains(where: { $0.name == name }) || name.hasSuffix(".json") else {
      return binder.report(.unknownTheme(name, step.arguments[0].range))
    }
    plan.theme = (name, step.arguments[0].range)
  }

  // MARK: - Rules and bands

  /// `rule y: 50%, label: "half"`
  private mutating func rule(_ step: Step) {
    var place: (Axis, Value)?
    var label: String?
    for argument in step.arguments {
      guard case .passes(let name) = argument.label else { return binder.report(.wantsChannel(argument, step, nil)) }
      switch name.text {
      case "x", "y":
        guard place == nil else { return binder.report(.channelTwice(name)) }
        guard let value = value(argument.value) else { return }
        place = (name.text == "x" ? .x : .y, value)
      case "label":
        guard let text = text(argument.value) else { return }
        label = text
      default: return binder.report(.unknownChannel(name, step, nil))
      }
    }
    guard let (axis, value) = place else { return binder.report(.lacksChannel("y", step, nil)) }
    plan.rules.append(Rule(axis, at: value, label: label))
  }

  /// `band x: FY2009..FY2012, label: "the programme"`
  private mutating func band(_ step: Step) {
    var ends: (Axis, Value, Value)?
    var label: String?
    for argument in step.arguments {
      guard case .passes(let name) = argument.label else { return binder.report(.wantsChannel(argument, step, nil)) }
      switch name.text {
      case "x", "y":
        guard case .range(let lower, let upper, _) = argument.value else {
          return binder.report(.wantsRange(argument.value.range))
        }
        guard let lower = value(lower), let upper = value(upper) else { return }
        ends = (name.text == "x" ? .x : .y, lower, upper)
      case "label":
        guard let text = text(argument.value) else { return }
        label = text
      default: return binder.report(.unknownChannel(name, step, nil))
      }
    }
    guard let (axis, from, to) = ends else { return binder.report(.lacksChannel("x", step, nil)) }
    plan.bands.append(Band(axis, from: from, to: to, label: label))
  }

  // MARK: - Words, scales and colors

  static let wordNames: Set<String> = ["title", "subtitle", "unit", "note", "source", "byline", "alt"]

  private mutating func words(_ step: Step) {
    guard step.arguments.count == 1, step.arguments[0].label == .none, step.clauses.isEmpty, step.block == nil,
      step.body == nil
    else { return binder.report(.wantsText(step)) }
    word(step.verb, step.arguments[0].value)
  }

  mutating func word(_ name: Name, _ tree: Expression) {
    guard let text = text(tree) else { return }
    func set(_ word: WritableKeyPath<Words, String?>) {
      if plan.words[keyPath: word] != nil { binder.report(.channelTwice(name)) }
      plan.words[keyPath: word] = text
    }
    switch name.text {
    case "title": set(\.title)
    case "subtitle": set(\.subtitle)
    case "unit": set(\.unit)
    case "note": set(\.note)
    case "source": set(\.source)
    case "byline": set(\.byline)
    case "alt": set(\.alt)
    default: preconditionFailure("the caller knows the words of a chart")
    }
  }

  /// `scale y { from: 0, format: "$,.1m" }`
  private mutating func scale(_ step: Step) {
    let axis =
      step.words.count == 2
      ? step.words[1].text
      : step.arguments.first.flatMap { argument in
        if case .name(let name) = argument.value { name.text } else { nil }
      }
    guard let axis, ["x", "y", "color"].contains(axis), let block = step.block else {
      return binder.report(.wantsScale(step))
    }
    for line in block {
      guard case .entry(let key, let tree) = line else { return binder.report(.wantsScale(step)) }
      switch (axis, key.text) {
      case (_, "format"):
        guard let pattern = text(tree) else { return }
        guard formatted(.int(0), pattern) != nil else { return binder.report(.badChartFormat(pattern, tree.range)) }
        switch axis {
        case "x": plan.x.format = pattern
        case "y": plan.y.format = pattern
        default: plan.shades.format = pattern
        }
      case ("color", "breaks"):
        guard let breaks = values(tree)?.map(\.asFloat), breaks.count > 1, breaks.allSatisfy({ $0?.isFinite == true })
        else {
          return binder.report(.wantsBreaks(tree.range))
        }
        plan.shades.breaks = breaks.compactMap { $0 }
      case ("color", "middle"):
        guard let middle = value(tree)?.asFloat else { return binder.report(.wantsEntry(key, "a number", tree.range)) }
        plan.shades.middle = middle
      case ("color", _): return binder.report(.noEntry(key))
      default:
        guard let options = option(key, tree, axis == "x" ? plan.x : plan.y) else {
          return
        }
        if axis == "x" { plan.x = options } else { plan.y = options }
      }
    }
  }

  /// One entry of `scale x` or `scale y`; nil where it does not stand here or has the wrong value.
  private mutating func option(_ key: Name, _ tree: Expression, _ options: ScaleOptions) -> ScaleOptions? {
    var options = options
    switch key.text {
    case "from", "to":
      guard let end = value(tree) else { return nil }
      switch end {
      case .int, .decimal, .float:
        if key.text == "from" { options.from = end.asFloat } else { options.to = end.asFloat }
        options.moments.append(end)
      case .date, .datetime, .period: options.moments.append(end)
      case .missing, .bool, .text, .duration:
        return binder.report(.wantsEntry(key, "a number, a date or a period", tree.range))
      }
    case "log", "symlog", "reverse":
      guard let given = value(tree) else { return nil }
      if key.text == "symlog", let constant = given.asFloat {
        guard constant > 0 else { return binder.report(.wantsEntry(key, "`true`, or a number above zero", tree.range)) }
        options.curve = .symlog(constant)
        return options
      }
      guard let isOn = given.asBool else { return binder.report(.wantsEntry(key, "`true` or `false`", tree.range)) }
      switch key.text {
      case "reverse": options.isReversed = isOn
      case "log": options.curve = isOn ? .log : .linear
      default: options.curve = isOn ? .symlog(1) : .linear
      }
    case "ticks":
      guard let ticks = values(tree), !ticks.isEmpty else {
        return binder.report(.wantsEntry(key, "a list of values, such as `[0, 50, 100]`", tree.range))
      }
      options.ticks = ticks
    default: return binder.report(.noEntry(key))
    }
    return options
  }

  /// `sizes 320, 640, 1200`: the usual 640 keeps the file's name, the others add theirs to it.
  private mutating func sizes(_ step: Step) {
    guard !step.arguments.isEmpty, step.block == nil, step.clauses.isEmpty, step.body == nil else {
      return binder.report(.wantsSizes(step))
    }
    for argument in step.arguments {
      guard argument.label == .none, case .int(let width)? = value(argument.value), (240...4000).contains(width) else {
        return binder.report(.wantsSizes(step))
      }
      if width != 640, !plan.extraWidths.contains(Int(width)) { plan.extraWidths.append(Int(width)) }
    }
  }

  /// `colors { "criminal": "#aa3322" }`
  private mutating func colors(_ step: Step) {
    guard let block = step.block, step.arguments.isEmpty else { return binder.report(.wantsColors(step)) }
    for line in block {
      guard case .entry(let key, let tree) = line, let color = text(tree) else {
        return binder.report(.wantsColors(step))
      }
      guard color.utf8.count == 7, color.hasPrefix("#"), color.dropFirst().allSatisfy(\.isHexDigit) else {
        return binder.report(.badColor(color, tree.range))
      }
      plan.colors.append((key.text, color))
    }
  }

  // MARK: - Values of the script

  /// A value that no row decides.
  private mutating func value(_ tree: Expression) -> Value? {
    guard let bound = binder.expression(tree, in: Schema([])) else { return nil }
    do { return try Engine.value(of: bound) } catch {
      binder.report(error.diagnostics)
      return nil
    }
  }

  private mutating func text(_ tree: Expression) -> String? {
    guard let value = value(tree) else { return nil }
    guard case .text(let text) = value else { return binder.report(.wantsTextHere(tree.range)) }
    return text
  }

  /// `[0, 10, 50]`
  private mutating func values(_ tree: Expression) -> [Value]? {
    guard case .list(let items, _) = tree else { return nil }
    var found: [Value] = []
    for item in items {
      guard let one = value(item) else { return nil }
      found.append(one)
    }
    return found
  }
}

extension Diagnostic {
  fileprivate static func noEntry(_ key: Name) -> Diagnostic {
    Diagnostic(.unknownOption, "`\(key.text):` does not stand here", at: key.range)
  }

  fileprivate static func unknownMark(_ step: Step) -> Diagnostic {
    let known = Mark.all.map(\.name)
    let near = nearest(to: step.verb.text, among: known + ChartBinder.lineNames.sorted())
    return Diagnostic(
      .unknownMark, "there is no mark `\(step.verb.text)`", at: step.verb.range,
      notes: near == nil ? ["the marks are \(known.map { "`\($0)`" }.joined(separator: ", "))"] : [],
      fixIts: near.map { [FixIt("`\($0)`", range: step.verb.range, replacement: $0)] } ?? [])
  }

  fileprivate static func noClauseOfMark(_ clause: Clause) -> Diagnostic {
    Diagnostic(
      .noClause, "a mark has no `\(clause.word.text)`", at: clause.word.range,
      notes: ["a step in front of the chart does that"])
  }

  fileprivate static func noBlockOfMark(_ step: Step) -> Diagnostic {
    Diagnostic(.noBlock, "a mark has no braces and nothing behind a colon of its own", at: step.range)
  }

  fileprivate static func wantsChannel(_ argument: Argument, _ step: Step, _ mark: Mark?) -> Diagnostic {
    let example = mark.map { mark in mark.needs.map { "\($0): …" }.joined(separator: ", ") } ?? "y: 50%"
    return Diagnostic(
      .wantsChannel, "`\(step.verb.text)` takes channels", at: argument.range,
      notes: ["`\(step.verb.text) \(example)`"])
  }

  fileprivate static func channelTwice(_ name: Name) -> Diagnostic {
    Diagnostic(.channelTwice, "`\(name.text)` is given twice", at: name.range)
  }

  fileprivate static func unknownChannel(_ name: Name, _ step: Step, _ mark: Mark?) -> Diagnostic {
    let known = mark.map { $0.needs + $0.takes } ?? ["x", "y", "label"]
    let near = nearest(to: name.text, among: known)
    return Diagnostic(
      .unknownChannel, "`\(step.verb.text)` has no channel `\(name.text)`", at: name.range,
      notes: near == nil ? ["the channels are \(known.map { "`\($0)`" }.joined(separator: ", "))"] : [],
      fixIts: near.map { [FixIt("`\($0)`", range: name.range, replacement: $0)] } ?? [])
  }

  fileprivate static func lacksChannel(_ name: String, _ step: Step, _ mark: Mark?) -> Diagnostic {
    Diagnostic(.lacksChannel, "`\(step.verb.text)` needs `\(name):`", at: step.range)
  }

  fileprivate static func wantsNamedColumns(_ step: Step) -> Diagnostic {
    Diagnostic(
      .lacksChannel, "`\(step.verb.text)` names the columns it shows", at: step.range,
      notes: ["`table state, persons`"])
  }

  fileprivate static func standsAlone(_ mark: Mark, _ step: Step) -> Diagnostic {
    Diagnostic(
      .standsAlone, "`\(mark.name)` has no axes that other marks could share, so it stands alone in its chart",
      at: step.range)
  }

  fileprivate static func wantsLabels(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.wantsLabels, "`labels:` is `all`, `ends`, `last` or `extremes`", at: range)
  }

  fileprivate static func wantsBins(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.wantsBins, "`bins:` is a whole number from 1 to 500", at: range)
  }

  fileprivate static func hasNoAxes(_ mark: Mark, _ line: String, _ step: Step) -> Diagnostic {
    Diagnostic(.hasNoAxes, "`\(mark.name)` has no axes, so `\(line)` has no place in its chart", at: step.range)
  }

  fileprivate static func wideOnCurve(_ mark: Mark, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .wideOnCurve, "`\(mark.name)` has a width, which a logarithmic axis would distort", at: range,
      notes: ["`point` and `dot` have none; `derive` can make classes of equal ratios"])
  }

  fileprivate static func piledOnLog(_ mark: Mark, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .piledOnLog, "parts of a `\(mark.name)` add up, which they do not on a logarithmic scale", at: range,
      notes: ["`stack: group` sets them side by side; `line` and `point` have no parts"])
  }

  fileprivate static func axesDiffer(_ first: ChartPlan.LayerPlan, _ second: ChartPlan.LayerPlan) -> Diagnostic {
    Diagnostic(
      .axesDiffer, "`\(second.mark.name)` does not share the axes of `\(first.mark.name)`", at: second.range,
      notes: [
        "marks of one chart have the same kind of values along the same axis; a second `chart` has axes of its own"
      ])
  }

  fileprivate static func sharesBesideValues(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .axesDiffer, "shares and values do not stand on one axis", at: range,
      notes: ["`derive` can make the share, and each mark then shows shares"])
  }

  fileprivate static func wantsEntry(_ key: Name, _ wanted: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(.wantsEntry, "`\(key.text):` is \(wanted)", at: range)
  }

  fileprivate static func wantsFacet(_ step: Step) -> Diagnostic {
    Diagnostic(
      .wantsFacet, "`facet` names what panels differ in, and may say how they are set out", at: step.range,
      notes: [
        "`columns:` is a number from 1 to 20",
        "`facet state`, `facet state, columns: 3, scales: free`, `facet state, rows: year`, `facet state, shape: states`",
      ])
  }

  fileprivate static func wantsAnnotation(_ step: Step) -> Diagnostic {
    Diagnostic(
      .wantsAnnotation, "`annotate` names a place and what to say of it", at: step.range,
      notes: ["`annotate at FY2012 \"The program ends\"`, `annotate at FY2012, 300_000 \"…\"`"])
  }

  fileprivate static func wantsData(_ step: Step) -> Diagnostic {
    Diagnostic(
      .wantsData, "`data` says how the rows stand in the picture for readers of screens", at: step.range,
      notes: ["`data \"table\"`"])
  }

  fileprivate static func unknownTheme(_ name: String, _ range: SourceRange) -> Diagnostic {
    let known = Theme.all.map(\.name)
    let near = nearest(to: name, among: known)
    return Diagnostic(
      .unknownTheme, "there is no theme \(quoted(name))", at: range,
      notes: [
        "the themes are \(known.map { "`\($0)`" }.joined(separator: ", ")); a theme of one's own is a file that ends in `.json`"
      ],
      fixIts: near.map { [FixIt("`\($0)`", range: range, replacement: "\"\($0)\"")] } ?? [])
  }

  fileprivate static func wantsBreaks(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.wantsBreaks, "`breaks:` lists the edges of classes", at: range, notes: ["`breaks: [0, 10, 50, 100]`"])
  }

  fileprivate static func wantsStack(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.wantsStack, "`stack:` is `stack`, `share`, `group` or `none`", at: range)
  }

  fileprivate static func wantsRange(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.wantsRange, "a band goes from one value to another", at: range, notes: ["`band x: FY2009..FY2012`"])
  }

  fileprivate static func wantsNumber(_ channel: String, _ value: TypedExpression, _ step: Step, _ mark: Mark)
    -> Diagnostic
  {
    let isLying = mark.frame == .axes(.lying)
    return Diagnostic(
      .wantsNumber, "`\(channel):` of `\(step.verb.text)` is a number, and this is `\(value.type.name)`",
      at: value.range,
      notes: isLying && channel == "x" ? ["`\(mark.name)` lies: its numbers go to `x:` and its names to `y:`"] : [])
  }

  fileprivate static func wantsText(_ step: Step) -> Diagnostic {
    Diagnostic(.wantsText, "`\(step.verb.text)` is followed by a text in quotes", at: step.range)
  }

  fileprivate static func wantsTextHere(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.wantsText, "a text in quotes is expected here", at: range)
  }

  fileprivate static func wantsScale(_ step: Step) -> Diagnostic {
    Diagnostic(
      .wantsScale, "`scale` names an axis and what it does", at: step.range,
      notes: ["`scale y { from: 0, format: \"$,.1m\" }`"])
  }

  fileprivate static func wantsColors(_ step: Step) -> Diagnostic {
    Diagnostic(
      .wantsColors, "`colors` gives series their colors", at: step.range,
      notes: ["`colors { \"criminal\": \"#aa3322\" }`"])
  }

  fileprivate static func wantsSizes(_ step: Step) -> Diagnostic {
    Diagnostic(
      .wantsSizes, "`sizes` takes widths in pixels between 240 and 4,000", at: step.range,
      notes: ["`sizes 320, 640, 1200`"])
  }

  fileprivate static func badColor(_ color: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(.badColor, "\(quoted(color)) is no color", at: range, notes: ["colors are written `\"#aa3322\"`"])
  }

  fileprivate static func badChartFormat(_ pattern: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .badFormat, "`\(pattern)` is no format", at: range,
      notes: ["formats are `,` `.1f` `.1%` `+.1pp` `$,.1m` `ap` `ordinal` `words`"])
  }
}
