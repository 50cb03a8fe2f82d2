/// How a session runs its entries, and shows pictures.
public struct SessionSettings: Sendable {
  public var options: RunOptions
  public var graphics: GraphicsChoice
  public init(_ options: RunOptions = .init(), graphics: GraphicsChoice = .auto) {
    self.options = options
    self.graphics = graphics
  }
}

/// How pictures are shown in a terminal.
public enum GraphicsChoice: String, CaseIterable, Sendable {
  /// By the protocol that the terminal confirms, else in characters.
  case auto
  case kitty, sixel, text
}
