import StetColumns

/// What a table's rows stand for: the columns that tell them apart, those that say more about these, and the numbers.
struct TableShape {
  /// Columns that together tell nearly all rows apart, none of which can be spared.
  let key: [Int]
  /// Other columns of which few values are different.
  let attributes: [Int]
  /// Columns of numbers that may be added up.
  let numbers: [Int]
  let table: Table
  private let columns: [Int: RowNumbers]

  /// Larger tables are not looked at: the time would show.
  static let mostRows = 200_000
  /// How many values a column of levels may have.
  private static let mostLevels = 6

  /// Nil where no columns tell the rows apart, as in a list of single cases.
  init?(_ table: Table) {
    let rowCount = table.rowCount
    guard (3...Self.mostRows).contains(rowCount) else { return nil }
    self.table = table
    let fields = table.schema.fields
    let years = fields.indices.filter { table.holdsYears($0) }
    var labels = fields.indices.filter { !fields[$0].type.isNumeric || years.contains($0) }
    var columns: [Int: RowNumbers] = [:]
    for index in labels { columns[index] = RowNumbers(table.columns[index]) }
    func all(_ indices: [Int]) -> RowNumbers {
      indices.reduce(RowNumbers(allOf: rowCount)) { rows, index in
        rows.count == rowCount ? rows : columns[index].map { rows.and($0) } ?? rows
      }
    }
    // A few rows that are there twice do no harm.
    let enough = rowCount - rowCount / 50
    var told = all(labels)
    if told.count < enough {
      // Whole numbers that repeat may be codes: of places, ages, levels.
      let codes = fields.indices.filter { fields[$0].type == .int && !labels.contains($0) }
        .map { ($0, RowNumbers(table.columns[$0])) }
        .filter { $0.1.count * 2 <= rowCount }
        .sorted { ($0.1.count, $0.0) < ($1.1.count, $1.0) }
      for (index, numbers) in codes where told.count < enough {
        let more = told.and(numbers)
        guard more.count > told.count else { continue }
        columns[index] = numbers
        labels.append(index)
        told = more
      }
    }
    guard told.count >= enough else { return nil }
    var key = labels
    // What tells every row apart by itself is a running number, if the others do too; then the last columns are those that say least.
    for index in labels.filter({ columns[$0]?.count == rowCount }) + labels.reversed() where key.count > 1 {
      let rest = key.filter { $0 != index }
      if rest.count < key.count, all(rest).count >= min(enough, told.count) { key = rest }
    }
    self.key = key.sorted()
    numbers = fields.indices.filter { fields[$0].type.isNumeric && !key.contains($0) && !years.contains($0) }
    for index in numbers where fields[index].type == .int && columns[index] == nil {
      let numbers = RowNumbers(table.columns[index])
      if numbers.count <= Self.mostLevels { columns[index] = numbers }
    }
    attributes = fields.indices.filter { index in
      !key.contains(index) && !fields[index].type.isTime
        && (columns[index].map { (2...Self.mostLevels).contains($0.count) } ?? false)
    }
    self.columns = columns
  }

  /// A number for each value of a column of the key or an attribute.
  func numbers(of column: Int) -> RowNumbers {
    columns[column] ?? RowNumbers(table.columns[column])
  }

  /// The rows that agree in all columns of the key but some, and in others, group by group.
  func groups(without left: Set<Int>, with others: [Int] = []) -> [[Int]] {
    (key.filter { !left.contains($0) } + others)
      .reduce(RowNumbers(allOf: table.rowCount)) { $0.and(numbers(of: $1)) }.rows
  }

  /// Whether a column of the key is a time.
  func isTime(_ column: Int) -> Bool { table.schema.fields[column].type.isTime || table.holdsYears(column) }

  /// The values of a column of numbers; nan where one is missing.
  func values(of column: Int) -> [Double] {
    let column = table.columns[column]
    return (0..<column.count).map { column[$0].asFloat ?? .nan }
  }

  /// A column of numbers as figures that may be sums.
  func figures(of column: Int) -> Figures {
    let values = values(of: column)
    let cells = table.columns[column]
    let digits = cells.type == .float ? nil : (0..<cells.count).compactMap { cells[$0].asDecimal?.digits }
    let step = digits.map { Self.grain($0) * Self.unit(scale: cells.scale) } ?? 0
    return Figures(values: values, step: step)
  }

  /// The largest number of last digits of which all are multiples, as 1000 of figures in thousands.
  private static func grain(_ digits: [Int128]) -> Double {
    var common: Int128 = 0
    for value in digits where common != 1 {
      var (a, b) = (common, value.magnitude <= UInt128(Int128.max) ? Int128(value.magnitude) : 1)
      while b != 0 { (a, b) = (b, a % b) }
      common = a
    }
    return Double(max(1, common))
  }

  /// What the last digit stands for.
  private static func unit(scale: Int) -> Double { (0..<scale).reduce(1) { step, _ in step / 10 } }
}

/// Numbers that may be sums of each other.
struct Figures {
  /// nan where one is missing.
  let values: [Double]
  /// The step between possible figures, 0 where there is none. Those in round thousands may be off by five hundred each, and meet by chance
  /// a thousand times as often.
  let step: Double
}

extension Table {
  /// Whether whole numbers are years, by the column's name or by what they are.
  fileprivate func holdsYears(_ column: Int) -> Bool {
    if schema.fields[column].holdsYears { return true }
    guard schema.fields[column].type == .int, rowCount > 0 else { return false }
    var hasYear = false
    for row in 0..<rowCount {
      guard case .int(let value) = columns[column][row] else { continue }
      guard (1776...2150).contains(value) else { return false }
      hasYear = true
    }
    return hasYear
  }
}
