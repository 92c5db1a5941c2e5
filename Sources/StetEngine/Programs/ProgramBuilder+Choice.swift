import CKernels
import StetColumns
import StetDiagnostics

extension ProgramBuilder {
  mutating func not(_ a: Register) -> Register {
    if let constant = a.constant { return self.constant(constant.asBool.map { .bool(!$0) } ?? .missing, .bool) }
    let out = register(.bool, .bool)
    emit {
      $0.map(a, out) { (verdict: UInt8) in verdict ^ 1 }
      $0.clearMissing(out)
    }
    return out
  }

  mutating func isMissing(_ a: Register) -> Register {
    if let constant = a.constant { return self.constant(.bool(constant.isMissing), .bool) }
    let out = register(.bool, .bool)
    emit { $0.writeMissing(a, out) }
    return out
  }

  /// `and` and `or` after Kleene: a missing value may be true or false.
  mutating func combine(_ logic: Logic, _ a: Register, _ b: Register) -> Register {
    let (x, y) = (cells(a), cells(b))
    let out = register(.bool, .bool)
    switch logic {
    case .and: emit { $0.and(x, y, out) }
    case .or: emit { $0.or(x, y, out) }
    }
    return out
  }

  /// The first where it has a value, the second elsewhere.
  mutating func coalesce(_ a: Register, _ b: Register, _ type: ValueType) -> Register {
    let (x, y) = alike(a, b, .wherePresent(a), .whereMissing(a))
    let out = register(like: x, y, type)
    let layout = out.layout
    emit { $0.coalesce(x, y, out, layout) }
    return out
  }

  /// The first where a condition is true, the second where it is false, missing where it is missing.
  mutating func choose(_ test: Register, _ a: Register, _ b: Register, _ type: ValueType) -> Register {
    let (x, y) = alike(a, b, .whereTrue(test), .whereFalse(test))
    let out = register(like: x, y, type)
    let layout = out.layout
    let branches = branches
    emit { batch in
      batch.countUndecided(test, in: branches)
      batch.choose(test, x, y, out, layout)
    }
    return out
  }

  private mutating func register(like a: Register, _ b: Register, _ type: ValueType) -> Register {
    guard a.layout == .narrow || a.layout == .wide else {
      return register(a.layout, type, scale: a.scale, pool: a.pool)
    }
    let (first, second) = (type == .decimal ? reach(a) : a.reach, type == .decimal ? reach(b) : b.reach)
    let bounds = min(first.lowerBound, second.lowerBound)...max(first.upperBound, second.upperBound)
    return register(a.layout, type, bounds: bounds, scale: a.scale)
  }

  /// Two registers of one type in one layout, with one pool.
  private mutating func alike(
    _ a: Register, _ b: Register, _ first: Branch, _ second: Branch
  ) -> (Register, Register) {
    if a.type == .decimal { return alikeDecimals(a, b, first, second) }
    switch (a.layout, b.layout) {
    case (.narrow, .wide), (.wide, .narrow): return (cells(wide(a)), cells(wide(b)))
    case (.text, .text):
      guard let pool = a.pool, let other = b.pool else { preconditionFailure("texts have a pool") }
      let joined = JoinedPool(pool, other)
      return (translated(a, joined.first, joined.pool), translated(b, joined.second, joined.pool))
    case (.bool, _), (.narrow, _), (.wide, _), (.float, _), (.huge, _), (.text, _): return (cells(a), cells(b))
    }
  }

  /// Decimals with the places of both.
  private mutating func alikeDecimals(
    _ a: Register, _ b: Register, _ first: Branch, _ second: Branch
  ) -> (Register, Register) {
    let scale = max(a.scale, b.scale)
    let failure = RunFailure(.tooManyDigits)
    let x = rescaled(a, to: scale, failing: failure, in: first)
    let y = rescaled(b, to: scale, failing: failure, in: second)
    return x.layout == y.layout ? (cells(x), cells(y)) : (cells(long(x)), cells(long(y)))
  }

  /// Texts in another pool; `codes` are those of the register's own texts there, nil if they stay.
  private mutating func translated(_ register: Register, _ codes: [Int32]?, _ pool: TextPool) -> Register {
    var whole = cells(register)
    guard let codes else {
      whole.pool = pool
      return whole
    }
    let source = whole
    let out = self.register(.text, .text, pool: pool)
    let table = [-1] + codes
    emit { $0.lookUp(source, table, from: -1, out) }
    return out
  }
}

/// The texts of two pools in one.
private struct JoinedPool {
  let pool: TextPool
  /// The new codes of the texts of each; nil where they are the old ones.
  let first: [Int32]?
  let second: [Int32]?

  init(_ a: TextPool, _ b: TextPool) {
    if b.count <= Self.few {
      let (pool, codes) = Self.adding(b, to: a)
      (self.pool, first, second) = (pool, nil, codes)
    } else if a.count <= Self.few {
      let (pool, codes) = Self.adding(a, to: b)
      (self.pool, first, second) = (pool, codes, nil)
    } else {
      var builder = TextPoolBuilder()
      first = (0..<a.count).map { builder.code(for: a.utf8($0)) }
      second = (0..<b.count).map { builder.code(for: b.utf8($0)) }
      pool = builder.finish()
    }
  }

  /// So few that each is looked for among all the others.
  private static let few = 16

  /// The larger pool keeps its codes.
  private static func adding(_ few: TextPool, to pool: TextPool) -> (TextPool, [Int32]) {
    var bytes = pool.bytes
    var ends: [Int] = []
    var added = TextPoolBuilder()
    let codes = (0..<few.count).map { place -> Int32 in
      let text = few.utf8(place)
      if let known = pool.code(of: text) { return known }
      let new = added.code(for: text)
      if Int(new) == ends.count {
        bytes += text
        ends.append(bytes.count)
      }
      return Int32(truncatingIfNeeded: pool.count) + new
    }
    guard !ends.isEmpty else { return (pool, codes) }
    let offsets = (0...pool.count).map { pool.offsets[$0] } + ends
    return (TextPool(bytes: bytes, offsets: TextOffsets(offsets), isDistinct: pool.isDistinct), codes)
  }
}

extension Batch {
  /// Counts the rows of these branches whose condition is missing.
  fileprivate func countUndecided(_ test: Register, in branches: [ProgramBuilder.Branch]) {
    guard let known = presence(test) else { return }
    for row in 0..<count where known[row] == 0 && isMeant(row, branches) { undecided += 1 }
  }

  /// Whether a row has no value in one of some columns.
  func hasMissing(in columns: [Register]) -> Bool {
    columns.contains { column in
      guard column.layout == .text else { return presence(column) != nil }
      let codes: Cells<Int32> = values(column)
      var signs: Int32 = 0
      for row in 0..<count { signs |= codes[row] }
      return signs < 0
    }
  }

  /// Whether a row is in all of these branches.
  func isMeant(_ row: Int, _ branches: [ProgramBuilder.Branch]) -> Bool {
    branches.allSatisfy { branch in
      switch branch {
      case .whereTrue(let condition): isTrue(condition, row)
      case .whereFalse(let condition): isFalse(condition, row)
      case .whereMissing(let value): isMissing(value, row)
      case .wherePresent(let value): !isMissing(value, row)
      }
    }
  }

  private func isTrue(_ condition: Register, _ row: Int) -> Bool {
    let verdicts: Flags = values(condition)
    return verdicts[row] == 1 && !isMissing(condition, row)
  }

  private func isFalse(_ condition: Register, _ row: Int) -> Bool {
    let verdicts: Flags = values(condition)
    return verdicts[row] == 0 && !isMissing(condition, row)
  }

  private func isMissing(_ register: Register, _ row: Int) -> Bool {
    guard register.layout == .text else { return presence(register).map { $0[row] == 0 } ?? false }
    let codes: Cells<Int32> = values(register)
    return codes[row] < 0
  }

  /// Missing verdicts are 0.
  fileprivate func and(_ a: Register, _ b: Register, _ out: Register) {
    let (x, y): (Flags, Flags) = (values(a), values(b))
    let r: Flags = own(out)
    for row in 0..<count { r[row] = x[row] & y[row] }
    guard presence(a) != nil || presence(b) != nil else { return setPresence(out, nil) }
    // A side that is false decides.
    let (p, q, own) = (flags(a), flags(b), ownPresence(out))
    for row in 0..<count {
      let (isKnown, isOtherKnown) = (p[row], q[row])
      own[row] = (isKnown & isOtherKnown) | (isKnown & (1 ^ x[row])) | (isOtherKnown & (1 ^ y[row]))
    }
    setPresence(out, own)
  }

  fileprivate func or(_ a: Register, _ b: Register, _ out: Register) {
    let (x, y): (Flags, Flags) = (values(a), values(b))
    let r: Flags = own(out)
    for row in 0..<count { r[row] = x[row] | y[row] }
    guard presence(a) != nil || presence(b) != nil else { return setPresence(out, nil) }
    // A side that is true decides.
    let (p, q, own) = (flags(a), flags(b), ownPresence(out))
    for row in 0..<count { own[row] = (p[row] & q[row]) | r[row] }
    setPresence(out, own)
  }

  fileprivate func choose(_ test: Register, _ a: Register, _ b: Register, _ out: Register, _ layout: CellLayout) {
    let verdicts: Flags = values(test)
    switch layout {
    case .bool: choose(verdicts, a, b, out, UInt8.self)
    case .narrow, .text: choose(verdicts, a, b, out, UInt32.self)
    case .wide, .float: choose(verdicts, a, b, out, UInt64.self)
    case .huge: choose(verdicts, a, b, out, UInt128.self)
    }
    guard let known = presence(test) else { return }
    if layout == .text {
      let codes: Cells<Int32> = values(out)
      for row in 0..<count where known[row] == 0 { codes[row] = -1 }
    } else {
      let (present, own) = (flags(out), ownPresence(out))
      for row in 0..<count { own[row] = present[row] & known[row] }
      setPresence(out, own)
      if layout == .bool { clearMissing(out) }
    }
  }

  fileprivate func coalesce(_ a: Register, _ b: Register, _ out: Register, _ layout: CellLayout) {
    switch layout {
    case .text:
      let (x, y): (Cells<Int32>, Cells<Int32>) = (values(a), values(b))
      let r: Cells<Int32> = own(out)
      for row in 0..<count { r[row] = x[row] < 0 ? y[row] : x[row] }
      setPresence(out, nil)
    case .bool: coalesce(a, b, out, UInt8.self)
    case .narrow: coalesce(a, b, out, UInt32.self)
    case .wide, .float: coalesce(a, b, out, UInt64.self)
    case .huge: coalesce(a, b, out, UInt128.self)
    }
  }

  @inline(__always)
  private func coalesce<Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ a: Register, _ b: Register, _ out: Register, _: Bits.Type
  ) {
    guard let known = presence(a) else {
      let x: Cells<Bits> = values(a)
      let r: Cells<Bits> = own(out)
      for row in 0..<count { r[row] = x[row] }
      return setPresence(out, nil)
    }
    choose(known, a, b, out, Bits.self)
  }

  /// One side where a flag is 1, the other where it is 0.
  @inline(__always)
  private func choose<Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ flags: Flags, _ a: Register, _ b: Register, _ out: Register, _: Bits.Type
  ) {
    let (x, y): (Cells<Bits>, Cells<Bits>) = (values(a), values(b))
    let r: Cells<Bits> = own(out)
    let width = Bits.bitWidth
    if width == 64 {
      unsafe stet_choose64(Self.kernels, flags.address, count, words(x), words(y), words(r))
    } else if width == 32 {
      unsafe stet_choose32(Self.kernels, flags.address, count, words(x), words(y), words(r))
    } else {
      for row in 0..<count { r[row] = flags[row] == 0 ? y[row] : x[row] }
    }
    guard presence(a) != nil || presence(b) != nil else { return setPresence(out, nil) }
    let (p, q, own) = (self.flags(a), self.flags(b), ownPresence(out))
    for row in 0..<count { own[row] = (flags[row] & p[row]) | ((1 ^ flags[row]) & q[row]) }
    setPresence(out, own)
  }

  /// The values as words of the same size.
  @inline(__always)
  private func words<Value, Word>(_ values: Cells<Value>) -> UnsafeMutablePointer<Word> {
    unsafe UnsafeMutableRawPointer(values.address).assumingMemoryBound(to: Word.self)
  }
}
