/// Traps, so that libFuzzer keeps the input, unless `condition` holds.
public func expect(_ condition: Bool, _ message: @autoclosure () -> String) {
  guard !condition else { return }
  print("fuzz: \(message())")
  preconditionFailure("the expectation of a fuzz target fails")
}

/// What `body` returns; it must not throw.
public func mustSucceed<Value>(_ what: String, _ body: () throws -> Value) -> Value {
  do { return try body() } catch {
    print("fuzz: \(what): \(error)")
    preconditionFailure("\(what) throws")
  }
}
