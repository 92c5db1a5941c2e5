import StetColumns
import StetDiagnostics

/// Why an expression did not become instructions.
enum NotCompiled: Error {
  /// It takes more than a batch at a time, or than the rows that it may see.
  case needsWholeColumns
  /// What it takes beforehand failed.
  case failed(RunFailure)
}

/// Turns expressions over some columns into a program.
struct ProgramBuilder {
  /// A column of the step before.
  enum Input {
    case column(Column)
    case register(Register)
  }

  private(set) var program = Program()
  /// How many rows the source has.
  let rowCount: Int
  /// Calculates an expression over all rows of the source.
  let whole: ((TypedExpression) throws(RunFailure) -> Column)?
  private var inputs: (Int) -> Input
  private var loaded: [Int: Register] = [:]
  private var masks: [PendingMask] = []
  /// How many more expressions are calculated for all combinations of values, which may be in vain.
  var tableAttempts = 16

  init(
    rowCount: Int, inputs: @escaping (Int) -> Input, whole: ((TypedExpression) throws(RunFailure) -> Column)? = nil
  ) {
    self.rowCount = rowCount
    self.inputs = inputs
    self.whole = whole
  }

  // MARK: - Writing the program

  mutating func register(
    _ layout: CellLayout, _ type: ValueType, bounds: ClosedRange<Int64>? = nil, pool: TextPool? = nil
  ) -> Register {
    program.layouts.append(layout)
    return Register(index: program.layouts.count - 1, layout: layout, type: type, bounds: bounds, pool: pool)
  }

  mutating func emit(_ instruction: @escaping Instruction) { program.instructions.append(instruction) }

  /// The number of the next instruction, which reports this if it fails.
  mutating func number(failing failure: RunFailure) -> Int {
    program.failures[program.instructions.count] = failure
    return program.instructions.count
  }

  /// A constant in a register of its own.
  mutating func cells(_ side: Register) -> Register {
    guard let constant = side.constant else { return side }
    let out = register(side.layout, side.type, bounds: side.bounds, pool: side.pool)
    program.constants.append { batch in batch.fill(out, constant) }
    return out
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
    case .column(let column): register = load(column)
    }
    loaded[index] = register
    return register
  }

  mutating func load(_ column: Column) -> Register {
    if case .text(let texts) = column, texts.ownCodes == nil {
      let out = register(.text, .text, pool: texts.pool)
      emit { batch in batch.loadRowNumbers(out) }
      return out
    }
    let source = program.columns.count
    program.columns.append(column)
    let out = register(column.layout, column.type, bounds: column.knownBounds, pool: column.pool)
    switch out.layout {
    case .bool: emit { batch in batch.load(source, out, UInt8.self) }
    case .narrow, .text: emit { batch in batch.load(source, out, Int32.self) }
    case .wide: emit { batch in batch.load(source, out, Int64.self) }
    case .float: emit { batch in batch.load(source, out, Double.self) }
    case .huge: emit { batch in batch.load(source, out, Int128.self) }
    }
    return out
  }

  // MARK: - Expressions

  mutating func compile(_ expression: TypedExpression) throws(NotCompiled) -> Register {
    if let table = try table(of: expression) { return table }
    switch expression.kind {
    case .constant(let value): return constant(value, expression.type)
    case .outer: preconditionFailure("values from outside the rows are put in before a step runs")
    case .column(let index): return column(index)
    case .arithmetic(let operation, let left, let right):
      return arithmetic(operation, try compile(left), try compile(right), expression)
    case .comparison(let comparison, let left, let right):
      return compare(comparison, try compile(left), try compile(right))
    case .negate(let operand):
      let inner = try compile(operand)
      if inner.isMissing { return inner }
      return arithmetic(.subtract, constant(zero(operand.type), operand.type), inner, expression)
    case .not(let operand): return not(try compile(operand))
    case .logic(let logic, let left, let right): return combine(logic, try compile(left), try compile(right))
    case .isMissing(let operand): return isMissing(try compile(operand))
    case .coalesce(let first, let second): return try orElse(expression, first, second)
    case .conditional(let condition, let then, let otherwise):
      return try conditional(expression, condition, then, otherwise)
    case .widen(let operand): return widened(try compile(operand), to: expression.type, expression)
    case .call(let function, let arguments):
      if let kernel = function.kernel, let result = try kernel(&self, arguments, expression) { return result }
      return try wholeColumn(expression)
    case .window: return try wholeColumn(expression)
    case .failure(let message):
      return failing(RunFailure(Diagnostic(.noCase, message, at: expression.range, kind: .data)), expression.type)
    }
  }

  /// An expression that is calculated beforehand for all rows. In a branch it would be calculated for rows that must not be looked
  /// at.
  mutating func wholeColumn(_ expression: TypedExpression) throws(NotCompiled) -> Register {
    guard masks.isEmpty, let whole else { throw .needsWholeColumns }
    let column: Column
    do { column = try whole(expression) } catch { throw .failed(error) }
    return load(column)
  }

  func constant(_ value: Value, _ type: ValueType) -> Register {
    var register = Register(index: -1, layout: .wide, type: type, constant: value)
    switch type {
    case .bool: register.layout = .bool
    case .int:
      let number = value.asInt ?? 0
      register.layout = Int32(exactly: number) == nil ? .wide : .narrow
      register.bounds = number...number
    case .decimal: register.layout = .huge(scale: value.asDecimal?.scale ?? 0)
    case .float: register.layout = .float
    case .text:
      register.layout = .text
      register.pool = TextVector([value.asText]).pool
    case .date, .period: register.layout = .narrow
    case .datetime, .duration: register.layout = .wide
    }
    return register
  }

  /// Fails on every row that it is meant for.
  mutating func failing(_ failure: RunFailure, _ type: ValueType) -> Register {
    let mask = mask()
    let number = number(failing: failure)
    emit { batch in
      let mask = batch.mask(mask)
      for row in 0..<batch.count where mask?[row] != 0 { return batch.fail(number) }
    }
    return cells(constant(.missing, type))
  }

  // MARK: - Branches

  /// The rows of a branch, which only instructions that may fail or count something ask for.
  private struct PendingMask {
    let rows: Branch
    let register: Register
    /// Where the instruction goes that makes it.
    let place: Int
    var isMade = false
  }

  enum Branch {
    case whereTrue(Register)
    case whereFalse(Register)
    case whereMissing(Register)
  }

  /// An expression of which only some rows count.
  mutating func compile(_ expression: TypedExpression, in branch: Branch) throws(NotCompiled) -> Register {
    let flags = register(.bool, .bool)
    masks.append(PendingMask(rows: branch, register: flags, place: program.instructions.count))
    program.instructions.append(nil)
    defer { masks.removeLast() }
    return try compile(expression)
  }

  /// The rows that the next instruction is meant for; nil for all.
  mutating func mask() -> Register? {
    for depth in masks.indices where !masks[depth].isMade {
      masks[depth].isMade = true
      let outer = depth > 0 ? masks[depth - 1].register : nil
      let out = masks[depth].register
      let instruction: Instruction =
        switch masks[depth].rows {
        case .whereTrue(let condition): { $0.writeMask(out, of: condition, flipping: 0, within: outer) }
        case .whereFalse(let condition): { $0.writeMask(out, of: condition, flipping: 1, within: outer) }
        case .whereMissing(let value): { $0.writeMask(out, missing: value, within: outer) }
        }
      program.instructions[masks[depth].place] = instruction
    }
    return masks.last?.register
  }
}

extension Column {
  /// As registers hold it.
  var layout: CellLayout {
    switch self {
    case .bool: .bool
    case .narrowInt, .date, .period: .narrow
    case .int, .datetime, .duration: .wide
    case .decimal(_, let scale): .huge(scale: scale)
    case .float: .float
    case .text: .text
    }
  }

  var pool: TextPool? { if case .text(let texts) = self { texts.pool } else { nil } }

  /// What the zones say that its ints, days or ordinals are within.
  var knownBounds: ClosedRange<Int64>? {
    switch self {
    case .narrowInt(let vector), .date(let vector), .period(let vector, _):
      vector.zoneMap?.bounds.map { Int64($0.least)...Int64($0.most) }
    case .int(let vector), .datetime(let vector), .duration(let vector):
      vector.zoneMap?.bounds.map { $0.least...$0.most }
    case .bool, .decimal, .float, .text: nil
    }
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
