import StetColumns
import StetSyntax

/// An operation that tells rows apart by the values of some columns. If some of these look alike to a reader, it says so.
package protocol KeyedOperation: Operation {
  /// Those columns, in its output.
  var keyColumns: [Int] { get }
}

extension KeyedOperation {
  /// What a reader of its output should know about the columns.
  func notes(_ output: Table) -> [String] { lookAlikeNotes(output) + partialNotes(output) }

  /// A sentence for each key with periods of which the table lacks days.
  private func partialNotes(_ output: Table) -> [String] {
    keyColumns.compactMap { column in
      let field = output.schema.fields[column]
      return PartialPeriods(of: field, in: output, output.columns[column])?.note(writtenName(field.name))
    }
  }

  /// A sentence for each key whose texts look alike.
  private func lookAlikeNotes(_ output: Table) -> [String] {
    keyColumns.compactMap { column in
      let field = output.schema.fields[column]
      return field.type == .text ? LookAlikes(output.columns[column]).note(field.name) : nil
    }
  }
}
