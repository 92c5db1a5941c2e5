/// What is served: the newest page in memory, replaced at once when another one is published.
package actor PreviewPages {
  private(set) var newest: PreviewPage?
  private var readers: [(number: Int, continuation: AsyncStream<PreviewPage>.Continuation)] = []
  private var readerCount = 0

  package init() {}

  /// Replaces the previous page and notifies every browser. `version` differs from that of the previous page: it
  /// is how a browser knows that its page is out of date.
  package func publish(html: [UInt8], version: Int) {
    let page = PreviewPage(html: html, version: version)
    newest = page
    for reader in readers { reader.continuation.yield(page) }
  }

  /// The newest page and those that follow. A page that was replaced before anyone received it is left out.
  func updates() -> AsyncStream<PreviewPage> {
    let (stream, continuation) = AsyncStream.makeStream(of: PreviewPage.self, bufferingPolicy: .bufferingNewest(1))
    readerCount += 1
    let number = readerCount
    readers.append((number, continuation))
    continuation.onTermination = { _ in Task { await self.forget(number) } }
    if let newest { continuation.yield(newest) }
    return stream
  }

  private func forget(_ number: Int) { readers.removeAll { $0.number == number } }
}

/// A whole HTML page and the number of its rendering.
struct PreviewPage: Sendable {
  let html: [UInt8]
  let version: Int
}
