import Testing

@testable import CompSource
