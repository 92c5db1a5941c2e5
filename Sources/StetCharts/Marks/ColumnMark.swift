extension Mark {
  package static let column = Mark("column", summary: "upright bars from zero", startsAtZero: true, hasWidth: true) {
    $0.drawBars()
  }
}
