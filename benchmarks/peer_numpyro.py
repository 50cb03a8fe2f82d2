"""HMC of NumPyro, all chains at once.

Usage: python peer_numpyro.py [workload …]
"""

import sys

from workloads import main

import jax
import jax.numpy as jnp
from jax import random
from numpyro.infer import HMC, MCMC


def correlated_factors(w):
    precisions = jnp.array(w.precisions)

    def energy(x):
        quadratic = sum(0.5 * x @ p @ x for p in precisions)
        return quadratic + (w.df + 1) / 2 * jnp.sum(jnp.log1p(x * x / w.df))

    kernel = HMC(
        potential_fn=energy, step_size=w.step_size, trajectory_length=w.step_size * w.leapfrog,
        adapt_step_size=False, adapt_mass_matrix=False,
    )
    mcmc = MCMC(
        kernel, num_warmup=0, num_samples=w.steps, thinning=w.steps, num_chains=w.chains,
        chain_method="vectorized", progress_bar=False,
    )

    def run(seed):
        start, key = random.split(random.PRNGKey(seed))
        x = random.uniform(start, (w.chains, w.dimension), minval=-2, maxval=2)
        mcmc.run(key, init_params=x)
        return jax.block_until_ready(mcmc.get_samples())

    return run


PEERS = {"correlated_factors": correlated_factors}

if __name__ == "__main__":
    main(PEERS, sys.argv[1:])
