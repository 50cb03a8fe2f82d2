import Testing

@testable import CompSyntax
