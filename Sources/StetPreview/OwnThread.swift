import Dispatch

/// Runs what waits in system calls, which must not keep a thread from other tasks.
func onOwnThread(_ name: String, _ body: @escaping @Sendable () -> Void) async {
  await withCheckedContinuation { continuation in
    DispatchQueue(label: name).async {
      body()
      continuation.resume()
    }
  }
}
