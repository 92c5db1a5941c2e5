import Glibc

/// What a process inherits and must not trust.
func settleSurroundings() {
  // A file that is opened takes the lowest free number: with standard output closed, results would go into it. The
  // wrong direction lets reads and writes fail as they do on what is closed.
  for (descriptor, direction) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
  where fcntl(descriptor, F_GETFD) == -1 {
    _ = unsafe open("/dev/null", direction)
  }
  // Past a limit on the size of files, `write` then says EFBIG, and the half file is removed.
  _ = signal(SIGXFSZ, SIG_IGN)
}
