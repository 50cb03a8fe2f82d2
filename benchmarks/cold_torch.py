"""1,000 draws by 100 steps in PyTorch: a whole process."""

import math

import torch

torch.set_num_threads(2)
mean, std, h = torch.tensor([-1.0, 0.0]), torch.tensor([1.0, 0.5]), 0.01

with torch.inference_mode():
    x = torch.rand(1_000, 2) * 4 - 2
    for _ in range(100):
        x = x - h * (x - mean) / std**2 + math.sqrt(2 * h) * torch.randn_like(x)
    print(x.mean(0))
