import StetColumns

extension Mark {
  package static let table = Mark(
    "table", summary: "the rows as a table", example: "table state, year, persons", .own, needs: [],
    traits: .takesColumns,
    terminal: .own { figure, columns in
      let cells = figure.cells
      let widths = cells.heads.indices.map { place in
        min(
          max(displayWidth(cells.heads[place]), cells.rows.map { displayWidth($0[place]) }.max() ?? 0),
          max(8, columns / cells.heads.count))
      }
      return ([cells.heads] + cells.rows).map { row in
        row.indices.map { place in
          let text = shortened(row[place], to: widths[place])
          let space = String(repeating: " ", count: widths[place] - displayWidth(text))
          return cells.isNumber[place] ? space + text : text + space
        }.joined(separator: "  ")
      }
    },
    arrange: { layer in
      // A longer table does not work as a picture.
      let most = 200
      for index in layer.points.indices.dropFirst(most) { layer.points[index].value = nil }
      if layer.points.count > most {
        layer.losses.append(
          "\(counted(layer.points.count - most, "more row")) \(agreeing("is", "are", layer.points.count - most)) not shown."
        )
      }
    },
    draw: .figure { figure in
      let cells = figure.cells
      guard !cells.heads.isEmpty else { return }
      let (face, bold, gap) = (Face(size: 12), Face(size: 12, bold: true), 16.0)
      var widths = cells.heads.indices.map { place in
        max(bold.width(cells.heads[place]), face.widest(cells.rows.map { $0[place] }))
      }
      // Words give way before numbers do: the widest column is wrapped until the table fits.
      let room = figure.width - gap * Double(widths.count - 1)
      let least = cells.heads.indices.map { place in
        cells.isNumber[place]
          ? max(bold.widestWord(cells.heads[place]), face.widest(cells.rows.map { $0[place] }))
          : max(bold.widestWord(cells.heads[place]), cells.rows.reduce(0) { max($0, face.widestWord($1[place])) })
      }
      while widths.reduce(0, +) > room,
        let widest = widths.indices.filter({ widths[$0] > least[$0] + 1 }).max(by: { widths[$0] < widths[$1] })
      {
        widths[widest] = max(least[widest], widths[widest] - max(1, widths.reduce(0, +) - room))
      }
      if widths.reduce(0, +) > room + 0.5 { return figure.writeRecords(cells) }
      func line(_ row: [String], _ face: Face, _ ink: Ink) {
        let broken = row.indices.map { place in
          (face.widestWord(row[place]) <= widths[place]
            ? face.wrapped(row[place], to: widths[place]) : [face.shortened(row[place], to: widths[place])])
        }
        var x = figure.left
        for (place, lines) in broken.enumerated() {
          for (offset, text) in lines.enumerated() {
            let right = cells.isNumber[place]
            figure.write(
              text, x: right ? x + widths[place] : x, y: figure.y + 14 + Double(offset) * 15,
              TextStyle(face: face, ink: ink, anchor: right ? .end : .start))
          }
          x += widths[place] + gap
        }
        figure.y += Double(broken.map(\.count).max() ?? 1) * 15 + 8
      }
      let right = min(figure.right, figure.left + widths.reduce(0, +) + gap * Double(widths.count - 1))
      func rule(_ ink: Ink) {
        figure.shapes.append(.line(x1: figure.left, y1: figure.y, x2: right, y2: figure.y, Style(stroke: ink)))
      }
      line(cells.heads, bold, .text)
      rule(.axis)
      for row in cells.rows {
        line(row, face, .text)
        rule(.grid)
      }
    })
}

extension Figure {
  /// Each row by itself, one line per column: nothing is cut if a table would be too wide.
  fileprivate mutating func writeRecords(_ cells: (heads: [String], rows: [[String]], isNumber: [Bool])) {
    let (face, bold) = (Face(size: 12), Face(size: 12, bold: true))
    for row in cells.rows {
      shapes.append(.line(x1: left, y1: y, x2: right, y2: y, Style(stroke: .axis)))
      for (place, text) in row.enumerated() {
        let own = place == 0 ? bold : face
        let head = face.balanced(cells.heads[place], to: width * 0.45)
        let value = own.balanced(text, to: place == 0 ? width : width * 0.5)
        if place > 0 {
          for (offset, line) in head.enumerated() {
            write(line, x: left, y: y + 16 + Double(offset) * 15, TextStyle(face: face, ink: .muted))
          }
        }
        for (offset, line) in value.enumerated() {
          let style = TextStyle(face: own, anchor: place == 0 ? .start : .end)
          write(line, x: place == 0 ? left : right, y: y + 16 + Double(offset) * 15, style)
        }
        y += Double(max(place == 0 ? 1 : head.count, value.count)) * 15 + 4
      }
      y += 6
    }
  }

  /// Heads and rows as text; a missing cell is a dash.
  fileprivate var cells: (heads: [String], rows: [[String]], isNumber: [Bool]) {
    let columns = layer.columns
    let rows = prepared.points.filter { $0.value != nil }.map { point in
      columns.map { channel -> String in
        let value = channel.column[point.row]
        if value.isMissing { return "–" }
        return channel.column.type.isNumeric ? written(value) : formatted(value, nil) ?? plainText(value)
      }
    }
    return (columns.map(\.label), rows, columns.map(\.column.type.isNumeric))
  }
}
