#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs a program and waits for its end: its exit status, -1 if a signal ended it, or nil if no program has that name.
///
/// - Parameters:
///   - words: the name, which is looked up in `PATH`, and the arguments.
///   - variables: its environment, each as `NAME=value`.
///   - isSilent: what it writes to standard output and standard error is discarded.
package func runProgram(_ words: [String], variables: [String], isSilent: Bool = false) -> Int32? {
  let texts = unsafe (words + variables).map { unsafe strdup($0) }
  defer { for index in unsafe texts.indices { unsafe free(texts[index]) } }
  let arguments = unsafe texts[..<words.count] + [nil]
  let environment = unsafe texts[words.count...] + [nil]
  #if canImport(Darwin)
    var actions: posix_spawn_file_actions_t?
  #else
    var actions = unsafe posix_spawn_file_actions_t()
  #endif
  unsafe posix_spawn_file_actions_init(&actions)
  defer { unsafe posix_spawn_file_actions_destroy(&actions) }
  if isSilent {
    for output in [STDOUT_FILENO, STDERR_FILENO] {
      unsafe posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_WRONLY, 0)
    }
  }
  var process: pid_t = 0
  guard unsafe posix_spawnp(&process, words[0], &actions, nil, Array(arguments), Array(environment)) == 0 else {
    return nil
  }
  var status: Int32 = 0
  while unsafe waitpid(process, &status, 0) < 0 { guard errno == EINTR else { return -1 } }
  // The bits that `WIFEXITED` and `WEXITSTATUS` look at, which are the same on Linux and macOS.
  return status & 0x7F == 0 ? status >> 8 & 0xFF : -1
}
