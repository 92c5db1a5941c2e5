import StetColumns
import StetDiagnostics

/// Why an expression did not become instructions.
enum NotCompiled: Error {
  /// It takes more than a batch at a time, or than the rows that it may see.
  case needsWholeColumns
}

/// A column that is calculated before batches run, and what that counted.
struct WholeColumn {
  let column: Column
  var counts = WholeCounts()
}

/// Turns expressions over the columns of a step into a program.
struct ExpressionCompiler {
  /// A column of the step before.
  enum Input {
    case column(Column)
    case register(Register)
    /// The values of another table's column, in the places that a register has; missing for −1.
    case joined(Column, at: Register)
  }

  var builder = ProgramBuilder()
  /// How many rows the source has.
  let rowCount: Int
  /// Calculates an expression over all rows of the source; nil if it must not.
  private let whole: (TypedExpression) throws(RunFailure) -> WholeColumn?
  /// What was counted for those.
  var counts = WholeCounts()
  private var inputs: (Int) -> Input
  private var loaded: [Int: Register] = [:]
  /// How many more expressions are calculated for all combinations of values, which may be in vain.
  var tableAttempts = 16

  init(
    rowCount: Int, inputs: @escaping (Int) -> Input,
    whole: @escaping (TypedExpression) throws(RunFailure) -> WholeColumn?
  ) {
    self.rowCount = rowCount
    self.inputs = inputs
    self.whole = whole
  }

  // MARK: - Columns

  /// From here on there are fewer rows, so that columns must be loaded again.
  mutating func forgetLoaded() { loaded = [:] }

  mutating func setInputs(_ inputs: @escaping (Int) -> Input) {
    self.inputs = inputs
    loaded = [:]
  }

  func input(_ index: Int) -> Input { inputs(index) }

  mutating func column(_ index: Int) -> Register {
    if let known = loaded[index] { return known }
    let register: Register
    switch inputs(index) {
    case .register(let known): register = known
    case .column(let column): register = builder.load(column)
    case .joined(let column, let places): register = builder.load(column, at: places)
    }
    loaded[index] = register
    return register
  }

  // MARK: - Expressions

  mutating func compile(_ expression: TypedExpression) throws(NotCompiled) -> Register {
    if let table = try table(of: expression) { return table }
    switch expression.kind {
    case .constant(let value): return builder.constant(value, expression.type)
    case .outer: preconditionFailure("values from outside the rows are put in before a step runs")
    case .column(let index): return column(index)
    case .arithmetic(let operation, let left, let right):
      return builder.arithmetic(
        operation, try compile(left), try compile(right), expression.type, at: expression.range)
    case .comparison(let comparison, let left, let right):
      return builder.compare(comparison, try compile(left), try compile(right))
    case .negate(let operand):
      let inner = try compile(operand)
      if inner.isMissing { return inner }
      let none = builder.constant(zero(operand.type), operand.type)
      return builder.arithmetic(.subtract, none, inner, expression.type, at: expression.range)
    case .not(let operand): return builder.not(try compile(operand))
    case .logic(let logic, let left, let right): return builder.combine(logic, try compile(left), try compile(right))
    case .isMissing(let operand): return builder.isMissing(try compile(operand))
    case .coalesce(let first, let second): return try orElse(expression, first, second)
    case .conditional(let condition, let then, let otherwise):
      return try conditional(expression, condition, then, otherwise)
    case .widen(let operand): return builder.widened(try compile(operand), to: expression.type)
    case .call(let function, let arguments): return try call(function, arguments, expression)
    case .window: return try wholeColumn(expression)
    case .failure(let message):
      return builder.failing(
        RunFailure(Diagnostic(.noCase, message, at: expression.range, kind: .data)), expression.type)
    }
  }

  private mutating func call(
    _ function: Function, _ arguments: [TypedExpression], _ whole: TypedExpression
  ) throws(NotCompiled) -> Register {
    guard let kernel = function.kernel, arguments.allSatisfy({ isCompiled($0) }) else { return try wholeColumn(whole) }
    let state = self
    var values: [Register] = []
    for argument in arguments { values.append(try compile(argument)) }
    if let result = kernel(&builder, values, whole.range) { return result }
    self = state
    return try wholeColumn(whole)
  }

  /// Whether an expression becomes instructions without columns that are calculated beforehand. Asked before something is compiled
  /// that would be calculated again as a whole: what is inside would be calculated twice, and what is inside that four times.
  private func isCompiled(_ expression: TypedExpression) -> Bool {
    // In a branch nothing is, and whoever began it has asked.
    if builder.isInBranch { return true }
    var probe = self
    probe.builder.looksForBounds = false
    let rows = probe.builder.register(.bool, .bool)
    return (try? probe.compile(expression, in: .whereTrue(rows))) != nil
  }

  /// An expression that is calculated beforehand for all rows. In a branch it would be calculated for rows that must not be looked
  /// at.
  mutating func wholeColumn(_ expression: TypedExpression) throws(NotCompiled) -> Register {
    guard !builder.isInBranch else { throw .needsWholeColumns }
    let found: WholeColumn?
    // A failure is reported in its turn: what comes before it in the expression may fail, too.
    do { found = try whole(expression) } catch { return builder.failing(error, expression.type) }
    guard let found else { throw .needsWholeColumns }
    counts.add(found.counts)
    return builder.load(found.column)
  }

  // MARK: - Branches

  /// The first value that is present; the second side sees only the rows that reach it.
  private mutating func orElse(
    _ whole: TypedExpression, _ first: TypedExpression, _ second: TypedExpression
  ) throws(NotCompiled) -> Register {
    guard isCompiled(second) else { return try wholeColumn(whole) }
    let a = builder.cells(try compile(first))
    return builder.coalesce(a, try compile(second, in: .whereMissing(a)), whole.type)
  }

  /// Branches see only the rows that reach them, so that `else => error` fails for those alone.
  private mutating func conditional(
    _ whole: TypedExpression, _ condition: TypedExpression, _ then: TypedExpression, _ otherwise: TypedExpression
  ) throws(NotCompiled) -> Register {
    guard isCompiled(then), isCompiled(otherwise) else { return try wholeColumn(whole) }
    let test = builder.cells(try compile(condition))
    let first = try compile(then, in: .whereTrue(test))
    return builder.choose(test, first, try compile(otherwise, in: .whereFalse(test)), whole.type)
  }

  /// An expression of which only some rows count.
  mutating func compile(
    _ expression: TypedExpression, in branch: ProgramBuilder.Branch
  ) throws(NotCompiled) -> Register {
    builder.beginBranch(branch)
    defer { builder.endBranch() }
    return try compile(expression)
  }
}

private func zero(_ type: ValueType) -> Value {
  switch type {
  case .int: .int(0)
  case .decimal: .decimal(Decimal(digits: 0, scale: 0))
  case .float: .float(0)
  case .bool, .text, .date, .datetime, .period, .duration: .missing
  }
}
