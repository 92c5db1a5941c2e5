import StetColumns

/// When the figures of rows are from: by a column of dates or periods, or by one of years and one of months.
struct TimeOfRows {
  /// The columns that say so.
  let columns: [Int]
  /// Days or periods in order; nil where a row has none.
  let places: [Int?]
  /// The year in which a row is; a fiscal year where the table has such.
  let years: [Int]
  private let values: [Column]

  /// Nil where no column of the key is shorter than a year.
  init?(_ shape: TableShape) {
    let table = shape.table
    let fields = table.schema.fields
    let times = shape.key.filter(shape.isTime)
    let rows = 0..<table.rowCount
    if let column = times.first(where: {
      [.date, .period(.month), .period(.quarter), .period(.week)].contains(fields[$0].type)
    }) {
      columns = [column]
      values = [table.columns[column]]
      let places = rows.map { row in
        switch table.columns[column][row] {
        case .date(let day): Int(day)
        case .period(let ordinal, _): Int(ordinal)
        default: Int?.none
        }
      }
      self.places = places
      let type = fields[column].type
      years = places.map { place in
        guard let place else { return 0 }
        switch type {
        case .period(.month): return place / 12
        case .period(.quarter): return place / 4
        case .period(.week): return CivilDate(daysSinceEpoch: Int32(place * 7)).year
        default: return CivilDate(daysSinceEpoch: Int32(place)).year
        }
      }
      return
    }
    guard let year = times.first(where: { [.int, .period(.year), .period(.fiscalYear)].contains(fields[$0].type) })
    else {
      return nil
    }
    let isFiscal = fields[year].type == .period(.fiscalYear) || fields[year].holdsFiscalYears
    func number(_ row: Int) -> Int? {
      switch table.columns[year][row] {
      case .int(let number): Int(exactly: number)
      case .period(let ordinal, _): Int(ordinal)
      default: nil
      }
    }
    func months(_ column: Int) -> [Int?]? {
      var found: [Int?] = []
      var (named, others) = (0, 0)
      for row in rows {
        let month: Int? =
          switch table.columns[column][row] {
          case .text(let name): englishMonth(name)
          case .int(let number) where fields[column].holdsMonths && (1...12).contains(number): Int(number)
          default: nil
          }
        if month == nil { others += 1 } else { named += 1 }
        found.append(month)
      }
      // A total of the year may stand among them.
      return named > 3 * others ? found : nil
    }
    guard
      let (month, numbers) = shape.key.lazy.filter({ $0 != year }).compactMap({ column in
        months(column).map { (column, $0) }
      }).first
    else { return nil }
    columns = [year, month]
    values = [table.columns[month], table.columns[year]]
    places = rows.map { row in
      guard let year = number(row), let month = numbers[row] else { return nil }
      return year * 12 + (isFiscal ? (month + 2) % 12 : month - 1)
    }
    years = rows.map { number($0) ?? 0 }
  }

  /// The time of a row as its cells have it.
  func words(_ row: Int) -> String {
    if values.count == 2, case .int(let month) = values[0][row] {
      return "\(plainText(values[1][row]))-\(month < 10 ? "0" : "")\(month)"
    }
    return values.map { plainText($0[row]) }.joined(separator: " ")
  }
}
