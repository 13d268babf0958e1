extension TriangleMesh {
  var bounds: (lower: Vector3, upper: Vector3) { (.zero, .zero) }
  func intersect(_ packet: inout LocalPacket) {}
  func occludes(_ packet: LocalPacket) -> LaneMask { LaneMask(repeating: false) }
}
extension VoxelGrid {
  func intersect(_ packet: inout LocalPacket) {}
  func occludes(_ packet: LocalPacket) -> LaneMask { LaneMask(repeating: false) }
}
