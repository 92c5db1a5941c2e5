import StetColumns

extension TextWriter {
  /// Between quotes, with what JSON does not take within them escaped (RFC 8259 §7).
  mutating func appendJSON(_ bytes: UnsafeBufferPointer<UInt8>) {
    append(UInt8(ascii: "\""))
    for place in 0..<bytes.count {
      let byte = unsafe bytes[place]
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        append(UInt8(ascii: "\\"))
        append(byte)
      case 0..<32:
        append("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16))
      default: append(byte)
      }
    }
    append(UInt8(ascii: "\""))
  }

  mutating func appendJSON(_ text: String) {
    var text = text
    text.withUTF8 { unsafe appendJSON($0) }
  }

  mutating func append(_ texts: TextRun, _ place: Int) {
    unsafe texts.withBytes { bytes in unsafe append(UnsafeBufferPointer(rebasing: bytes[texts.range(place)])) }
  }
}

/// Values as JSON has them, for columns whose rows are lists.
func jsonTexts(
  _ values: StoredValues, _ count: Int, _ storage: Storage, _ readings: [Reading]
) throws(Malformed) -> TextRun {
  for reading in readings {
    if case .text(let form) = reading {
      var writer = TextWriter(texts: count)
      guard try form.append(values, count, storage, to: &writer) else { continue }
      let texts = writer.finish()
      if form == .utf8, TextPart(rows: 0..<count, entries: texts, isInOrder: true).firstInvalid != nil { continue }
      return texts.quotedAsJSON
    }
    var (stores, fits, failure) = ([reading.store(count)], true, Malformed?.none)
    unsafe ColumnStore.withMemory(&stores) { memory in
      guard let target = unsafe memory[0] else { return }
      do throws(Malformed) {
        fits = unsafe try Conversion(storage: storage, reading: reading).write(values, count, into: target)
      } catch { failure = error }
    }
    if let failure { throw failure }
    guard fits else { continue }
    let column = reading.column(stores[0], nil)
    switch column {
    case .float(let vector): return floats(vector.values)
    case .bool, .int, .narrowInt, .decimal, .longDecimal: return TextRun(column, 0..<count)
    case .text, .date, .datetime, .period, .duration: return TextRun(column, 0..<count).quotedAsJSON
    }
  }
  throw Malformed("a value is not one of its type")
}

/// What is not finite has no place in JSON.
private func floats(_ values: [Double]) -> TextRun {
  var writer = TextWriter(texts: values.count)
  for value in values {
    writer.append(value.isFinite ? shortest(value) : "null")
    writer.end()
  }
  return writer.finish()
}

extension TextRun {
  fileprivate var quotedAsJSON: TextRun {
    var writer = TextWriter(texts: count, bytes: byteCount + 2 * count)
    for place in 0..<count {
      unsafe withBytes { bytes in unsafe writer.appendJSON(UnsafeBufferPointer(rebasing: bytes[range(place)])) }
      writer.end()
    }
    return writer.finish()
  }
}
