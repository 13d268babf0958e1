"""Every Python block of the README runs, the ten lines as a program of their own."""

import os
import re
import subprocess
import sys

from conftest import PACKAGE

BLOCKS = re.findall(r"```python\n(.*?)```", (PACKAGE / "README.md").read_text(), re.DOTALL)


def run(code, folder):
    environment = {**os.environ, "PYTHONWARNINGS": "error"}
    return subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=120,
        cwd=folder, env=environment, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_the_ten_lines_have_ten_lines_and_run(brush, tmp_path):
    assert len(BLOCKS[0].splitlines()) == 10
    output = run(BLOCKS[0], tmp_path).stdout
    assert re.match(r"\{'r': -?[0-9.]+, 'l': 20, 't': [0-9.]+\} \(64, 64, 1\)\n$", output), output


def test_many_lanes_run(brush, tmp_path):
    run(BLOCKS[1], tmp_path)


def test_the_critic_answers(brush, tmp_path):
    from spiral_env import Env

    path = tmp_path / "darkness.py"
    path.write_text(BLOCKS[2])
    env = Env(brush, color=False, reward_from=f"'{sys.executable}' '{path}'", episode_length=5)
    env.reset(seed=0)
    total = sum(env.step({"control": 500, "end": 900, "flag": 1, "pressure": 9, "size": 4})[1]
                for _ in range(5))  # fmt: skip
    env.close()
    assert total > 0
    assert len(BLOCKS) == 3
