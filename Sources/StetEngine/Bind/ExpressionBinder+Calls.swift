import StetColumns
import StetDiagnostics
import StetSyntax

extension ExpressionBinder {
  mutating func call(_ name: Name, _ arguments: [Argument], _ range: SourceRange) -> TypedExpression? {
    if let definition = names.definitions[name.text] {
      guard let body = definition.valueBody else { return report(.givesATable(name)) }
      switch definition.substitution(name, arguments) {
      case .failure(let failure):
        report(failure.diagnostics)
        return nil
      case .success(let substitution):
        return inBody(of: name) { $0.bind(body.substituting(substitution)) }
      }
    }
    if let function = names.functions[name.text] ?? functionCatalog.first(where: { $0.name == name.text }) {
      guard let bound = bound(arguments, function.parameters, of: name) else { return nil }
      return TypedExpression(
        .call(function, bound), function.result.type(of: bound.map(\.type)),
        unit: function.unit.unit(of: bound.map(\.unit)), range: range)
    }
    if let aggregate = aggregateCatalog.first(where: { $0.name == name.text }) {
      return self.aggregate(aggregate, name, arguments, range)
    }
    if let window = windowCatalog.first(where: { $0.name == name.text }) {
      return self.window(window, name, arguments, range)
    }
    if let framed = framedCatalog.first(where: { $0.name == name.text }) {
      return self.framed(framed, name, arguments, range)
    }
    if later.contains(name.text) { return report(.notBuilt(name)) }
    if let foreign = Diagnostic.foreignFunction(name, arguments, range) { return report(foreign) }
    let known =
      functionCatalog.map(\.name) + aggregateCatalog.map(\.name) + windowCatalog.map(\.name)
      + framedCatalog.map(\.name) + names.definitions.keys.sorted() + names.functions.keys.sorted()
    return report(.unknownFunction(name, nearest(to: name.text, among: known)))
  }

  // MARK: - Arguments

  /// The arguments in the order of the parameters, each of a type that its parameter accepts.
  private mutating func bound(
    _ arguments: [Argument], _ parameters: [Parameter], of function: Name
  ) -> [TypedExpression]? {
    var slots = [TypedExpression?](repeating: nil, count: parameters.count)
    var next = 0
    for argument in arguments {
      let slot: Int
      switch argument.label {
      case .none:
        slot = next
        next += 1
        guard slot < parameters.count else { return report(.tooManyArguments(function, parameters, argument.range)) }
      case .passes(let label):
        guard let found = parameters.firstIndex(where: { $0.name == label.text }) else {
          return report(.noParameter(function, label, parameters))
        }
        slot = found
      case .defines(let name):
        return report(.equalsInCall(SourceRange(name.range.upper, argument.value.range.lower), name))
      }
      guard slots[slot] == nil else { return report(.argumentTwice(function, parameters[slot], argument.range)) }
      if case .interpolation(_, let range) = argument.value, parameters[slot].name == "pattern" {
        return report(.bracesInPattern(range))
      }
      guard let value = bind(argument.value) else { return nil }
      guard let fitting = fitted(value, parameters[slot]) else {
        return report(.argumentType(function, parameters[slot], value))
      }
      if case .ordered = parameters[slot].accepts, ordered(fitting) == nil { return nil }
      slots[slot] = fitting
    }
    var bound: [TypedExpression] = []
    for (slot, parameter) in zip(slots, parameters) {
      if let slot {
        bound.append(slot)
      } else if let standard = parameter.standard {
        bound.append(constant(standard, function.range))
      } else {
        return report(.tooFewArguments(function, parameters))
      }
    }
    return inOneType(bound, parameters)
  }

  private mutating func fitted(_ value: TypedExpression, _ parameter: Parameter) -> TypedExpression? {
    if parameter.isConstant, !value.isConstant { return nil }
    if value.isMissingLiteral {
      switch parameter.accepts {
      case .type(let type): return TypedExpression(value.kind, type, range: value.range)
      // A kernel for numbers looks at the column's type before it looks for a value.
      case .number: return TypedExpression(value.kind, .int, range: value.range)
      case .common, .calendar, .datedWithin, .period, .any, .ordered: return value
      }
    }
    switch parameter.accepts {
    case .type(let type):
      if value.type == type { return value }
      let widens = type == .float && value.type.isNumeric || type == .decimal && value.type == .int
      return widens ? TypedExpression(.widen(value), type, unit: value.unit, range: value.range) : nil
    case .number, .common: return value.type.isNumeric ? value : nil
    case .calendar: return value.type == .date || value.type == .datetime ? value : nil
    case .datedWithin(let whole):
      if case .period(let kind) = value.type { return kind.lies(in: whole) ? value : nil }
      return value.type == .date || value.type == .datetime ? value : nil
    case .period:
      guard case .period = value.type else { return nil }
      return value
    case .any, .ordered: return value
    }
  }

  private func inOneType(_ bound: [TypedExpression], _ parameters: [Parameter]) -> [TypedExpression] {
    var bound = bound
    let common = parameters.indices.filter { if case .common = parameters[$0].accepts { true } else { false } }
    guard let first = common.first else { return bound }
    let widest = common.reduce(bound[first]) { widen($0, bound[$1]).0 }
    for index in common { bound[index] = widen(bound[index], widest).0 }
    return bound
  }

  // MARK: - Aggregates and windows

  private mutating func aggregate(
    _ aggregate: Aggregate, _ name: Name, _ arguments: [Argument], _ range: SourceRange
  ) -> TypedExpression? {
    switch surroundings {
    case .row: return report(.aggregateOutside(name))
    case .group(let input):
      guard
        let (bound, condition, type) = overRows(of: input, { $0.aggregateArguments(aggregate, name, arguments) })
      else { return nil }
      let unit = aggregate.unit.unit(of: bound.map(\.unit))
      collected.append(
        AggregateCall(
          field: Field(name.text, type, unit: unit), aggregate: aggregate, arguments: bound, condition: condition,
          range: range))
      return TypedExpression(.column(schema.fields.count + collected.count - 1), type, unit: unit, range: range)
    case .partition(let partition, let order):
      guard
        let (bound, condition, type) = overRows(of: schema, { $0.aggregateArguments(aggregate, name, arguments) })
      else { return nil }
      // `first` and `last` depend on the order of rows; the others give the same in any order.
      let call = WindowCall(
        kind: .aggregate(aggregate, where: condition, over: .partition), arguments: bound, partition: partition,
        order: order)
      let unit = aggregate.unit.unit(of: bound.map(\.unit))
      return TypedExpression(.window(call), type, unit: unit, range: range)
    }
  }

  private mutating func framed(
    _ framed: FramedAggregate, _ name: Name, _ arguments: [Argument], _ range: SourceRange
  ) -> TypedExpression? {
    guard case .partition(let partition, let order) = surroundings else {
      return report(.windowOutside(name, example: framed.example))
    }
    guard !order.isEmpty else { return report(.needsOrder(name, schema)) }
    let (numbers, unit) = stepUnit(arguments, framed.parameters)
    guard
      let (bound, condition, type) = overRows(
        of: schema,
        { $0.aggregateArguments(framed.aggregate, name, numbers, besides: framed.ownParameters) })
    else { return nil }
    let call = WindowCall(
      kind: .aggregate(framed.aggregate, where: condition, over: framed.frame), arguments: bound, partition: partition,
      order: order, unit: unit, timeKeys: timeKeys(order))
    return TypedExpression(
      .window(call), type, unit: framed.aggregate.unit.unit(of: bound.map(\.unit)), range: range)
  }

  /// `own`: parameters of a frame after those of the aggregate.
  private mutating func aggregateArguments(
    _ aggregate: Aggregate, _ name: Name, _ arguments: [Argument], besides own: [Parameter] = []
  ) -> ([TypedExpression], TypedExpression?, ValueType)? {
    let parameters = aggregate.parameters + own
    var condition: TypedExpression?
    var values: [Argument] = []
    for argument in arguments {
      switch argument.label {
      case .passes(let label) where label.text == "where" && condition == nil:
        guard let test = self.condition(argument.value) else { return nil }
        condition = test
      case .passes(let label) where !parameters.contains { $0.name == label.text } || label.text == "where":
        return report(.unknownOption(label))
      case .passes, .defines, .none: values.append(argument)
      }
    }
    if parameters.isEmpty, values.count == 1, case .none = values[0].label {
      guard let value = bind(values[0].value) else { return nil }
      return report(.countOf(values[0], name, isCondition: value.type == .bool))
    }
    guard aggregate.isShare else {
      guard let bound = bound(values, parameters, of: name) else { return nil }
      return (bound, condition, aggregate.result.type(of: bound.map(\.type)))
    }
    guard let test = condition else { return report(.shareWithoutWhere(name)) }
    guard let others = bound(values, Array(parameters.dropFirst()), of: name) else { return nil }
    let bound = [test] + others
    return (bound, nil, aggregate.result.type(of: bound.map(\.type)))
  }

  private mutating func window(
    _ window: Window, _ name: Name, _ arguments: [Argument], _ range: SourceRange
  ) -> TypedExpression? {
    guard case .partition(let partition, let order) = surroundings else {
      return report(.windowOutside(name, example: window.example))
    }
    guard !window.needsOrder || !order.isEmpty else { return report(.needsOrder(name, schema)) }
    let (numbers, unit) = stepUnit(arguments, window.parameters)
    guard let bound = overRows(of: schema, { $0.bound(numbers, window.parameters, of: name) }) else { return nil }
    let call = WindowCall(
      kind: .window(window), arguments: bound, partition: partition, order: order, unit: unit,
      timeKeys: timeKeys(order))
    return TypedExpression(
      .window(call), window.result.type(of: bound.map(\.type)), unit: window.unit.unit(of: bound.map(\.unit)),
      range: range)
  }

  private func timeKeys(_ order: [SortKey]) -> WindowCall.TimeKeys {
    guard let first = order.first, holdsYears(first.expression) else { return .own }
    if order.count == 1 { return .years }
    guard order.count == 2, order[0].descending == order[1].descending,
      case .column(let year) = first.expression.kind, case .column(let month) = order[1].expression.kind,
      schema.fields[month].holdsMonths, !schema.fields[year].holdsFiscalYears
    else { return .own }
    return .yearsAndMonths
  }

  private func holdsYears(_ key: TypedExpression) -> Bool {
    if case .column(let index) = key.kind { schema.fields[index].holdsYears } else { key.isYearOfDate }
  }

  /// The arguments of a window with a number where its steps have a unit, `12 months` or `7 rows`, and that unit.
  private func stepUnit(_ arguments: [Argument], _ parameters: [Parameter]) -> ([Argument], DurationUnit?) {
    guard let place = parameters.firstIndex(where: { $0.name == Window.steps }) else { return (arguments, nil) }
    var (numbers, unit) = (arguments, DurationUnit?.none)
    var position = 0
    for index in arguments.indices {
      let isSteps: Bool
      switch arguments[index].label {
      case .passes(let label): isSteps = label.text == Window.steps
      case .none, .defines:
        isSteps = position == place
        position += 1
      }
      guard isSteps, case .literal(.duration(let count, let own), let range) = arguments[index].value else { continue }
      numbers[index].value = .literal(.int(count), range)
      unit = own
    }
    return (numbers, unit)
  }

  // MARK: - Text with values inside

  mutating func interpolation(_ parts: [TextPart], _ range: SourceRange) -> TypedExpression? {
    var pieces: [TypedExpression] = []
    for part in parts {
      switch part {
      case .text(let text): pieces.append(constant(.text(text), range))
      case .value(let expression, let pattern):
        guard let value = bind(expression) else { return nil }
        guard let pattern else {
          pieces.append(value)
          continue
        }
        guard formatted(.int(0), pattern) != nil else { return report(.badFormat(pattern, expression.range)) }
        pieces.append(
          TypedExpression(.call(.format, [value, constant(.text(pattern), range)]), .text, range: value.range))
      }
    }
    return TypedExpression(.call(.joined, pieces), .text, range: range)
  }
}

extension TypedExpression {
  /// Whether it reads no column.
  var isConstant: Bool {
    switch kind {
    case .constant, .failure, .outer: true
    case .column, .window: false
    case .negate(let inner), .not(let inner), .isMissing(let inner), .widen(let inner): inner.isConstant
    case .arithmetic(_, let a, let b), .comparison(_, let a, let b), .logic(_, let a, let b), .coalesce(let a, let b):
      a.isConstant && b.isConstant
    case .conditional(let a, let b, let c): a.isConstant && b.isConstant && c.isConstant
    case .call(_, let arguments): arguments.allSatisfy(\.isConstant)
    }
  }
}

/// Reserved names for later versions of the language.
private let later: Set<String> = ["real"]

extension Diagnostic {
  static func notBuilt(_ name: Name) -> Diagnostic {
    Diagnostic(.notBuilt, "`\(name.text)` is not available yet", at: name.range)
  }

  static func singleEquals(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .singleEquals, "`=` defines a name; `==` compares values", at: range,
      fixIts: [FixIt("`==`", range: range, replacement: " == ")])
  }

  fileprivate static func equalsInCall(_ range: SourceRange, _ name: Name) -> Diagnostic {
    Diagnostic(
      .singleEquals, "a named argument is written with a colon: `\(name.text): …`", at: range,
      fixIts: [FixIt("`:`", range: range, replacement: ": ")])
  }

  fileprivate static func unknownFunction(_ name: Name, _ near: String?) -> Diagnostic {
    Diagnostic(
      .unknownFunction, "there is no function `\(name.text)`", at: name.range,
      fixIts: near.map { [FixIt("`\($0)`", range: name.range, replacement: $0)] } ?? [])
  }

  fileprivate static func givesATable(_ name: Name) -> Diagnostic {
    Diagnostic(.needsValue, "`\(name.text)` gives a table, but a value is expected here", at: name.range)
  }

  fileprivate static func tooManyArguments(_ name: Name, _ parameters: [Parameter], _ range: SourceRange) -> Diagnostic
  {
    Diagnostic(.arguments, "too many arguments for `\(parameters.signature(of: name.text))`", at: range)
  }

  fileprivate static func tooFewArguments(_ name: Name, _ parameters: [Parameter]) -> Diagnostic {
    Diagnostic(.arguments, "too few arguments for `\(parameters.signature(of: name.text))`", at: name.range)
  }

  fileprivate static func argumentTwice(_ name: Name, _ parameter: Parameter, _ range: SourceRange) -> Diagnostic {
    Diagnostic(.arguments, "`\(parameter.name)` of `\(name.text)` is given twice", at: range)
  }

  fileprivate static func noParameter(_ name: Name, _ label: Name, _ parameters: [Parameter]) -> Diagnostic {
    let near = nearest(to: label.text, among: parameters.map(\.name))
    return Diagnostic(
      .unknownOption, "`\(parameters.signature(of: name.text))` has no argument `\(label.text):`", at: label.range,
      fixIts: near.map { [FixIt("`\($0):`", range: label.range, replacement: $0)] } ?? [])
  }

  fileprivate static func argumentType(_ name: Name, _ parameter: Parameter, _ value: TypedExpression) -> Diagnostic {
    if parameter.isConstant, !value.isConstant {
      return Diagnostic(
        .needsConstant, "`\(parameter.name)` of `\(name.text)` must be the same for all rows", at: value.range)
    }
    let wanted = parameter.accepts.words
    var notes: [String] = []
    if value.type == .text {
      switch parameter.accepts {
      case .type(.int), .type(.decimal), .type(.float), .number, .common:
        notes = ["`number(…)` reads a number from text"]
      case .type(.date), .calendar, .datedWithin: notes = ["`date(…)` reads a date from text"]
      case .type, .period, .any, .ordered: break
      }
    }
    return Diagnostic(
      .argumentType,
      "the argument `\(parameter.name)` of `\(name.text)` must be \(wanted), but this is `\(value.type.name)`",
      at: value.range, notes: notes)
  }

  fileprivate static func bracesInPattern(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bracesInPattern, "`{…}` in text is replaced by a value, even in a pattern", at: range,
      notes: ["a repeat count in a pattern takes double braces: `\"[0-9]{{4}}\"`"])
  }

  fileprivate static func aggregateOutside(_ name: Name) -> Diagnostic {
    Diagnostic(
      .aggregateOutsideGroup,
      "`\(name.text)` makes one value from many rows and can be used only in `group` or `derive`",
      at: name.range, notes: ["`… | group: x = \(name.text)(…)` gives one row"])
  }

  fileprivate static func windowOutside(_ name: Name, example: String) -> Diagnostic {
    Diagnostic(
      .windowOutsideDerive, "`\(name.text)` looks at other rows and can be used only in `derive`", at: name.range,
      notes: ["`\(example)`"])
  }

  fileprivate static func needsOrder(_ name: Name, _ schema: Schema) -> Diagnostic {
    let time = schema.fields.first { field in
      switch field.type {
      case .period, .date, .datetime: true
      default: false
      }
    }
    let key = time ?? schema.fields.first { $0.name.lowercased().contains("year") }
    return Diagnostic(
      .needsOrder, "`\(name.text)` depends on the order of the rows, but the definition does not give an order",
      at: name.range,
      notes: [
        key.map { "`\(name.text)(…) sort \(writtenName($0.name))` gives the order" }
          ?? "`sort` and a column after `\(name.text)(…)` give the order"
      ])
  }

  fileprivate static func unknownOption(_ name: Name) -> Diagnostic {
    Diagnostic(.unknownOption, "an aggregate has no option `\(name.text)`; its only option is `where:`", at: name.range)
  }

  fileprivate static func shareWithoutWhere(_ name: Name) -> Diagnostic {
    Diagnostic(
      .arguments, "`share` needs `where:` and a condition", at: name.range,
      notes: ["`share(persons, where: status == \"criminal\")`"])
  }

  /// `count(persons)` of SQL counts what is not missing; `count(status == "criminal")` what is true.
  fileprivate static func countOf(_ argument: Argument, _ function: Name, isCondition: Bool) -> Diagnostic {
    var fixIts: [FixIt] = []
    if isCondition {
      let start = argument.range.lower
      fixIts = [FixIt("`where: …`", range: SourceRange(start, start), replacement: "where: ")]
    } else if case .name(let name) = argument.value {
      let words = "where: \(writtenName(name.text)) is not missing"
      fixIts = [FixIt("`\(function.text)(\(words))`", range: argument.range, replacement: words)]
    }
    return Diagnostic(
      .arguments, "`\(function.text)` takes no column: it counts all rows, or those for which `where:` is true",
      at: argument.range,
      notes: isCondition ? [] : ["`count_distinct(…)` counts different values"], fixIts: fixIts)
  }

  fileprivate static func badFormat(_ pattern: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .badFormat, "`\(pattern)` is not a valid format", at: range,
      notes: ["formats include `,` `.1f` `.1%` `+.1pp` `$,.1m` `ap` `ordinal` `words`"])
  }
}
