import Glibc
import StetColumns

/// How the cells of a column are read: a parser of cells, or text.
enum CSVReading: Equatable {
  case narrowInt(isDeclared: Bool)
  case int(isDeclared: Bool)
  case float(isDeclared: Bool)
  case bool
  case date
  case period(PeriodKind)
  /// `FY2008`: undeclared, every cell must say so.
  case writtenFiscalYear
  case datetime
  case duration
  case text

  /// What the types of columns are tried as, in order; the first present cell decides which of them.
  static func candidates(for shape: Span<UInt8>) -> [CSVReading] {
    var fitting: [CSVReading] = []
    if IntParser().parse(shape) != nil { fitting += [.narrowInt(isDeclared: false), .int(isDeclared: false)] }
    if FloatParser().parse(shape) != nil { fitting.append(.float(isDeclared: false)) }
    if BoolParser().parse(shape) != nil { fitting.append(.bool) }
    if DateParser().parse(shape) != nil { fitting.append(.date) }
    if WrittenFiscalYearParser().parse(shape) != nil { fitting.append(.writtenFiscalYear) }
    if PeriodParser(kind: .month).parse(shape) != nil { fitting.append(.period(.month)) }
    return fitting + [.text]
  }

  /// None where plain cells do not tell all, as the places of decimals.
  static func declared(_ type: ValueType) -> [CSVReading] {
    switch type {
    case .int: [.narrowInt(isDeclared: true), .int(isDeclared: true)]
    case .float: [.float(isDeclared: true)]
    case .bool: [.bool]
    case .date: [.date]
    case .period(let kind): [.period(kind)]
    case .datetime: [.datetime]
    case .duration: [.duration]
    case .text: [.text]
    case .decimal: []
    }
  }
}

/// An undeclared fiscal year says so in every cell: `2009` among `FY2008` might be a calendar year.
struct WrittenFiscalYearParser: CellParser {
  var zero: Int32 { 0 }

  @inline(__always)
  func parse(_ cell: Span<UInt8>) -> Int32? {
    guard cell.count > 0, cell[0] == UInt8(ascii: "F") else { return nil }
    return PeriodParser(kind: .fiscalYear).parse(cell)
  }
}

/// The values of a column while its rows come in, with room for more of them than there will be: memory that is never
/// touched costs nothing.
enum CSVStore {
  case none
  case wide([Int64])
  case floats([Double])
  case bools([Bool])
  /// Ints, days, ordinals of periods, codes of texts.
  case narrow([Int32])

  init(_ reading: CSVReading, capacity: Int) {
    switch reading {
    case .int, .datetime, .duration: self = .wide(untouched(capacity))
    case .float: self = .floats(untouched(capacity))
    case .bool: self = .bools(untouched(capacity))
    case .narrowInt, .date, .period, .writtenFiscalYear, .text: self = .narrow(untouched(capacity))
    }
  }

  mutating func cut(to count: Int) {
    switch self {
    case .none: break
    case .wide(var values):
      self = .none
      values.removeLast(values.count - count)
      self = .wide(values)
    case .floats(var values):
      self = .none
      values.removeLast(values.count - count)
      self = .floats(values)
    case .bools(var values):
      self = .none
      values.removeLast(values.count - count)
      self = .bools(values)
    case .narrow(var values):
      self = .none
      values.removeLast(values.count - count)
      self = .narrow(values)
    }
  }

  /// Calls `body` with the memory of every store, which several threads may write to in different places.
  static func withMemory(_ stores: inout [CSVStore], _ body: ([UnsafeMutableRawPointer?]) -> Void) {
    var memory: [UnsafeMutableRawPointer?] = unsafe []
    unsafe withMemory(&stores, from: 0, &memory, body)
  }

  private static func withMemory(
    _ stores: inout [CSVStore], from index: Int, _ memory: inout [UnsafeMutableRawPointer?],
    _ body: ([UnsafeMutableRawPointer?]) -> Void
  ) {
    guard index < stores.count else { return unsafe body(memory) }
    let store = stores[index]
    stores[index] = .none
    switch consume store {
    case .none:
      unsafe memory.append(nil)
      unsafe withMemory(&stores, from: index + 1, &memory, body)
    case .wide(var values):
      unsafe values.withUnsafeMutableBytes { bytes in
        unsafe memory.append(bytes.baseAddress)
        unsafe withMemory(&stores, from: index + 1, &memory, body)
      }
      stores[index] = .wide(values)
    case .floats(var values):
      unsafe values.withUnsafeMutableBytes { bytes in
        unsafe memory.append(bytes.baseAddress)
        unsafe withMemory(&stores, from: index + 1, &memory, body)
      }
      stores[index] = .floats(values)
    case .bools(var values):
      unsafe values.withUnsafeMutableBytes { bytes in
        unsafe memory.append(bytes.baseAddress)
        unsafe withMemory(&stores, from: index + 1, &memory, body)
      }
      stores[index] = .bools(values)
    case .narrow(var values):
      unsafe values.withUnsafeMutableBytes { bytes in
        unsafe memory.append(bytes.baseAddress)
        unsafe withMemory(&stores, from: index + 1, &memory, body)
      }
      stores[index] = .narrow(values)
    }
  }
}
