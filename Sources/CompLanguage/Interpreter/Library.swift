import CompSource
import CompSyntax

/// The names that a program finds without declaring them: builtins, and the standard library's
/// declarations, each file of which is parsed when one of its names is first used.
package final class Library: @unchecked Sendable {
  private let builtins: [String: Builtin]
  private let files: [(name: String, source: String)]
  /// Which file declares a name.
  private let fileOfName: [String: Int]
  private let componentNames: Set<String>
  private let scope = Scope(parent: nil)
  private var loaded: Set<Int> = []
  private var sources: Set<ObjectIdentifier> = []

  package init(builtins: [Builtin], files: [(name: String, source: String)]) {
    self.builtins = Dictionary(builtins.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    self.files = files
    var fileOfName: [String: Int] = [:]
    var componentNames: Set<String> = []
    let keywords = ["component ", "func ", "sampler ", "let "].map { Array($0.utf8) }
    // By bytes: this is done at each start.
    for (index, file) in files.enumerated() {
      for line in file.source.utf8.split(separator: UInt8(ascii: "\n")) {
        for keyword in keywords where line.starts(with: keyword) {
          let name = line.dropFirst(keyword.count).prefix { !Library.endsName.contains($0) }
          fileOfName[String(Substring(name))] = index
          if keyword == keywords[0] { componentNames.insert(String(Substring(name))) }
        }
      }
    }
    self.fileOfName = fileOfName
    self.componentNames = componentNames
  }

  /// What stands behind the name of a declaration.
  private static let endsName = Array(" (:{=".utf8)

  package var names: [String] {
    let densities = componentNames.map { $0 + Library.logDensitySuffix }
    return Set(
      Array(builtins.keys) + Array(fileOfName.keys) + Array(Library.constants.keys) + densities
    ).sorted()
  }

  /// What is declared in Comp.
  package var declaredNames: [String] { fileOfName.keys.sorted() }

  /// `NAME_log_density` is the element-wise log density of the component `NAME`.
  private static let logDensitySuffix = "_log_density"

  package var builtinRows: [Builtin] { builtins.values.sorted { $0.name < $1.name } }

  /// Whether a file is one of the standard library.
  func isStandard(_ source: SourceFile) -> Bool { sources.contains(ObjectIdentifier(source)) }

  /// The constants of the language.
  private static let constants: [String: Double] = [
    "pi": .pi, "e": 2.718281828459045, "infinity": .infinity, "nan": .nan,
  ]

  package func value(_ name: String, for interpreter: Interpreter) throws -> Value? {
    if let constant = Library.constants[name] { return .real(constant) }
    if let known = scope.own(name) { return known.value }
    if let file = fileOfName[name] {
      try load(file, for: interpreter)
      return scope.own(name)?.value
    }
    if name.hasSuffix(Library.logDensitySuffix) {
      let component = String(name.dropLast(Library.logDensitySuffix.count))
      if fileOfName[component] != nil,
        case .component(let family)? = try value(component, for: interpreter)
      {
        return .function(
          Function(
            name: name, body: .logDensity(family),
            documentation: "the log density of '\(component)' at each element of x"))
      }
    }
    if let builtin = builtins[name] {
      return .function(
        Function(
          name: name, body: .builtin(builtin), documentation: builtin.documentation))
    }
    return nil
  }

  private func load(_ index: Int, for interpreter: Interpreter) throws {
    guard loaded.insert(index).inserted else { return }
    let file = files[index]
    let source = SourceFile(name: "\(file.name).comp", text: file.source)
    sources.insert(ObjectIdentifier(source))
    let tree = SyntaxTree.parse(source)
    if let broken = tree.diagnostics.first(where: { $0.severity == .error }) { throw broken }
    try interpreter.declare(tree.statements, in: scope, isStandard: true)
    for statement in tree.statements {
      if case .let = statement.kind { _ = try interpreter.execute(statement, in: scope) }
    }
  }
}
