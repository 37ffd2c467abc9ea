"""Gradient descent for the stiffness and the damping of a spring, kept out of the notebook."""

from dataclasses import dataclass, field

import numpy as np


@dataclass
class History:
    loss: list[float] = field(default_factory=list)
    gradient_norm: list[float] = field(default_factory=list)


def displacement(theta, t):
    stiffness, damping = theta
    return np.exp(-damping * t) * np.cos(np.sqrt(stiffness) * t)


def train(t, observed, start=(1.0, 0.05), lr=0.08, steps=200, tolerance=0.0):
    """Fit (stiffness, damping) by plain gradient descent with central differences."""
    theta = np.array(start, dtype=float)
    history = History()
    for _ in range(steps):
        gradient = np.zeros(2)
        for i in range(2):
            nudge = np.zeros(2)
            nudge[i] = 1e-5
            up = np.mean((displacement(theta + nudge, t) - observed) ** 2)
            down = np.mean((displacement(theta - nudge, t) - observed) ** 2)
            gradient[i] = (up - down) / 2e-5
        theta = theta - lr * gradient
        history.loss.append(float(np.mean((displacement(theta, t) - observed) ** 2)))
        history.gradient_norm.append(float(np.linalg.norm(gradient)))
        if history.gradient_norm[-1] < tolerance:
            break
    return theta, history
