/// What is sent for one request: a head and, without copying it, the page.
struct Response {
  let status: String
  private(set) var fields: [(name: String, value: String)]
  private(set) var body: [UInt8]
  private(set) var next: Next

  /// What happens to the connection.
  enum Next: Equatable {
    case nextRequest
    case farewell
    /// Events follow; the version is that of the page that the browser shows.
    case events(lastVersion: Int?)
  }

  private init(
    _ status: String, _ type: String, policy: String, fields: [(name: String, value: String)] = [], body: [UInt8],
    next: Next
  ) {
    self.status = status
    self.body = body
    self.next = next
    self.fields = [
      ("Content-Type", type), ("Content-Security-Policy", policy), ("X-Content-Type-Options", "nosniff"),
      ("Cross-Origin-Resource-Policy", "same-origin"), ("Cache-Control", "no-store"),
      ("Referrer-Policy", "no-referrer"),
    ]
    // RFC 9112 §6.3: a body without a length ends with the connection, as that of events does.
    if case .events = next {} else { self.fields.append(("Content-Length", "\(body.count)")) }
    self.fields += fields
  }

  var head: [UInt8] {
    var lines = ["HTTP/1.1 \(status)"] + fields.map { "\($0.name): \($0.value)" }
    if next != .nextRequest { lines.append("Connection: close") }
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
  }

  /// Keeps only the head, as HEAD asks for; it still gives the length.
  mutating func dropBody() {
    body = []
    if case .events = next { next = .farewell }
  }

  /// Ends the connection after a response that has an end.
  mutating func close() {
    if next == .nextRequest { next = .farewell }
  }
}

extension Response {
  static func shell(nonce: String) -> Response {
    Response(
      "200 OK", "text/html; charset=utf-8", policy: previewShellPolicy(nonce: nonce),
      body: Array(previewShell(nonce: nonce).utf8), next: .nextRequest)
  }

  /// The page has its own policy in it; only the header can forbid other pages to frame it.
  static func page(_ page: PreviewPage) -> Response {
    Response(
      "200 OK", "text/html; charset=utf-8", policy: "frame-ancestors 'self'", body: page.html, next: .nextRequest)
  }

  static func events(lastVersion: Int?) -> Response {
    Response(
      "200 OK", "text/event-stream", policy: "default-src 'none'", body: [], next: .events(lastVersion: lastVersion))
  }

  static func refusal(_ refusal: RequestRefusal) -> Response {
    Response(
      refusal.status, "text/plain; charset=utf-8", policy: "default-src 'none'; frame-ancestors 'none'",
      fields: refusal.fields, body: Array((refusal.message + "\n").utf8), next: .farewell)
  }
}
