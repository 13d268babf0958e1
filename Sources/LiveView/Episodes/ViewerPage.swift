import JSONText

/// The one page of the viewer: HTML and JavaScript without anything from elsewhere.
enum ViewerPage {
  /// The page that asks its server for what it shows.
  static var live: [UInt8] { PackageResources.viewer_html }

  /// What the page has in the place of an episode.
  private static let place = #"<script id="replay" type="application/json">null"#

  /// The page with an episode in it, which it shows without a server.
  ///
  /// - Parameter json: One JSON value.
  static func holding(_ json: [UInt8]) -> [UInt8] {
    let page = String(decoding: live, as: UTF8.self)
    let parts = page.split(separator: place, maxSplits: 1, omittingEmptySubsequences: false)
    precondition(parts.count == 2, "the page has no place for an episode")
    // A "<" stands in strings only, and could end the script element there.
    var data: [UInt8] = []
    data.reserveCapacity(json.count)
    for byte in json {
      if byte == UInt8(ascii: "<") { data += "\\u003c".utf8 } else { data.append(byte) }
    }
    return Array(parts[0].utf8) + Array(place.dropLast(4).utf8) + data + Array(parts[1].utf8)
  }
}
