public import JSONText

extension QuickDrawing {
  /// Reads the drawings of an ndjson file, one JSON object a line; empty lines are passed.
  ///
  /// - Throws: `JSONError` with the line of the file for the first line that is no drawing.
  public static func drawings(ndjson bytes: [UInt8]) throws(JSONError) -> [QuickDrawing] {
    var drawings: [QuickDrawing] = []
    var number = 0
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      number += 1
      if bytes[start..<end].contains(where: { !$0.isSpace }) {
        do throws(JSONError) {
          drawings.append(try QuickDrawing(JSON.parse(Array(bytes[start..<end]))))
        } catch {
          throw error.moved(toLine: number, offset: start)
        }
      }
      start = end + 1
    }
    return drawings
  }

  /// The drawings as an ndjson file, one line each.
  public static func ndjson(_ drawings: [QuickDrawing]) -> [UInt8] {
    var writer = JSONWriter()
    for drawing in drawings {
      drawing.write(to: &writer)
      writer.endLine()
    }
    return writer.bytes
  }

  // MARK: One drawing

  private init(_ node: JSONNode) throws(JSONError) {
    self.init(
      word: try node["word"]?.string() ?? "", countryCode: try node["countrycode"]?.string(),
      timestamp: try node["timestamp"]?.string(),
      isRecognized: try node["recognized"]?.boolean(), keyID: try node["key_id"]?.string(),
      strokes: try node.member("drawing").array().mapPositioned { (node) throws(JSONError) in
        try QuickDrawStroke(node)
      })
  }

  private func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("word")
    writer.string(word)
    if let countryCode {
      writer.key("countrycode")
      writer.string(countryCode)
    }
    if let timestamp {
      writer.key("timestamp")
      writer.string(timestamp)
    }
    if let isRecognized {
      writer.key("recognized")
      writer.boolean(isRecognized)
    }
    if let keyID {
      writer.key("key_id")
      writer.string(keyID)
    }
    writer.key("drawing")
    writer.beginArray()
    for stroke in strokes { stroke.write(to: &writer) }
    writer.endArray()
    writer.endObject()
  }
}

extension QuickDrawStroke {
  fileprivate init(_ node: JSONNode) throws(JSONError) {
    let lists = try node.array()
    guard lists.count == 2 || lists.count == 3 else {
      throw node.error(expected: "2 or 3 lists: x, y and times")
    }
    let columns = try lists.mapPositioned { (list) throws(JSONError) in try list.numbers() }
    for (list, column) in zip(lists, columns) where column.count != columns[0].count {
      throw list.error(expected: "\(columns[0].count) numbers, as many as x has")
    }
    for (list, column) in zip(lists, columns) where column.contains(where: { $0.magnitude > 1e9 }) {
      throw list.error(expected: "numbers within 1e9")
    }
    self.init(
      points: zip(columns[0], columns[1]).map { [$0, $1] },
      times: columns.count == 3 ? columns[2] : nil)
  }

  fileprivate func write(to writer: inout JSONWriter) {
    writer.beginArray()
    writer.briefNumbers(points.map(\.x))
    writer.briefNumbers(points.map(\.y))
    if let times { writer.briefNumbers(times) }
    writer.endArray()
  }
}

extension JSONError {
  /// The error in a text whose first line is a line of a file.
  fileprivate func moved(toLine line: Int, offset: Int) -> JSONError {
    var error = self
    error.position.line += line - 1
    error.position.offset += offset
    return error
  }
}
