/// How much time and space one client may take. A browser on the same machine stays far below all of these.
struct PreviewLimits: Sendable {
  /// From the first byte awaited to the last of a request's head; also how long a connection may be idle.
  var head = Duration.seconds(10)
  /// For a client to receive a whole response.
  var response = Duration.seconds(30)
  /// Between two keep-alive messages of an event stream; if one has not been received by the next, the stream ends.
  var heartbeat = Duration.seconds(15)
  /// For a client to read the last response before the connection is closed.
  var farewell = Duration.seconds(1)
  /// Connections that are served; others get the response that there is no room.
  var connections = 64
  /// Open connections, including those that get that response; others wait in the system's queue.
  var openConnections = 256

  static let targetBytes = 8 << 10
  static let headBytes = 16 << 10
  static let fields = 100
}
