"""Random actions in many lanes at once, and a contact sheet of what they painted.

    python examples/random_agent.py --env spiral/Brush-v0 --lanes 24 --steps 20 --out random.png
"""

import argparse
import json

import gymnasium
import numpy as np

import spiral_env  # noqa: F401  (registers the environments)
from pictures import contact_sheet, write_png


def option(text: str) -> tuple[str, object]:
    """Returns the name and value of KEY=VALUE."""
    key, _, value = text.partition("=")
    try:
        return key, json.loads(value)
    except ValueError:
        return key, value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--env", default="spiral/Brush-v0")
    parser.add_argument("--lanes", type=int, default=24)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", type=int, help="pixels of a rendered picture; else the canvas")
    parser.add_argument("--option", type=option, action="append", default=[], help="KEY=VALUE")
    parser.add_argument("--out", default="random.png")
    args = parser.parse_args()
    envs = gymnasium.make_vec(
        args.env, num_envs=args.lanes, autoreset_mode="Disabled", render_mode="rgb_array",
        render_size=args.size, episode_length=args.steps, want=[], **dict(args.option),
    )  # fmt: skip
    envs.reset(seed=args.seed)
    envs.action_space.seed(args.seed)
    ended = np.zeros(args.lanes, bool)
    while not ended.any():
        *_, terminated, truncated, _ = envs.step(envs.action_space.sample())
        ended = terminated | truncated
    write_png(args.out, contact_sheet(np.stack(envs.render()), columns=8))
    envs.close()
    print(f"{args.lanes} paintings of {args.steps} random actions: {args.out}")


if __name__ == "__main__":
    main()
