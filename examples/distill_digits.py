"""Distils a large network's knowledge of handwritten digits into a small one: sanov's losses beside torch's own.

Run it with `python examples/distill_digits.py`; it needs sanov, torch and scikit-learn.
"""

import time

import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits

import sanov.torch as st

images, labels = (torch.tensor(part) for part in load_digits(return_X_y=True))
images = images.float() / 16
train, test = slice(0, 1200), slice(1200, None)


def fitted(hidden, loss, epochs=60, seed=0):
    """A network with one hidden layer, trained with loss(logits, rows)."""
    torch.manual_seed(seed)
    network = torch.nn.Sequential(torch.nn.Linear(64, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, 10))
    optimiser = torch.optim.Adam(network.parameters(), lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(1200).split(100):
            optimiser.zero_grad()
            loss(network(images[rows]), rows).backward()
            optimiser.step()
    return network


def accuracy(network):
    return (network(images[test]).argmax(1) == labels[test]).double().mean().item()


teacher = fitted(256, lambda logits, rows: st.cross_entropy(logits, labels[rows]))
knowledge = teacher(images[train]).detach()
losses = {
    "sanov": lambda logits, rows: st.distillation(logits, knowledge[rows], temperature=3, scaled=True),
    "torch": lambda logits, rows: 9 * F.kl_div(
        F.log_softmax(logits / 3, 1), F.softmax(knowledge[rows] / 3, 1), reduction="batchmean"
    ),
}
print(f"teacher, 256 hidden units: {accuracy(teacher):.3f} of the test digits")
for name, loss in losses.items():
    began = time.perf_counter()
    scores = [accuracy(fitted(16, loss, seed=seed)) for seed in range(3)]
    print(f"student, 16 units, {name}: {sum(scores) / 3:.3f}, {time.perf_counter() - began:.1f} s for 3 trainings")
