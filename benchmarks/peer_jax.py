"""The workloads in JAX: jit and lax.scan, densities written for all chains at once.

Usage: python peer_jax.py [workload …]
"""

import math
import os
import sys

from workloads import THREADS, main

os.environ.setdefault(
    "XLA_FLAGS", f"--xla_cpu_multi_thread_eigen=true intra_op_parallelism_threads={THREADS}"
)
import jax
import jax.numpy as jnp
from jax import lax, random


def uniform_starts(key, chains, dimension):
    return random.uniform(key, (chains, dimension), minval=-2, maxval=2)


def with_values(log_density):
    """x → the sum and each chain's log density, and the gradient."""
    return jax.value_and_grad(lambda x: (lambda l: (l.sum(), l))(log_density(x)), has_aux=True)


def chosen(accept, new, old):
    return [jnp.where(accept[:, None] if a.ndim == 2 else accept, a, b) for a, b in zip(new, old)]


def compiled(run):
    run = jax.jit(run)
    return lambda seed: jax.block_until_ready(run(random.PRNGKey(seed)))


def gaussian_product(w):
    means, precisions, h = jnp.array(w.means), jnp.array(w.precisions), w.step_size

    def score(x):
        return -sum(p * (x - m) for m, p in zip(means, precisions))

    def run(key):
        def step(carry, _):
            x, key = carry
            key, sub = random.split(key)
            return (x + h * score(x) + math.sqrt(2 * h) * random.normal(sub, x.shape), key), None

        x = uniform_starts(key, w.chains, 2)
        return lax.scan(step, (x, key), None, length=w.steps)[0][0]

    return compiled(run)


def ring_box(w):
    means, h = jnp.array(w.means), w.step_size

    def log_density(x):
        d = x[:, None, :] - means[None]
        mixture = jax.nn.logsumexp(-jnp.sum(d * d, -1) / (2 * w.std**2), axis=1)
        walls = jax.nn.softplus(w.wall * (x - 2)) + jax.nn.softplus(w.wall * (-2 - x))
        return mixture - jnp.sum(walls, -1)

    value_and_grad = with_values(log_density)

    def run(key):
        def step(carry, _):
            x, l, g, key = carry
            key, k1, k2 = random.split(key, 3)
            y = x + h * g + math.sqrt(2 * h) * random.normal(k1, x.shape)
            (_, ly), gy = value_and_grad(y)
            out = jnp.sum((y - x - h * g) ** 2, -1) / (4 * h)
            home = jnp.sum((x - y - h * gy) ** 2, -1) / (4 * h)
            accept = jnp.log(random.uniform(k2, l.shape)) < ly - l + out - home
            return (*chosen(accept, (y, ly, gy), (x, l, g)), key), None

        x = uniform_starts(key, w.chains, 2)
        (_, l), g = value_and_grad(x)
        return lax.scan(step, (x, l, g, key), None, length=w.steps)[0][0]

    return compiled(run)


def correlated_factors(w):
    precisions, h = jnp.array(w.precisions), w.step_size

    def log_density(x):
        quadratic = sum(-0.5 * jnp.sum((x @ p) * x, -1) for p in precisions)
        return quadratic - (w.df + 1) / 2 * jnp.sum(jnp.log1p(x * x / w.df), -1)

    value_and_grad = with_values(log_density)

    def run(key):
        def transition(carry, _):
            x, l, g, key = carry
            key, k1, k2 = random.split(key, 3)
            r = random.normal(k1, x.shape)

            def leap(c, _):
                y, r, gy, _ = c
                r = r + h / 2 * gy
                y = y + h * r
                (_, ly), gy = value_and_grad(y)
                return (y, r + h / 2 * gy, gy, ly), None

            (y, q, gy, ly), _ = lax.scan(leap, (x, r, g, l), None, length=w.leapfrog)
            ratio = ly - 0.5 * jnp.sum(q * q, -1) - l + 0.5 * jnp.sum(r * r, -1)
            accept = jnp.log(random.uniform(k2, l.shape)) < ratio
            return (*chosen(accept, (y, ly, gy), (x, l, g)), key), None

        x = uniform_starts(key, w.chains, w.dimension)
        (_, l), g = value_and_grad(x)
        return lax.scan(transition, (x, l, g, key), None, length=w.steps)[0][0]

    return compiled(run)


def ais(w):
    means, h = jnp.array(w.means), w.step_size

    def target(x):
        d = x[:, None, :] - means[None]
        logs = -jnp.sum(d * d, -1) / (2 * w.std**2)
        return jax.nn.logsumexp(logs, axis=1) - math.log(len(w.means) * 2 * math.pi * w.std**2)

    def base(x):
        return -jnp.sum(x * x, -1) / (2 * w.wide**2) - math.log(2 * math.pi * w.wide**2)

    def annealed(x, b):
        q, p = base(x), target(x)
        return ((1 - b) * q + b * p).sum(), (q, p)

    value_and_grad = jax.value_and_grad(annealed, has_aux=True)

    def run(key):
        def level(carry, t):
            x, q, p, weight, key = carry
            b = (t + 1) / w.steps
            weight = weight + (p - q) / w.steps
            key, k1, k2 = random.split(key, 3)
            r = random.normal(k1, x.shape)
            (_, _), g = value_and_grad(x, b)

            def leap(c, _):
                y, r, g, _, _ = c
                r = r + h / 2 * g
                y = y + h * r
                (_, (yq, yp)), g = value_and_grad(y, b)
                return (y, r + h / 2 * g, g, yq, yp), None

            (y, s, _, yq, yp), _ = lax.scan(leap, (x, r, g, q, p), None, length=w.leapfrog)
            ratio = (1 - b) * (yq - q) + b * (yp - p) + 0.5 * jnp.sum(r * r - s * s, -1)
            accept = jnp.log(random.uniform(k2, q.shape)) < ratio
            return (*chosen(accept, (y, yq, yp), (x, q, p)), weight, key), None

        x = w.wide * random.normal(key, (w.chains, 2))
        start = (x, base(x), target(x), jnp.zeros(w.chains), key)
        weights = lax.scan(level, start, jnp.arange(w.steps))[0][3]
        return jax.nn.logsumexp(weights) - math.log(w.chains)

    return compiled(run)


PEERS = {
    "gaussian_product": gaussian_product,
    "ring_box": ring_box,
    "correlated_factors": correlated_factors,
    "ais": ais,
    "cold": "cold_jax.py",
}

if __name__ == "__main__":
    main(PEERS, sys.argv[1:])
