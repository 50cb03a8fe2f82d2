import CompIR
import CompLanguage
import CompModel
import CompSource
import CompSyntax

import func CompPlatform.exp

extension Interpreter {
  /// () → the coordinates of one independent draw, in the order of the space.
  package func exactDraw(of density: Density) throws -> IRFunction {
    let values = try drawExpressions(of: density)
    var pieces: [Expr] = []
    for coordinate in density.space.coordinates {
      guard let value = values[coordinate] else {
        throw ShapeError("nothing draws \(coordinate.variable)[\(coordinate.element)]")
      }
      pieces.append(try .apply(.reshape([1]), [value]))
    }
    let all = pieces.count == 1 ? pieces[0] : try Expr.apply(.concatenate(axis: 0), pieces)
    var lowering = Lowering(name: "draw")
    let result = try lowering.lower(density.space.interior(of: all))
    return try lowering.finishing([("values", result)])
  }

  /// One exact draw of each coordinate, as scalar expressions.
  func drawExpressions(of density: Density) throws -> [Coordinate: Expr] {
    var values: [Coordinate: Expr] = [:]
    func place(_ coordinates: [Coordinate], _ drawn: Expr) throws {
      let flat = try Expr.apply(.reshape([drawn.shape.count]), [drawn])
      for (index, coordinate) in coordinates.enumerated() {
        values[coordinate] = try .apply(
          .reshape(.scalar), [.apply(.slice(starts: [index], limits: [index + 1]), [flat])])
      }
    }
    for group in density.analysis.groups {
      switch group.solution {
      case .closed(let form): values.merge(try form.draw()) { _, new in new }
      case .eliminated(let elimination): values.merge(try elimination.draw()) { _, new in new }
      case .directed(let units):
        for unit in units {
          let known = values
          var substitution = Substitution(renewsRandomness: true) { part, element in
            known[Coordinate(variable: part.name, element: element)].map { .component($0, 0) }
          }
          switch unit.kind {
          case .factor(let factor):
            for (part, draw) in zip(factor.over, factor.draw ?? []) {
              try place(part.coordinates, try substitution(draw))
            }
          case .mixture(let parts):
            // Which part, then a draw of it.
            let logs = parts.map { $0.logWeight + ($0.density.analysis.logNormalizer ?? 0) }
            let total = logSumExp(logs)
            let pick = Expr(.operation(.uniform(site: 0, .scalar), []), type: .real(.scalar))
            var cumulative = 0.0
            var chosen: [Coordinate: Expr] = [:]
            for (index, part) in parts.enumerated() {
              let drawn = try drawExpressions(of: part.density)
              let isThis = try Expr.scalar(.lessOrEqual, Expr(cumulative), pick)
              cumulative += exp(logs[index] - total)
              for (coordinate, value) in drawn {
                chosen[coordinate] =
                  try chosen[coordinate].map {
                    try .apply(.select, [isThis, value, $0])
                  } ?? value
              }
            }
            for (coordinate, value) in chosen { values[coordinate] = try substitution(value) }
          case .closed(let form):
            for (coordinate, value) in try form.draw() {
              values[coordinate] = try substitution(value)
            }
          case .summed(let inner, _):
            let drawn = try drawExpressions(of: inner)
            for coordinate in unit.space.coordinates {
              if let value = drawn[coordinate] { values[coordinate] = try substitution(value) }
            }
          case .product, .power, .quotient, .normalized, .guide, .contrast, .harmonic:
            throw ShapeError("'\(unit.title)' has no exact draws")
          }
        }
      case .residual: throw ShapeError("'\(density.title)' has no exact draws")
      }
    }
    return values
  }
}
