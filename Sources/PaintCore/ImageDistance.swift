// Stand-in until the fast one is merged.
/// stand-in
public enum ImageDistance {
  /// stand-in
  public static func sumOfSquaredDifferences(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, count: Int) -> Int { (0..<count).reduce(0) { $0 + (Int(a[$1]) - Int(b[$1])) * (Int(a[$1]) - Int(b[$1])) } }
  /// stand-in
  public static func sumOfAbsoluteDifferences(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, count: Int) -> Int { (0..<count).reduce(0) { $0 + abs(Int(a[$1]) - Int(b[$1])) } }
}
