import StetColumns

extension SourceFormat {
  static let html = SourceFormat(
    "HTML",
    summary: "a table of a saved page, which is named with `table:` if several have data",
    details: """
      The tables of a page are numbered in the order in which they begin; `table:` takes a number or the text of a caption. Tables that hold other \
      tables, or have a single column or row, are layout: they are read only if they are named. Rows of `<th>` cells, or those in `<thead>`, name the columns, \
      joined if there are several; if there are none, the first row does. `header:` says otherwise. A cell gets its type as in CSV; its text is what a \
      reader of the page sees, so that hidden parts are left out, and a raised digit, which is most often a footnote, stays raised: `1,234¹`. A cell that spans several rows \
      is a value of each of them. Rows of `<tfoot>`, empty rows and repeated names are left out. The ledger says all of this. A file that a site offers as `.xls` is often such a page, and is recognized.
      """,
    endings: ["html", "htm", "xhtml"], isRecognized: isPage,
    sample: """
      <!DOCTYPE html>
      <title>Removals</title>
      <table>
        <caption>Removals by state</caption>
        <tr><th rowspan=2>State <th colspan=2>Persons
        <tr><th>2010 <th>2011
        <tr><td>TX <td>5 <td>7
        <tr><td>Washington,&nbsp;D.C. <td>&#160; <td>2
      </table>

      """,
    options: SourceOption.ofBareCells + [.table, .header], capabilities: [.columns], read: HTMLReader.read)

  /// Whether a file begins with a tag that pages, and nothing else, begin with.
  private static func isPage(_ head: [UInt8]) -> Bool {
    var rest = head.starts(with: [0xEF, 0xBB, 0xBF]) ? head.dropFirst(3) : head[...]
    rest = rest.drop { isSpace($0) }
    let text = String(decoding: rest.prefix(64), as: UTF8.self).lowercased()
    return ["<!doctype html", "<html", "<head", "<body", "<table", "<meta"].contains { text.hasPrefix($0) }
  }
}
