import StetKit

let session = ScriptSession(folder: ".")

try session.register(
  name: "celsius", summary: "degrees Fahrenheit converted to degrees Celsius", example: "celsius(212)",
  arguments: ["fahrenheit"]
) { (fahrenheit: Double) in fahrenheit < -459.67 ? nil : (fahrenheit - 32) / 1.8 }

let report = session.run(
  """
  let readings = table { town, day, fahrenheit; "Nome", @2011-02-01, 14; "Yuma", @2011-02-01, 68; "Nome", @2011-02-02, missing }
  readings | derive celsius = celsius(fahrenheit)
  claim "Yuma was the warmer town": readings[town: "Yuma"].fahrenheit > 32
  """)

guard report.exitStatus == 0, let table = report.tables.first else { fatalError(report.findingsText) }

// Columns are Swift optionals; a missing value is nil.
let towns: [String?] = try table.values("town")
let days: [CalendarDay?] = try table.values("day")
let celsius: [Double?] = try table.values("celsius")
for ((town, day), degrees) in zip(zip(towns, days), celsius) {
  print(town ?? "?", day.map { "\($0.day).\($0.month)." } ?? "?", degrees ?? .nan)
}

for step in report.ledger { print(step.location ?? "", step.text) }

// An error in the script is reported with its location, and nothing is thrown.
let wrong = session.run("readings | filter fahrenhiet > 32", name: "wrong.stet")
print("status \(wrong.exitStatus), \(wrong.findings[0].code) at \(wrong.findings[0].scriptLocation ?? "")")
print(wrong.findingsText, terminator: "")
