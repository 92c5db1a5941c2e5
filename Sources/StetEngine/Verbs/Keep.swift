import StetColumns
import StetDiagnostics
import StetSyntax

extension Verb {
  static let keepComplete = Verb(
    "keep complete",
    summary:
      "keeps the rows of whole periods: not those of a first or last period of which the table lacks days, by `as_of`, by a filter or by its first and last dates",
    example: "keep complete year", shape: Shape(arguments: 1...1)
  ) { step, binder in binder.periods(.whole, step) }

  static let keepToDate = Verb(
    "keep to date",
    summary:
      "keeps the part of each period up to as far as the last one goes, so that a year that is not over is compared with the same part of others",
    example: "derive day = end(year) | keep to date year(day)", shape: Shape(arguments: 1...1)
  ) { step, binder in binder.periods(.toDate, step) }
}

extension StepBinder {
  fileprivate mutating func periods(_ kept: PeriodsOperation.Kept, _ step: Step) -> [any Operation]? {
    let tree = step.arguments[0].value
    guard let period = expression(tree) else { return nil }
    guard !period.isConstant else { return report(.noColumn(period, step)) }
    let dates = period.heldDates
    let isYear = period.isYearOfDate || period.datedColumn.map { schema.fields[$0].timeline != nil } ?? false
    switch period.type {
    case .period: break
    case .int where isYear: break
    default: return report(.noPeriod(period, step))
    }
    guard kept == .whole || dates.type != period.type && !isColumn(period) else { return report(.noDays(period, step)) }
    let timeline = timeline(of: period)
    let kind: PeriodKind = if case .period(let kind) = period.type { kind } else { .year }
    narrow(timeline, by: [kept == .whole ? .whole(kind) : .toDate(kind)])
    return [PeriodsOperation(kept, period, of: dates, timeline)]
  }
}

private func isColumn(_ value: TypedExpression) -> Bool { if case .column = value.kind { true } else { false } }

extension Diagnostic {
  fileprivate static func noColumn(_ value: TypedExpression, _ step: Step) -> Diagnostic {
    Diagnostic(
      .argumentType, "`\(step.name)` takes the period of a column, and this is the same for all rows", at: value.range,
      notes: ["`\(step.name) month(date)`, `\(step.name) fiscal_year(date)`"])
  }

  fileprivate static func noPeriod(_ value: TypedExpression, _ step: Step) -> Diagnostic {
    Diagnostic(
      .argumentType, "`\(step.name)` takes a period, and this is of type `\(value.type.name)`", at: value.range,
      notes: ["`\(step.name) month(date)`, `\(step.name) fiscal_year(date)`"])
  }

  fileprivate static func noDays(_ value: TypedExpression, _ step: Step) -> Diagnostic {
    Diagnostic(
      .argumentType,
      "`\(step.name)` takes the period of dates or of shorter periods, and a column has the periods alone",
      at: value.range, notes: ["`\(step.name) year(date)`, `\(step.name) fiscal_year(month)`"])
  }
}
