import StetColumns
import StetDiagnostics

/// What figures do from one period to the next that a sum of them would not be ready for.
struct FiguresInTime {
  private let time: TimeOfRows
  /// The rows of each series, in time.
  private let series: [[Int]]

  /// Nil where the rows have no times.
  init?(_ shape: TableShape) {
    guard let time = TimeOfRows(shape) else { return nil }
    self.time = time
    series = shape.groups(without: Set(time.columns)).map { rows in
      rows.filter { time.places[$0] != nil }.sorted { (time.places[$0] ?? 0, $0) < (time.places[$1] ?? 0, $1) }
    }
  }

  /// Whether figures run up within each year and begin anew with the next; a name that says so makes up for having one year only.
  func runUp(_ values: [Double], isNamed: Bool) -> String? {
    var (rises, falls, beginnings, others) = (0, 0, 0, 0)
    for rows in series {
      let rows = rows.filter { !values[$0].isNaN }
      for (row, next) in zip(rows, rows.dropFirst()) {
        if time.years[row] == time.years[next] {
          if values[next] > values[row] { rises += 1 } else if values[next] < values[row] { falls += 1 }
        } else if values[next] <= values[row] * 0.6 {
          beginnings += 1
        } else {
          others += 1
        }
      }
    }
    guard rises > (isNamed ? 3 : 10), falls * 50 <= rises, isNamed || beginnings > 0 && others * 4 <= beginnings
    else {
      return nil
    }
    return falls == 0
      ? "they never fall within a year" : "they fall in \(falls) of \(rises + falls) steps within a year"
  }

  /// The time after which all figures are zero, where those before are not, and how many rows these are.
  func zerosAtEnd(_ values: [Double]) -> (after: String, rows: Int)? {
    var (last, row): (Int?, Int?)
    var later: [Int] = []
    let rows = series.flatMap { $0 }.filter { !values[$0].isNaN }
    for candidate in rows where values[candidate] != 0 && (time.places[candidate] ?? 0) > last ?? .min {
      (last, row) = (time.places[candidate], candidate)
    }
    guard let last, let row else { return nil }
    later = rows.filter { (time.places[$0] ?? 0) > last }
    // Where zeros are common, some more at the end say nothing.
    let zeros = rows.count { values[$0] == 0 } - later.count
    guard later.count > 1, zeros * 20 <= rows.count - later.count else { return nil }
    return (time.words(row), later.count)
  }
}
