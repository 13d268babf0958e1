import Testing

@testable import Scene3D

struct PoseTests {
  @Test func `a point goes to the world and back`() {
    let pose = Pose(position: Vector3(1, -2, 3), yaw: 0.7)
    let point = Vector3(0.3, 0.4, -0.5)
    #expect((pose.localPoint(pose.point(point)) - point).length < 1e-6)
    #expect((pose.direction(Vector3(1, 0, 0)) - Vector3(0.764842, 0.644218, 0)).length < 1e-5)
  }
}
