// Loops over the rows of a column of a block. They are free functions over `CSVCells`: as methods of the worker they copied it to the
// stack for each cell. A kernel reads 64 cells at a time as they usually are; each of the others is read on its own.

import CScan
import StetColumns
import StetSystem

/// Cells that a kernel reads at a time.
private let batch = Int(STET_BATCH)

/// The row of the first cell that does not fit.
@inline(__always)
func parseRows<Parser: FastParser>(
  _ block: CSVBlock, _ cells: CSVCells, _ first: Int, _ parser: Parser, _ target: UnsafeMutablePointer<Parser.Element>,
  _ missing: inout [Int32]
) -> Int? {
  var areQuoted = false
  for start in stride(from: 0, to: block.rows, by: batch) {
    let (row, place) = (block.firstRow &+ start, first &+ start &* cells.width)
    let count = min(batch, block.rows &- start)
    var unread = allBits(count)
    if !cells.codesMayBeValues {
      unread = unsafe parser.parse(cells.column(place, areQuoted: areQuoted), count, target + row)
    }
    while unread != 0 {
      let lane = unread.trailingZeroBitCount
      unread &= unread &- 1
      let cell = cells.cell(place &+ lane &* cells.width)
      if cell.isQuoted { areQuoted = true }
      if cells.isMissing(cell) {
        missing.append(Int32(truncatingIfNeeded: row &+ lane))
        unsafe target[row &+ lane] = parser.zero
      } else if let value = unsafe parser.parse(cells.bytes + cell.start, cell.end &- cell.start) {
        unsafe target[row &+ lane] = value
      } else {
        return row &+ lane
      }
    }
  }
  return nil
}

/// Digits with as many places as the number of the block that has most. Where all have the same, no row is written twice. Those that
/// need more than 18 digits together are not used, so that it does not matter what becomes of them.
func decimalRows(
  _ block: CSVBlock, _ cells: CSVCells, _ first: Int, _ target: UnsafeMutablePointer<Int64>,
  _ missing: inout [Int32], _ needs: inout DecimalNeeds
) -> Int? {
  let parser = FastDecimalParser()
  var areQuoted = false
  var (places, whole) = (0, 0)
  return unsafe withScratch(of: Int64.self, capacity: batch) { digits in
    unsafe withScratch(of: UInt8.self, capacity: batch) { ownPlaces in
      unsafe tenTo.withUnsafeBufferPointer { powers in
        for start in stride(from: 0, to: block.rows, by: batch) {
          let (row, place) = (block.firstRow &+ start, first &+ start &* cells.width)
          let count = min(batch, block.rows &- start)
          var found = stet_decimals(unread: allBits(count), places: 0, whole: 0)
          if !cells.codesMayBeValues {
            found = unsafe stet_read_decimals(
              cells.column(place, areQuoted: areQuoted), count, digits, ownPlaces, CSVBlocks.scan)
          }
          var most = Int(found.places)
          whole = max(whole, Int(found.whole))
          while found.unread != 0 {
            let lane = found.unread.trailingZeroBitCount
            found.unread &= found.unread &- 1
            let cell = cells.cell(place &+ lane &* cells.width)
            if cell.isQuoted { areQuoted = true }
            if cells.isMissing(cell) {
              missing.append(Int32(truncatingIfNeeded: row &+ lane))
              unsafe (digits[lane], ownPlaces[lane]) = (0, 0)
            } else if let number = unsafe parser.parse(cells.bytes + cell.start, cell.end &- cell.start) {
              unsafe (digits[lane], ownPlaces[lane]) = (number.digits, UInt8(truncatingIfNeeded: number.places))
              most = max(most, number.places)
              whole = max(whole, number.whole)
            } else {
              return row &+ lane
            }
          }
          if most > places {
            let factor = unsafe powers[most &- places]
            for earlier in block.firstRow..<row { unsafe target[earlier] &*= factor }
            places = most
          }
          for lane in 0..<count {
            unsafe target[row &+ lane] = digits[lane] &* powers[places &- Int(ownPlaces[lane])]
          }
        }
        needs = DecimalNeeds(places: places, whole: whole)
        return nil
      }
    }
  }
}

/// Where some texts are, and which of the cells have none.
@inline(__always)
private func findTexts(
  _ cells: CSVCells, _ place: Int, _ count: Int, _ areQuoted: inout Bool, _ starts: UnsafeMutablePointer<Int32>,
  _ lengths: UnsafeMutablePointer<Int32>
) -> stet_texts {
  var found = unsafe stet_find_texts(cells.column(place, areQuoted: areQuoted), count, starts, lengths)
  if cells.hasQuotes, !areQuoted, found.quoted != 0 {
    areQuoted = true
    found = unsafe stet_find_texts(cells.column(place, areQuoted: true), count, starts, lengths)
  }
  if !cells.codes.isEmpty {
    for lane in 0..<count where unsafe cells.isCode(Int(starts[lane]), Int(lengths[lane])) {
      found.empty |= 1 &<< UInt64(truncatingIfNeeded: lane)
    }
  }
  // What is left are those in which two adjacent quotes mean one.
  found.quoted = cells.hasDoubledQuotes ? found.quoted & ~found.empty : 0
  var quoted = found.quoted
  while quoted != 0 {
    let lane = quoted.trailingZeroBitCount
    quoted &= quoted &- 1
    let text = unsafe cells.bytes + Int(starts[lane])
    if unsafe !contains(text, count: Int(lengths[lane]), UInt8(ascii: "\"")) {
      found.quoted &= ~(1 &<< UInt64(truncatingIfNeeded: lane))
    }
  }
  return found
}

/// How many texts there were.
func textRows(
  _ rows: Int, _ cells: CSVCells, _ first: Int, _ dictionary: TextDictionary, _ target: UnsafeMutablePointer<Int32>,
  _ spare: UnsafeMutablePointer<UInt8>
) -> Int {
  var missing = 0
  let row = unsafe bareTextRows(rows, cells, first, dictionary, target, &missing)
  if row < rows {
    unsafe anyTextRows(
      rows &- row, cells, first &+ row &* cells.width, dictionary, target + row, spare, &missing)
  }
  return rows - missing
}

/// Reads texts until one is in quotes or the dictionary is too large for the inner caches; how many rows that were.
@inline(__always)
private func bareTextRows(
  _ rows: Int, _ cells: CSVCells, _ first: Int, _ dictionary: TextDictionary, _ target: UnsafeMutablePointer<Int32>,
  _ missing: inout Int
) -> Int {
  guard cells.codes.isEmpty, !cells.mayEndInReturn, dictionary.count < 1 << 12 else { return 0 }
  var (index, none) = (first, 0)
  var table = dictionary.table
  defer { missing &+= none }
  for row in 0..<rows {
    let (start, end) = unsafe (Int(cells.ends[index &- 1]) &+ 1, Int(cells.ends[index]))
    index &+= cells.width
    if start == end {
      unsafe target[row] = -1
      none &+= 1
      continue
    }
    let text = unsafe cells.bytes + start
    let key = unsafe TextDictionary.Key(text, end &- start)
    if cells.hasQuotes, UInt8(truncatingIfNeeded: key.head) == UInt8(ascii: "\"") { return row }
    if let code = unsafe table.code(of: key, text) {
      unsafe target[row] = code
    } else {
      unsafe target[row] = dictionary.code(of: key, text)
      table = dictionary.table
    }
  }
  return rows
}

/// The slots where some texts will be looked up are fetched into the cache while the others are prepared.
private func anyTextRows(
  _ rows: Int, _ cells: CSVCells, _ first: Int, _ dictionary: TextDictionary, _ target: UnsafeMutablePointer<Int32>,
  _ spare: UnsafeMutablePointer<UInt8>, _ missing: inout Int
) {
  var (none, areQuoted) = (0, false)
  var table = dictionary.table
  unsafe withScratch(of: Int32.self, capacity: 2 * batch) { starts in
    unsafe withScratch(of: (text: UnsafePointer<UInt8>, key: TextDictionary.Key).self, capacity: batch) { wanted in
      let lengths = unsafe starts + batch
      for row in stride(from: 0, to: rows, by: batch) {
        let count = min(batch, rows &- row)
        let found = unsafe findTexts(cells, first &+ row &* cells.width, count, &areQuoted, starts, lengths)
        none &+= found.empty.nonzeroBitCount
        var next = unsafe spare
        for lane in 0..<count {
          var (text, length) = unsafe (cells.bytes + Int(starts[lane]), Int(lengths[lane]))
          if found.quoted &>> UInt64(truncatingIfNeeded: lane) & 1 == 1 {
            length = unsafe cells.unquote(Int(starts[lane]), length, to: next)
            unsafe text = UnsafePointer(next)
            unsafe next += length
          }
          let key = unsafe TextDictionary.Key(text, length)
          unsafe stet_prefetch(table.address(of: key))
          unsafe wanted[lane] = (text, key)
        }
        for lane in 0..<count {
          if found.empty &>> UInt64(truncatingIfNeeded: lane) & 1 == 1 {
            unsafe target[row &+ lane] = -1
          } else if let code = unsafe table.code(of: wanted[lane].key, wanted[lane].text) {
            unsafe target[row &+ lane] = code
          } else {
            unsafe target[row &+ lane] = dictionary.code(of: wanted[lane].key, wanted[lane].text)
            table = dictionary.table
          }
        }
      }
    }
  }
  missing &+= none
}

/// Writes the texts one after another, and to `lengths` how long each is, −1 where there is none; how many bytes they have.
func plainTextRows(
  _ rows: Int, _ cells: CSVCells, _ first: Int, _ lengths: UnsafeMutablePointer<Int32>,
  _ texts: UnsafeMutablePointer<UInt8>
) -> Int {
  var (written, areQuoted) = (0, false)
  unsafe withScratch(of: Int32.self, capacity: batch) { starts in
    for row in stride(from: 0, to: rows, by: batch) {
      let (count, lengths) = unsafe (min(batch, rows &- row), lengths + row)
      let found = unsafe findTexts(cells, first &+ row &* cells.width, count, &areQuoted, starts, lengths)
      for lane in 0..<count {
        let (start, length) = unsafe (Int(starts[lane]), Int(lengths[lane]))
        if found.empty &>> UInt64(truncatingIfNeeded: lane) & 1 == 1 {
          unsafe lengths[lane] = -1
        } else if found.quoted &>> UInt64(truncatingIfNeeded: lane) & 1 == 1 {
          let single = unsafe cells.unquote(start, length, to: texts + written)
          unsafe lengths[lane] = Int32(truncatingIfNeeded: single)
          written &+= single
        } else {
          let (source, target) = unsafe (
            UnsafeRawPointer(cells.bytes + start), UnsafeMutableRawPointer(texts + written)
          )
          if length <= 16 {
            // Whole words, whatever the length.
            unsafe target.storeBytes(of: source.loadUnaligned(as: UInt64.self), as: UInt64.self)
            unsafe (target + 8).storeBytes(of: (source + 8).loadUnaligned(as: UInt64.self), as: UInt64.self)
          } else {
            unsafe target.copyMemory(from: source, byteCount: length)
          }
          written &+= length
        }
      }
    }
  }
  return written
}

/// A bit for each of some cells.
@inline(__always)
func allBits(_ count: Int) -> UInt64 { ~0 &>> UInt64(truncatingIfNeeded: batch &- count) }
