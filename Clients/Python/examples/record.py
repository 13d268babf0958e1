"""Records episodes of random actions to one .npz, laid out as Minari lays out a dataset.

    python examples/record.py --episodes 100 --out random.npz

Every episode has n + 1 observations for its n actions, and its seed. To read it again:

    data = numpy.load("random.npz")
    data["episode_0/observations/canvas"], data["episode_0/actions/control"], ...
    json.loads(data["metadata"].item())
"""

import argparse
import json

import gymnasium
import numpy as np

import spiral_env  # noqa: F401  (registers the environments)


def record(envs, seed: int) -> list[dict[str, np.ndarray]]:
    """Returns one episode of every lane: arrays by name, the first axis is time."""
    observation, info = envs.reset(seed=seed)
    count = envs.num_envs
    rows = [{"seed": info["seed"][lane]} for lane in range(count)]
    observations, actions, outcomes = [observation], [], []
    alive, lengths = np.ones(count, bool), np.zeros(count, int)
    while alive.any():
        action = envs.action_space.sample()
        observation, reward, terminated, truncated, _ = envs.step(action)
        observations.append(observation)
        actions.append(action)
        outcomes.append((reward, terminated, truncated))
        lengths[alive] += 1
        alive &= ~(terminated | truncated)
    for lane, (row, length) in enumerate(zip(rows, lengths, strict=True)):
        for key in observations[0]:
            column = [step[key][lane] for step in observations[: length + 1]]
            row[f"observations/{key}"] = np.stack(column)
        for key in actions[0]:
            row[f"actions/{key}"] = np.array([step[key][lane] for step in actions[:length]])
        for index, key in enumerate(("rewards", "terminations", "truncations")):
            row[key] = np.array([step[index][lane] for step in outcomes[:length]])
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--env", default="spiral/Brush-v0")
    parser.add_argument("--episodes", type=int, default=100)
    parser.add_argument("--lanes", type=int, default=16)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", default="random.npz")
    args = parser.parse_args()
    envs = gymnasium.make_vec(
        args.env, num_envs=args.lanes, episode_length=args.steps, episode_statistics=False
    )
    envs.action_space.seed(args.seed)
    episodes: list[dict[str, np.ndarray]] = []
    while len(episodes) < args.episodes:
        episodes += record(envs, args.seed + len(episodes))
    episodes = episodes[: args.episodes]
    session = envs.unwrapped.session.description
    metadata = {
        "env_id": args.env,
        "total_episodes": len(episodes),
        "total_steps": sum(len(episode["rewards"]) for episode in episodes),
        "options": session["env"]["options"],
        "spec": session["spec"],
    }
    envs.close()
    arrays = {
        f"episode_{number}/{name}": array
        for number, episode in enumerate(episodes)
        for name, array in episode.items()
    }
    np.savez_compressed(args.out, metadata=json.dumps(metadata), **arrays)
    print(f"{metadata['total_episodes']} episodes, {metadata['total_steps']} steps: {args.out}")


if __name__ == "__main__":
    main()
