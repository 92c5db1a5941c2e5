import StetColumns
package import StetDiagnostics

/// A table in a file, as `stet look` lists it: the options that read it, and what they give.
package struct FoundTable: Sendable {
  /// Where in the file it is, if the file may have several: `sheet "Facilities FY24"`.
  package let title: String?
  /// As a script writes them after the path: `delimiter: ";", skip: 3`; empty if none are needed.
  package let options: String
  /// Nil if there is no table.
  package let result: Result<Loaded, RunFailure>?
}

extension TableSource {
  /// Every table of the file, in the order in which they are there.
  package func look(_ control: ReadControl = ReadControl()) throws(RunFailure) -> [FoundTable] {
    guard let tables = format.tables else { return [found(nil, nil, control)] }
    return try tables(file, options).map { title, proposal in
      proposal.map { found(title, $0, control) } ?? FoundTable(title: title, options: "", result: nil)
    }
  }

  private func found(_ title: String?, _ proposal: Proposal?, _ control: ReadControl) -> FoundTable {
    var source = self
    if let proposal {
      guard let options = proposal.applied(to: options, format.options) else {
        preconditionFailure("a format proposes options that it has")
      }
      source.options = options
    }
    do throws(RunFailure) {
      let loaded = try source.load(control)
      let texts = [proposal?.text, loaded.receipt.options].compactMap { $0 }.filter { !$0.isEmpty }
      return FoundTable(title: title, options: texts.joined(separator: ", "), result: .success(loaded))
    } catch {
      return FoundTable(title: title, options: proposal?.text ?? "", result: .failure(error))
    }
  }
}
