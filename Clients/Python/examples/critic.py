"""A critic in Python that learns: a linear discriminator of dark and light.

    spiral-env --backend brush --option color=false --reward-from "python examples/critic.py"

It scores a canvas by how much its pixels look like the real pictures' rather than the painted
ones', and learns from the canvases that end episodes. Any class with ``score`` will do in its
place.
"""

import argparse

import numpy as np

import spiral_env


class LinearCritic(spiral_env.Critic):
    """Logistic regression on pixels, real pictures against painted ones."""

    learns = True

    def __init__(self, real: np.ndarray, rate: float):
        self.image_shape = real.shape[1:]
        self.real, self.rate = real, rate
        self.random = np.random.default_rng(0)
        self.weights = np.zeros(real[0].size)

    def score(self, images, targets, ends):
        scores = flat(images) @ self.weights
        if ends is not None and ends.any():
            fake = images[ends]
            self.update(self.real[self.random.integers(len(self.real), size=len(fake))], fake, None)
        return scores

    def update(self, real, fake, targets):
        real, fake = flat(real), flat(fake)
        wrong = -sigmoid(-real @ self.weights), sigmoid(fake @ self.weights)
        gradient = (wrong[0] @ real + wrong[1] @ fake) / len(real)
        self.weights -= self.rate * gradient
        return {"loss": float(np.mean(-np.log(1 + wrong[0])) + np.mean(-np.log(1 - wrong[1])))}

    def save(self, path):
        with open(path, "wb") as file:
            np.save(file, self.weights)

    def load(self, path):
        self.weights = np.load(path)


def flat(pictures: np.ndarray) -> np.ndarray:
    """Returns pictures as rows of ink, 0 for white paper and 1 for black."""
    return 1 - pictures.reshape(len(pictures), -1) / 255


def sigmoid(logits: np.ndarray) -> np.ndarray:
    """Returns probabilities of logits."""
    return 1 / (1 + np.exp(-np.clip(logits, -30, 30)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--size", type=int, default=64, help="width and height of the canvas")
    parser.add_argument("--real", help="a .npy file of real pictures, uint8 [n, size, size, 1]")
    parser.add_argument("--rate", type=float, default=0.1)
    args = parser.parse_args()
    if args.real:
        real = np.load(args.real)
    else:  # Something to like without a file: a dark bar across the middle.
        real = np.full((1, args.size, args.size, 1), 255, np.uint8)
        real[:, args.size * 2 // 5 : args.size * 3 // 5] = 0
    LinearCritic(real, args.rate).run()


if __name__ == "__main__":
    main()
