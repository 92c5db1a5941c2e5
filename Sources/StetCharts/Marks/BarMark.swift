extension Mark {
  package static let bar = Mark("bar", summary: "lying bars from zero", startsAtZero: true, hasWidth: true) {
    $0.drawBars()
  }
}
