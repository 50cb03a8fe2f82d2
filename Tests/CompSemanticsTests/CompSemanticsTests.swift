import Testing

@testable import CompSemantics
