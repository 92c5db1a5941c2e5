// Generated from the folder Marks by `RECORD=1 swift test`.

extension Mark {
  /// Every mark, by name.
  package static let all: [Mark] = [
    .area,
    .bar,
    .box,
    .cell,
    .column,
    .dot,
    .dumbbell,
    .histogram,
    .line,
    .lollipop,
    .map,
    .number,
    .point,
    .range,
    .sankey,
    .slope,
    .strip,
    .table,
    .text,
    .tick,
    .tiles,
    .waffle,
  ]
}
