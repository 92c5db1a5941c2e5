package import StetColumns
package import StetDiagnostics
package import StetSyntax

/// A pipeline whose names and types are settled: where its rows come from, and the steps that they pass.
package struct BoundPipeline: Sendable {
  package indirect enum Source: Sendable {
    /// A table that a statement named.
    case named(Name)
    case load([Argument], SourceRange)
    case inline(InlineTable)
    case pipeline(BoundPipeline)
    /// A pipeline that had to run before anything could be bound to its columns.
    case result(PipelineKey)
  }

  package var source: Source
  /// The columns of the source; nil where only a run decides them.
  package var input: Schema?
  package var steps: [PlanStep]
  /// What follows a step whose columns only its run decides; it is bound when that has run.
  package var rest: [Step]
  /// The columns that come out; nil where only the run decides.
  package var schema: Schema?
  /// What the script says, with the arguments of functions in place of their parameters.
  package var tree: Pipeline

  init(
    _ tree: Pipeline, source: Source, input: Schema?, steps: [PlanStep] = [], rest: [Step] = [], schema: Schema?
  ) {
    self.tree = tree
    self.source = source
    self.input = input
    self.steps = steps
    self.rest = rest
    self.schema = schema
  }
}

/// `table { a, b; 1, 2 }`
package struct InlineTable: Sendable {
  package var schema: Schema
  package var rows: [[TypedExpression]]
  package var range: SourceRange
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

/// A value that no row decides and that is not known while binding.
package enum OuterValue: Sendable {
  case pipeline(ValuePipeline)
  /// A named value while nothing is calculated.
  case named(Name)
}

/// A pipeline in an expression, whose table has one cell.
package struct ValuePipeline: Sendable {
  /// `people[state: "TX"].persons`
  package struct Address: Sendable {
    package var name: Name
    /// Where the values are that the row must have.
    package var conditions: [SourceRange]
  }

  package var pipeline: BoundPipeline
  package var key: PipelineKey
  /// Where the script asks for a cell; that is not a step of it, so the ledger has no line for it.
  package var address: Address?
  package var range: SourceRange
}

/// The second table of a step such as `join`.
package enum OtherTable: Sendable {
  case pipeline(BoundPipeline, PipelineKey)
  case table(Table)

  /// Its rows.
  package var table: Table {
    guard case .table(let table) = self else {
      preconditionFailure("the pipelines of a step have run before the step does")
    }
    return table
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
