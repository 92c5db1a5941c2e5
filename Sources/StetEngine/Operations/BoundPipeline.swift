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
  package var inputs: [StepInput]
  package var range: SourceRange
}

/// An expression outside any step.
package struct BoundExpression: Sendable {
  package var value: TypedExpression
  package var inputs: [StepInput]
}

/// A pipeline that runs before the step or the expression that it is in.
package struct StepInput: Sendable {
  package enum Use: Sendable {
    case table
    /// Its one cell.
    case value
    /// `people[state: "TX"].persons`: the cell of the one row that has the values at these places. To address a cell is not a step of
    /// the script, so the ledger has no line for it.
    case cell(of: Name, conditions: [SourceRange])
  }

  package var pipeline: BoundPipeline
  package var key: PipelineKey
  package var use: Use
  package var range: SourceRange
}
