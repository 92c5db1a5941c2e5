package import StetColumns
package import StetDiagnostics

/// A text that a step compares with texts of which none is equal to it, or looks for in texts of which none has it: often one that is written
/// in another way in the data, and then a condition that is never true.
package struct UnseenConstant: Sendable {
  package let constant: String
  /// The column that it is compared with; nil for another expression.
  package let column: String?
  /// What it is compared with, in the script, or the call that looks for it.
  package let compared: SourceRange
  /// Whether that is such a call.
  package var isCall = false
  /// The step.
  package let step: SourceRange
  /// Texts that differ from it only in case, white space and the like, or else the nearest one.
  package let near: [String]

  /// `` `state` is never "Texas"; it has "TEXAS" ``; `words` are those of an expression in the script.
  package func note(_ words: (SourceRange) -> String) -> String {
    let subject =
      isCall ? "`\(words(compared))` is never true" : "`\(column ?? words(compared))` is never \(quoted(constant))"
    if constant.isEmpty { return "\(subject); an empty cell is a missing value, which `is missing` finds" }
    return near.isEmpty ? subject : "\(subject); it has \(joinedWithAnd(near.map { quoted($0) }))"
  }

  /// Those of some steps that are bound, in the order of the script. What a text is compared with is followed back to the columns of
  /// `source` and of the second tables: whatever is filtered or grouped in between, a text that is not there is nowhere.
  package static func all(in steps: [PlanStep], on source: Table) -> [UnseenConstant] {
    ComparedTexts(steps, source).unseen()
  }
}

/// The texts that expressions in the steps of a pipeline can have.
private struct ComparedTexts {
  private let steps: [PlanStep]
  private let source: Table
  /// The columns before each step, as far as they are known.
  private var schemas: [Schema]
  private let known = Known()

  /// The different texts that columns have before steps: a list of constants asks for the same again and again.
  private final class Known {
    struct Place: Hashable {
      let step: Int
      let column: Int
    }
    var texts: [Place: [String?]?] = [:]
  }

  /// What is calculated of more different texts is not followed, and of more the nearest one is not looked for: the time would show.
  private static let most = 20_000
  /// For so many texts of a step the nearest one is looked for.
  private static let mostNear = 8

  init(_ steps: [PlanStep], _ source: Table) {
    (self.steps, self.source) = (steps, source)
    schemas = [source.schema]
    for step in steps {
      guard let last = schemas.last, let next = step.schema ?? step.operation.schema(after: last) else { break }
      schemas.append(next)
    }
  }

  func unseen() -> [UnseenConstant] {
    var found: [UnseenConstant] = []
    // An expectation may well be about what should not be there.
    for (place, step) in steps.enumerated() where place < schemas.count && step.operation.purpose != .checks {
      var ofStep: [UnseenConstant] = []
      func look(_ expression: TypedExpression) -> TypedExpression {
        if case .comparison(let comparison, let a, let b) = expression.kind, comparison.isTotal,
          let one = unseen(a, b, place, besides: ofStep)
        {
          ofStep.append(one)
        }
        if let one = unfound(expression, place, besides: ofStep) { ofStep.append(one) }
        _ = expression.kind.mapParts(look)
        return expression
      }
      _ = step.operation.mapExpressions(look)
      found += ofStep
    }
    return found
  }

  /// The constant of a comparison, if it has one that is not among the texts of the other side; nil for one that is known.
  private func unseen(
    _ a: TypedExpression, _ b: TypedExpression, _ place: Int, besides known: [UnseenConstant]
  ) -> UnseenConstant? {
    let (compared, constant) = a.asText == nil ? (a, b) : (b, a)
    var name: String?
    if case .column(let index) = compared.kind { name = schemas[place].fields[index].name }
    guard let text = constant.asText, compared.asText == nil,
      !known.contains(where: {
        $0.constant == text && $0.column == name && (name != nil || $0.compared == compared.range)
      }),
      let columns = texts(of: compared, before: place), !columns.contains(where: { $0.has(text) })
    else { return nil }
    return UnseenConstant(
      constant: text, column: name, compared: compared.range, step: steps[place].range,
      near: known.count < Self.mostNear ? Self.near(text, columns) : [])
  }

  /// The text that `contains` and its like look for, if it is in none of the texts.
  private func unfound(
    _ call: TypedExpression, _ place: Int, besides known: [UnseenConstant]
  ) -> UnseenConstant? {
    guard case .call(let function, let arguments) = call.kind, Self.finders.contains(function.name),
      let text = arguments[1].asText, !text.isEmpty,
      !known.contains(where: { $0.isCall && $0.compared == call.range }),
      let columns = texts(of: arguments[0], before: place)
    else { return nil }
    var alike: [String] = []
    for column in columns {
      guard let different = column.different(most: Self.most) else { return nil }
      let table = Table(
        schema: Schema([Field("text", .text)]), columns: [.text(TextVector(different))], rowCount: different.count)
      var evaluator = Evaluator(table)
      let texts = TypedExpression(.column(0), .text, range: arguments[0].range)
      let search = TypedExpression(.call(function, [texts] + arguments.dropFirst()), .bool, range: call.range)
      guard case .bool(let verdicts)? = try? evaluator.column(search),
        !different.indices.contains(where: { verdicts[$0] == true })
      else { return nil }
      let sight = LookAlikes.sight(text)
      alike += different.filter { LookAlikes.sight($0).contains(sight) }
    }
    return UnseenConstant(
      constant: text, column: nil, compared: call.range, isCall: true, step: steps[place].range,
      near: Array(alike.prefix(3)))
  }

  private static let finders: Set<String> = [
    Function.contains.name, Function.startsWith.name, Function.endsWith.name,
  ]

  private static func near(_ text: String, _ columns: [TextVector]) -> [String] {
    var known: [String] = []
    for column in columns where known.count <= most { known += column.different(most: most + 1) ?? [] }
    guard known.count <= most else { return [] }
    let sight = LookAlikes.sight(text)
    let alike = known.filter { LookAlikes.sight($0) == sight }
    return alike.isEmpty ? nearest(to: text, among: known).map { [$0] } ?? [] : Array(alike.prefix(3))
  }

  // MARK: - Where texts come from

  /// All texts that an expression can have before a step; nil if that is not known.
  private func texts(of expression: TypedExpression, before place: Int) -> [TextVector]? {
    guard expression.type == .text else { return nil }
    switch expression.kind {
    case .constant(let value): return [TextVector([value.asText])]
    case .column(let index): return texts(ofColumn: index, before: place)
    case .conditional(_, let a, let b), .coalesce(let a, let b):
      guard let first = texts(of: a, before: place), let second = texts(of: b, before: place) else { return nil }
      return first + second
    case .call: return calculated(expression, before: place)
    case .outer, .arithmetic, .comparison, .negate, .not, .logic, .isMissing, .widen, .window, .failure: return nil
    }
  }

  /// What a function makes of each different text of the only column that it reads.
  private func calculated(_ expression: TypedExpression, before place: Int) -> [TextVector]? {
    var read: Set<Int> = []
    expression.readColumns(into: &read)
    guard read.count == 1, expression.windows.isEmpty, let index = read.first,
      schemas[place].fields[index].type == .text, let different = differentTexts(ofColumn: index, before: place)
    else { return nil }
    let table = Table(
      schema: Schema([schemas[place].fields[index]]), columns: [.text(TextVector(different))],
      rowCount: different.count)
    var evaluator = Evaluator(table)
    guard case .text(let texts)? = try? evaluator.column(expression.movingColumns { _ in 0 }) else { return nil }
    return [texts]
  }

  /// The different texts of a column and a missing one; nil if they are too many.
  private func differentTexts(ofColumn index: Int, before place: Int) -> [String?]? {
    let asked = Known.Place(step: place, column: index)
    if let texts = known.texts[asked] { return texts }
    var different = texts(ofColumn: index, before: place).map { _ in [String?.none] }
    for column in texts(ofColumn: index, before: place) ?? [] {
      guard let own = column.different(most: Self.most) else {
        different = nil
        break
      }
      different? += own
    }
    known.texts[asked] = .some(different)
    return different
  }

  private func texts(ofColumn index: Int, before place: Int) -> [TextVector]? {
    guard place > 0 else { return Self.texts(source, index) }
    let operation = steps[place - 1].operation
    switch operation.origin(ofColumn: index, schemas[place - 1], schemas[place]) {
    case .unknown: return nil
    case .column(let index): return texts(ofColumn: index, before: place - 1)
    case .expression(let expression): return texts(of: expression, before: place - 1)
    case .texts(let texts): return [TextVector(texts)]
    case .both(let own, let other):
      var columns: [TextVector] = []
      if let own {
        guard let found = texts(ofColumn: own, before: place - 1) else { return nil }
        columns += found
      }
      if let other {
        guard let table = operation.otherTable?.table, let found = Self.texts(table, other) else { return nil }
        columns += found
      }
      return columns
    }
  }

  private static func texts(_ table: Table, _ index: Int) -> [TextVector]? {
    guard case .text(let texts) = table.columns[index] else { return nil }
    return [texts]
  }
}

extension Operation {
  /// The columns after a step whose plan does not say them, because the operation after it belongs to the same step; nil if unknown.
  fileprivate func schema(after input: Schema) -> Schema? {
    switch self {
    case let project as ProjectOperation: return Schema(project.columns.map(\.field))
    case let group as GroupOperation: return Schema(group.keys.map(\.field) + group.aggregates.map(\.field))
    default:
      if case .through = columnFlow { return input }
      return nil
    }
  }
}

extension TypedExpression {
  /// A constant that is a text.
  fileprivate var asText: String? { if case .constant(let value) = kind { value.asText } else { nil } }
}

extension TextVector {
  /// Whether a row has a text.
  fileprivate func has(_ text: String) -> Bool {
    let wanted = Array(text.utf8)[...]
    guard let first = pool.code(of: wanted) else { return false }
    guard let codes = ownCodes else { return true }
    if pool.isDistinct { return codes.contains(first) }
    // A pool may hold a text twice.
    return codes.contains { $0 >= first && pool.utf8(Int($0)) == wanted }
  }

  /// The texts that rows have, each once; nil if they are more.
  fileprivate func different(most: Int) -> [String]? {
    // Where the first rows have more already, the others need not be looked at.
    let isLong = !pool.isDistinct && count > 2 * most
    guard !isLong || gather(rowsInOrder(2 * most)).coded.pool.count <= most else { return nil }
    let texts = coded
    guard texts.pool.count <= most || texts.ownCodes != nil else { return nil }
    var isSeen = [Bool](repeating: false, count: texts.pool.count)
    var found: [Int] = []
    for code in texts.codes where code >= 0 && !isSeen[Int(code)] {
      guard found.count < most else { return nil }
      isSeen[Int(code)] = true
      found.append(Int(code))
      if found.count == texts.pool.count { break }
    }
    return found.map { texts.pool.string($0) }
  }
}
