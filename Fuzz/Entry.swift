/// What libFuzzer calls with every input; each file of `targets` says what is done with one.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  feed(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}
