import Glibc
package import StetColumns
package import StetDiagnostics

/// A Frictionless Data Package: the datasets that a script loads by name, with their types, units and hashes.
package struct DataPackage: Sendable {
  package struct Resource: Sendable {
    package var name: String
    package var path: String
    package var title: String?
    /// The words for a source line.
    package var credit: String?
    package var sha256: String?
    package var fields: [Field]
    package var missing: [String]
  }

  package let folder: String
  package let resources: [Resource]

  package init(folder: String, json: JSON) {
    self.folder = folder
    resources = (json["resources"]?.array ?? []).compactMap { resource in
      guard let name = resource["name"]?.text, let path = resource["path"]?.text else { return nil }
      let hash = resource["hash"]?.text
      return Resource(
        name: name, path: path, title: resource["title"]?.text, credit: resource["source"]?.text,
        sha256: hash?.hasPrefix("sha256:") == true ? hash.map { String($0.dropFirst(7)) } : nil,
        fields: (resource["schema"]?["fields"]?.array ?? []).compactMap(Self.field),
        missing: (resource["schema"]?["missingValues"]?.array ?? []).compactMap(\.text).filter { !$0.isEmpty })
    }
  }

  package static func read(folder: String) throws(RunFailure) -> DataPackage {
    let name = "datapackage.json"
    let json = try JSON.parse(try readFile(folder + "/" + name, shownAs: name), name: name)
    return DataPackage(folder: folder, json: json)
  }

  /// The folder `Datasets/` with a data package beside a script or above it; nil where there is none.
  package static func folder(near start: String) -> String? {
    var folder = start
    for _ in 0..<8 {
      if unsafe access(folder + "/Datasets/datapackage.json", R_OK) == 0 { return folder + "/Datasets" }
      folder += "/.."
    }
    return nil
  }

  /// A resource's table with its declared types; refused where the bytes are not those of the metadata.
  package func load(_ resource: Resource) throws(RunFailure) -> (table: Table, receipt: LoadReceipt) {
    var options = CSVOptions()
    options.fields = resource.fields
    options.missing = resource.missing
    var (table, receipt) = try readCSV(path: folder + "/" + resource.path, shownAs: resource.path, options: options)
    if let sha256 = resource.sha256, sha256 != receipt.sha256 {
      throw RunFailure(.changed(resource, receipt.sha256))
    }
    table.sources = [DataSource(name: resource.name, credit: resource.credit, sha256: receipt.sha256)]
    return (table, receipt)
  }

  private static func field(_ json: JSON) -> Field? {
    guard let name = json["name"]?.text, let type = json["stet:type"]?.text.flatMap(ValueType.init(name:)) else {
      return nil
    }
    return Field(name, type, unit: json["unit"]?.text, summary: json["description"]?.text)
  }
}

extension Diagnostic {
  fileprivate static func changed(_ resource: DataPackage.Resource, _ found: String) -> Diagnostic {
    Diagnostic(
      "changed-data", "the file is not the one that `datapackage.json` describes", place: resource.path, kind: .data,
      notes: [
        "SHA-256 declared \(resource.sha256 ?? ""), found \(found)",
        "restore the file, or describe the new one in `datapackage.json`",
      ])
  }
}
