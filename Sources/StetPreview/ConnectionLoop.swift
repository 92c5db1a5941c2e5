import StetSystem

/// The thread of the server: waits until any of its sockets is ready or overdue, lets each continue, and waits again.
final class ConnectionLoop {
  enum Message: Sendable {
    case show(PreviewPage)
    case stop
  }

  private let socket: LoopbackSocket
  private let mailbox: Mailbox<Message>
  private let rules: RequestRules
  private let limits: PreviewLimits
  private var connections: [Connection] = []
  private var page: PreviewPage?
  /// The system had no room for a connection; none is accepted until this time.
  private var pause: ContinuousClock.Instant?

  init(_ socket: LoopbackSocket, _ mailbox: Mailbox<Message>, _ rules: RequestRules, _ limits: PreviewLimits) {
    self.socket = socket
    self.mailbox = mailbox
    self.rules = rules
    self.limits = limits
  }

  /// Returns when it is told to stop; open connections are closed.
  func run() {
    while true {
      var awaited = [PollEntry(mailbox.reading)]
      awaited += connections.map { PollEntry($0.descriptor, $0.awaited) }
      if canAccept { awaited.append(PollEntry(socket.descriptor)) }
      wait(for: &awaited, until: (connections.map(\.deadline) + (pause.map { [$0] } ?? [])).min())
      let hasMessage = !awaited[0].found.isEmpty
      if hasMessage, takeMessages() == .stop { return }
      let now = ContinuousClock.now
      for (connection, found) in zip(connections, awaited.dropFirst().map(\.found)) {
        if connection.deadline <= now { connection.expire() }
        guard !found.isEmpty || hasMessage || connection.deadline <= now else { continue }
        connection.proceed(canRead: found.contains(.reading), rules, page)
      }
      connections.removeAll(where: \.isClosed)
      if let time = pause, time <= now { pause = nil }
      accept()
    }
  }

  private var canAccept: Bool { pause == nil && connections.count < limits.openConnections }

  private enum Order { case goOn, stop }

  private func takeMessages() -> Order {
    for message in mailbox.take() {
      switch message {
      case .show(let page): self.page = page
      case .stop: return .stop
      }
    }
    return .goOn
  }

  private func accept() {
    while canAccept {
      switch socket.accept() {
      case .connection(let descriptor):
        let isBusy = connections.count(where: \.takesPlace) >= limits.connections
        connections.append(isBusy ? Connection(busy: descriptor, limits) : Connection(descriptor, limits))
      case .none: return
      case .exhausted: pause = .now + .milliseconds(100)
      }
    }
  }
}
