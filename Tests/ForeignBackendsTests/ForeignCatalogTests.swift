import EnvironmentAPI
import Foundation
import Testing

@testable import ForeignBackends

/// Where engines are found, and who comes first.
@Suite struct ForeignCatalogTests {
  private let folder: ScratchFolder
  private let other: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    other = try ScratchFolder()
  }

  private func catalog(
    files: [String] = [], folders: [String] = [], builtIns: [String] = ["brush"]
  ) -> ForeignCatalog {
    ForeignCatalog(
      builtIns: builtIns,
      places: .init(
        files: files, folders: folders, searchPath: [folder.path, other.path, "/no/such"],
        prober: prober), patienceSeconds: 20)
  }

  @Test func `built-ins come before shared objects, and these before executables`() throws {
    let program = try folder.hostileProgram("hostile")
    let catalog = catalog()
    #expect(try catalog.find("hostile")?.origin == program)
    #expect(try catalog.find("nothing") == nil)
    #expect(try catalog.find("../hostile") == nil)
    let inFolder = try hostileObject(.none, in: other)
    #expect(try self.catalog(folders: [other.path]).find("hostile")?.origin == inFolder)
    let named = try hostileObject(.none, in: try ScratchFolder())
    #expect(throws: EnvironmentError.self) { try self.catalog(files: [named]).find("hostile") }
    let kept = try ScratchFolder()
    let file = try hostileObject(.none, in: kept)
    #expect(
      try self.catalog(files: [file], folders: [other.path]).find("hostile")?.origin == file)
    #expect(try self.catalog(files: [file], builtIns: ["hostile"]).find("hostile") == nil)
  }

  @Test func `what cannot be used hides nothing else`() throws {
    let crashing = try hostileObject(.crashWhenLoaded, in: other)
    let text = try other.write("text", to: "a.so")
    let program = try folder.hostileProgram("well")
    let catalog = catalog(folders: [other.path])
    #expect(try catalog.find("well")?.origin == program)
    // Somebody asks for what one of the broken ones may have been.
    #expect(throws: EnvironmentError.self) { try catalog.find("hostile") }
    let listing = catalog.list()
    #expect(listing.backends.map(\.name) == ["well"])
    #expect(listing.warnings.count == 2)
    #expect(listing.warnings.contains { $0.contains(crashing) && $0.contains("signal 11") })
    #expect(listing.warnings.contains { $0.contains(text) && $0.contains("ELF") })
  }

  @Test func `what is shadowed is said`() throws {
    let brush = try folder.hostileProgram("brush")
    let first = try folder.hostileProgram("well")
    let second = try other.hostileProgram("well")
    _ = try folder.write("no program", to: "spiral-backend-text")
    _ = try folder.write("", to: "spiral-backend-a b", executable: true)
    let listing = catalog().list()
    #expect(listing.backends.map(\.origin) == [first])
    #expect(
      listing.warnings == [
        "\(brush) is shadowed: 'brush' is the name of the built-in engine",
        "\(second) is shadowed: 'well' is the name of \(first)",
      ])
  }
}
