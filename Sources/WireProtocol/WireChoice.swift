/// Which descriptors carry the protocol: the value of `--wire`, on both sides of the pipe.
public enum WireChoice: String, CaseIterable, Sendable {
  /// Look at the standard descriptors and decide (PROTOCOL.md, section 7).
  case automatic
  /// Standard input and standard output.
  case stdio
  /// A private Unix socket that the server announces on its standard output.
  case rendezvous
}
