/// How a part of a package names others (ECMA-376 part 2, §9.3): by numbers that a list beside it explains.
final class Relationships: XMLVisitor {
  struct Relationship {
    let id: String
    /// The last word of the type: `worksheet`, `sharedStrings`. The strict form has other addresses that end in the same.
    let type: String
    /// The name of the part.
    let target: String
  }

  private(set) var all: [Relationship] = []
  /// The folder of the part.
  private let folder: String
  private static let most = 100_000

  /// Those of a part.
  init(of part: String) { folder = Self.folder(of: part) }

  /// The name of the list that explains the numbers in a part; that of the package for an empty name.
  static func path(of part: String) -> String {
    let folder = folder(of: part)
    return folder + "_rels/" + part.dropFirst(folder.count) + ".rels"
  }

  private static func folder(of part: String) -> String {
    part.lastIndex(of: "/").map { String(part[...$0]) } ?? ""
  }

  override func begin(_ name: XMLText, _ attributes: XMLAttributes) {
    guard name == "Relationship", let id = attributes["Id"]?.string, let type = attributes["Type"]?.string,
      let target = attributes["Target"]?.string, attributes["TargetMode"]?.string != "External"
    else { return }
    guard let path = resolved(target) else {
      return stop(.damaged("it names a part outside of itself, \"\(target.prefix(60))\""))
    }
    all.append(
      Relationship(
        id: id, type: String(type[(type.lastIndex(of: "/").map(type.index(after:)) ?? type.startIndex)...]),
        target: path))
    if all.count > Self.most { stop(.limit("the workbook has too many parts")) }
  }

  func first(_ type: String) -> String? { all.first { $0.type == type }?.target }

  /// The name of the part that a path leads to; nil if it leads out of the package.
  private func resolved(_ target: String) -> String? {
    var names: [Substring] = target.hasPrefix("/") ? [] : folder.split(separator: "/")
    for name in target.split(separator: "/") {
      if name == "." { continue }
      guard name == ".." else {
        names.append(name)
        continue
      }
      guard !names.isEmpty else { return nil }
      names.removeLast()
    }
    return names.joined(separator: "/")
  }
}
