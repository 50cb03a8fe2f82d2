/// Shapes in the plane that lens.comp imports.

/* Rings wherever they are wanted; the library's ring stands around the origin. */
component ring_around(center: R[2], radius: Real = 2, width: Real = 0.2) over x: R[2] {
  energy = ((norm(x - center) - radius) / width) ^ 2 / 2
}
component above(level: Real = 0) over x: R[2] { support = x[1] > level }

/// What shapes agree on, each of them tempered by a power of its own.
func agreement(shapes: [Density<R[2]>], temper: (Int) -> Real) -> Density<R[2]> =
  product([shapes[i] ^ temper(i) for i in 0..<count(shapes)])

assert(energy(ring_around([1, 0]), at: [3, 0]) == 0, "on the ring")
