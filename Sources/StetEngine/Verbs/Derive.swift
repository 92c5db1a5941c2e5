import StetColumns
import StetDiagnostics
import StetSyntax

extension Verb {
  static let derive = Verb(
    "derive", summary: "adds or replaces columns, with a value calculated for each row",
    example: "derive share = persons / sum(persons) within year", shape: Shape(defines: true)
  ) { step, binder in
    var columns = binder.identity()
    guard !step.arguments.isEmpty else { return binder.report(.needsColumns(step)) }
    var defined: Set<String> = []
    var checks: [any Operation] = []
    var calculated: Set<String> = []
    for argument in step.arguments {
      guard let name = argument.definedName else { return binder.report(.needsDefinition(step, argument)) }
      guard defined.insert(name.text).inserted else { return binder.report(.nameTwice(name.text, name.range)) }
      binder.definedBeside = defined.subtracting([name.text])
      guard let surroundings = binder.window(argument), let value = binder.expression(argument.value, surroundings)
      else { return nil }
      if let idle = Diagnostic.idleClause(argument, value) { return binder.report(idle) }
      var read: Set<Int> = []
      value.readColumns(into: &read)
      // In some tools it would be the old column here and in others the new one.
      let unclear = read.map { binder.schema.fields[$0].name }.filter { $0 != name.text && defined.contains($0) }
      if let other = unclear.min() { return binder.report(.oldOrNew(other, argument)) }
      guard let added = binder.additions(in: value) else { return nil }
      checks += added
      var field = binder.field(name.text, value)
      // The first and last of calculated dates are known only when they are there.
      if field.type.isTime, field.timeline == nil, value.windows.isEmpty, !read.isEmpty,
        read.allSatisfy({ !binder.schema.fields[$0].type.isTime })
      {
        field.timeline = Timeline(Additivity.Mark(table: "\(argument.range.lower)", column: name.text))
        calculated.insert(name.text)
      }
      if let index = columns.firstIndex(where: { $0.field.name == name.text }) {
        columns[index] = (field, value)
      } else {
        columns.append((field, value))
      }
    }
    let marks = columns.enumerated().compactMap { index, column in
      calculated.contains(column.field.name) ? column.field.timeline.map { (index: index, mark: $0.mark) } : nil
    }
    let ends: [any Operation] = marks.isEmpty ? [] : [CoverageOperation(marks)]
    return binder.project(columns, at: step.range).map { checks + $0 + ends }
  }
}

extension StepBinder {
  mutating func expression(_ tree: Expression, _ surroundings: ExpressionBinder.Surroundings) -> TypedExpression? {
    expression(tree, in: nil, surroundings)
  }

  /// `within state sort fy` of one definition.
  fileprivate mutating func window(_ argument: Argument) -> ExpressionBinder.Surroundings? {
    var partition: [TypedExpression] = []
    var order: [SortKey] = []
    for (index, clause) in argument.clauses.enumerated() {
      guard !argument.clauses[..<index].contains(where: { $0.word.text == clause.word.text }), !clause.arguments.isEmpty
      else {
        return report(.clauseOfDefinition(clause))
      }
      switch clause.word.text {
      case "within":
        guard let bound = expressions(clause.arguments) else { return nil }
        partition = bound
      case "sort":
        guard let keys = sortKeys(clause.arguments) else { return nil }
        order = keys
      default: return report(.clauseOfDefinition(clause))
      }
    }
    return .partition(partition, order: order)
  }
}

extension Diagnostic {
  fileprivate static func oldOrNew(_ name: String, _ argument: Argument) -> Diagnostic {
    Diagnostic(
      .oldOrNew, "`\(name)` is redefined in the same step, so it is unclear whether the old or the new one is meant",
      at: argument.range,
      notes: ["to use the new value, define it in a separate `derive` before this step", "a different name keeps both"])
  }

  /// A clause that changes nothing: `within` where no other row is looked at, `sort` where the order makes no difference.
  fileprivate static func idleClause(_ argument: Argument, _ value: TypedExpression) -> Diagnostic? {
    let windows = value.windows
    var end = argument.value.range.upper
    for clause in argument.clauses {
      let upper = clause.arguments.last?.range.upper ?? clause.word.range.upper
      defer { end = upper }
      let place = SourceRange(clause.word.range.lower, upper)
      let without = FixIt("remove `\(clause.word.text)`", range: SourceRange(end, upper), replacement: "")
      switch clause.word.text {
      case "within" where windows.isEmpty:
        return Diagnostic(
          .noClause, "`within` changes nothing here: the value of each row depends on that row alone", at: place,
          fixIts: [without])
      case "sort" where !windows.contains(where: \.dependsOnOrder):
        return Diagnostic(
          .noClause, "`sort` changes nothing here: the value is the same in any order of the rows", at: place,
          notes: windows.lazy.compactMap(\.wholeAggregate).first.map {
            ["`running_\($0.name)` is the value up to and including each row"]
          } ?? [], fixIts: [without])
      default: break
      }
    }
    return nil
  }

  fileprivate static func clauseOfDefinition(_ clause: Clause) -> Diagnostic {
    Diagnostic(
      .noClause, "a definition can have only one `within` and one `sort`, each followed by columns",
      at: clause.word.range)
  }

  static func needsColumns(_ step: Step) -> Diagnostic {
    Diagnostic(.needsColumns, "`\(step.verb.text)` needs at least one column", at: step.range)
  }
}
