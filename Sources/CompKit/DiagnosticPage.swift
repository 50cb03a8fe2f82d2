import CompSource

/// The page of each diagnostic: what it means, a program that triggers it, its mended form.
public enum DiagnosticPage {
  /// The page of a code; nil if there is no such code or it has no page.
  public static func text(of code: String) -> String? {
    guard let known = DiagnosticCode(rawValue: code) else { return nil }
    return pages[known]
  }

  /// The codes that have a page.
  package static var documented: [DiagnosticCode] {
    DiagnosticCode.allCases.filter { pages[$0] != nil }
  }
}
