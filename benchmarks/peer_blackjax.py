"""The workloads in BlackJAX: its kernels under jit and lax.scan, a chain each under vmap.

Its ULA is `sgld` with the gradient of all data. Annealed importance sampling is its `hmc`, at a temperature
a step.

Usage: python peer_blackjax.py [workload …]
"""

import math
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


def gaussian_product(w):
    means, precisions = jnp.array(w.means), jnp.array(w.precisions)
    sgld = blackjax.sgld(lambda x, _: -sum(p * (x - m) for p, m in zip(precisions, means)))

    @jax.jit
    def run(key):
        start, rest = random.split(key)
        x = random.uniform(start, (w.chains, 2), minval=-2, maxval=2)

        # Nothing is rejected, so all chains are one state, which is many times faster.
        def step(x, key):
            return sgld.step(key, x, None, w.step_size), None

        return lax.scan(step, x, random.split(rest, w.steps))[0]

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


def ais(w):
    means = jnp.array(w.means)
    inverse_mass = jnp.ones(2)

    def target(x):
        logs = -jnp.sum((x - means) ** 2, 1) / (2 * w.std**2)
        return jax.nn.logsumexp(logs) - math.log(len(w.means) * 2 * math.pi * w.std**2)

    def base(x):
        return -jnp.sum(x * x) / (2 * w.wide**2) - math.log(2 * math.pi * w.wide**2)

    kernel = blackjax.hmc.build_kernel()

    @jax.jit
    def run(key):
        start, rest = random.split(key)
        x = w.wide * random.normal(start, (w.chains, 2))

        def level(carry, inputs):
            x, weight = carry
            b, key = inputs
            weight = weight + (jax.vmap(target)(x) - jax.vmap(base)(x)) / w.steps

            def annealed(x):
                return (1 - b) * base(x) + b * target(x)

            def move(key, x):
                state = blackjax.hmc.init(x, annealed)
                return kernel(key, state, annealed, w.step_size, inverse_mass, w.leapfrog)[0].position

            return (jax.vmap(move)(random.split(key, w.chains), x), weight), None

        temperatures = (jnp.arange(w.steps) + 1) / w.steps
        inputs = (temperatures, random.split(rest, w.steps))
        (_, weight), _ = lax.scan(level, (x, jnp.zeros(w.chains)), inputs)
        return jax.nn.logsumexp(weight) - math.log(w.chains)

    return lambda seed: jax.block_until_ready(run(random.PRNGKey(seed)))


PEERS = {
    "gaussian_product": gaussian_product,
    "ring_box": ring_box,
    "correlated_factors": correlated_factors,
    "ais": ais,
}

if __name__ == "__main__":
    main(PEERS, sys.argv[1:])
