import Testing

@testable import StetCharts

/// A letter is one wide.
private let letters = LineBreaks { Double($0.count) }

@Test("Lines are of about equal width, and none has a single short word if another break avoids it")
func evenLines() {
  #expect(
    letters.balanced("Invented removals fell by half while the budget doubled twice", to: 26)
      == ["Invented removals", "fell by half while the", "budget doubled twice"])
  #expect(letters.balanced("Most removals go to few districts", to: 22) == ["Most removals go", "to few districts"])
  #expect(letters.balanced("one line", to: 22) == ["one line"])
  #expect(letters.balanced("", to: 22) == [])
  for limit in 5...60 {
    let text = "Returns made up most departures for decades; removals overtook them in fiscal 2011"
    let lines = letters.balanced(text, to: Double(limit))
    #expect(lines.count == letters.wrapped(text, to: Double(limit)).count)
    #expect(lines.allSatisfy { $0.count <= limit })
    if limit >= 12 { #expect(lines.joined(separator: " ") == text) }
  }
}

@Test("A long address breaks after its punctuation, a long word between letters")
func longWords() {
  #expect(
    letters.wrapped("Source: https://www.example.org/path/figures-2024-final.xlsx", to: 24)
      == ["Source: https://www.", "example.org/path/", "figures-2024-final.xlsx"])
  #expect(letters.wrapped("a.b-c/d fits", to: 12) == ["a.b-c/d fits"])
  #expect(letters.wrapped("Donaudampfschiff fährt", to: 10) == ["Donaudampf", "schiff", "fährt"])
}
