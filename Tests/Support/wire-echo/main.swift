// A server that echoes lines and an agent that sends some: what the transport tests start, because
// tests of descriptors and signals need processes of their own.
//
//   wire-echo serve [--wire WIRE] [--limit BYTES]
//   wire-echo agent [--wire WIRE] [--log FILE] [--send LINE]... [--hold] [-- COMMAND...]
//   wire-echo cycles COUNT

import Glibc

var words = Array(CommandLine.arguments.dropFirst())
let mode = words.isEmpty ? "" : words.removeFirst()
switch mode {
case "serve": exit(serve(words))
case "agent": exit(agent(words))
case "cycles": exit(cycles(words))
default: exit(64)
}
