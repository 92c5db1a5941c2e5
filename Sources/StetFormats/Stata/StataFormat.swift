import StetColumns

extension SourceFormat {
  static let stata = SourceFormat(
    "Stata",
    summary: "the data of Stata from version 8 on (formats 113 to 115 and 117 to 119)",
    details: """
      A column with value labels has the labels as text, if any of its values has one; `labels: numbers` reads the numbers. Other columns have the numbers that are stored: `int` if all are whole, and \
      otherwise `decimal` or `float` as in JSON, with the digits that distinguish a number from its neighbors, so that a single `0.1` is 0.1. The \
      formats `%td`, `%tm`, `%tq`, `%ty` and `%tc` make dates, months, quarters, years and `datetime`; those of weeks, half-years and business days leave a number, \
      with a note. The missing values `.a` to `.z` are counted by their letter in the ledger, as withheld ones if `redacted: [".a"]` says so; \
      `.` and an empty text are missing. The label of a variable is the description of its column. Texts of versions before 14 that are not \
      plain ASCII need `encoding:`, because the file does not say what they are.
      """,
    endings: ["dta"], isRecognized: isStata,
    sample: .described("a file of Stata 12 with two rows, whose second one has the missing value `.a`", sampleData),
    options: SourceOption.ofCells + [.labels], capabilities: [.columns],
    beginning: StataReader.beginning, read: StataReader.read)

  private static let sampleData: [UInt8] = {
    func field(_ text: String, _ width: Int) -> [UInt8] {
      Array(text.utf8) + [UInt8](repeating: 0, count: width - text.utf8.count)
    }
    let header: [UInt8] = [115, 2, 1, 0, 2, 0, 2, 0, 0, 0] + field("", 81 + 18)
    let names = field("state", 33) + field("persons", 33) + field("", 2 * 3)
    let formats = field("%2s", 49) + field("%8.0g", 49) + field("", 2 * 33)
    let labels = field("", 81) + field("Persons removed", 81) + field("", 5)
    return header + [2, 251] + names + formats + labels + field("TX", 2) + [5] + field("IL", 2) + [102]
  }()

  private static func isStata(_ head: [UInt8]) -> Bool {
    if head.starts(with: "<stata_dta>".utf8) { return true }
    return head.count > 4 && (104...115).contains(head[0]) && (1...2).contains(head[1]) && head[2] == 1 && head[3] == 0
  }
}

/// Options only for Stata files.
struct StataOptions: FormatOptions {
  /// Whether all columns, or those in the set, have numbers in place of their labels.
  var numbers = false
  var numbersOf: Set<String> = []

  func isNumbers(_ column: String) -> Bool { numbers || numbersOf.contains(column) }
}

extension SourceOption {
  fileprivate static let labels = SourceOption(
    "labels", takes: "`numbers`, or columns with it, as in `{ age: numbers }`",
    summary: "the numbers of a column in place of their labels, in all columns or in some", example: "labels: numbers",
    words: ["numbers"], memberWords: ["numbers"]
  ) { value, options throws(Refusal) in
    if value.word == "numbers" {
      options[StataOptions.self].numbers = true
    } else if let members = value.members, members.allSatisfy({ $0.value.word == "numbers" }) {
      options[StataOptions.self].numbersOf = Set(members.map(\.name))
    } else {
      throw .takes
    }
  }
}
