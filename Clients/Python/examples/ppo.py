"""PPO in one file: learns to copy MNIST digits with a brush, stroke by stroke.

    pip install torch
    python examples/ppo.py --images train-images-idx3-ubyte.gz --seed 1 --minutes 10

The reward of a stroke is how much it lowered the mean squared error to the digit (``reward="l2"``,
computed by the server). The policy chooses the parts of an action one after the other, each knowing
those before it, in the order that the server recommends; it takes their sizes from the spec.
``--minutes`` counts processor time of learner and server together. The last 1,000 pictures are held
out.
"""

import argparse
import csv
import gzip
import os
import time

import gymnasium
import numpy as np
import torch
from torch import nn
from torch.distributions import Categorical

import spiral_env  # noqa: F401  (registers the environments)
from pictures import contact_sheet, write_png

HELD_OUT = 1000
GRID = 14


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--images", required=True, help="IDX file of 28 x 28 pictures")
    parser.add_argument("--out", default="ppo", help="prefix of the .csv, .pt and .png to write")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=10, help="processor minutes to learn for")
    parser.add_argument("--lanes", type=int, default=256)
    parser.add_argument("--steps", type=int, default=8, help="strokes per picture")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--entropy", type=float, default=0.02)
    parser.add_argument("--gamma", type=float, default=0.95)
    return parser.parse_args()


def read_pictures(path: str) -> np.ndarray:
    """Returns the pictures of an IDX file, uint8 [n, 28, 28, 1], ink black on white."""
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
        data = np.frombuffer(file.read(), np.uint8, offset=16)
    return 255 - data.reshape(-1, 28, 28, 1)


class Policy(nn.Module):
    """Canvas, target, pen and step to an action's parts, one after the other, and a value.

    Places are chosen on a map: the probability of a cell depends on what is to be seen around it.
    The flag is not learned: the first action moves the pen and the others paint, because a blank
    page is better than random strokes and a policy that may refuse to paint soon learns nothing
    else.
    """

    def __init__(self, sizes: dict[str, int], order: list[str], width: int = 256, depth: int = 24):
        super().__init__()
        self.order = order
        self.grids = {name for name in order if sizes[name] == GRID * GRID}
        self.fine = nn.Conv2d(6, 16, 4, 2, 1)  # 14 x 14, as many as cells
        self.coarse = nn.Sequential(
            nn.ReLU(), nn.Conv2d(16, 32, 4, 2, 1), nn.ReLU(), nn.Flatten(), nn.Linear(1568, width)
        )
        self.side = nn.Linear(3, width)
        self.mix = nn.Linear(width, width)
        self.value = nn.Sequential(nn.Linear(width, 128), nn.ReLU(), nn.Linear(128, 1))
        self.spread = nn.Linear(width, 16)
        self.map = nn.Conv2d(16, depth, 3, 1, 1)
        outputs = {name: depth if name in self.grids else sizes[name] for name in order}
        self.heads = nn.ModuleDict({name: nn.Linear(width, outputs[name]) for name in order})
        self.choices = nn.ModuleDict({name: nn.Embedding(sizes[name], width) for name in order})
        self.seen = nn.ModuleDict({name: nn.Linear(depth, width) for name in self.grids})
        self.blend = nn.ModuleDict({name: nn.Linear(width, width) for name in order})
        for name, head in self.heads.items():
            nn.init.orthogonal_(head.weight, 0.1)
            nn.init.zeros_(head.bias)
            nn.init.normal_(self.choices[name].weight, std=0.3)

    def forward(self, planes, side, action=None, greedy=False):
        """Returns actions [n, parts], log probabilities [n], entropies [n] and values [n]."""
        fine = self.fine(planes)
        hidden = torch.relu(self.coarse(fine) + self.side(side))
        hidden = hidden + torch.relu(self.mix(hidden))
        cells = torch.relu(self.map(torch.relu(fine + self.spread(hidden)[:, :, None, None])))
        cells = cells.flatten(2)  # [n, depth, cells]
        running, chosen, log_probability, entropy = hidden, [], 0.0, 0.0
        paints = (side[:, 2] > 0).long()
        for index, name in enumerate(self.order):
            if name == "flag":
                chosen.append(paints)
                continue
            running = running + torch.relu(self.blend[name](running))
            logits = self.heads[name](running)
            if name in self.grids:
                logits = torch.einsum("nd,ndc->nc", logits, cells)
            distribution = Categorical(logits=logits, validate_args=False)
            if action is not None:
                part = action[:, index]
            else:
                part = logits.argmax(-1) if greedy else distribution.sample()
            chosen.append(part)
            counts = 1 if name == "end" else paints  # Where the pen only moves, `end` alone counts.
            log_probability = log_probability + counts * distribution.log_prob(part)
            entropy = entropy + counts * distribution.entropy()
            running = running + self.choices[name](part)
            if name in self.grids:
                here = cells.gather(2, part[:, None, None].expand(-1, cells.shape[1], 1))
                running = running + self.seen[name](here.squeeze(2))
        return torch.stack(chosen, 1), log_probability, entropy, self.value(hidden).squeeze(1)


def planes_of(observation) -> tuple[torch.Tensor, torch.Tensor]:
    """Returns planes [n, 6, 28, 28] (canvas, target, difference, pen, x, y) and [n, 3]."""
    canvas, target = (
        1 - torch.from_numpy(observation[key][..., 0]).float() / 255 for key in ("canvas", "target")
    )
    pen = torch.from_numpy(observation["pen"])
    cells = (torch.arange(28) + 0.5) / 28
    across, down = (torch.exp(-((cells - pen[:, axis, None]) ** 2) / 0.005) for axis in (0, 1))
    blob = down[:, :, None] * across[:, None, :]
    step = torch.from_numpy(observation["episode_step"]).float()[:, None] / 8
    x = (cells * 2 - 1).expand_as(blob)
    planes = [canvas, target, target - canvas, blob, x, x.transpose(1, 2)]
    return torch.stack(planes, 1), torch.cat([pen, step], 1)


def error(observation) -> np.ndarray:
    """Returns every lane's mean squared error between canvas and target, in 0...1."""
    difference = observation["canvas"].astype(np.float32) - observation["target"]
    return np.square(difference / 255).mean((1, 2, 3))


def paint(envs, policy: Policy | None, targets: np.ndarray, greedy: bool = False):
    """Returns the mean error of one painting of each target, and the paintings of the last lanes.

    There are as many targets as a multiple of the lanes. Without a policy the actions are random.
    """
    errors, count = [], envs.num_envs
    for start in range(0, len(targets), count):
        options = {"target": targets[start : start + count]}
        observation, _ = envs.reset(seed=start, options=options)
        ended = np.zeros(count, bool)
        while not ended.all():
            if policy is None:
                action = envs.action_space.sample()
            else:
                with torch.no_grad():
                    rows = policy(*planes_of(observation), greedy=greedy)[0].numpy()
                action = dict(zip(policy.order, rows.T, strict=True))
            observation, _, terminated, truncated, _ = envs.step(action)
            ended = terminated | truncated
        errors.append(error(observation).mean())
    return float(np.mean(errors)), observation


def roll_out(envs, policy: Policy, targets: np.ndarray, steps: int) -> dict[str, torch.Tensor]:
    """Returns one episode of every lane, each entry with the axes [steps, lanes, ...]."""
    observation, _ = envs.reset(options={"target": targets})
    rows = {name: [] for name in ("planes", "side", "action", "log", "value", "reward")}
    for _ in range(steps):
        planes, side = planes_of(observation)
        with torch.no_grad():
            action, log_probability, _, value = policy(planes, side)
        columns = dict(zip(policy.order, action.numpy().T, strict=True))
        observation, reward, _, _, _ = envs.step(columns)
        reward = torch.from_numpy(reward).float() * 50
        for name, row in zip(
            rows, (planes, side, action, log_probability, value, reward), strict=True
        ):
            rows[name].append(row)
    return {name: torch.stack(row) for name, row in rows.items()}


def advantages(batch: dict[str, torch.Tensor], gamma: float, lambda_: float = 0.95):
    """Returns generalised advantage estimates of whole episodes (Schulman et al. 2016)."""
    result, following, next_value = torch.zeros_like(batch["reward"]), 0.0, 0.0
    for step in reversed(range(len(result))):
        delta = batch["reward"][step] + gamma * next_value - batch["value"][step]
        result[step] = following = delta + gamma * lambda_ * following
        next_value = batch["value"][step]
    return result


def update(policy: Policy, optimizer, batch, args, epochs: int = 3, size: int = 512) -> None:
    """Takes PPO's steps on one batch (Schulman et al. 2017)."""
    batch["advantage"] = advantages(batch, args.gamma)
    batch["return"] = batch["advantage"] + batch["value"]
    flat = {name: value.flatten(0, 1) for name, value in batch.items()}
    for _ in range(epochs):
        for rows in torch.randperm(len(flat["log"])).split(size):
            part = {name: value[rows] for name, value in flat.items()}
            _, log_probability, entropy, value = policy(
                part["planes"], part["side"], part["action"]
            )
            ratio = (log_probability - part["log"]).exp()
            gain = (part["advantage"] - flat["advantage"].mean()) / (flat["advantage"].std() + 1e-8)
            surrogate = torch.minimum(gain * ratio, gain * ratio.clamp(0.8, 1.2)).mean()
            value_loss = (value - part["return"]).square().mean()
            loss = -surrogate + 0.5 * value_loss - args.entropy * entropy.mean()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(policy.parameters(), 1.0)
            optimizer.step()


def processor_minutes(server: int) -> float:
    """Returns the processor time of this process and the server so far."""
    with open(f"/proc/{server}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    return (time.process_time() + ticks / os.sysconf("SC_CLK_TCK")) / 60


def main() -> None:
    args = arguments()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    random = np.random.default_rng(args.seed)
    pictures = read_pictures(args.images)
    learning, held_out = pictures[:-HELD_OUT], pictures[-HELD_OUT:]
    held_out = held_out[: HELD_OUT // args.lanes * args.lanes]
    envs = gymnasium.make_vec(
        "spiral/Brush-v0", num_envs=args.lanes, canvas=28, grid=GRID, color=False, pressure=False,
        sizes=[1.3], episode_length=args.steps, reward="l2", target=True,
        want=["canvas", "target", "pen", "episode_step"],
    )  # fmt: skip
    envs.action_space.seed(args.seed)
    envs.reset(seed=args.seed, options={"target": pictures[0]})
    spec = envs.unwrapped.session.description["spec"]
    sizes = {name: int(part.n) for name, part in envs.single_action_space.items()}
    policy = Policy(sizes, spec["actionSpace"]["decodeOrder"])
    optimizer = torch.optim.Adam(policy.parameters(), lr=args.rate, eps=1e-5)
    by_chance, _ = paint(envs, None, held_out)
    blank = float(np.square(1 - held_out / 255).mean())
    print(f"random policy {by_chance:.4f}, blank page {blank:.4f}", flush=True)

    server = envs.unwrapped.session.process.pid
    start, seconds, mark, taken = processor_minutes(server), time.perf_counter(), 0.0, 0
    with open(f"{args.out}.csv", "w", newline="", encoding="ascii") as file:
        table = csv.writer(file)
        table.writerow(["minutes", "seconds", "steps", "sampled", "greedy", "random", "blank"])
        while True:
            minutes = processor_minutes(server) - start
            if minutes >= mark:
                results = [paint(envs, policy, held_out, greedy)[0] for greedy in (False, True)]
                wall = time.perf_counter() - seconds
                row = [f"{minutes:.3f}", f"{wall:.1f}", taken, *(f"{x:.5f}" for x in results)]
                table.writerow([*row, f"{by_chance:.5f}", f"{blank:.5f}"])
                file.flush()
                print(f"{minutes:5.1f} min {taken:8d} steps: mean squared error sampled "
                      f"{results[0]:.4f}, greedy {results[1]:.4f}", flush=True)
                mark = min(args.minutes, mark + 0.5) if mark < args.minutes else float("inf")
            if minutes >= args.minutes:
                break
            optimizer.param_groups[0]["lr"] = args.rate * max(0.05, 1 - minutes / args.minutes)
            targets = learning[random.integers(len(learning), size=args.lanes)]
            batch = roll_out(envs, policy, targets, args.steps)
            update(policy, optimizer, batch, args)
            taken += args.lanes * args.steps
    torch.save(policy.state_dict(), f"{args.out}.pt")
    _, last = paint(envs, policy, held_out, greedy=True)
    rows = [last[key][start : start + 16] for start in (0, 16) for key in ("target", "canvas")]
    write_png(f"{args.out}.png", contact_sheet(np.concatenate(rows), columns=16, scale=2))
    envs.close()
    gain = 1 - results[1] / by_chance
    print(f"{gain:.0%} under the random policy, {1 - results[1] / blank:.0%} under the blank page")


if __name__ == "__main__":
    main()
