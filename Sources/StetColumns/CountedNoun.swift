/// `1 row`, `5 rows`, `2 categories`: all plurals are formed here.
package func counted(_ count: Int, _ noun: String) -> String { "\(count) \(agreeing(noun, count))" }

/// A noun in the number of a count: `row` for 1, `rows` for anything else.
package func agreeing(_ noun: String, _ count: Int) -> String {
  if count == 1 { return noun }
  let endsInConsonantAndY = noun.hasSuffix("y") && !["ay", "ey", "oy", "uy"].contains { noun.hasSuffix($0) }
  return endsInConsonantAndY ? noun.dropLast() + "ies" : noun + "s"
}

/// `a`, `a and b`, `a, b and c`: the items of a list in a sentence.
package func joinedWithAnd(_ words: [String]) -> String {
  guard let last = words.last, words.count > 1 else { return words.first ?? "" }
  return words.dropLast().joined(separator: ", ") + " and " + last
}

/// A verb in the number of a count: `has` for 1, `have` for anything else.
package func agreeing(_ one: String, _ more: String, _ count: Int) -> String { count == 1 ? one : more }
