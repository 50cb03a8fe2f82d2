import CompFiles
import CompKit
import Foundation
import Testing

/// Which files a program may use.
@Suite(.serialized) struct AccessTests {
  /// A folder for the program, beside one that is not.
  private static func playground(_ body: (String) throws -> Void) throws {
    let root = NSTemporaryDirectory() + "comp-access-\(UUID().uuidString)"
    let manager = FileManager.default
    try manager.createDirectory(atPath: root + "/work/in", withIntermediateDirectories: true)
    try manager.createDirectory(atPath: root + "/other", withIntermediateDirectories: true)
    defer { try? manager.removeItem(atPath: root) }
    for path in ["work/own.csv", "work/in/own.csv", "other/secret.csv"] {
      try writeWhole("x\n1\n2\n", to: root + "/" + path)
    }
    try writeWhole("let one = 1\n", to: root + "/other/lib.comp")
    try writeWhole("let one = 1\n", to: root + "/work/lib.comp")
    try manager.createSymbolicLink(
      atPath: root + "/work/link", withDestinationPath: root + "/other")
    try manager.createSymbolicLink(
      atPath: root + "/work/filelink.csv", withDestinationPath: root + "/other/secret.csv")
    try manager.createSymbolicLink(
      atPath: root + "/work/dead.csv", withDestinationPath: root + "/other/made.csv")
    try body(root)
  }

  private static func code(_ text: String, _ root: String, _ access: FileAccess) -> DiagnosticCode?
  {
    let options = RunOptions(
      outputDirectory: root + "/work", usesReference: true, readAccess: access,
      writeAccess: access)
    let program = Comp.compile(text, name: root + "/work/main.comp", options: options)
    if let error = program.errors.first { return error.code }
    do { try Comp.run(program, in: RunEnvironment(print: { _ in })) } catch {
      return (error as? Diagnostic)?.code
    }
    return nil
  }

  private static let uses = [
    "let d = data(\"own.csv\")", "save([1], to: \"made.csv\")", "import \"lib.comp\"",
    "plot(sample(gaussian(0, 1), count: 9), to: \"made.svg\")",
    "save({a: [1]}, to: \"in/made.npz\")",
    "let d = data(\"in/../own.csv\")", "save([1], to: \"new/deeper/made.csv\")",
  ]

  @Test func nothingIsGrantedByDefault() throws {
    try Self.playground { root in
      for use in Self.uses {
        let code = Self.code(use, root, .none)
        #expect(code == (use.hasPrefix("import") ? .importFailed : .accessDenied), "\(use)")
      }
      let files = try FileManager.default.contentsOfDirectory(atPath: root + "/work")
      #expect(!files.contains { $0.contains("made") })
    }
  }

  @Test func aFolderIsGranted() throws {
    try Self.playground { root in
      for use in Self.uses {
        #expect(Self.code(use, root, .folder(root + "/work")) == nil, "\(use)")
      }
    }
  }

  @Test(arguments: [
    "../other/secret.csv", "link/secret.csv", "filelink.csv", "in/../../other/secret.csv",
    "/etc/passwd", "link/../secret.csv",
  ]) func nothingElseIsRead(_ path: String) throws {
    try Self.playground { root in
      let access = FileAccess.folder(root + "/work")
      #expect(Self.code("let d = data(\"\(path)\")", root, access) == .accessDenied)
      #expect(
        Self.code("let p = \"\" + \"\(path)\"\nlet d = data(p)", root, access) == .accessDenied)
    }
  }

  @Test(arguments: [
    "../other/made.csv", "link/made.csv", "filelink.csv", "dead.csv", "in/../../other/made.csv",
    "/tmp/comp-access-made.csv", "new/../../other/made.csv", "link/../made.csv",
  ]) func nothingElseIsWritten(_ path: String) throws {
    try Self.playground { root in
      let access = FileAccess.folder(root + "/work")
      #expect(Self.code("save([7], to: \"\(path)\")", root, access) == .accessDenied)
      #expect(
        Self.code("let p = \"\" + \"\(path)\"\nsave([7], to: p)", root, access) == .accessDenied)
      let other = try FileManager.default.contentsOfDirectory(atPath: root + "/other")
      #expect(other.sorted() == ["lib.comp", "secret.csv"])
      #expect(
        try String(contentsOfFile: root + "/other/secret.csv", encoding: .utf8) == "x\n1\n2\n")
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: root).sorted() == ["other", "work"])
    }
  }

  @Test func importsStayInside() throws {
    try Self.playground { root in
      for path in ["../other/lib.comp", "link/lib.comp", root + "/other/lib.comp"] {
        #expect(
          Self.code("import \"\(path)\"", root, .folder(root + "/work")) == .importFailed,
          "\(path)")
      }
    }
  }
}
