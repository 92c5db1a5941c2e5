/// The list of the sheets and what holds for all of them: `workbook.xml`.
final class WorkbookPart: XMLVisitor {
  private(set) var sheets: [(name: String, id: String, state: Workbook.Sheet.State)] = []
  private(set) var is1904 = false
  private static let most = 10_000

  override func begin(_ name: XMLText, _ attributes: XMLAttributes) {
    switch name {
    case "workbookPr": is1904 = attributes["date1904"]?.isTrue == true
    case "sheet":
      var (title, id, state) = ("", "", Workbook.Sheet.State.visible)
      attributes.each { name, value in
        switch name {
        case "name": title = value.string
        // `sheetId` is another number.
        case "id": id = value.string
        case "state":
          if value == "hidden" { state = .hidden }
          if value == "veryHidden" { state = .veryHidden }
        default: break
        }
      }
      sheets.append((title, id, state))
      if sheets.count > Self.most { stop(.limit("the workbook has more than \(Self.most) sheets")) }
    default: break
    }
  }
}
