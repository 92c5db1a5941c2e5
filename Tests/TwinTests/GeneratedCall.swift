import StetColumns
import StetEngine
import StetTwin

/// Calls of what the catalogs list, with arguments of the kinds that the entries declare.
extension StepWriter {
  /// A function with a result of the type; nil where the catalog has none.
  mutating func function(giving type: ValueType, _ depth: Int) -> String? {
    let fitting = functionCatalog.filter { one in
      guard one.second.isByTwin, !twinSeries.contains(one.name) else { return false }
      switch one.result {
      case .type(let given): return given == type
      case .argument(let index): return one.parameters[index].accepts.takes(type)
      }
    }
    guard !fitting.isEmpty else { return nil }
    let one = draw.one(of: fitting)
    called.insert(one.name)
    let common = type.isNumeric ? type : numericType()
    var words: [String] = []
    for (index, parameter) in one.parameters.enumerated() {
      if parameter.standard != nil, draw.chance(20) { continue }
      let wanted: ValueType
      switch (one.result, parameter.accepts) {
      case (.argument(index), _),
        (_, .any) where draw.chance(70):
        wanted = type
      case (_, .type(let type)): wanted = type
      case (_, .number), (_, .common): wanted = common
      case (_, .calendar): wanted = .date
      case (_, .datedWithin(let kind)): wanted = draw.chance(70) || kind == .year ? .date : .period(kind)
      case (_, .period): wanted = .period(.fiscalYear)
      case (_, .any), (_, .ordered): wanted = anyType()
      }
      words.append(argument(parameter, wanted, depth))
    }
    return "\(one.name)(\(words.joined(separator: ", ")))"
  }

  /// A whole definition of what is drawn nowhere else: a function whose last digits may differ, since what is made of them
  /// cannot be compared, or a value of a type that only functions give.
  mutating func rare() -> String {
    let types = functionCatalog.compactMap { one -> ValueType? in
      switch one.result {
      case .type(.period(let kind)) where kind != .fiscalYear: .period(kind)
      case .type(.datetime): .datetime
      default: nil
      }
    }
    if draw.chance(50), let call = function(giving: draw.one(of: types), 2) { return call }
    let name = draw.one(of: twinSeries)
    called.insert(name)
    return "\(name)(\(value(numericType(), 1)))"
  }

  /// `isNested` where arithmetic follows, which floats of any size would make inexact.
  mutating func aggregate(isNested: Bool) -> String {
    let one = draw.one(of: aggregateCatalog.filter { $0.second.isByTwin && (!isNested || $0.givesNumber) })
    return call(of: one, as: one.name, isNested: isNested)
  }

  /// An aggregate over the rows up to each row, or the last of them.
  private mutating func framed() -> String {
    // The twin adds every frame up anew, which takes too long for all rows of a long table before each.
    let isLong = table.rowCount > 200
    let one = draw.one(of: framedCatalog.filter { $0.aggregate.second.isByTwin && (!isLong || $0.frame == .rolling) })
    var own: [String] = []
    if one.frame == .rolling {
      let count = "\(1 + draw.below(4))"
      own.append("steps: \(isLong ? "\(count) rows" : draw.chance(50) ? count : lengthOfTime())")
      if draw.chance(40) { own.append("at_least: \(1 + draw.below(3))") }
    }
    return call(of: one.aggregate, as: one.name, isNested: false, own)
  }

  private mutating func lengthOfTime() -> String {
    "\(1 + draw.below(3)) \(draw.one(of: ["rows", "days", "months", "years", "quarters", "weeks", "hours"]))"
  }

  private mutating func call(of one: Aggregate, as name: String, isNested: Bool, _ own: [String] = []) -> String {
    called.insert(name)
    let isChosen = one.isShare || draw.chance(25)
    var words: [String] = []
    for parameter in one.parameters.dropFirst(one.isShare ? 1 : 0) where parameter.standard == nil || draw.chance(50) {
      switch parameter.accepts {
      case .any where isNested, .ordered where isNested: words.append(value(exactType(), 1))
      case .any, .ordered: words.append(draw.chance(70) ? pick() ?? "1" : value(anyType(), 1))
      case .number where parameter.isConstant: words.append(argument(parameter, .decimal, 0))
      case .number where one.role == .weighed:
        let tame = fields.indices.filter { fields[$0].type.isNumeric && isTame(table.columns[$0]) }
        words.append(tame.isEmpty || isNested ? constant(exactType()) : quoted(fields[draw.one(of: tame)].name))
      case .number: words.append(value(isNested ? exactType() : numericType(), 1))
      case .type(let type): words.append(argument(parameter, type, 1))
      case .common, .calendar, .datedWithin, .period: words.append("missing")
      }
    }
    words += own
    if isChosen { words.append("where: \(value(.bool, 1))") }
    return "\(name)(\(words.joined(separator: ", ")))"
  }

  /// A definition of `derive` over other rows.
  mutating func window() -> String {
    let within = draw.chance(60) ? " within \(chosen().joined(separator: ", "))" : ""
    // Most have an order that ties and missing keys do not leave open; what changes nothing is refused.
    let sort = " sort \(draw.chance(85) ? wholeOrder() : sortKeys())"
    // One key that is a time, along which steps and frames go by time.
    let times = fields.filter { field in
      switch field.type {
      case .period, .date, .datetime: true
      default: false
      }
    }
    let alongTime = times.first.map { " sort \(draw.chance(30) ? "-" : "")\(quoted($0.name))" }
    switch draw.below(14) {
    case 0, 1: return aggregate(isNested: false) + within + (draw.chance(5) ? sort : "")
    case 2: return "\(value(.int, 1)) / \(aggregate(isNested: true))\(within)"
    case 3:
      return
        "if \(value(.bool, 1)) then \(value(.int, 0)) - previous(\(value(.int, 0))) else \(value(.int, 0))\(within)\(sort)"
    case 4, 5, 6: return framed() + within + (draw.chance(60) ? alongTime ?? sort : sort)
    default:
      let one = draw.one(of: windowCatalog.filter(\.second.isByTwin))
      called.insert(one.name)
      var order = one.needsOrder || draw.chance(5) ? sort : ""
      if case .neighbors = one.reach, let alongTime, draw.chance(50) { order = alongTime }
      var words: [String] = []
      for parameter in one.parameters where parameter.standard == nil || draw.chance(30) {
        switch parameter.accepts {
        // A place in the order, which then has one key.
        case .any where parameter.isConstant:
          let key = fields.isEmpty ? nil : draw.one(of: fields)
          words.append(constant(key?.type ?? .int))
          let name = key.map { quoted($0.name) } ?? "1"
          order =
            " sort \(draw.chance(30) ? "-" : "")\(key.map { draw.chance(70) ? "(\(name) ?? \(constant($0.type)))" : name } ?? name)"
        case .any, .ordered: words.append(value(anyType(), 1))
        case .number, .common, .type(.float): words.append(value(numericType(), 2))
        case .type where parameter.name == Window.steps && draw.chance(40):
          words.append(lengthOfTime())
        case .type(let type): words.append(argument(parameter, type, 1))
        case .calendar, .datedWithin: words.append(value(.date, 1))
        case .period: words.append(value(.period(.fiscalYear), 1))
        }
      }
      return "\(one.name)(\(words.joined(separator: ", ")))\(within)\(order)"
    }
  }

  private mutating func exactType() -> ValueType { draw.chance(60) ? .int : .decimal }

  private mutating func argument(_ parameter: Parameter, _ type: ValueType, _ depth: Int) -> String {
    var words = parameter.isConstant ? constant(type) : value(type, depth)
    if let usual = usual[parameter.name], parameter.isConstant || draw.chance(90) { words = draw.one(of: usual) }
    return parameter.standard == nil ? words : "\(parameter.name): \(words)"
  }
}

/// What arguments of these names mostly are; most of what else could be drawn would be refused.
private let usual: [String: [String]] = [
  "pattern": [
    #""x""#, #""^[a-z]+""#, #""(\\w+) ?""#, #""\\bx""#, #""a|b|xy""#, #""(?i)X.*""#, #""[^x ]+$""#, #""(a*)(b?)""#,
    #""x{{1,2}}?""#, #""$""#,
  ],
  "order": [#""ymd""#, #""mdy""#], "decimal": [#"".""#, #"",""#], "with": [#""0""#, #"" ""#],
  "separator": [#""x""#, #"" ""#],
  "find": [#""x""#, #""a""#], "part": ["-2", "-1", "1", "2", "3"], "within": ["10%", "0", "0.5"],
  "share": ["0.9", "0", "1", "0.25", "50%"], "steps": ["1", "2", "3"], "places": ["-1", "0", "1", "2"],
  "otherwise": ["missing", "0.5", "7"], "low": ["0"], "width": ["0", "3", "8"], "months": ["-13", "0", "1", "25"],
]

extension Recalculation {
  var isByTwin: Bool { if case .twin = self { true } else { false } }
}

extension Aggregate {
  /// Whether the result is a number where the arguments are.
  fileprivate var givesNumber: Bool {
    switch result {
    case .type(let type): type.isNumeric
    case .argument: true
    }
  }
}

extension Parameter.Accepts {
  fileprivate func takes(_ type: ValueType) -> Bool {
    switch self {
    case .type(let own): own == type
    case .number, .common: type.isNumeric
    case .calendar: type == .date
    case .datedWithin(let whole):
      if case .period(let kind) = type { kind.lies(in: whole) } else { type == .date }
    case .period: type == .period(.fiscalYear)
    case .any, .ordered: true
    }
  }
}
