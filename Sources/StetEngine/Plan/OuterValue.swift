package import StetColumns
import StetDiagnostics
package import StetSyntax

/// A value that no row decides and that is not known while binding; it is put in before anything runs.
package enum OuterValue: Sendable {
  /// The one cell of a pipeline.
  case pipeline(PipelineKey)
  /// A named value while nothing is calculated.
  case named(Name)
}

/// The second table of a step such as `join`.
package enum OtherTable: Sendable {
  case pipeline(PipelineKey)
  case table(Table)

  /// Its rows.
  package var table: Table {
    guard case .table(let table) = self else {
      preconditionFailure("the pipelines of a step have run before the step does")
    }
    return table
  }
}

/// What a pipeline in an expression is known by: its places in the script. In a function's body, the places of the arguments are part
/// of it, so that two calls are two pipelines.
package struct PipelineKey: Hashable, Sendable {
  private let ranges: [SourceRange]

  package init(_ expression: Expression) {
    var ranges: [SourceRange] = []
    expression.visit { ranges.append($0.range) }
    self.ranges = ranges
  }
}

extension TypedExpression {
  /// The values inside that are put in before anything runs.
  package var outerValues: [OuterValue] {
    if case .outer(let value) = kind { return [value] }
    var found: [OuterValue] = []
    _ = kind.mapParts { part in
      found += part.outerValues
      return part
    }
    return found
  }

  /// The same with values in their places.
  package func replacingOuterValues(_ value: (OuterValue) -> Value) -> TypedExpression {
    var whole = self
    if case .outer(let outer) = kind {
      whole.kind = .constant(value(outer))
    } else {
      whole.kind = kind.mapParts { $0.replacingOuterValues(value) }
    }
    return whole
  }
}
