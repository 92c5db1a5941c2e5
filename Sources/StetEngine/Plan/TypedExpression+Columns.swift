import StetColumns

extension TypedExpression {
  /// Whether it is a column as it is.
  var isColumn: Bool { if case .column = kind { true } else { false } }

  /// Adds the columns that the expression reads.
  func readColumns(into read: inout Set<Int>) {
    switch kind {
    case .constant, .outer, .failure: break
    case .column(let index): read.insert(index)
    case .negate(let inner), .not(let inner), .isMissing(let inner), .widen(let inner): inner.readColumns(into: &read)
    case .arithmetic(_, let a, let b), .comparison(_, let a, let b), .logic(_, let a, let b), .coalesce(let a, let b):
      a.readColumns(into: &read)
      b.readColumns(into: &read)
    case .conditional(let a, let b, let c): for part in [a, b, c] { part.readColumns(into: &read) }
    case .call(_, let arguments): for argument in arguments { argument.readColumns(into: &read) }
    case .window(let call):
      for part in call.arguments + call.partition + call.order.map(\.expression) { part.readColumns(into: &read) }
      if case .aggregate(_, let condition?, _) = call.kind { condition.readColumns(into: &read) }
    }
  }

  /// The windows inside, outermost only.
  var windows: [WindowCall] {
    if case .window(let call) = kind { return [call] }
    var found: [WindowCall] = []
    _ = kind.mapParts { part in
      found += part.windows
      return part
    }
    return found
  }

  /// The columns that it reads for the row itself.
  var columnsBesideWindows: Set<Int> {
    switch kind {
    case .column(let index): return [index]
    case .window: return []
    default: break
    }
    var columns: Set<Int> = []
    _ = kind.mapParts { part in
      columns.formUnion(part.columnsBesideWindows)
      return part
    }
    return columns
  }
}
