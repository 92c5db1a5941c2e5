import Dispatch

/// Runs code that waits in system calls, which must not block a thread that other tasks need.
func onOwnThread(_ name: String, _ body: @escaping @Sendable () -> Void) async {
  await withCheckedContinuation { continuation in
    DispatchQueue(label: name).async {
      body()
      continuation.resume()
    }
  }
}
