import CompSource

extension DiagnosticPage {
  static let pages: [DiagnosticCode: String] = [:]
}
