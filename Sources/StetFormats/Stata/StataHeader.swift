import StetDiagnostics

/// What a Stata file says of its variables, and where its data, long texts and value labels are
/// (https://www.stata.com/help.cgi?dta, dta_113 to dta_119).
struct StataHeader {
  enum Storage: Equatable {
    case byte, int, long, float, double
    /// Texts of a fixed width in bytes.
    case text(Int)
    /// Texts of any length, kept after the data.
    case longText(Int)

    var width: Int {
      switch self {
      case .byte: 1
      case .int: 2
      case .long, .float: 4
      case .double: 8
      case .text(let width), .longText(let width): width
      }
    }
  }

  struct Variable {
    var name: String
    var storage: Storage
    /// `%td`, `%9.0g`
    var format: String
    /// The name of its value labels; empty if it has none.
    var labels: String
    var summary: String
    /// Where it is in a row.
    var offset = 0
  }

  private(set) var variables: [Variable] = []
  private(set) var rows = 0
  /// In bytes.
  private(set) var rowWidth = 0
  private(set) var data = 0
  /// Where long texts and value labels begin; files before Stata 13 have labels alone, to the end of the file.
  private(set) var longTexts: Int?
  private(set) var valueLabels = 0
  let release: Int
  let bytes: StataBytes
  private let encoding: TextEncoding?

  /// Texts of this file are as `decoded` by the encoding, unless they are UTF-8.
  init(_ file: [UInt8], name: String, _ encoding: TextEncoding?) throws(RunFailure) {
    self.encoding = encoding
    var bytes = StataBytes(bytes: file, name: name)
    if file.starts(with: "<stata_dta>".utf8) {
      var cursor = StataCursor(bytes: bytes)
      try cursor.tag("<stata_dta><header><release>")
      release = Int(String(decoding: try cursor.take(3), as: UTF8.self)) ?? 0
      guard (117...119).contains(release) else { throw RunFailure(.otherRelease(name, release)) }
      try cursor.tag("</release><byteorder>")
      bytes.isBigEndian = try cursor.take(3).elementsEqual("MSF".utf8)
      self.bytes = bytes
      cursor.bytes.isBigEndian = bytes.isBigEndian
      try tagged(&cursor)
    } else {
      guard file.count > 109, file[2] == 1, file[1] == 1 || file[1] == 2 else { throw RunFailure(.notStata(name)) }
      release = Int(file[0])
      guard (113...115).contains(release) else { throw RunFailure(.otherRelease(name, release)) }
      bytes.isBigEndian = file[1] == 1
      self.bytes = bytes
      try plain()
    }
    var offset = 0
    for index in variables.indices {
      variables[index].offset = offset
      offset += variables[index].storage.width
    }
    rowWidth = offset
    let (size, isTooLarge) = rows.multipliedReportingOverflow(by: rowWidth)
    guard !isTooLarge else { throw bytes.failure("it has too many rows") }
    try bytes.check(data, size, "the last row")
  }

  /// A text of the file as a name, a label or a cell.
  func decode(_ text: ArraySlice<UInt8>, _ what: String) throws(RunFailure) -> String {
    let own = Array(text)
    if firstInvalidUTF8(own.span) == nil { return String(decoding: own, as: UTF8.self) }
    guard let encoding else { throw RunFailure(.notUTF8(bytes.name, what)) }
    let text = try StetFormats.decoded(own, declared: encoding, name: bytes.name, isCancelled: { false })
    return String(decoding: text.bytes[text.start...], as: UTF8.self)
  }

  // MARK: - Stata 8 to 12

  private mutating func plain() throws(RunFailure) {
    let count = Int(bytes.unsigned(4, 2))
    rows = try bytes.count(6, 4, "the number of rows")
    var cursor = StataCursor(bytes: bytes)
    _ = try cursor.take(109)
    var storages: [Storage] = []
    for byte in try cursor.take(count) {
      switch byte {
      case 1...244: storages.append(.text(Int(byte)))
      case 251: storages.append(.byte)
      case 252: storages.append(.int)
      case 253: storages.append(.long)
      case 254: storages.append(.float)
      case 255: storages.append(.double)
      default: throw bytes.failure("a variable has an unknown type")
      }
    }
    let names = try cursor.fields(count, 33)
    _ = try cursor.take(2 * (count + 1))
    let formats = try cursor.fields(count, release == 113 ? 12 : 49)
    let labels = try cursor.fields(count, 33)
    let summaries = try cursor.fields(count, 81)
    try describe(storages, names, formats, labels, summaries)
    while true {
      let kind = try cursor.take(1).first ?? 0
      let length = try cursor.number(4, "the length of a characteristic")
      if kind == 0, length == 0 { break }
      _ = try cursor.take(length)
    }
    data = cursor.index
    let width = variables.reduce(0) { $0 + $1.storage.width }
    valueLabels = data + rows.multipliedReportingOverflow(by: width).partialValue
  }

  // MARK: - Stata 13 and later

  private mutating func tagged(_ cursor: inout StataCursor) throws(RunFailure) {
    try cursor.tag("</byteorder><K>")
    let count = try cursor.number(release == 119 ? 4 : 2, "the number of variables")
    try cursor.tag("</K><N>")
    rows = try cursor.number(release == 117 ? 4 : 8, "the number of rows")
    try cursor.tag("</N><label>")
    _ = try cursor.take(try cursor.number(release == 117 ? 1 : 2, "the length of the label"))
    try cursor.tag("</label><timestamp>")
    _ = try cursor.take(try cursor.number(1, "the length of the timestamp"))
    try cursor.tag("</timestamp></header><map>")
    var map: [Int] = []
    for _ in 0..<14 { map.append(try cursor.number(8, "a part")) }
    try cursor.tag("</map><variable_types>")
    var storages: [Storage] = []
    for _ in 0..<count {
      switch try cursor.number(2, "the type of a variable") {
      case let width where (1...2045).contains(width): storages.append(.text(width))
      case 32768: storages.append(.longText(8))
      case 65526: storages.append(.double)
      case 65527: storages.append(.float)
      case 65528: storages.append(.long)
      case 65529: storages.append(.int)
      case 65530: storages.append(.byte)
      default: throw bytes.failure("a variable has an unknown type")
      }
    }
    let isOld = release == 117
    try cursor.tag("</variable_types><varnames>")
    let names = try cursor.fields(count, isOld ? 33 : 129)
    try cursor.tag("</varnames><sortlist>")
    _ = try cursor.take((count + 1) * (release == 119 ? 4 : 2))
    try cursor.tag("</sortlist><formats>")
    let formats = try cursor.fields(count, isOld ? 49 : 57)
    try cursor.tag("</formats><value_label_names>")
    let labels = try cursor.fields(count, isOld ? 33 : 129)
    try cursor.tag("</value_label_names><variable_labels>")
    let summaries = try cursor.fields(count, isOld ? 81 : 321)
    try cursor.tag("</variable_labels>")
    try describe(storages, names, formats, labels, summaries)
    data = try start(map[9], "<data>")
    longTexts = try start(map[10], "<strls>")
    valueLabels = try start(map[11], "<value_labels>")
  }

  private func start(_ place: Int, _ tag: String) throws(RunFailure) -> Int {
    try bytes.check(place, tag.utf8.count, tag)
    guard bytes.bytes[place...].starts(with: tag.utf8) else {
      throw bytes.failure("`\(tag)` is not where it should be")
    }
    return place + tag.utf8.count
  }

  private mutating func describe(
    _ storages: [Storage], _ names: [ArraySlice<UInt8>], _ formats: [ArraySlice<UInt8>], _ labels: [ArraySlice<UInt8>],
    _ summaries: [ArraySlice<UInt8>]
  ) throws(RunFailure) {
    for index in storages.indices {
      let name = try decode(names[index], "the name of a variable")
      variables.append(
        Variable(
          name: name, storage: storages[index], format: String(decoding: formats[index], as: UTF8.self),
          labels: String(decoding: labels[index], as: UTF8.self),
          summary: try decode(summaries[index], "the label of `\(name)`")))
    }
  }
}

/// Steps through the beginning of a file.
struct StataCursor {
  var bytes: StataBytes
  private(set) var index = 0

  init(bytes: StataBytes, at index: Int = 0) {
    self.bytes = bytes
    self.index = index
  }

  mutating func take(_ count: Int) throws(RunFailure) -> ArraySlice<UInt8> {
    try bytes.check(index, count, "a part of the header")
    index += count
    return bytes.bytes[(index - count)..<index]
  }

  mutating func number(_ width: Int, _ what: String) throws(RunFailure) -> Int {
    try bytes.check(index, width, what)
    // Places in a file of any size; how many there are of something is checked by what there is.
    guard let number = Int(exactly: bytes.unsigned(index, width)) else {
      throw bytes.failure("\(what) is out of range")
    }
    index += width
    return number
  }

  mutating func tag(_ tag: String) throws(RunFailure) {
    guard try take(tag.utf8.count).elementsEqual(tag.utf8) else {
      throw bytes.failure("`\(tag)` is not where it should be")
    }
  }

  /// Texts of one width each.
  mutating func fields(_ count: Int, _ width: Int) throws(RunFailure) -> [ArraySlice<UInt8>] {
    let start = index
    let (size, isTooLarge) = count.multipliedReportingOverflow(by: width)
    guard !isTooLarge else { throw bytes.failure("it has too many variables") }
    _ = try take(size)
    return (0..<count).map { bytes.text(start + $0 * width, width) }
  }
}

extension Diagnostic {
  fileprivate static func notStata(_ name: String) -> Diagnostic {
    Diagnostic(.damagedFile, "the file does not begin as files of Stata do", location: name, kind: .data)
  }

  fileprivate static func otherRelease(_ name: String, _ release: Int) -> Diagnostic {
    Diagnostic(
      .unknownFormat, "the file has format \(release) of Stata; formats 113 to 115 and 117 to 119 can be loaded",
      location: name, kind: .data,
      notes: ["Stata 8 and later can save it in one of these, or as CSV with `export delimited`"])
  }

  fileprivate static func notUTF8(_ name: String, _ what: String) -> Diagnostic {
    Diagnostic(
      .notUtf8, "\(what) is not valid UTF-8, which Stata writes since version 14", location: name, kind: .data,
      notes: [
        "`encoding: \"windows-1252\"` reads the texts as Stata wrote them on Windows before, `encoding: \"latin1\"` each byte as one character"
      ])
  }
}
