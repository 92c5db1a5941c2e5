/// How much time and room one client may take. A browser on the same machine stays far below all of them.
struct PreviewLimits: Sendable {
  /// From the first byte awaited to the last of a request's head; also how long a connection may lie idle.
  var head = Duration.seconds(10)
  /// For a client to take a whole answer.
  var answer = Duration.seconds(30)
  /// Between two signs of life of an event stream; one that has not been taken by the next ends the stream.
  var heartbeat = Duration.seconds(15)
  /// For a client to read the last answer before the connection is closed.
  var farewell = Duration.seconds(1)
  /// Connections that are served; others are told that there is no room.
  var connections = 64
  /// Open connections, with those that are told so; others wait in the system's queue.
  var openConnections = 256

  static let targetBytes = 8 << 10
  static let headBytes = 16 << 10
  static let fields = 100
}
