"""The workloads in BlackJAX: its kernels under jit and lax.scan, a chain each under vmap.

It has no `ais` that would be a fair match.

Usage: python peer_blackjax.py [workload …]
"""

import sys

from workloads import main

import blackjax
import jax
import jax.numpy as jnp
from jax import lax, random


def sampled(algorithm, w, dimension):
    @jax.jit
    def run(key):
        start, rest = random.split(key)
        x = random.uniform(start, (w.chains, dimension), minval=-2, maxval=2)

        def step(states, key):
            keys = random.split(key, w.chains)
            return jax.vmap(algorithm.step)(keys, states)[0], None

        return lax.scan(step, jax.vmap(algorithm.init)(x), random.split(rest, w.steps))[0].position

    return lambda seed: jax.block_until_ready(run(random.PRNGKey(seed)))


def ring_box(w):
    means = jnp.array(w.means)

    def log_density(x):
        mixture = jax.nn.logsumexp(-jnp.sum((x - means) ** 2, 1) / (2 * w.std**2))
        return mixture - jnp.sum(
            jax.nn.softplus(w.wall * (x - 2)) + jax.nn.softplus(w.wall * (-2 - x))
        )

    return sampled(blackjax.mala(log_density, w.step_size), w, 2)


def correlated_factors(w):
    precisions = jnp.array(w.precisions)

    def log_density(x):
        quadratic = sum(-0.5 * x @ p @ x for p in precisions)
        return quadratic - (w.df + 1) / 2 * jnp.sum(jnp.log1p(x * x / w.df))

    hmc = blackjax.hmc(log_density, w.step_size, jnp.ones(w.dimension), w.leapfrog)
    return sampled(hmc, w, w.dimension)


PEERS = {"ring_box": ring_box, "correlated_factors": correlated_factors}

if __name__ == "__main__":
    main(PEERS, sys.argv[1:])
