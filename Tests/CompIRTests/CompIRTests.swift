import Testing

@testable import CompIR
