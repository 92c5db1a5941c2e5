import StetColumns

/// An operation that tells rows apart by the values of some columns. If some of these look alike to a reader, it says so.
package protocol KeyedOperation: Operation {
  /// Those columns, in its output.
  var keyColumns: [Int] { get }
}

extension KeyedOperation {
  /// A sentence for each key whose texts look alike.
  func lookAlikeNotes(_ output: Table) -> [String] {
    keyColumns.compactMap { column in
      let field = output.schema.fields[column]
      return field.type == .text ? LookAlikes(output.columns[column]).note(field.name) : nil
    }
  }
}
