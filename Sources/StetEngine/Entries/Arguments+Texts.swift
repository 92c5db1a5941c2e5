import CKernels
package import StetColumns

/// A test of a text, by its bytes.
struct TextTest: Sendable {
  /// Bytes that every text has that passes; none if there may be no such bytes.
  var required: [UInt8] = []
  /// The bytes at one end that decide alone, if there are few.
  var edge: TextEdge?
  let passes: @Sendable (borrowing Span<UInt8>) -> Bool
}

/// Makes a text from the bytes of another, and says whether there is one.
typealias TextChange = @Sendable (borrowing Span<UInt8>, inout TextWriter) throws(ValueFailure) -> Bool

extension Arguments {
  /// The texts of the first argument and the values of the others, if these are constant: then each different text is looked at once.
  /// Nil if they are not; `missing` if one of them is.
  private var texts: (texts: TextVector, others: [Value])? {
    guard case .text(let texts) = columns[0], isConstant.dropFirst().allSatisfy({ $0 }) else { return nil }
    return (texts, columns.indices.dropFirst().map { self.constant($0) })
  }

  private func missing(_ type: ValueType) -> Column { Column([Value](repeating: .missing, count: count), type: type) }

  // MARK: - Tests

  /// Whether each text of the first argument passes the test that the others make. If they are constant, there is one test, and each
  /// distinct text is tested once.
  func testTexts(_ makeTest: @Sendable ([Value]) throws(ValueFailure) -> TextTest) throws(ValueFailure) -> Column {
    guard let (texts, others) = texts else {
      return try map(.bool) { values throws(ValueFailure) in
        .bool(try makeTest(Array(values.dropFirst())).passes(bytes(values[0]).span))
      }
    }
    if others.contains(where: \.isMissing) { return missing(.bool) }
    let test = try makeTest(others)
    let (pool, isUsed) = (texts.pool, texts.usedCodes)
    let passes: [Bool] = parallelFill(pool.count) { range, target in
      if let edge = test.edge { return edge.test(range, of: pool, &target) }
      let bytes = pool.bytes.span
      guard !test.required.isEmpty else {
        for code in range {
          target[code - range.lowerBound] = isUsed?[code] != false && test.passes(bytes.extracting(pool.range(code)))
        }
        return
      }
      // All texts are looked through at once for what they must have, and only those that do are tested.
      for place in 0..<range.count { target[place] = false }
      pool.eachText(range, containing: test.required) { code in
        target[code - range.lowerBound] = isUsed?[code] != false && test.passes(bytes.extracting(pool.range(code)))
      }
    }
    if isCancelled() { throw .cancelled }
    return Column.bool(Vector(passes)).gather(texts)
  }

  // MARK: - Changes

  /// The text that the others make of each text of the first argument. If they are constant, each distinct text is changed once.
  func changeTexts(_ makeChange: @Sendable ([Value]) throws(ValueFailure) -> TextChange) throws(ValueFailure) -> Column
  {
    guard let (texts, others) = texts else {
      return try map(.text) { values throws(ValueFailure) in
        var writer = TextWriter(texts: 1)
        guard try makeChange(Array(values.dropFirst()))(bytes(values[0]).span, &writer) else { return .missing }
        writer.end()
        return .text(String(decoding: writer.finish()[0], as: UTF8.self))
      }
    }
    if others.contains(where: \.isMissing) { return missing(.text) }
    let change = try makeChange(others)
    let (pool, isUsed) = (texts.pool, texts.usedCodes)
    let runs = try parts(of: pool.count) { range throws(ValueFailure) in
      let source = pool.bytes.span
      var writer = TextWriter(
        texts: range.count, bytes: pool.offsets[range.upperBound] - pool.offsets[range.lowerBound])
      for code in range {
        try writer.text { writer throws(ValueFailure) in
          isUsed?[code] == false ? false : try change(source.extracting(pool.range(code)), &writer)
        }
      }
      return writer.finish()
    }
    return Column.text(TextVector(runs, areRepeated: texts.ownCodes != nil && texts.count >= 2 * pool.count)).gather(
      texts)
  }

  /// A text for each row; `makeRun` makes those of some rows.
  func makeTexts(_ makeRun: @Sendable (Range<Int>) throws(ValueFailure) -> TextRun) throws(ValueFailure) -> Column {
    .text(TextVector(try parts(of: count, makeRun), areRepeated: false))
  }

  // MARK: - Values

  /// A whole number for each text of the first argument: the number of its bytes where all texts are plain.
  func measureTexts(_ measure: @escaping @Sendable (borrowing Span<UInt8>) -> Int32) throws(ValueFailure) -> Column {
    guard case .text(let texts) = columns[0] else { preconditionFailure("the binder guarantees a text here") }
    let pool = texts.pool
    let isPlain = parallelStretches(pool.bytes.count) { StetEngine.isPlain(pool.bytes.span.extracting($0)) }
      .allSatisfy { $0 }
    let numbers: [Int32] = parallelFill(pool.count) { range, target in
      let bytes = pool.bytes.span
      if isPlain {
        for code in range { target[code - range.lowerBound] = Int32(truncatingIfNeeded: pool.range(code).count) }
        return
      }
      for code in range { target[code - range.lowerBound] = measure(bytes.extracting(pool.range(code))) }
    }
    if isCancelled() { throw .cancelled }
    return Column.narrowInt(Vector(numbers)).gather(texts)
  }

  /// Each distinct text of the first argument once, if the others are constant; each row otherwise.
  package func mapTexts(
    _ type: ValueType, _ body: @Sendable (String, [Value]) throws(ValueFailure) -> Value
  ) throws(ValueFailure) -> Column {
    guard let (texts, others) = texts else {
      return try map(type) { values throws(ValueFailure) in
        guard case .text(let text) = values[0] else { preconditionFailure("the binder guarantees a text here") }
        return try body(text, Array(values.dropFirst()))
      }
    }
    if others.contains(where: \.isMissing) { return missing(type) }
    let (pool, isUsed) = (texts.pool, texts.usedCodes)
    let parts = try parts(of: pool.count) { range throws(ValueFailure) in
      var results: [Value] = []
      results.reserveCapacity(range.count)
      for code in range { results.append(isUsed?[code] == false ? .missing : try body(pool.string(code), others)) }
      return results
    }
    return Column(Array(parts.joined()), type: type).gather(texts)
  }

  /// What `body` gives for ranges of the texts, by several threads and in their order; the first failure is that of the first text
  /// that fails.
  func parts<Part: Sendable>(
    of count: Int, _ body: @Sendable (Range<Int>) throws(ValueFailure) -> Part
  ) throws(ValueFailure) -> [Part] {
    let size = 4096
    let ranges = max(1, (count + size - 1) / size)
    let results = withoutActuallyEscaping(isCancelled) { isCancelled in
      // Any thread may call it: the answer comes from an atomic flag.
      nonisolated(unsafe) let isCancelled = isCancelled
      return parallelMap(ranges) { part -> Result<Part, ValueFailure> in
        if unsafe isCancelled() { return .failure(.cancelled) }
        do throws(ValueFailure) {
          return .success(try body(part * size..<min(count, (part + 1) * size)))
        } catch {
          return .failure(error)
        }
      }
    }
    var parts: [Part] = []
    for result in results { parts.append(try result.get()) }
    return parts
  }
}

extension TextRun {
  /// The different texts, and which of them each is; −1 for none.
  fileprivate var coded: (pool: TextPool, codes: [Int32]) {
    var builder = TextPoolBuilder()
    let codes = unsafe withBytes { bytes in
      (0..<count).map { place -> Int32 in
        unsafe isPresent?[place] == false
          ? -1 : builder.code(forUTF8: UnsafeBufferPointer(rebasing: bytes[range(place)]))
      }
    }
    return (builder.finish(), codes)
  }
}

extension TextVector {
  /// From the texts of one range of rows after another. Where texts repeat, as the first of them show if it is not known, equal ones
  /// become one; where they hardly do, that is left to whoever asks.
  fileprivate init(_ runs: [TextRun], areRepeated: Bool) {
    if areRepeated || runs.first.map({ $0.coded.pool.count * 2 <= $0.count }) ?? false {
      self.init(coding: runs)
    } else {
      self.init(listing: runs)
    }
  }

  private init(coding runs: [TextRun]) {
    let coded = parallelMap(runs.count) { runs[$0].coded }
    var builder = TextPoolBuilder()
    var codes: [Int32] = []
    codes.reserveCapacity(runs.reduce(0) { $0 + $1.count })
    for (pool, own) in coded {
      let common = (0..<pool.count).map { builder.code(for: pool.utf8($0)) }
      for code in own { codes.append(code < 0 ? -1 : common[Int(code)]) }
    }
    self.init(codes: codes, pool: builder.finish())
  }

  private init(listing runs: [TextRun]) {
    var starts: [(text: Int, byte: Int)] = []
    var (texts, total) = (0, 0)
    for run in runs {
      starts.append((texts, total))
      texts += run.count
      total += run.byteCount
    }
    let (first, areShort) = (starts, total <= UInt32.max)
    let bytes: [UInt8] = unsafe writtenInParts(total, runs.count) { part, target in
      unsafe runs[part].withBytes { unsafe target.update(from: $0, at: first[part].byte) }
    }
    let ends: [Int] = areShort ? [] : [0] + zip(runs, first).flatMap { run, first in run.ends.map { first.byte + $0 } }
    let short: [Int32] =
      areShort
      ? unsafe writtenInParts(texts + 1, runs.count) { part, target in
        if part == 0 { unsafe target[0] = 0 }
        let (place, byte) = (first[part].text + 1, first[part].byte)
        for (text, end) in runs[part].ends.enumerated() {
          unsafe target[place + text] = Int32(truncatingIfNeeded: byte + end)
        }
      } : []
    let pool = TextPool(
      bytes: bytes, offsets: areShort ? TextOffsets(bits: short) : TextOffsets(ends), isDistinct: false)
    guard runs.contains(where: { $0.isPresent != nil }) else {
      self.init(ofRows: pool)
      return
    }
    let codes: [Int32] = unsafe writtenInParts(texts, runs.count) { part, target in
      let (run, start) = (runs[part], first[part].text)
      for place in 0..<run.count {
        unsafe target[start + place] = run.isPresent?[place] == false ? -1 : Int32(truncatingIfNeeded: start + place)
      }
    }
    self.init(codes: codes, pool: pool)
  }
}

/// An array of which each part writes its own elements, in parallel.
private func writtenInParts<Element: BitwiseCopyable & Sendable>(
  _ count: Int, _ parts: Int, _ write: @Sendable (_ part: Int, UnsafeMutableBufferPointer<Element>) -> Void
) -> [Element] {
  var all: [Element] = untouched(count)
  unsafe all.withUnsafeMutableBufferPointer { all in
    // No two parts write the same element.
    nonisolated(unsafe) let all = unsafe all
    _ = parallelMap(parts) { unsafe write($0, all) }
  }
  return all
}

extension UnsafeMutableBufferPointer<UInt8> {
  fileprivate func update(from bytes: UnsafeBufferPointer<UInt8>, at place: Int) {
    guard let source = bytes.baseAddress, let target = baseAddress else { return }
    unsafe (target + place).update(from: source, count: bytes.count)
  }
}

extension TextVector {
  /// Which texts of the pool some row has; nil if every row has one of its own.
  var usedCodes: [Bool]? {
    guard let ownCodes else { return nil }
    var isUsed = [Bool](repeating: false, count: pool.count)
    for code in ownCodes where code >= 0 { isUsed[Int(code)] = true }
    return isUsed
  }
}

extension TextPool {
  /// Calls `body` with the texts of a range that contain some bytes, in order.
  fileprivate func eachText(_ range: Range<Int>, containing part: [UInt8], _ body: (Int) -> Void) {
    guard !range.isEmpty else { return }
    let end = offsets[range.upperBound]
    var (place, code) = (offsets[range.lowerBound], range.lowerBound)
    unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe part.withUnsafeBufferPointer { part in
        guard let all = bytes.baseAddress, let wanted = part.baseAddress else { return }
        while let found = unsafe stet_find(all + place, end - place, wanted, part.count) {
          let start = unsafe found - UnsafePointer(all)
          while offsets[code + 1] <= start { code += 1 }
          if start + part.count <= offsets[code + 1] {
            body(code)
            place = offsets[code + 1]
          } else {
            // One text ends in it.
            place = start + 1
          }
        }
      }
    }
  }
}

extension Column {
  /// What belongs to each text of a pool, for each row.
  func gather(_ texts: TextVector) -> Column { texts.ownCodes.map { gather($0) } ?? self }
}

private func bytes(_ value: Value) -> [UInt8] { Array((value.asText ?? "").utf8) }
