import StetColumns

extension Function {
  /// The pieces of a text with `{…}` inside, one after another; a missing value is shown as `missing`.
  static let joined = Function(operator: "joined", [], result: .type(.text), unit: .none) {
    arguments throws(ValueFailure) in
    let (pieces, isConstant) = (arguments.columns, arguments.isConstant)
    return try arguments.makeTexts { rows throws(ValueFailure) in
      let runs = zip(pieces, isConstant).map { TextRun($0, $1 ? 0..<1 : rows, minus: Array("−".utf8)) }
      var joined = TextRun(capacity: rows.count)
      for place in 0..<rows.count {
        try joined.append { bytes throws(ValueFailure) in
          let start = bytes.count
          for (run, isConstant) in zip(runs, isConstant) {
            let own = isConstant ? 0 : place
            if run.isPresent?[own] == false { bytes += "missing".utf8 } else { bytes += run[own] }
            guard bytes.count - start <= longestText else { throw .longText }
          }
          return true
        }
      }
      return joined
    }
  }
}
