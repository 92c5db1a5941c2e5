import StetProse
import Testing

/// The figures of prose as their words.
private func words(_ prose: String) -> [String] {
  let bytes = Array(prose.utf8)
  return figures(in: prose).map { String(decoding: bytes[$0.range], as: UTF8.self) }
}

@Test("The figures of prose are found with their places")
func proseFigures() {
  #expect(
    words("Removals rose 3% to a record 409,849 in fiscal 2012, nearly two thirds of them to Mexico.")
      == ["3%", "record", "409,849", "fiscal 2012", "nearly two thirds"])
  #expect(words("One in five had none; the number doubled.") == ["One in five", "doubled"])
  #expect(words("“Half” — of the twenty-three counties") == ["Half", "twenty-three"])
  #expect(words("$29.7 billion, about 5 percentage points more") == ["$29.7 billion", "about 5 percentage points"])
  #expect(words("the highest since FY2003") == ["highest since FY2003"])
  #expect(words("between 5 and 10 people, 5–10%") == ["between 5 and 10", "5–10%"])
  #expect(words("Covid-19 and the 287(g) program, 12,5") == ["19", "287", "12,5"])
  #expect(words("on May 4, 2011, the 21st county") == ["May 4, 2011", "21st"])
}

@Test("List markers, pronouns and ordinal words are not figures")
func proseWithoutFigures() {
  #expect(words("1. The first\n2) the second\n  3. third") == [])
  #expect(words("No one knows which one it is; one of the reasons is another one.") == [])
  #expect(words("The first time is the third quarter") == ["The first time"])
  #expect(words("A wrong one: the new one, and the first correct one.") == [])
  #expect(words("The count fell to one. The ratio is one; at the border it reached one.") == ["one", "one", "one"])
  #expect(words("") == [])
  #expect(words("It was 2012. Then") == ["2012"])
}

@Test("Kinds of figures")
func kinds() {
  #expect(figures(in: "doubled in 2010, half of a record 5").map(\.kind) == [.multiple, .date, .share, .rank, .number])
  #expect(figures(in: "é 5").first?.range == 3..<4)
}

@Test("All figures of a long text are found")
func longProse() {
  let text = String(repeating: "In fiscal 2012 removals rose 3% to a record 409,849, nearly two thirds. ", count: 300)
  #expect(figures(in: text).count == 1500)
}
