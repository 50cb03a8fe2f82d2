extension StringProtocol {
  /// Without such characters at its ends.
  package func trimmed(of isUnwanted: (Character) -> Bool = \.isWhitespace) -> String {
    guard let first = firstIndex(where: { !isUnwanted($0) }),
      let last = lastIndex(where: { !isUnwanted($0) })
    else { return "" }
    return String(self[first...last])
  }
}
