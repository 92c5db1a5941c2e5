/// Which requests are answered, and with what. Everything served is named here; nothing is looked up on a disk.
struct RequestRules: Sendable {
  let port: UInt16
  let token: String

  /// With the number in place of the name: another program may listen at the same port of `::1`, which `localhost` means too.
  var address: String { "http://127.0.0.1:\(port)/\(token)/" }

  /// What comes after the token in the path.
  private enum Resource: String {
    case shell = ""
    case page
    case events
  }

  func response(to request: Request, page: PreviewPage?) -> Response {
    let isHead = request.method.elementsEqual("HEAD".utf8)
    var response: Response
    do throws(RequestRefusal) {
      guard isHead || request.method.elementsEqual("GET".utf8) else { throw .wrongMethod }
      // Where a body ends is what readers disagree about; none is ever needed.
      guard request.values("content-length").isEmpty, request.values("transfer-encoding").isEmpty else {
        throw .hasBody
      }
      try checkHost(request)
      try checkOrigin(request)
      switch try resource(request) {
      case .shell: response = .shell(nonce: randomWord())
      case .page:
        guard let page else { throw .notRendered }
        response = .page(page)
      case .events: response = .events(lastVersion: lastVersion(request))
      }
    } catch {
      response = .refusal(error)
    }
    if isHead { response.dropBody() }
    if request.isOldVersion || request.values("connection").contains(where: closes) { response.close() }
    return response
  }

  /// A foreign name that points to this machine (DNS rebinding) is still visible in `Host`.
  private func checkHost(_ request: Request) throws(RequestRefusal) {
    let hosts = request.values("host")
    guard hosts.count == 1 else { throw .malformed }
    guard isOwn(hosts[0]) else { throw .foreignHost }
  }

  private func isOwn(_ host: some Sequence<UInt8>) -> Bool {
    let host = host.map(lowercased)
    return ["localhost", "127.0.0.1", "[::1]"].contains { host.elementsEqual("\($0):\(port)".utf8) }
  }

  private func checkOrigin(_ request: Request) throws(RequestRefusal) {
    for origin in request.values("origin") {
      guard origin.starts(with: "http://".utf8), isOwn(origin.dropFirst(7)) else { throw .foreignOrigin }
    }
    // Other ports of this machine are the same site for a browser, but belong to other programs.
    for site in request.values("sec-fetch-site") {
      guard site.elementsEqual("same-origin".utf8) || site.elementsEqual("none".utf8) else { throw .foreignOrigin }
    }
  }

  /// The path is compared byte for byte: a path that is escaped, has doubled slashes or leads upward is not one of ours.
  private func resource(_ request: Request) throws(RequestRefusal) -> Resource {
    let path = request.path
    // An absolute target is a request to a proxy.
    guard path.first == UInt8(ascii: "/") else { throw .malformed }
    let parts = path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard parts.count == 2, isToken(parts[0]),
      let resource = Resource(rawValue: String(decoding: parts[1], as: UTF8.self))
    else { throw .notFound }
    return resource
  }

  /// Takes equally long for every guess, even one that is nearly right.
  private func isToken(_ guess: ArraySlice<UInt8>) -> Bool {
    guess.count == token.utf8.count && zip(guess, token.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }

  private func lastVersion(_ request: Request) -> Int? {
    request.values("last-event-id").first.flatMap { Int(String(decoding: $0, as: UTF8.self)) }
  }

  private func closes(_ connection: [UInt8]) -> Bool { connection.map(lowercased).elementsEqual("close".utf8) }
}
