/// How tightly binary operators bind; the rows are the table of the language reference.
enum Precedence: Int, Comparable {
  case pipe = 1
  case condition
  case or
  case and
  case comparison
  case range
  case addition
  case multiplication
  case placement
  case unary
  case power

  static func < (a: Precedence, b: Precedence) -> Bool { a.rawValue < b.rawValue }
  var next: Precedence { Precedence(rawValue: rawValue + 1) ?? .power }
}

extension BinaryOperator {
  var precedence: Precedence {
    switch self {
    case .power: .power
    case .multiply, .divide, .matrixMultiply: .multiplication
    case .add, .subtract: .addition
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: .comparison
    case .and: .and
    case .or: .or
    case .condition: .condition
    case .pipe: .pipe
    }
  }

  /// Whether a line that begins with it goes on with the expression before.
  var continuesLine: Bool {
    switch self {
    case .add, .subtract: false
    case .power, .multiply, .divide, .matrixMultiply, .equal, .notEqual, .less, .lessOrEqual,
      .greater, .greaterOrEqual, .and, .or, .condition, .pipe:
      true
    }
  }
}
