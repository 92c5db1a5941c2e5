import StetColumns

extension ArrowBatch {
  /// The values of a column that have the same number of bytes each, with zeros where there is none.
  func fixed(_ field: ArrowField, _ width: Int, _ present: Bitmap?) throws(Malformed) -> Bytes {
    let count = count(field)
    let bytes = try buffer(field, 1)
    if field.stored == .bool { return try bools(bytes, count) }
    guard bytes.count >= count * width else { throw Malformed("it ends early") }
    guard let present else { return try bytes.part(0, count * width) }
    let block = ByteBlock(count * width)
    unsafe block.base.copyMemory(from: bytes.base, byteCount: count * width)
    present.eachUnset { row in
      unsafe (block.base + row * width).initializeMemory(as: UInt8.self, repeating: 0, count: width)
    }
    return block.bytes
  }

  private func bools(_ bits: Bytes, _ count: Int) throws(Malformed) -> Bytes {
    guard bits.count >= (count + 7) / 8 else { throw Malformed("it ends early") }
    let block = ByteBlock(count)
    let target = unsafe block.base.assumingMemoryBound(to: UInt8.self)
    for place in 0..<count {
      unsafe target[place] = bits.base.load(fromByteOffset: place &>> 3, as: UInt8.self) &>> UInt8(place & 7) & 1
    }
    return block.bytes
  }

  /// Calls `body` with the bytes of each value that is there.
  @inline(__always)
  func each(
    _ field: ArrowField, _ present: Bitmap?, _ body: (_ row: Int, UnsafePointer<UInt8>, Int) -> Void
  ) throws(Malformed) {
    switch field.stored {
    case .null: return
    case .texts(let offset, _):
      let bytes = try buffer(field, 2)
      let places = try offsets(field, offset, within: bytes.count)
      for row in 0..<count(field) where present?[row] ?? true {
        unsafe body(
          row, (bytes.base + places[row]).assumingMemoryBound(to: UInt8.self), places[row + 1] - places[row])
      }
    case .views: try unsafe eachView(field, present, body)
    case .bool, .int, .float, .decimal, .date, .time, .timestamp, .duration, .interval, .fixed, .list, .fixedList,
      .structure, .map, .other:
      guard let width = field.stored.reading?.storage.width else { preconditionFailure("lists are read otherwise") }
      let bytes = try fixed(field, width, present)
      for row in 0..<count(field) where present?[row] ?? true {
        unsafe body(row, (bytes.base + row * width).assumingMemoryBound(to: UInt8.self), width)
      }
    }
  }

  /// Where each text or list begins, and the end; they follow one another.
  func offsets(_ field: ArrowField, _ width: Int, within limit: Int) throws(Malformed) -> [Int] {
    let count = count(field)
    let bytes = try buffer(field, 1)
    // Of no rows, writers may leave the first place out.
    if count == 0 { return [0] }
    guard bytes.count >= (count + 1) * width else { throw Malformed("it ends early") }
    var places = [Int](repeating: 0, count: count + 1)
    for index in 0...count {
      places[index] =
        unsafe width == 4
        ? Int(Int32(littleEndian: bytes.base.loadUnaligned(fromByteOffset: 4 &* index, as: Int32.self)))
        : Int(Int64(littleEndian: bytes.base.loadUnaligned(fromByteOffset: 8 &* index, as: Int64.self)))
    }
    guard places[0] >= 0, places[count] <= limit, (0..<count).allSatisfy({ places[$0] <= places[$0 + 1] }) else {
      throw Malformed("a text or list ends before it begins, or beyond its buffer")
    }
    return places
  }

  /// Texts of up to twelve bytes are within their views; of others, the views say which buffer has them and where.
  private func eachView(
    _ field: ArrowField, _ present: Bitmap?, _ body: (_ row: Int, UnsafePointer<UInt8>, Int) -> Void
  ) throws(Malformed) {
    let count = count(field)
    let views = try buffer(field, 1)
    guard views.count >= 16 * count else { throw Malformed("it ends early") }
    var buffers: [Bytes] = []
    for index in 0..<viewCount(field) { buffers.append(try buffer(field, 2 + index)) }
    // Views may share bytes, so that few are much text.
    var total = 0
    for row in 0..<count where present?[row] ?? true {
      total += max(0, Int(try views.number(Int32.self, at: 16 * row)))
    }
    guard file.memory.shortage(of: total) == nil else { throw Malformed("its texts do not fit into memory") }
    for row in 0..<count where present?[row] ?? true {
      let length = Int(try views.number(Int32.self, at: 16 * row))
      guard length >= 0 else { throw Malformed("a text has a negative length") }
      if length <= 12 {
        unsafe body(row, (views.base + 16 * row + 4).assumingMemoryBound(to: UInt8.self), length)
      } else {
        let (index, start) = (
          Int(try views.number(Int32.self, at: 16 * row + 8)), Int(try views.number(Int32.self, at: 16 * row + 12))
        )
        guard buffers.indices ~= index else { throw Malformed("a text is in no buffer") }
        let text = try buffers[index].part(start, length)
        unsafe body(row, text.base.assumingMemoryBound(to: UInt8.self), length)
      }
    }
  }

  /// The entry of each row in its dictionary, −1 for none.
  func indices(_ field: ArrowField, _ present: Bitmap?, into target: UnsafeMutablePointer<Int32>, below limit: Int)
    throws(Malformed)
  {
    guard let (storage, _, _) = field.stored.reading, let width = storage.width else {
      preconditionFailure("a dictionary's entries have whole numbers")
    }
    let bytes = try fixed(field, width, present)
    let conversion = Conversion(storage: storage, reading: .narrowInt)
    let count = count(field)
    guard unsafe try conversion.write(.fixed(bytes, width: width), count, into: UnsafeMutableRawPointer(target)) else {
      throw Malformed("a value is not in its dictionary")
    }
    for row in 0..<count {
      if let present, !present[row] {
        unsafe target[row] = -1
      } else if unsafe !(0..<limit ~= Int(target[row])) {
        throw Malformed("a value is not in its dictionary")
      }
    }
  }
}
