"""A critic in Python rewards the real server's steps."""

import io
import json
import shlex
import sys
from pathlib import Path

import numpy as np
import pytest

from conftest import CHECKOUT

from spiral_env import Critic, Env, ServerError, VectorEnv, find_server
from spiral_env.critic import serve
from spiral_env.tensors import encode

BRIGHTNESS = """
import spiral_env

class Darkness(spiral_env.Critic):
    image_shape = (28, 28, 1)
    def score(self, images, targets, ends):
        print("a stray print must not disturb the wire")
        return 255.0 - images.mean(axis=(1, 2, 3))

Darkness().run()
"""


@pytest.fixture
def darkness(tmp_path):
    path = tmp_path / "darkness.py"
    path.write_text(BRIGHTNESS)
    return f"'{sys.executable}' '{path}'"


class Pupil(Critic):
    image_shape = (2, 2, 1)
    conditional = True

    def score(self, images, targets, ends):
        return (images == targets).mean(axis=(1, 2, 3))

    def update(self, real, fake, targets):
        return {"loss": float(len(real))}

    def load(self, path):
        raise OSError("no such file")


def ask(critic, *requests):
    lines = []
    for number, request in enumerate(requests):
        if isinstance(request, bytes):
            lines.append(request)
        else:
            method, parameters = request
            full = {"jsonrpc": "2.0", "id": number, "method": method, "params": parameters}
            lines.append(json.dumps(full).encode())
    answers = io.BytesIO()
    serve(critic, io.BytesIO(b"\n".join(lines)), answers)
    return [json.loads(line) for line in answers.getvalue().splitlines()]


HELLO = ("initialize", {"protocolVersion": "1.0"})
PICTURES = encode(np.arange(8, dtype=np.uint8).reshape(2, 2, 2, 1))


def test_the_handshake_says_what_the_critic_is():
    [answer] = ask(Pupil(), HELLO)
    result = answer["result"]
    assert result["imageShape"] == [2, 2, 1]
    assert result["capabilities"] == {
        "role": "critic", "conditional": True, "trainable": True, "learns": False
    }  # fmt: skip
    assert not ask(Critic(), HELLO)[0]["result"]["capabilities"]["trainable"]


def test_scores_and_losses_come_from_the_subclass():
    answers = ask(
        Pupil(), HELLO,
        ("score", {"images": PICTURES, "targets": PICTURES}),
        ("update", {"real": PICTURES, "fake": PICTURES, "targets": PICTURES}),
        ("shutdown", {}), ("ping", {}),
    )  # fmt: skip
    assert [answer.get("result") for answer in answers[1:]] == [
        {"scores": [1.0, 1.0]}, {"losses": {"loss": 2.0}}, {}
    ]  # fmt: skip


def test_faults_have_the_protocols_codes_and_end_nothing():
    other = encode(np.zeros((2, 3, 2, 1), np.uint8))
    answers = ask(
        Pupil(),
        ("score", {}), b"{", b"[1]", HELLO, HELLO, ("dance", {}), ("score", {"images": other}),
        ("score", {"images": PICTURES}), ("save", {"path": "x"}), ("load", {"path": "x"}),
        b'{"jsonrpc":"2.0","method":"$/note"}', b'{"jsonrpc":"2.0","method":"ping"}',
        ("initialize", {"protocolVersion": "2.0"}), b"", ("ping", {}),
    )  # fmt: skip
    codes = [answer.get("error", {}).get("code") for answer in answers]
    assert codes == [
        1002, -32700, -32600, None, 1003, -32601, -32602, -32602, 1014, -32603, -32600, 1003, None
    ]  # fmt: skip
    assert "expected uint8 (2, 2, 2, 1), got uint8 (2, 3, 2, 1)" in answers[6]["error"]["message"]


def test_scores_that_are_no_numbers_are_an_error():
    class Broken(Pupil):
        def score(self, images, targets, ends):
            return np.full(len(images), np.nan)

    _, answer = ask(Broken(), HELLO, ("score", {"images": PICTURES, "targets": PICTURES}))
    assert answer["error"]["code"] == -32603 and "finite" in answer["error"]["message"]


def test_a_python_critic_rewards_the_rise_of_its_score(brush, darkness):
    envs = VectorEnv(
        brush, 2, canvas=28, color=False, reward_from=darkness, episode_length=4
    )
    observation, _ = envs.reset(seed=0)
    envs.action_space.seed(3)
    before, rewards = observation["canvas"].mean((1, 2, 3)), []
    for _ in range(4):
        observation, reward, *_, info = envs.step(envs.action_space.sample())
        after = observation["canvas"].mean((1, 2, 3))
        assert np.allclose(reward, before - after, atol=1e-3)
        before = after
        rewards.append(reward)
    assert np.sum(rewards) > 0
    assert np.allclose(info["episode"]["r"], np.sum(rewards, 0))
    envs.close()


def test_a_critic_may_reward_the_last_canvas_alone(brush, darkness):
    env = Env(
        brush, canvas=28, color=False, reward_from=darkness, episode_length=2, sizes=[6.0],
        server_arguments=["--reward-mode", "final"],
    )  # fmt: skip
    env.reset(seed=0)
    action = {"control": 500, "end": 1000, "flag": 1, "pressure": 9}
    rewards = [env.step(action)[1] for _ in range(2)]
    assert rewards[0] == 0 and rewards[1] > 1
    env.close()


def test_a_critic_that_dies_is_said_with_its_command(brush):
    with pytest.raises(ServerError, match="no-critic-here"):
        Env(brush, canvas=28, reward_from="no-critic-here")


@pytest.mark.parametrize("learns", [False, True])
def test_the_shipped_critic_learns_beside_a_trainer_in_python(brush, learns):
    program = Path(find_server()[0]).with_name("spiral-discriminator")
    digits = CHECKOUT.parent / "shared" / "data" / "mnist" / "train-images-idx3-ubyte.gz"
    for file in (program, digits):
        if not file.exists():
            pytest.skip(f"there is no {file}, so the shipped critic is NOT tested from Python")
    words = [str(program), "--image", "64x64x1", "--threads", "1", "--update-every", "8"]
    if learns:
        words += ["--data", f"mnist:{digits}", "--learn"]
    envs = VectorEnv(
        brush, 8, color=False, pressure=False, sizes=[6.0], episode_length=2, want=[],
        reward_from=shlex.join(words), autoreset_mode="SameStep",
    )  # fmt: skip
    envs.reset(seed=0)
    action = {"flag": [1] * 8, "control": [500] * 8, "end": [1000] * 8}
    returns = []
    for _ in range(20):  # Always the same ugly painting: a critic that learns comes to reject it.
        steps = [envs.step(action) for _ in range(2)]
        returns.append(steps[1][4]["episode"]["r"].mean())
    assert np.isfinite(returns).all()
    assert returns[-1] < returns[0] - 0.5 if learns else np.ptp(returns) < 1e-4
    envs.close()
