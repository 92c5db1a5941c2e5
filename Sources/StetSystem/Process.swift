#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The number of this process.
package var processID: Int32 { getpid() }

/// The processors that can work at once.
package let processorCount = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

/// Ends the process.
package func endProcess(_ status: Int32) -> Never { exit(status) }

/// Ends the process while other threads work: nothing that they use is taken down before.
package func endProcessAtOnce(_ status: Int32) -> Never { _exit(status) }

/// The value of an environment variable; nil if it is not set.
package func environment(_ name: String) -> String? {
  guard let value = unsafe getenv(name) else { return nil }
  return unsafe String(cString: value)
}

/// Resets what a process inherits and must not trust.
package func settleInheritance() {
  // A file that is opened gets the lowest free number: if standard output is closed, results would go into the file. Opened in the
  // wrong direction, reads and writes fail as they do on a closed descriptor.
  for (descriptor, direction) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
  where fcntl(descriptor, F_GETFD) == -1 {
    _ = unsafe open("/dev/null", direction)
  }
  // Past a limit on the size of files, `write` then fails with EFBIG, and the partial file is removed.
  _ = signal(SIGXFSZ, SIG_IGN)
}
