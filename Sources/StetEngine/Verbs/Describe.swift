import StetColumns
import StetSyntax

extension Verb {
  static let describe = Verb(
    "describe", "profile",
    summary:
      "shows each column's type and unit; its numbers of missing and distinct values; its smallest, median and largest values; and similar spellings",
    example: "describe", shape: Shape(arguments: 0...0)
  ) { _, binder in
    binder.schema = DescribeOperation.schema
    return [DescribeOperation()]
  }

  static let ledger = Verb(
    "ledger", summary: "shows how many rows went into and came out of every step so far",
    example: "filter persons > 5 | ledger",
    shape: Shape(arguments: 0...0)
  ) { _, binder in
    binder.schema = LedgerOperation.schema
    return [LedgerOperation()]
  }
}
