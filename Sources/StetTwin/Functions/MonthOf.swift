import StetColumns
import StetDiagnostics

extension FunctionTwin {
  static let monthOf = FunctionTwin("month_of") { values in
    let names = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
      "december",
    ]
    var month: Int?
    if case .int(let number) = values[1] {
      month = Int(exactly: number)
    } else if case .text(let text) = values[1] {
      let name = text.lowercased().replacing(".", with: "").replacing(" ", with: "")
      month = name == "sept" ? 9 : names.firstIndex { $0 == name || $0.prefix(3) == name }.map { $0 + 1 }
    }
    guard let month, (1...12).contains(month) else { throw TwinFailure(.argument) }
    let year: Int64
    switch values[0] {
    case .int(let number) where (1...9999).contains(number): year = number
    case .period(let number, .year): year = Int64(number)
    case .period(let number, .fiscalYear): year = Int64(number) - (month >= 10 ? 1 : 0)
    default: throw TwinFailure(.argument)
    }
    guard (1...9999).contains(year) else { throw TwinFailure(.overflow) }
    return .period(Int32(year) * 12 + Int32(month) - 1, .month)
  }
}
