package import StetColumns
package import StetDiagnostics
import StetSystem

/// A Frictionless Data Package: the datasets that a script loads by name, with their types, units and hashes.
package struct DataPackage: Sendable {
  package struct Resource: Sendable {
    package var name: String
    package var path: String
    package var title: String?
    package var summary: String?
    /// The words for a source line.
    package var credit: String?
    /// When it was retrieved from its source, in words; the package's if it has none of its own.
    package var retrieved: String?
    package var sha256: String?
    package var rows: Int?
    package var fields: [Field]
    package var missing: [String]
    package var coverage = DeclaredCoverage()
    /// What its description says that cannot be read.
    package var doubts: [String] = []
  }

  package let folder: String
  package let resources: [Resource]

  package init(folder: String, json: JSON) {
    self.folder = folder
    resources = (json["resources"]?.array ?? []).compactMap { resource in
      guard let name = resource["name"]?.text, let path = resource["path"]?.text else { return nil }
      let hash = resource["hash"]?.text
      var known = Resource(
        name: name, path: path, title: resource["title"]?.text, summary: resource["description"]?.text,
        credit: resource["source"]?.text, retrieved: (resource["retrieved"] ?? json["retrieved"])?.text,
        sha256: hash?.hasPrefix("sha256:") == true ? hash.map { String($0.dropFirst(7)).lowercased() } : nil,
        rows: resource["rows"]?.int,
        fields: Self.fields(of: resource, name),
        missing: (resource["schema"]?["missingValues"]?.array ?? []).compactMap(\.text).filter { !$0.isEmpty })
      (known.coverage, known.doubts) = Self.coverage(of: resource)
      return known
    }
  }

  /// `"as_of": "2025-10-15"`, the last day that the table covers, and `"covers": {"arrested": ["2023-09-01", "2025-10-15"]}`, the first and
  /// last days of some columns; and what of it cannot be read.
  private static func coverage(of resource: JSON) -> (DeclaredCoverage, doubts: [String]) {
    var (coverage, doubts) = (DeclaredCoverage(), [String]())
    func day(_ json: JSON?) -> Int32? {
      let parts = (json?.text ?? "").split(separator: "-").map { Int($0) }
      guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2] else { return nil }
      return CivilDate(year: year, month: month, day: day)?.daysSinceEpoch
    }
    coverage.asOf = day(resource["as_of"])
    if coverage.asOf == nil, let given = resource["as_of"] {
      doubts.append("`as_of` in `datapackage.json` is \(given.text.map(quoted) ?? "no text"), which is no day")
    }
    for (column, ends) in resource["covers"]?.members ?? [] {
      let days = (ends.array ?? []).compactMap(day)
      if days.count == 2, days[0] <= days[1] {
        coverage.columns[column] = days[0]...days[1]
      } else {
        doubts.append("`covers` of `\(column)` in `datapackage.json` is not a first and a last day")
      }
    }
    return (coverage, doubts)
  }

  package static func read(folder: String) throws(RunFailure) -> DataPackage {
    let name = "datapackage.json"
    let json = try JSON.parse(try readFile(folder + "/" + name, shownAs: name), name: name)
    return DataPackage(folder: folder, json: json)
  }

  /// The path of the data package in a folder or above it: `Datasets/datapackage.json`, else `datapackage.json`.
  package static func find(startingAt directory: String) -> String? {
    var folder = directory.isEmpty ? "." : directory
    for _ in 0..<64 {
      for name in ["/Datasets/datapackage.json", "/datapackage.json"] where isReadable(folder + name) {
        return folder + name
      }
      if isRoot(folder) { return nil }
      folder += "/.."
    }
    return nil
  }

  /// The folder of the data package in the script's folder or above it; nil if there is none.
  package static func folder(near start: String) -> String? {
    find(startingAt: start).map { String($0.dropLast("/datapackage.json".utf8.count)) }
  }

  /// A resource's table with its declared types; refused if the bytes are not those in the metadata. The ending of its path
  /// names its format.
  package func load(
    _ resource: Resource, wantsHash: Bool = false, _ control: ReadControl = ReadControl()
  ) throws(RunFailure) -> Loaded {
    var source = try source(of: resource)
    source.options.wantsHash = wantsHash || resource.sha256 != nil
    var loaded = try source.load(control)
    if let sha256 = resource.sha256, sha256 != loaded.receipt.digest.sha256 {
      throw RunFailure(
        .changed(resource, loaded.receipt.digest.sha256 ?? "none, because the file changed while it was being read"))
    }
    if let rows = resource.rows, rows != loaded.receipt.loaded {
      throw RunFailure(.rowCount(resource, rows, loaded.receipt.loaded))
    }
    loaded.receipt.notes += resource.doubts
    loaded.table.sources = [
      DataSource(name: resource.name, credit: resource.credit, digest: loaded.receipt.digest)
    ]
    return loaded
  }

  /// The file of a resource, to be read as its metadata says.
  package func source(of resource: Resource) throws(RunFailure) -> TableSource {
    guard !resource.path.hasPrefix("/"), !resource.path.split(separator: "/").contains("..") else {
      throw RunFailure(.outside(resource))
    }
    return try TableSource(
      resource.path, beneath: folder, shownAs: resource.path, options: ReadOptions(describedBy: resource))
  }

  private static func isRoot(_ folder: String) -> Bool {
    guard let here = FileState(folder), let above = FileState(folder + "/..") else { return true }
    return here.isSameFile(as: above)
  }

  /// The fields of a resource, with what it says about adding: `"adds_within": ["edition", "level"]`, the columns in which rows that are added
  /// must agree; `"totals": {"activity": ["Total"]}`, the rows that are totals of others; `"decided_by": {"level": "place"}`, which of these columns another
  /// decides, so that one value of that is enough; and `"adds": false` of a field whose
  /// values do not add up at all.
  private static func fields(of resource: JSON, _ table: String) -> [Field] {
    let described = resource["schema"]?["fields"]?.array ?? []
    var fields = described.compactMap(field)
    func mark(_ column: String) -> Additivity.Mark { Additivity.Mark(table: table, column: column) }
    let times = fields.filter(\.type.isTime).map { mark($0.name) }
    var rule = Additivity(
      within: Set((resource["adds_within"]?.array ?? []).compactMap(\.text).map(mark)), per: Set(times))
    for (column, values) in resource["totals"]?.members ?? [] {
      rule.totals[mark(column)] = Set(
        (values.array ?? []).compactMap { $0.text.map(Value.text) ?? $0.int.map { .int(Int64($0)) } })
    }
    for (column, other) in resource["decided_by"]?.members ?? [] {
      if let other = other.text { rule.decided[mark(column)] = mark(other) }
    }
    let never = Set(described.filter { $0["adds"]?.bool == false }.compactMap { $0["name"]?.text })
    guard !rule.isFree || !never.isEmpty else { return fields }
    let named = rule.within.union(rule.per).union(rule.totals.keys).union(rule.decided.values)
    for place in fields.indices {
      let own = mark(fields[place].name)
      if named.contains(own) { fields[place].mark = own }
      guard fields[place].type.isNumeric, !named.contains(own) else { continue }
      var adds = rule
      adds.isNever = never.contains(fields[place].name)
      if !adds.isFree { fields[place].additivity = adds }
    }
    return fields
  }

  /// `stet:type` takes precedence over the type of Frictionless Table Schema, which has no fiscal years and no exact decimals.
  private static func field(_ json: JSON) -> Field? {
    guard let name = json["name"]?.text else { return nil }
    let type = json["stet:type"]?.text.flatMap(ValueType.init(name:)) ?? json["type"]?.text.flatMap(frictionless)
    return type.map { Field(name, $0, unit: json["unit"]?.text, summary: json["description"]?.text) }
  }

  /// Nil if the cells are to decide.
  private static func frictionless(_ word: String) -> ValueType? {
    switch word {
    case "integer": .int
    case "number": .float
    case "string": .text
    case "boolean": .bool
    case "date": .date
    case "year": .period(.year)
    case "yearmonth": .period(.month)
    default: nil
    }
  }
}

extension ReadOptions {
  /// The types, units and codes that metadata declares.
  package init(describedBy resource: DataPackage.Resource) {
    self.init()
    fields = resource.fields
    missing = resource.missing
    coverage = resource.coverage
  }
}

extension Diagnostic {
  fileprivate static func changed(_ resource: DataPackage.Resource, _ found: String) -> Diagnostic {
    Diagnostic(
      .changedData, "the file is not the one that `datapackage.json` describes", location: resource.path, kind: .data,
      notes: [
        "SHA-256 declared \(resource.sha256 ?? ""), found \(found)",
        "restore the file, or describe the new one in `datapackage.json`",
      ])
  }

  fileprivate static func rowCount(_ resource: DataPackage.Resource, _ declared: Int, _ found: Int) -> Diagnostic {
    Diagnostic(
      .changedData, "the file has \(counted(found, "row")), but `datapackage.json` says \(declared)",
      location: resource.path,
      kind: .data, notes: ["restore the file, or describe the new one in `datapackage.json`"])
  }

  fileprivate static func outside(_ resource: DataPackage.Resource) -> Diagnostic {
    Diagnostic(
      .outsideFolder, "the path of `\(resource.name)` points outside the data package: \(quoted(resource.path))",
      location: "datapackage.json", kind: .data)
  }
}
