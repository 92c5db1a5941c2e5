import StetSyntax

extension Verb {
  static let sort = Verb(
    "sort", summary: "puts the rows in order, high to low behind a minus; ties keep their order, missing comes last",
    example: "sort year, -persons", shape: Shape(arguments: 1...Int.max)
  ) { step, binder in
    binder.sortKeys(step.arguments).map { [SortOperation($0)] }
  }
}
