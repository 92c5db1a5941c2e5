#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why the operating system refused a call: the value that the call left in `errno`.
package struct SystemError: Error, Equatable, Sendable {
  let code: Int32

  init(_ code: Int32) { self.code = code }

  /// Of the call that just failed.
  static var last: SystemError { SystemError(errno) }

  package static let fileExists = SystemError(EEXIST)
  package static let isFolder = SystemError(EISDIR)
  /// A part of a path before its end is no folder.
  package static let isNoFolder = SystemError(ENOTDIR)
  package static let cancelled = SystemError(ECANCELED)

  /// The system's own words, with a lower-case start as in all messages: `no space left on device`.
  package var text: String { unsafe String(cString: strerror(code)).lowercased() }
}

/// Calls again if a signal has interrupted the call; throws any other error.
@discardableResult
func retrying<Result: BinaryInteger>(_ call: () -> Result) throws(SystemError) -> Result {
  while true {
    let result = call()
    if result != -1 { return result }
    if errno != EINTR { throw .last }
  }
}
