import Glibc

/// The thread of the server: waits until any of its sockets is ready or late, lets each go on, and waits again.
final class ConnectionLoop {
  enum Message: Sendable {
    case show(PreviewPage)
    case stop
  }

  private let socket: ListeningSocket
  private let mailbox: Mailbox<Message>
  private let rules: RequestRules
  private let limits: PreviewLimits
  private var connections: [Connection] = []
  private var page: PreviewPage?
  /// The system had no room for a connection; until then none is accepted.
  private var pause: ContinuousClock.Instant?

  init(_ socket: ListeningSocket, _ mailbox: Mailbox<Message>, _ rules: RequestRules, _ limits: PreviewLimits) {
    self.socket = socket
    self.mailbox = mailbox
    self.rules = rules
    self.limits = limits
  }

  /// Returns when it is told to stop; what is open is closed with it.
  func run() {
    while true {
      var polls = [pollfd(fd: mailbox.reading.number, events: Int16(POLLIN), revents: 0)]
      polls += connections.map { pollfd(fd: $0.descriptor.number, events: $0.awaited, revents: 0) }
      if canAccept { polls.append(pollfd(fd: socket.descriptor.number, events: Int16(POLLIN), revents: 0)) }
      wait(for: &polls, until: (connections.map(\.deadline) + (pause.map { [$0] } ?? [])).min())
      let hasMessage = polls[0].revents != 0
      if hasMessage, takeMessages() == .stop { return }
      let now = ContinuousClock.now
      for (connection, poll) in zip(connections, polls.dropFirst()) {
        if connection.deadline <= now { connection.expire() }
        guard poll.revents != 0 || hasMessage || connection.deadline <= now else { continue }
        connection.proceed(canRead: poll.revents & ~Int16(POLLOUT) != 0, rules, page)
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
