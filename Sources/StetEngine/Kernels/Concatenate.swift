package import StetColumns
package import StetDiagnostics

/// Columns of one type, one below another; decimals that have no common number of places within 38 digits
/// are refused.
package func concatenate(_ columns: [Column]) throws(RunFailure) -> Column {
  guard let first = columns.first else { preconditionFailure("there is at least one column to join") }
  if columns.count == 1 { return first }
  if case .text = first {
    return .text(concatenatedTexts(columns.compactMap { if case .text(let texts) = $0 { texts } else { nil } }))
  }
  if first.type == .decimal { return try concatenatedDecimals(columns) }
  // Ints may be in 32 bits on one side alone.
  return joined(columns) ?? joined(columns.map(\.wide))
    ?? Column(columns.flatMap { column in (0..<column.count).map { column[$0] } }, type: first.type)
}

/// With one code for equal texts, unless they hardly repeat: to find that out for many costs more than whoever asks may save.
private func concatenatedTexts(_ parts: [TextVector]) -> TextVector {
  let parts = parts.filter { $0.count > 0 }
  let (texts, rows) = (parts.reduce(0) { $0 + $1.pool.count }, parts.reduce(0) { $0 + $1.count })
  // Pools with more texts than there are rows have some that no row has: listed again and again, they would grow and grow.
  if texts > 1 << 16, texts <= rows, texts * 2 > rows, rows <= Int(Int32.max) { return listedTexts(parts) }
  var builder = TextPoolBuilder()
  let codes = parts.map { part -> [Int32] in
    let translated = (0..<part.pool.count).map { builder.code(for: part.pool.utf8($0)) }
    let isSame = translated.enumerated().allSatisfy { $0 == Int($1) }
    return isSame ? part.codes : part.codes(by: { translated[Int($0)] })
  }
  return TextVector(codes: oneAfterAnother(codes), pool: builder.finish())
}

/// All texts of all pools, one pool after another.
private func listedTexts(_ parts: [TextVector]) -> TextVector {
  // A pool may have bytes before its first text, and after its last.
  let bytes = oneAfterAnother(parts.map { Array($0.pool.bytes[$0.pool.extent]) })
  var (ends, codes): ([[Int]], [[Int32]]) = ([[0]], [])
  var (text, byte) = (0, 0)
  for part in parts {
    let (pool, firstText) = (part.pool, text)
    let firstByte = byte - pool.extent.lowerBound
    ends.append(
      parallelFill(pool.count) { texts, target in
        for text in texts { target[text &- texts.lowerBound] = firstByte &+ pool.offsets[text &+ 1] }
      })
    codes.append(part.codes(by: { $0 &+ Int32(truncatingIfNeeded: firstText) }))
    text += pool.count
    byte += pool.extent.count
  }
  let pool = TextPool(bytes: bytes, offsets: TextOffsets(oneAfterAnother(ends)), isDistinct: false)
  if parts.allSatisfy({ $0.ownCodes == nil }) { return TextVector(ofRows: pool) }
  return TextVector(codes: oneAfterAnother(codes), pool: pool)
}

extension TextPool {
  /// Where its texts are among its bytes.
  fileprivate var extent: Range<Int> { offsets[0]..<offsets[count] }
}

extension TextVector {
  /// The codes with other numbers; −1 stays.
  fileprivate func codes(by change: @Sendable (Int32) -> Int32) -> [Int32] {
    let codes = codes
    return parallelFill(codes.count) { rows, target in
      for row in rows { target[row &- rows.lowerBound] = codes[row] < 0 ? -1 : change(codes[row]) }
    }
  }
}

/// Decimals with the places of the column that has most, whatever its rows are; other columns as they are.
func withCommonPlaces(_ columns: [Column]) throws(RunFailure) -> [Column] {
  guard columns.allSatisfy({ $0.type == .decimal }) else { return columns }
  let scale = columns.reduce(0) { max($0, $1.scale) }
  let rescaled = columns.compactMap { $0.rescaled(to: scale) }
  guard rescaled.count == columns.count else {
    throw RunFailure(.tooManyDigits)
  }
  return rescaled
}

private func concatenatedDecimals(_ columns: [Column]) throws(RunFailure) -> Column {
  let rescaled = try withCommonPlaces(columns)
  guard let joined = joined(rescaled) ?? joined(rescaled.map(\.wide)) else {
    preconditionFailure("wide decimals have one layout")
  }
  return joined
}

/// Columns of one layout; nil for others.
private func joined(_ columns: [Column]) -> Column? {
  let present =
    columns.contains { $0.presence != nil }
    ? columns.reduce(into: Bitmap(repeating: true, count: 0)) { $0.append($1.presence, count: $1.count) } : nil
  func all<Element: BitwiseCopyable>(_ values: (Column) -> Vector<Element>?) -> Vector<Element>? {
    let parts = columns.compactMap(values)
    return parts.count == columns.count ? Vector(oneAfterAnother(parts.map(\.values)), validity: present) : nil
  }
  switch columns[0] {
  case .bool: return all { if case .bool(let vector) = $0 { vector } else { nil } }.map { .bool($0) }
  case .narrowInt: return all { if case .narrowInt(let vector) = $0 { vector } else { nil } }.map { .narrowInt($0) }
  case .int: return all { if case .int(let vector) = $0 { vector } else { nil } }.map { .int($0) }
  case .float: return all { if case .float(let vector) = $0 { vector } else { nil } }.map { .float($0) }
  case .date: return all { if case .date(let vector) = $0 { vector } else { nil } }.map { .date($0) }
  case .period(_, let kind):
    return all { if case .period(let vector, kind) = $0 { vector } else { nil } }.map { .period($0, kind) }
  case .datetime: return all { if case .datetime(let vector) = $0 { vector } else { nil } }.map { .datetime($0) }
  case .duration: return all { if case .duration(let vector) = $0 { vector } else { nil } }.map { .duration($0) }
  // Decimals have been given the same places.
  case .decimal(_, let scale):
    return all { if case .decimal(let vector, _) = $0 { vector } else { nil } }.map { .decimal($0, scale: scale) }
  case .longDecimal(_, let scale):
    return all { if case .longDecimal(let vector, _) = $0 { vector } else { nil } }
      .map { .longDecimal($0, scale: scale) }
  case .text: return nil
  }
}

/// Lists one after another, copied by several threads.
func oneAfterAnother<Value: BitwiseCopyable & Sendable>(_ lists: [[Value]]) -> [Value] {
  var values: [Value] = untouched(lists.reduce(0) { $0 + $1.count })
  unsafe values.withUnsafeMutableBufferPointer { target in
    var start = 0
    for list in lists {
      // The parts have no element in common.
      nonisolated(unsafe) let own = unsafe UnsafeMutableBufferPointer(rebasing: target[start..<start + list.count])
      _ = parallelStretches(list.count) { range in
        unsafe list.withUnsafeBufferPointer { list in
          _ = unsafe UnsafeMutableBufferPointer(rebasing: own[range]).update(
            fromContentsOf: UnsafeBufferPointer(rebasing: list[range]))
        }
      }
      start += list.count
    }
  }
  return values
}

extension Diagnostic {
  /// Of decimals of several scales, which have no room in one.
  static var tooManyDigits: Diagnostic {
    Diagnostic(.overflow, "together, the decimals need more than 38 digits", kind: .data)
  }
}
