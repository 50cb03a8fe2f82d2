import Testing

@testable import CompRuntime
