package import StetColumns
package import StetDiagnostics
package import StetSyntax

/// An expression whose names, types and functions the binder has settled; it keeps its range in the script, so that a
/// failure at run time points there.
package struct TypedExpression: Sendable {
  package indirect enum Kind: Sendable {
    case constant(Value)
    /// One value for all rows that is put in before anything runs.
    case outer(OuterValue)
    /// An index into the columns of the input.
    case column(Int)
    case arithmetic(Arithmetic, TypedExpression, TypedExpression)
    case comparison(Comparison, TypedExpression, TypedExpression)
    case negate(TypedExpression)
    case not(TypedExpression)
    /// Kleene's `and` and `or`.
    case logic(Logic, TypedExpression, TypedExpression)
    case isMissing(TypedExpression)
    /// The first that is present.
    case coalesce(TypedExpression, TypedExpression)
    case conditional(TypedExpression, then: TypedExpression, otherwise: TypedExpression)
    /// A conversion that never loses: int to decimal or float, decimal to float.
    case widen(TypedExpression)
    case call(Function, [TypedExpression])
    /// One value for each row from its partition.
    case window(WindowCall)
    /// A run that meets a present row here fails with this text (`else => error`).
    case failure(String)
  }

  package var kind: Kind
  package var type: ValueType
  package var unit: String?
  package var range: SourceRange

  package init(_ kind: Kind, _ type: ValueType, unit: String? = nil, range: SourceRange) {
    self.kind = kind
    self.type = type
    self.unit = unit
    self.range = range
  }
}

/// A window function or an aggregate over the partition of each row.
package struct WindowCall: Sendable {
  package enum Kind: Sendable {
    /// Over a frame that rolls along, its length and the least number of values are the last arguments.
    case aggregate(Aggregate, where: TypedExpression?, over: Frame)
    case window(Window)
  }

  /// Over which rows of its partition an aggregate is calculated for a row.
  package enum Frame: Sendable {
    case partition
    /// Itself and all before it.
    case running
    /// Itself and the last before it.
    case rolling
  }

  /// What the keys of an order are that steps in time go along.
  package enum TimeKeys: Sendable {
    /// A key by itself, where it is one of periods or dates.
    case own
    /// Years as whole numbers.
    case years
    /// Years and months as whole numbers.
    case yearsAndMonths
  }

  package var kind: Kind
  package var arguments: [TypedExpression]
  package var partition: [TypedExpression]
  package var order: [SortKey]
  /// What its steps count, if the script says it.
  package var unit: DurationUnit?
  /// How its order is one in time.
  package var timeKeys = TimeKeys.own

  /// Whether the order of the rows makes a difference.
  var dependsOnOrder: Bool {
    switch kind {
    case .aggregate(let aggregate, _, .partition): aggregate.dependsOnOrder
    case .aggregate(_, _, .running), .aggregate(_, _, .rolling): true
    case .window(let window): window.needsOrder
    }
  }

  /// The aggregate that is calculated over all rows of a partition.
  var wholeAggregate: Aggregate? {
    if case .aggregate(let aggregate, _, .partition) = kind { aggregate } else { nil }
  }
}
