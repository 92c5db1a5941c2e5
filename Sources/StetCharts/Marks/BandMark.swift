extension Mark {
  package static let band = Mark(
    remark: "band", summary: "a shaded stretch of an axis",
    example:
      #"filter state == "TX" | chart "band.svg" { line x: year, y: persons; band x: FY2010..FY2011, label: "the two years" }"#
  )
}
