import StetDiagnostics
import StetSyntax

/// A verb of dplyr, SQL, pandas, PRQL or KQL, and what does the same here.
private struct Dialect {
  let here: String
  /// Its replacement if the rest of the step can stay; nil if that must change, too.
  let replacement: String?
  let note: String?
  /// The whole step as it is written here.
  var rewritten: (@Sendable (Step) -> String?)? = nil

  /// The rest of the step may stay as it is.
  static func same(_ here: String) -> Dialect { Dialect(here: here, replacement: here, note: nil) }
  /// The rest of the step is written in another way.
  static func other(_ here: String, _ note: String) -> Dialect { Dialect(here: here, replacement: nil, note: note) }
}

private let dialects: [String: Dialect] = {
  let group = Dialect(
    here: "group", replacement: "group:", note: "keys come after `by`: `group by state: total = sum(persons)`")
  let keys = Dialect.other("group by", "`group by state: total = sum(persons)` names keys and aggregates in one step")
  let count = Dialect(
    here: "group", replacement: nil, note: "`group by state: n = count()` counts the rows of each state",
    rewritten: { step in
      var keys: [String] = []
      for argument in step.arguments {
        guard case .name(let name) = argument.value, argument.label == .none else { return nil }
        keys.append(writtenName(name.text))
      }
      keys = step.words.dropFirst().map { writtenName($0.text) } + keys
      if keys.first == "distinct" { return keys.count == 2 ? "group: n = count_distinct(\(keys[1]))" : nil }
      return "group\(keys.isEmpty ? "" : " by ")\(keys.joined(separator: ", ")): n = count()"
    })
  let join = Dialect.other("join", "`join budgets on fiscal_year`")
  return [
    "where": .same("filter"), "query": .same("filter"), "having": .same("filter"), "keep": .same("filter"),
    "reject": .same("exclude"), "mutate": .same("derive"), "extend": .same("derive"), "assign": .same("derive"),
    "with_columns": .same("derive"), "project": .same("select"), "transmute": .same("select"),
    "remove": .same("drop"), "arrange": .same("sort"), "order": .same("sort"), "order by": .same("sort"),
    "sort_values": .same("sort"), "orderby": .same("sort"), "limit": .same("take"),
    "head": .same("take"), "slice_head": .same("take"), "tail": .same("take last"), "slice_tail": .same("take last"),
    "unique": .same("distinct"), "drop_duplicates": .same("distinct"),
    "union": .other("append", "`append budgets | distinct` also drops duplicate rows, as `union` does"),
    "union all": .same("append"), "bind_rows": .same("append"), "concat": .same("append"),
    "summarise": group, "summarize": group, "aggregate": group, "agg": group,
    "group_by": keys, "groupby": keys, "count": count, "tally": count,
    "value_counts": count,
    "inner join": .same("join"), "inner_join": .same("join"), "merge": join, "lookup": .same("left join"),
    "left_join": .same("left join"), "left outer join": .same("left join"), "full_join": .same("full join"),
    "outer join": .same("full join"), "full outer join": .same("full join"), "semi_join": .same("keep matching"),
    "semi join": .same("keep matching"), "anti_join": .same("drop matching"), "anti join": .same("drop matching"),
    "right join": .other("left join", "the other table comes first: `budgets | left join removals on fiscal_year`"),
    "right_join": .other("left join", "the other table comes first: `budgets | left join removals on fiscal_year`"),
    "cross join": .other(
      "join many", "`join many` on a column with the same value in all rows makes every pair of rows"),
    "pivot_wider": .other("pivot", "`pivot status: sum(persons)`"),
    "spread": .other("pivot", "`pivot status: sum(persons)`"),
    "pivot_table": .other("pivot", "`pivot status: sum(persons)`"),
    "pivot_longer": .other("unpivot", "`unpivot fy2009..fy2012 as fiscal_year, persons`"),
    "gather": .other("unpivot", "`unpivot fy2009..fy2012 as fiscal_year, persons`"),
    "melt": .other("unpivot", "`unpivot fy2009..fy2012 as fiscal_year, persons`"),
    "fillna": .other("fill", "`fill persons: 0`"), "replace_na": .other("fill", "`fill persons: 0`"),
    "dropna": .other("filter", "`filter persons is not missing`"),
    "drop_na": .other("filter", "`filter persons is not missing`"),
    "slice_max": .other("top", "`top 5 persons by state`"), "top_n": .other("top", "`top 5 persons by state`"),
    "nlargest": .other("top", "`top 5 persons by state`"), "sample_n": .same("sample"),
    "write_csv": .same("save"), "to_csv": .same("save"), "glimpse": .same("describe"), "summary": .same("describe"),
    "plot": .other("chart", "`chart \"removals.svg\" { line x: fiscal_year, y: removals }`"),
    "ggplot": .other("chart", "`chart \"removals.svg\" { line x: fiscal_year, y: removals }`"),
  ]
}()

/// The verb that another language calls by this word; nil if none is known.
package func verb(foreign word: String) -> String? { dialects[word]?.here }

extension Diagnostic {
  /// For a step whose words are not those of a verb.
  static func unknownVerb(_ step: Step, among verbs: [Verb]) -> Diagnostic {
    // `order by year`: the language reads `by` as a clause.
    if step.words.count == 1, step.arguments.isEmpty, let by = step.clause("by"),
      let dialect = dialects[step.verb.text + " by"]
    {
      let range = step.verb.range.union(by.word.range)
      return Diagnostic(
        .foreignVerb, "`\(step.verb.text) by` is written `\(dialect.here)` here", at: range,
        fixIts: [FixIt("`\(dialect.here)`", range: range, replacement: dialect.here)])
    }
    // The longest beginning of the words that some dialect knows; a column may be read as the last of them.
    for count in (1...step.words.count).reversed() {
      let words = step.words.prefix(count)
      let foreign = words.map(\.text).joined(separator: " ")
      guard let dialect = dialects[foreign], let last = words.last else { continue }
      let range = step.verb.range.union(step.parentheses ?? last.range)
      if let whole = dialect.rewritten?(step) {
        return Diagnostic(
          .foreignVerb, "`\(foreign)` is `\(dialect.here)` here", at: range,
          fixIts: [FixIt("`\(whole)`", range: step.range, replacement: whole)])
      }
      return Diagnostic(
        .foreignVerb, "`\(foreign)` is `\(dialect.here)` here", at: range, notes: dialect.note.map { [$0] } ?? [],
        fixIts: dialect.replacement.map { [FixIt("`\($0)`", range: range, replacement: $0)] } ?? [])
    }
    let words = step.name
    let forms = verbs.flatMap(\.forms)
    // `flter persons` has two words, of which the second may be a column.
    let whole = nearest(to: words, among: forms)
    let near = whole ?? nearest(to: step.verb.text, among: forms)
    let range = whole == nil ? step.verb.range : step.words.reduce(step.verb.range) { $0.union($1.range) }
    return Diagnostic(
      .unknownVerb, "there is no verb `\(near == nil ? words : whole == nil ? step.verb.text : words)`", at: range,
      notes: near == nil ? ["the verbs are \(verbs.map { "`\($0.name)`" }.joined(separator: ", "))"] : [],
      fixIts: near.map { [FixIt("`\($0)`", range: range, replacement: $0)] } ?? [])
  }
}
