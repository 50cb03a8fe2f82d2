import CompKit

/// What happens, as it happens. Leaving the loop, or cancelling the task, stops the run.
func watch(_ program: Program) async throws -> Draws? {
  for try await event in Comp.events(of: program) {
    switch event {
    case .printed(let line): print(line)
    case .reported(let diagnostic): print(diagnostic)
    case .progressed(let progress):
      print("\(progress.phase.rawValue): \(Int(100 * progress.fraction)) %")
    case .finished(let result): return result.draws("draws")
    }
  }
  return nil
}
