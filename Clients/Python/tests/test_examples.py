"""The examples and the benchmark run as programs; what needs more libraries skips without them."""

import gzip
import json
import os
import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest
from conftest import CHECKOUT, PACKAGE

from spiral_env import VectorEnv, find_server


def run(program, *arguments, folder):
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        [sys.executable, str(program), *map(str, arguments)], check=True, capture_output=True,
        text=True, timeout=300, cwd=folder, stdin=subprocess.DEVNULL, env=environment,
    ).stdout  # fmt: skip


def example(name, *arguments, folder):
    return run(PACKAGE / "examples" / name, *arguments, folder=folder)


def read_png(path):
    """Returns the pixels of a PNG with filter 0 in every row."""
    data = path.read_bytes()
    width, height, _, kind = struct.unpack(">IIBB", data[16:26])
    length = struct.unpack(">I", data[33:37])[0]
    channels = 3 if kind == 2 else 1
    rows = np.frombuffer(zlib.decompress(data[41 : 41 + length]), np.uint8)
    rows = rows.reshape(height, 1 + width * channels)
    assert not rows[:, 0].any()
    return rows[:, 1:].reshape(height, width, channels)


@pytest.mark.parametrize("name", ["brush", "scene3d", "plotter"])
def test_the_random_agent_fills_a_sheet(served, tmp_path, name):
    if name not in served:
        pytest.skip(f"the server has no engine {name}")
    env = {"brush": "Brush", "scene3d": "Scene3D", "plotter": "Plotter"}[name]
    output = example(
        "random_agent.py", "--env", f"spiral/{env}-v0", "--lanes", 9, "--steps", 5, folder=tmp_path
    )
    assert "9 paintings of 5 random actions" in output
    sheet = read_png(tmp_path / "random.png")
    assert sheet.shape[0] < sheet.shape[1] and len(np.unique(sheet)) > 10


def test_a_recording_has_one_observation_more_than_actions(brush, tmp_path):
    example("record.py", "--episodes", 5, "--lanes", 3, "--steps", 4, folder=tmp_path)
    data = np.load(tmp_path / "random.npz")
    metadata = json.loads(data["metadata"].item())
    assert metadata["total_episodes"] == 5 and metadata["total_steps"] == 20
    assert [int(data[f"episode_{i}/seed"]) for i in range(5)] == [1, 2, 3, 4, 5]
    assert data["episode_4/observations/canvas"].shape == (5, 64, 64, 3)
    assert data["episode_4/actions/control"].shape == data["episode_4/rewards"].shape == (4,)
    assert data["episode_4/truncations"].tolist() == [False] * 3 + [True]
    assert data["episode_4/observations/episode_step"].tolist() == [0, 1, 2, 3, 4]


def test_the_learning_critic_comes_to_dislike_what_is_painted(brush, tmp_path):
    critic = f"'{sys.executable}' '{PACKAGE / 'examples' / 'critic.py'}' --size 28 --rate 0.5"
    envs = VectorEnv(
        brush, 8, canvas=28, color=False, pressure=False, sizes=[3.0], episode_length=3,
        reward_from=critic, autoreset_mode="SameStep",
    )  # fmt: skip
    envs.reset(seed=0)
    # A bar across the middle is what the critic's own picture has; one at the top is not.
    middle, top = ({"start": row * 32, "end": row * 32 + 31} for row in (16, 3))

    def paint(bar):
        total = 0.0
        for flag, cell in ((0, bar["start"]), (1, bar["end"]), (1, bar["start"])):
            action = {"flag": flag, "end": cell, "control": (bar["start"] + bar["end"]) // 2}
            _, reward, *_ = envs.step({name: [value] * 8 for name, value in action.items()})
            total += reward.mean()
        return total

    assert abs(paint(top)) < 1e-6, "it knows nothing before the first lesson"
    for _ in range(10):
        paint(top)
    assert paint(middle) > 0.5 > 0 > paint(top)
    envs.close()


def test_ppo_learns_something_in_seconds(brush, tmp_path):
    pytest.importorskip("torch")
    pictures = np.zeros((1200, 28, 28), np.uint8)
    pictures[:, 12:16, 4:24] = 255
    header = struct.pack(">IIII", 2051, 1200, 28, 28)
    (tmp_path / "bars.gz").write_bytes(gzip.compress(header + pictures.tobytes()))
    output = example(
        "ppo.py", "--images", "bars.gz", "--minutes", 0.02, "--lanes", 200, "--threads", 1,
        "--out", "bars", folder=tmp_path,
    )  # fmt: skip
    assert "under the random policy" in output
    rows = (tmp_path / "bars.csv").read_text().splitlines()
    assert rows[0].startswith("minutes,seconds,steps,sampled,greedy") and len(rows) >= 3
    assert read_png(tmp_path / "bars.png").shape[1] > 16 * 56


def test_stable_baselines_learns_through_the_wrapper(brush, tmp_path):
    pytest.importorskip("stable_baselines3")
    example("stable_baselines.py", 64, folder=tmp_path)
    assert (tmp_path / "stable-baselines.zip").exists()


def test_the_wire_benchmark_measures_every_encoding_offered(brush, tmp_path):
    output = run(
        CHECKOUT / "Benchmarks" / "wire.py", "--server", find_server()[0], "--lanes", "1,3",
        "--seconds", 0.05, "--option", "canvas=28", "--json", folder=tmp_path,
    )  # fmt: skip
    rows = [json.loads(line) for line in output.splitlines()]
    what = {(row["lanes"], row["encoding"], row["what"]) for row in rows}
    assert {(1, "b64", "ping"), (3, "b64", "pictures"), (3, "json", "pictures")} <= what
    figures = [row[codec] for row in rows for codec in ("json", "orjson") if codec in row]
    assert all(row["trips"] > 0 and 0 < row["p50"] <= row["p99"] for row in figures)
