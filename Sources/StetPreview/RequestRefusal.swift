/// Why a request gets no page. The connection ends after each of them.
enum RequestRefusal: Error, CaseIterable {
  case malformed
  case hasBody
  case foreignOrigin
  case notFound
  case notRendered
  case wrongMethod
  case tooSlow
  case targetTooLong
  case foreignHost
  case headTooLarge
  case busy
  case unknownVersion

  var status: String {
    switch self {
    case .malformed, .hasBody: "400 Bad Request"
    case .foreignOrigin: "403 Forbidden"
    case .notFound, .notRendered: "404 Not Found"
    case .wrongMethod: "405 Method Not Allowed"
    case .tooSlow: "408 Request Timeout"
    case .targetTooLong: "414 URI Too Long"
    case .foreignHost: "421 Misdirected Request"
    case .headTooLarge: "431 Request Header Fields Too Large"
    case .busy: "503 Service Unavailable"
    case .unknownVersion: "505 HTTP Version Not Supported"
    }
  }

  var fields: [(String, String)] {
    switch self {
    case .wrongMethod: [("Allow", "GET, HEAD")]
    case .busy: [("Retry-After", "1")]
    case .malformed, .hasBody, .foreignOrigin, .notFound, .notRendered, .tooSlow, .targetTooLong, .foreignHost,
      .headTooLarge,
      .unknownVersion:
      []
    }
  }
}

extension RequestRefusal {
  /// The text of the response.
  var message: String {
    switch self {
    case .malformed: "the request is not valid HTTP/1.1; the address of the preview begins with `http://`"
    case .hasBody: "the preview does not accept a request with a body; a GET request without a body shows the page"
    case .foreignOrigin:
      "the request came from another web page or program; the address that `stet preview` printed can be pasted into a new tab"
    case .notFound: "there is no page at this address; the full address that `stet preview` printed leads to the page"
    case .notRendered: "the page has not been rendered yet; it will appear automatically when it is ready"
    case .wrongMethod: "the preview accepts only GET and HEAD requests"
    case .tooSlow: "the request did not arrive in time; reloading the page sends it again"
    case .targetTooLong: "the address is too long; the full address that `stet preview` printed leads to the page"
    case .foreignHost: "the preview can be reached only at `localhost`, `127.0.0.1` or `[::1]`, followed by its port"
    case .headTooLarge:
      "the request headers are too large, often because of cookies; opening the page in a private window avoids them"
    case .busy: "too many connections are open; closing other preview tabs makes room"
    case .unknownVersion: "the preview supports only HTTP/1.1 and HTTP/1.0"
    }
  }
}
