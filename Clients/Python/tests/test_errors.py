"""What went wrong is said: the server's exit status and its last words are in every exception."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import spiral_env
from spiral_env import (
    Env,
    ProtocolViolation,
    RequestRefused,
    ServerGone,
    ServerNotFound,
    ServerTimeout,
    VectorEnv,
)


def test_a_crash_shows_exit_status_and_stderr(fake):
    envs = VectorEnv("fake", 1, server=fake("--fault", "crash"))
    envs.reset(seed=0)
    with pytest.raises(ServerGone, match="exit status 7") as caught:
        envs.step(envs.action_space.sample())
    assert caught.value.exit_status == 7
    assert "the paint ran out" in str(caught.value)
    assert "warming up" in caught.value.stderr_tail
    envs.close()


def test_a_killed_server_is_named_with_its_signal(brush):
    env = Env(brush, canvas=28)
    env.reset(seed=0)
    os.kill(env.session.process.pid, signal.SIGKILL)
    with pytest.raises(ServerGone, match="killed by signal 9") as caught:
        env.step(env.action_space.sample())
    assert caught.value.exit_status == -9
    env.close()


def test_a_line_that_is_no_answer_is_shown(fake):
    envs = VectorEnv("fake", 1, server=fake("--fault", "chatter"))
    envs.reset(seed=0)
    with pytest.raises(ProtocolViolation, match="stray print(.|\n)*warming up"):
        envs.step(envs.action_space.sample())
    envs.close()


def test_silence_is_an_error_when_there_is_a_time_limit(fake):
    envs = VectorEnv("fake", 1, server=fake("--fault", "silence"), timeout=2)
    with pytest.raises(ServerTimeout, match="within 2 s(.|\n)*running"):
        envs.reset(seed=0)
    envs.close()


def test_after_an_interruption_nothing_is_taken_for_another_answer(brush, monkeypatch):
    envs = VectorEnv(brush, 2, canvas=28)
    envs.reset(seed=0)

    def interrupted(timeout=None):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(envs.session.process, "read_line", interrupted)
        envs.step(envs.action_space.sample())
    with pytest.raises(ProtocolViolation, match="interrupted.*make the environment anew"):
        envs.reset(seed=0)
    envs.close()


def test_a_refusal_has_code_kind_and_details_and_moves_nothing(brush):
    envs = VectorEnv(brush, 2, canvas=28, color=False)
    envs.reset(seed=0)
    action = envs.action_space.sample()
    action["control"] = np.array([0, 5000])
    with pytest.raises(RequestRefused, match="lane 1.*5000.*nothing was stepped") as caught:
        envs.step(action)
    assert (caught.value.code, caught.value.kind) == (1012, "invalidAction")
    assert caught.value.data["path"] == "control" and caught.value.exit_status is None
    action["control"] = np.array([0, 5])
    observation, *_ = envs.step(action)
    assert observation["episode_step"].tolist() == [1, 1]
    envs.close()


def test_an_action_without_a_part_is_refused_here(brush):
    env = Env(brush, canvas=28)
    env.reset(seed=0)
    with pytest.raises(ValueError, match="expected an action with the parts"):
        env.step({"control": 1})
    env.close()


def test_a_wrong_option_is_refused_before_there_is_an_environment(brush):
    with pytest.raises(RequestRefused, match="'canvas'.*28...1024, got 2"):
        Env(brush, canvas=2)
    with pytest.raises(RequestRefused, match="noSuchOption"):
        Env(brush, no_such_option=2)
    with pytest.raises(ValueError, match="render_mode"):
        Env(brush, render_mode="human")
    with pytest.raises(ValueError, match="nothing_like_it"):
        Env(brush, want=["nothing_like_it"])


def test_the_program_that_is_not_there_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("SPIRAL_ENV", str(tmp_path / "nowhere"))
    with pytest.raises(ServerNotFound, match="nowhere.*give the path of spiral-env"):
        Env("brush")
    monkeypatch.delenv("SPIRAL_ENV")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(spiral_env.locate, "__file__", str(tmp_path / "locate.py"))
    with pytest.raises(ServerNotFound, match="swift build -c release"):
        Env("brush")


def test_the_program_of_the_checkout_is_found(monkeypatch, tmp_path):
    program = tmp_path / ".build" / "release" / "spiral-env"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    (tmp_path / "Package.swift").touch()
    (tmp_path / "deeper").mkdir()
    monkeypatch.delenv("SPIRAL_ENV", raising=False)
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.chdir(tmp_path / "deeper")
    assert spiral_env.find_server() == [str(program)]
    monkeypatch.setenv("PATH", str(program.parent))
    assert spiral_env.find_server() == [str(program)]
    assert spiral_env.find_server(["/bin/sh", "-c", "x"]) == ["/bin/sh", "-c", "x"]


def runs(pid: int) -> bool:
    """Whether a process runs within the next seconds, zombies left out."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return False
        if state == "Z":
            return False
        time.sleep(0.05)
    return True


def test_the_server_ends_when_its_environment_is_closed_or_forgotten(brush):
    env = Env(brush, canvas=28)
    env.close()
    assert env.session.process.exit_status == 0
    forgotten = Env(brush, canvas=28)
    pid = forgotten.session.process.pid
    del forgotten
    assert not runs(pid)


def test_the_server_ends_with_a_killed_client(brush):
    code = (
        "import spiral_env, time; env = spiral_env.Env('brush', canvas=28);"
        "print(env.session.process.pid, flush=True); time.sleep(60)"
    )
    client = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    with client:
        server = int(client.stdout.readline())
        client.kill()
    assert not runs(server)
