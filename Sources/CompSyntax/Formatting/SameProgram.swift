import CompSource

extension SyntaxTree {
  /// Whether another text is the same program, laid out otherwise: the same tree, the same tokens but
  /// for `;` and trailing commas, the same comments, and no errors.
  public func isSameProgram(as other: SyntaxTree) -> Bool {
    diagnostics.isEmpty && other.diagnostics.isEmpty
      && significantTokens == other.significantTokens && comments == other.comments
      && TreeOutline(self).structure == TreeOutline(other).structure
  }

  /// The texts of the tokens without those that the formatter may choose.
  private var significantTokens: [String] {
    tokens.indices.compactMap { index in
      let text = tokens[index].text
      let isTrailing =
        text == ","
        && [")", "]", "}"].contains(tokens[min(index + 1, tokens.count - 1)].text)
      return text == ";" || isTrailing ? nil : text
    }
  }

  private var comments: [String] {
    tokens.flatMap { Trivia(before: $0).comments.map(\.text) }
  }
}
