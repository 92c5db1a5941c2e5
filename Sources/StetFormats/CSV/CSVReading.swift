import StetColumns

/// How the cells of a column are read: a parser of cells, or text.
enum CSVReading: Equatable {
  case narrowInt(isDeclared: Bool)
  case int(isDeclared: Bool)
  case decimal
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
    if ShortDecimal(shape) != nil { fitting.append(.decimal) }
    if FloatParser().parse(shape) != nil { fitting.append(.float(isDeclared: false)) }
    if BoolParser().parse(shape) != nil { fitting.append(.bool) }
    if DateParser().parse(shape) != nil { fitting.append(.date) }
    if WrittenFiscalYearParser().parse(shape) != nil { fitting.append(.writtenFiscalYear) }
    if PeriodParser(kind: .month).parse(shape) != nil { fitting.append(.period(.month)) }
    return fitting + [.text]
  }

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
    case .decimal: [.decimal]
    }
  }
}

extension ColumnStore {
  /// With space for more rows than are likely: memory that is never touched costs nothing.
  init(_ reading: CSVReading, capacity: Int, likely: Int) {
    switch reading {
    case .int, .decimal, .datetime, .duration: self = .wide(untouched(capacity, likely: likely))
    case .float: self = .floats(untouched(capacity, likely: likely))
    case .bool: self = .bools(untouched(capacity, likely: likely))
    case .narrowInt, .date, .period, .writtenFiscalYear, .text: self = .narrow(untouched(capacity, likely: likely))
    }
  }
}
