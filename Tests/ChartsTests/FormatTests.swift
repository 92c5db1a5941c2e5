import StetCharts
import StetColumns
import Testing

@Test(
  "Values in the words of the format mini-language",
  arguments: [
    (Value.int(1_234_567), ",", "1,234,567"), (.int(-999), ",", "−999"), (.float(2.675), ".2f", "2.68"),
    (.float(0.4567), ".1%", "45.7%"), (.float(0.305), "%", "31%"), (.int(2_649_999), "$,.1m", "$2.6m"),
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
