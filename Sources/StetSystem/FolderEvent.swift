/// What happened to a folder that is watched, or to a name in it.
package struct FolderEvent: Equatable, Sendable {
  /// The number that `FolderWatch.add` gave.
  package let folder: Int32
  package let kind: Kind

  package enum Kind: Equatable, Sendable {
    /// A file of this name was written to, was given the name or lost it. On Linux, writing counts once the file is closed.
    case changed([UInt8])
    /// There is a new name. For a file that is being written only the end counts, so this matters only for links.
    case made([UInt8])
    /// Some names of the folder now lead elsewhere or nowhere; the system does not say which.
    case namesChanged
    /// The folder is no longer where it was.
    case folderGone
    /// Some events were lost: anything may have changed.
    case lost
  }
}
