import Testing

@testable import StetFormats

@Test("What holds a digit, a numeral, a word for a number or an answer is no code for a missing value")
func codesOfMissingValues() {
  for code in ["D", "(S)", "–", "-", "..", "*", "N/A", "n.a.", "NULL", "None", "", "not reported", "#REF!", "X", "NR"] {
    #expect(MissingCode.isOne(code), "\(code)")
  }
  for value in [
    "1.5M", "5-", "<5", "½", "②", "Ⅳ", "IV", "ten", "zero", "none", "Y", "no", "TRUE", "Smith", "+", "∞", "x²", "٣",
    "五",
  ] {
    #expect(!MissingCode.isOne(value), "\(value)")
  }
  #expect(!MissingCode.isOne("D", in: .bool))
}
