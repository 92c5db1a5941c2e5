import StetDiagnostics
import StetSystem
import Synchronization

/// Messages for a thread that waits in `poll`: each one wakes it, and posting never waits.
final class Mailbox<Message: Sendable>: Sendable {
  private let messages = Mutex<[Message]>([])
  private let writing: Descriptor
  /// Ready to be read while there are messages.
  let reading: Descriptor

  init() throws(RunFailure) {
    do throws(SystemError) { (reading, writing) = try Descriptor.pair() } catch {
      throw RunFailure(.noMailbox(error.text))
    }
  }

  func post(_ message: Message) {
    messages.withLock { $0.append(message) }
    // A full one wakes its reader just as well.
    _ = writing.send([0])
  }

  /// All messages so far, oldest first.
  func take() -> [Message] {
    // Emptied first: a message that arrives in between wakes it once more.
    while case .bytes = reading.receive() {}
    return messages.withLock { messages in
      defer { messages = [] }
      return messages
    }
  }
}

extension Diagnostic {
  fileprivate static func noMailbox(_ reason: String) -> Diagnostic {
    Diagnostic(
      .cannotServe, "the preview cannot create a pair of sockets: \(reason)", kind: .data,
      notes: ["`ulimit -n` shows how many files can be open at once"])
  }
}
