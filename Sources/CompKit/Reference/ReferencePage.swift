import CompLanguage
import CompPlatform

extension Session {
  /// docs/reference.md: every operator, keyword, type, function, distribution and sampler, each with the
  /// words that `:doc` has for it.
  package var referencePage: String {
    var page = """
      # Reference

      Everything that has a name, in one line each. At the prompt `:doc NAME` shows the same words, of what
      the library declares in full, and `:source NAME` its code. [The language](language.md) tells how things
      go together, [samplers](samplers.md) how to choose and read them.

      """
    for section in ReferenceEntry.sections {
      page += table(
        section.title, ["written", "meaning"],
        section.entries.map { ["`\($0.usage)`", $0.documentation] })
    }
    page += table(
      "Functions", ["call", "gives"],
      interpreter.builtinRows.map { ["`\($0.signature)`", $0.documentation] })
    for (title, kind) in [
      ("Samplers", LibraryKind.sampler), ("Components of the library", .component),
      ("Functions of the library", .function),
    ] {
      let names = interpreter.libraryNames.filter { LibraryKind(value(of: $0)) == kind }
      page += table(
        title, ["declared", "what it is"],
        names.map { name in [signature(of: name), firstParagraph(of: name)] })
    }
    page += """

      Each component of the library has an element-wise function `NAME_log_density(x, …)` beside it, with
      the same parameters.

      """
    return page
  }

  /// The operators in the order of the reference.
  package var operatorNames: [String] { ReferenceEntry.operators.map(\.name) }

  private enum LibraryKind {
    case sampler, component, function
    init?(_ value: Value?) {
      if case .samplerDeclaration? = value {
        self = .sampler
      } else if case .component? = value {
        self = .component
      } else if case .function? = value {
        self = .function
      } else {
        return nil
      }
    }
  }

  private func signature(of name: String) -> String {
    let lines = value(of: name).map(interpreter.describe)?.split(separator: "\n") ?? []
    return lines.map { "`\($0)`" }.joined(separator: "<br>")
  }

  private func firstParagraph(of name: String) -> String {
    (value(of: name)?.declared?.documentation ?? "").split(separator: "\n\n", maxSplits: 1).first
      .map(String.init) ?? ""
  }

  private func table(_ title: String, _ header: [String], _ rows: [[String]]) -> String {
    func line(_ cells: [String]) -> String {
      "| "
        + cells.map { $0.replacing("\n", with: " ").replacing("|", with: "\\|") }
        .joined(separator: " | ") + " |\n"
    }
    return "\n## \(title)\n\n" + line(header) + line(header.map { _ in "---" })
      + rows.map(line).joined()
  }
}
