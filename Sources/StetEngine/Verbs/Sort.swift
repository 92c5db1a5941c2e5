import StetSyntax

extension Verb {
  static let sort = Verb(
    "sort",
    summary:
      "sorts the rows, from high to low for a column with a minus sign; ties keep their order, and missing values come last",
    example: "sort year, -persons", shape: Shape(arguments: 1...Int.max)
  ) { step, binder in
    binder.sortKeys(step.arguments).map { [SortOperation($0)] }
  }
}
