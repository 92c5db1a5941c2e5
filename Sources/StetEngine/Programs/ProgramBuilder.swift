import StetColumns
import StetDiagnostics

/// Writes a program: each call adds the instructions of one operation on registers, chosen for their layouts, and gives the
/// register of its result.
struct ProgramBuilder {
  private(set) var program = Program()
  /// Off where a program is only tried, which would look at all values in vain.
  var looksForBounds = true
  /// The columns of registers that are loaded whole.
  private var columnOfRegister: [Int: Int] = [:]
  /// Bounds of columns that were looked for.
  private var foundBounds: [Int: ClosedRange<Int64>] = [:]
  private var masks: [PendingMask] = []

  // MARK: - Registers and instructions

  mutating func register(
    _ layout: CellLayout, _ type: ValueType, bounds: ClosedRange<Int64>? = nil, scale: Int = 0, pool: TextPool? = nil
  ) -> Register {
    program.layouts.append(layout)
    return Register(
      index: program.layouts.count - 1, layout: layout, type: type, bounds: bounds, scale: scale, pool: pool)
  }

  /// What the values of a register are within. Of a column whose zones are not known, all values are looked at, which takes less
  /// than to check each result.
  mutating func reach(_ register: Register) -> ClosedRange<Int64> {
    guard looksForBounds, register.bounds == nil, register.layout == .wide,
      let source = columnOfRegister[register.index]
    else {
      return register.reach
    }
    if let known = foundBounds[source] { return known }
    let found = program.columns[source].valueBounds ?? 0...0
    foundBounds[source] = found
    return found
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
    let out = register(side.layout, side.type, bounds: side.bounds, scale: side.scale, pool: side.pool)
    program.constants.append { batch in batch.fill(out, constant) }
    return out
  }

  mutating func load(_ column: Column) -> Register {
    if case .text(let texts) = column, texts.ownCodes == nil {
      let out = register(.text, .text, pool: texts.pool)
      emit { batch in batch.loadRowNumbers(out) }
      return out
    }
    let source = program.columns.count
    program.columns.append(column)
    let out = register(column.layout, column.type, bounds: column.knownBounds, scale: column.scale, pool: column.pool)
    columnOfRegister[out.index] = source
    switch out.layout {
    case .bool: emit { batch in batch.load(source, out, UInt8.self) }
    case .narrow, .text: emit { batch in batch.load(source, out, Int32.self) }
    case .wide: emit { batch in batch.load(source, out, Int64.self) }
    case .float: emit { batch in batch.load(source, out, Double.self) }
    case .huge: emit { batch in batch.load(source, out, Int128.self) }
    }
    return out
  }

  /// The values of a column in the places that a register has.
  mutating func load(_ column: Column, at places: Register) -> Register {
    if case .text(let texts) = column, texts.ownCodes == nil {
      var codes = places
      (codes.layout, codes.type, codes.pool) = (.text, .text, texts.pool)
      return codes
    }
    let source = program.columns.count
    program.columns.append(column)
    let out = register(column.layout, column.type, bounds: column.knownBounds, scale: column.scale, pool: column.pool)
    columnOfRegister[out.index] = source
    switch out.layout {
    case .bool: emit { batch in batch.load(source, at: places, out, UInt8.self, missing: 0) }
    case .narrow: emit { batch in batch.load(source, at: places, out, Int32.self, missing: 0) }
    case .text: emit { batch in batch.load(source, at: places, out, Int32.self, missing: -1) }
    case .wide: emit { batch in batch.load(source, at: places, out, Int64.self, missing: 0) }
    case .float: emit { batch in batch.load(source, at: places, out, Double.self, missing: 0) }
    case .huge: emit { batch in batch.load(source, at: places, out, Int128.self, missing: 0) }
    }
    return out
  }

  func constant(_ value: Value, _ type: ValueType) -> Register {
    var register = Register(index: -1, layout: .wide, type: type, constant: value)
    switch type {
    case .bool: register.layout = .bool
    case .int:
      let number = value.asInt ?? 0
      register.layout = Int32(exactly: number) == nil ? .wide : .narrow
      register.bounds = number...number
    case .decimal: return constant(value.asDecimal, scale: value.asDecimal?.scale ?? 0)
    case .float: register.layout = .float
    case .text:
      register.layout = .text
      register.pool = TextVector([value.asText]).pool
    case .date, .period: register.layout = .narrow
    case .datetime, .duration: register.layout = .wide
    }
    return register
  }

  /// A decimal with so many places, which it must have room for.
  func constant(_ decimal: Decimal?, scale: Int) -> Register {
    guard let digits = decimal.map({ $0.rescaled(to: scale) }) ?? 0 else {
      preconditionFailure("the digits of a constant have room")
    }
    let value = decimal == nil ? Value.missing : .decimal(Decimal(digits: digits, scale: scale))
    guard let short = Int64(exactly: digits) else {
      return Register(index: -1, layout: .huge, type: .decimal, scale: scale, constant: value)
    }
    return Register(index: -1, layout: .wide, type: .decimal, bounds: short...short, scale: scale, constant: value)
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

  /// The rows of a branch.
  enum Branch: Sendable {
    case whereTrue(Register)
    case whereFalse(Register)
    case whereMissing(Register)
    case wherePresent(Register)
  }

  /// Its flags are written only if an instruction asks for them that may fail or counts something.
  private struct PendingMask {
    let branch: Branch
    let register: Register
    /// Where the instruction goes that writes them.
    let place: Int
    var isWritten = false
  }

  /// Those that what comes next is for.
  var branches: [Branch] { masks.map(\.branch) }

  /// Whether what comes next is for some rows only.
  var isInBranch: Bool { !masks.isEmpty }

  mutating func beginBranch(_ branch: Branch) {
    masks.append(PendingMask(branch: branch, register: register(.bool, .bool), place: program.instructions.count))
    program.instructions.append(nil)
  }

  mutating func endBranch() { masks.removeLast() }

  /// The rows that the next instruction is meant for; nil for all.
  mutating func mask() -> Register? {
    for depth in masks.indices where !masks[depth].isWritten {
      masks[depth].isWritten = true
      let outer = depth > 0 ? masks[depth - 1].register : nil
      let out = masks[depth].register
      let instruction: Instruction =
        switch masks[depth].branch {
        case .whereTrue(let condition): { $0.writeMask(out, of: condition, flipping: 0, within: outer) }
        case .whereFalse(let condition): { $0.writeMask(out, of: condition, flipping: 1, within: outer) }
        case .whereMissing(let value): { $0.writeMask(out, missing: value, flipping: 0, within: outer) }
        case .wherePresent(let value): { $0.writeMask(out, missing: value, flipping: 1, within: outer) }
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
    case .int, .decimal, .datetime, .duration: .wide
    case .longDecimal: .huge
    case .float: .float
    case .text: .text
    }
  }

  var pool: TextPool? { if case .text(let texts) = self { texts.pool } else { nil } }

  /// What the zones say that its ints, digits, days or ordinals are within.
  var knownBounds: ClosedRange<Int64>? {
    switch self {
    case .narrowInt(let vector), .date(let vector), .period(let vector, _):
      vector.zoneMap?.bounds.map { Int64($0.least)...Int64($0.most) }
    case .int(let vector), .decimal(let vector, _), .datetime(let vector), .duration(let vector):
      vector.zoneMap?.bounds.map { $0.least...$0.most }
    case .bool, .longDecimal, .float, .text: nil
    }
  }
}
