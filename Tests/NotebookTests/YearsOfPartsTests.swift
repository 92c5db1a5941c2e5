import StetDiagnostics
import StetInterpreter
import StetNotebook
import StetProse
import Testing

/// Claims on the same figures, written as lists and calculations, with names and without; each right, then with wrong years.
private let phrases = [
  ("fell 10% in fiscal 2013", "fell 10% in fiscal 2012", "[year[fiscal_year: FY2012].ice, in_2013]"),
  ("fell 10% in fiscal 2013", "fell 10% in fiscal 2012", "[in_2012, in_2013]"),
  ("fell 10% in fiscal 2013", "fell 10% in fiscal 2012", "in_2013 / in_2012 - 1"),
  ("fell 10% in fiscal 2013", "fell 10% in fiscal 2012", "(in_2013 / in_2012) - 1"),
  ("fell 10% in fiscal 2013", "fell 10% in fiscal 2012", "(in_2013 - in_2012) / in_2012"),
  ("fell 10% in fiscal 2013", "fell 10% in fiscal 2012", "change"),
  ("fell by 41,205 in fiscal 2013", "fell by 41,205 in fiscal 2012", "in_2013 - in_2012"),
  ("2.2 times as many as in fiscal 2000", "2.2 times as many as in fiscal 2012", "in_2012 / in_2000"),
  ("2.2 times as many as in fiscal 2000", "2.2 times as many as in fiscal 2012", "in_2012 / table_of_2000"),
  (
    "From fiscal 2000 to fiscal 2012 removals rose 117%", "From fiscal 2012 to fiscal 2000 removals rose 117%",
    "[in_2000, in_2012]"
  ),
  ("368,644 after 409,849 in fiscal 2012", "368,644 after 409,849 in fiscal 2013", "[in_2013, in_2012]"),
]

private func article(_ claims: [String]) -> String {
  claims.joined(separator: "\n\n") + "\n\n" + """
    ```stet hide
    let year = table {
      fiscal_year, ice
      FY2000, 188_467
      FY2012, 409_849
      FY2013, 368_644
    }
    let in_2000 = year[fiscal_year: FY2000].ice
    let in_2012 = year[fiscal_year: FY2012].ice
    let in_2013 = year[fiscal_year: FY2013].ice
    let table_of_2000 = (year | filter fiscal_year == FY2000 | select ice)
    let change = in_2013 / in_2012 - 1
    ```
    """
}

@Test("Years of the words are checked against those of the part of the expression, also through names")
func yearsOfParts() throws {
  let claims = phrases.flatMap { right, wrong, expression in
    ["[\(right)](= \(expression))", "[\(wrong)](= \(expression))"]
  }
  let notebook = Notebook(SourceText(name: "article.md", text: article(claims)))
  let run = NotebookRunner(Session(folder: "/")).run(notebook)
  #expect(run.codeBlocks.allSatisfy { $0.diagnostics.isEmpty }, "\(run.codeBlocks.flatMap(\.diagnostics))")
  try #require(run.answers.count == claims.count)
  for (index, answer) in run.answers.enumerated() {
    #expect(answer.verdict == (index.isMultiple(of: 2) ? .stands : .falls), "\(claims[index]): \(answer.outcome)")
  }
}
