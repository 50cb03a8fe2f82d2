"""Prints the references of StatisticsTests: ArviZ's summaries of a series that both can make."""
import arviz as az
import numpy as np

MASK = (1 << 64) - 1


def series(draws, coefficient):
    state = 12345
    chains = []
    for chain in range(4):
        x, values = 0.0, []
        for _ in range(draws):
            state = (state * 6364136223846793005 + 1442695040888963407) & MASK
            x = coefficient * x + ((state >> 11) + 0.5) * 2.0**-53 - 0.5
            values.append(x + 0.01 * chain)
        chains.append(values)
    return np.array(chains)


for draws, coefficient in [(4, 0.5), (100, 0.9), (101, -0.6), (1000, 0.3), (1000, 0.99), (250, -0.95)]:
    x = series(draws, coefficient)
    print(f"    .init(draws: {draws}, coefficient: {coefficient}, rHat: {float(az.rhat(x))!r}, bulk: {float(az.ess(x, method='bulk'))!r},"
          f" tail: {float(az.ess(x, method='tail'))!r}, meanESS: {float(az.ess(x, method='mean'))!r}),")
