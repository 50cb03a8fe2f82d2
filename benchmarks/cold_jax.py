"""1,000 draws by 100 steps in JAX: a whole process."""

import math

import jax
import jax.numpy as jnp
from jax import lax, random

mean, std, h = jnp.array([-1.0, 0.0]), jnp.array([1.0, 0.5]), 0.01


@jax.jit
def run(key):
    def step(x, key):
        return x - h * (x - mean) / std**2 + math.sqrt(2 * h) * random.normal(key, x.shape), None

    start, rest = random.split(key)
    x = random.uniform(start, (1_000, 2), minval=-2, maxval=2)
    return lax.scan(step, x, random.split(rest, 100))[0]


print(run(random.PRNGKey(1)).mean(0))
