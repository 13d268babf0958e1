/// Why a request is refused.
public enum HTTPFault: Error, Equatable, Sendable {
  /// It is not a request that this server reads.
  case malformed
  /// It was meant for another name than this server's.
  case foreignHost
  /// There is nothing at this path.
  case unknownPath
  /// Only GET is answered.
  case otherMethod
  /// It took too long to arrive.
  case timedOut
  /// Its head is longer than ``HTTPRequest/maximumHeadBytes`` or ``HTTPRequest/maximumHeaders``.
  case headTooLarge
  /// It is neither HTTP/1.0 nor HTTP/1.1.
  case otherVersion

  /// The status code (RFC 9110, section 15; RFC 6585, section 5).
  public var status: Int {
    switch self {
    case .malformed: 400
    case .foreignHost: 403
    case .unknownPath: 404
    case .otherMethod: 405
    case .timedOut: 408
    case .headTooLarge: 431
    case .otherVersion: 505
    }
  }
}

/// One answer; the connection is closed behind it.
public struct HTTPResponse: Equatable, Sendable {
  /// The status code.
  public var status = 200
  /// The media type of the body.
  public var type = "text/plain; charset=utf-8"
  /// The body.
  public var body: [UInt8] = []

  /// An answer with a body.
  public init(_ body: [UInt8], type: String) {
    self.body = body
    self.type = type
  }

  /// The refusal for `fault`.
  public init(_ fault: HTTPFault) {
    status = fault.status
    body = Array("\(fault.status) \(Self.phrase(fault.status))\n".utf8)
  }

  /// The bytes on the wire. Nobody may frame the page, read it from another origin, or keep it.
  public var bytes: [UInt8] {
    let head = """
      HTTP/1.1 \(status) \(Self.phrase(status))\r
      Content-Type: \(type)\r
      Content-Length: \(body.count)\r
      Connection: close\r
      Cache-Control: no-store\r
      Cross-Origin-Resource-Policy: same-origin\r
      X-Content-Type-Options: nosniff\r
      X-Frame-Options: DENY\r
      \(status == 405 ? "Allow: GET\r\n" : "")\r

      """
    return Array(head.utf8) + body
  }

  private static func phrase(_ status: Int) -> String {
    switch status {
    case 200: "OK"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 408: "Request Timeout"
    case 431: "Request Header Fields Too Large"
    case 505: "HTTP Version Not Supported"
    default: "Bad Request"
    }
  }
}
