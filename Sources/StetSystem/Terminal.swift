#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Descriptor {
  /// Whether a person is at the other end.
  package var isTerminal: Bool { isatty(number) == 1 }
}

/// The size of the terminal that standard output goes to, in cells.
package func terminalSize() -> (columns: Int, rows: Int)? {
  var size = winsize()
  guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
  return (Int(size.ws_col), Int(size.ws_row))
}

/// Makes the C library treat letters of several bytes as letters, even in the plain C locale.
package func useUTF8() {
  unsafe setlocale(LC_CTYPE, "")
  guard unsafe String(cString: nl_langinfo(nl_item(CODESET))) != "UTF-8" else { return }
  // macOS has no `C.UTF-8` before version 14, and `UTF-8` names its encoding alone.
  #if canImport(Darwin)
    unsafe setlocale(LC_CTYPE, "UTF-8")
  #else
    unsafe setlocale(LC_CTYPE, "C.UTF-8")
  #endif
}
