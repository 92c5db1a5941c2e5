import StetColumns

/// An aggregate over the rows up to each row, `running_sum`, or over the last of them, `rolling_mean`.
package struct FramedAggregate: Sendable {
  package let aggregate: Aggregate
  package let frame: WindowCall.Frame

  package var name: String { frame.prefix + aggregate.name }

  /// One sentence for the manual and `:help`.
  package var summary: String {
    frame == .running
      ? "`\(aggregate.name)` of the values up to and including this row; missing values are skipped, and the result in their rows is missing"
      : "`\(aggregate.name)` of the values of as many periods or rows as are given, `12 months`, `7 days`, `7 rows`, up to and including this row; missing until there are so many, and where one of them is missing, unless `at_least` values are enough"
  }

  /// A step that runs as it is on a table with the columns `state`, `year`, `persons`.
  package var example: String {
    let call = aggregate.example.split(separator: " = ", maxSplits: 1).last.map { String($0) } ?? ""
    guard frame == .rolling else { return "derive so_far = \(frame.prefix)\(call) within state sort year" }
    let end = call.firstRange(of: ", where:")?.lowerBound ?? call.index(before: call.endIndex)
    let separator = call[..<end].hasSuffix("(") ? "" : ", "
    return "derive recent = \(frame.prefix)\(call[..<end])\(separator)2\(call[end...]) within state sort year"
  }

  /// What it takes besides the arguments of the aggregate.
  package var ownParameters: [Parameter] {
    frame == .running
      ? []
      : [
        Parameter(Window.steps, .type(.int), isConstant: true),
        Parameter("at_least", .type(.int), default: .missing, isConstant: true),
      ]
  }

  /// Those of a call, without `where:`.
  package var parameters: [Parameter] { aggregate.parameters.dropFirst(aggregate.isShare ? 1 : 0) + ownParameters }

  /// How it is called, for the help and the manual.
  package var call: String {
    (parameters + [Parameter("where", .type(.bool), default: .missing)]).call(of: name)
  }

  /// Names that other languages give it.
  package var foreign: ForeignNames { foreignNames[name] ?? [:] }
}

extension WindowCall.Frame {
  var prefix: String {
    switch self {
    case .partition: ""
    case .running: "running_"
    case .rolling: "rolling_"
    }
  }
}

/// The running form of every aggregate, and the rolling one.
package let framedCatalog: [FramedAggregate] = [.running, .rolling].flatMap { frame in
  aggregateCatalog.map { FramedAggregate(aggregate: $0, frame: frame) }
}

private let foreignNames: [String: ForeignNames] = [
  "running_sum": ["cumsum": .same],
  "running_max": ["cummax": .same],
  "running_min": ["cummin": .same],
  "running_mean": ["cummean": .same],
  "running_any": ["cumany": .same],
  "running_all": ["cumall": .same],
  "rolling_mean": [
    "rollmean": .different(
      "`rollmean` centers its window on each row; `rolling_mean(persons, 7 rows)` ends with it, as `rollmeanr` does"),
    "rollmeanr": .same,
  ],
  "rolling_sum": ["rollsumr": .same],
  "rolling_median": ["rollmedianr": .same],
  "rolling_max": ["rollmaxr": .same],
]
