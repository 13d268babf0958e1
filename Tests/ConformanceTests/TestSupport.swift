import Glibc
import JSONText

/// A folder for what the tests of this run write.
let scratchFolder: String = {
  var template = Array("/tmp/conformance-tests-XXXXXX".utf8CString)
  return template.withUnsafeMutableBufferPointer { buffer in
    guard let start = buffer.baseAddress, mkdtemp(start) != nil else { return "/tmp" }
    return String(cString: start)
  }
}()

/// The package's folder.
let packageFolder = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
