import StetCharts
import StetColumns
import Testing

@Test(
  "Values in the words of the format mini-language",
  arguments: [
    (Value.int(1_234_567), ",", "1,234,567"), (.int(-999), ",", "−999"), (.float(2.675), ".2f", "2.68"),
    (.float(0.4567), ".1%", "45.7%"), (.float(0.305), "%", "30%"), (.int(2_649_999), "$,.1m", "$2.6m"),
    (.int(1_234_500_000_000), "$,.1bn", "$1,234.5bn"), (.float(-0.001), ".1f", "0.0"),
    (.float(0.012), "+.1pp", "+1.2 pp"),
    (.float(999.96), ",.1f", "1,000.0"), (.int(10_300_000), "ap", "10.3 million"),
    (.int(999_960_000), "ap", "1 billion"),
    (.date(19_971), "ap", "Sept. 5, 2024"), (.int(22), "ordinal", "22nd"), (.int(111), "ordinal", "111th"),
    (.int(1_042), "words", "one thousand forty-two"), (.float(1e-7), ".2f", "0.00"),
    (.float(1.5e20), ",", "150,000,000,000,000,000,000"),
    (.decimal(Decimal(digits: 305, scale: 3)), ".1%", "30.5%"), (.float(9.5), ".0f", "10"), (.float(0.05), ".0f", "0"),
    (.text("a"), ",", "a"), (.float(0.05), ",", "0.05"), (.int(0), ".1k", "0.0k"), (.float(0.00049), ".3f", "0.000"),
  ])
func formats(_ value: Value, _ pattern: String, _ expected: String) {
  #expect(formatted(value, pattern) == expected)
}

@Test("An unknown pattern is nil", arguments: ["", "x", ",,", ".f", ".1q", "%%"])
func unknownFormats(_ pattern: String) {
  #expect(formatted(.int(1), pattern) == nil)
}

@Test(
  "A tie goes to the even digit, and only a tie does",
  arguments: [
    ("0.5", 0, "0"), ("1.5", 0, "2"), ("2.5", 0, "2"), ("-2.5", 0, "−2"), ("-0.5", 0, "0"), ("-1.5", 0, "−2"),
    ("2.51", 0, "3"), ("2.500001", 0, "3"), ("2.49", 0, "2"), ("9.5", 0, "10"), ("99.95", 1, "100.0"),
    ("0.125", 2, "0.12"), ("0.135", 2, "0.14"), ("0.1250", 2, "0.12"), ("0.05", 0, "0"), ("0.005", 2, "0.00"),
    ("0.015", 2, "0.02"), ("0.0051", 2, "0.01"), ("12345678901234.565", 2, "12345678901234.56"),
  ])
func halfEven(_ digits: String, _ places: Int, _ expected: String) throws {
  let scale = try #require(digits.split(separator: ".").last).count
  let whole = try #require(Int128(digits.filter { $0 != "." }))
  #expect(formatted(.decimal(Decimal(digits: whole, scale: scale)), ".\(places)f") == expected)
}

@Test("A binary number rounds by the digits it prints, scaled units by the digits shown")
func halfEvenUnits() {
  #expect(formatted(.float(2.665), ".2f") == "2.66")
  #expect(formatted(.float(1e22), ".0f") == "10000000000000000000000")
  #expect(formatted(.int(2_650_000), ".1m") == "2.6m")
  #expect(formatted(.int(2_650_001), ".1m") == "2.7m")
  #expect(formatted(.int(2_750_000), "ap") == "2.8 million")
  #expect(formatted(.float(0.125), "%") == "12%")
  #expect(formatted(.float(0.00125), "+.1pp") == "+0.1 pp")
}
