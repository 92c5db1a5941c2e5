import StetColumns
import TestSupport
import Testing

/// Beyond a thousand rows the engine sorts by digits, and beyond some hundred keys its tables of keys grow.
@Test("Engine and twin agree on tables of more than a thousand rows")
func large() throws {
  for number in 0..<3 {
    var draw = SplitMix64(seed: seed &* 0x2_0000_0005 &+ UInt64(number) &* 104_729)
    let types: [ValueType] = [.int, .float, .decimal, .text, .date, draw.one(of: [.bool, .int, .period(.fiscalYear)])]
    let count = 1_001 + draw.below(600)
    let columns = types.map { type -> Column in
      let isWild = draw.chance(50)
      let missing = draw.one(of: [0, 5, 60])
      let values = (0..<count).map { _ -> Value in
        if draw.chance(missing) { return .missing }
        // Far apart, so that no table holds a place for each value between them.
        if type == .int, !isWild { return .int((Int64(draw.below(700)) - 300) * 1_000_003) }
        return draw.value(type, isWild: isWild, scale: 2)
      }
      return Column(values, type: type)
    }
    let fields = types.indices.map { Field("a\($0)", types[$0]) }
    // What settles an order that the others leave open.
    let numbers = Column((0..<count).map { .int(Int64($0 * 7919 % count)) }, type: .int)
    let table = Table(
      schema: Schema(fields + [Field("number", .int)]), columns: TableColumns(columns + [numbers]), rowCount: count)
    var comparison = StepComparison(Library([("t0", table)]))
    func name() -> String { fields[draw.below(fields.count)].name }
    var steps = [
      "derive place = row_number() within \(name()) sort -number", "sort -\(name()), \(name())", "sort \(name())",
      "sort -\(name())",
    ]
    steps.append("sort -\(name()), -\(name()), \(name())")
    // Calculated once for rows with equal arguments.
    steps += [
      "derive words = \"{a3} in {a4}\"", "derive part = year(a4) + length(a3)", "derive same = contains(a3, a3)",
    ]
    steps.append("group by a0: n = count(), last = last(place)")
    steps.append("sort -n, a0")
    var now = table
    for step in steps {
      guard case .ran(let next) = try comparison.run(step, on: now) else {
        throw Disagreement(step: step, words: "it does not run")
      }
      now = next
    }
    for step in ["top 3 a\(draw.below(3)) by \(name())", "distinct a0, \(name())"] {
      guard case .ran = try comparison.run(step, on: table) else {
        throw Disagreement(step: step, words: "it does not run")
      }
    }
  }
}
