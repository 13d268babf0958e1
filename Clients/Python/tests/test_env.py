"""One environment, as Gymnasium sees it."""

import warnings

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from gymnasium.utils.env_match import check_environments_match

from spiral_env import Env

IDS = {"brush": "spiral/Brush-v0", "scene3d": "spiral/Scene3D-v0", "plotter": "spiral/Plotter-v0"}


def test_every_engine_is_registered():
    for name in IDS.values():
        spec = gymnasium.spec(name)
        assert spec.entry_point == "spiral_env.env:Env" and spec.vector_entry_point


def test_check_env_passes_without_a_warning(backend):
    env = gymnasium.make(IDS[backend], episode_length=4, render_mode="rgb_array")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(env.unwrapped)
    env.close()


def test_two_of_a_kind_match_step_by_step(backend):
    first, second = (
        gymnasium.make(IDS[backend], episode_length=4, render_mode="rgb_array",
                       episode_statistics=False)
        for _ in range(2)
    )  # fmt: skip
    check_environments_match(first, second, num_steps=10, seed=3)
    first.close()
    second.close()


def test_spaces_keep_the_protocols_order_and_types(brush):
    env = Env(brush, canvas=28)
    parts = "control", "end", "flag", "pressure", "size", "red", "green", "blue"
    assert tuple(env.action_space) == parts
    observation, _ = env.reset(seed=0)
    assert observation["canvas"].shape == (28, 28, 3) and observation["canvas"].dtype == np.uint8
    assert observation["pen"].dtype == np.float32 and observation["action_mask"].dtype == np.int8
    assert observation["episode_step"].shape == () and observation["episode_step"].dtype == np.int32
    assert observation["canvas"].flags.writeable
    env.close()


def test_an_episode_ends_with_its_statistics(brush):
    env = Env(brush, canvas=28, color=False, episode_length=3)
    _, info = env.reset(seed=11)
    assert info == {"seed": 11}
    env.action_space.seed(0)
    steps = [env.step(env.action_space.sample()) for _ in range(3)]
    assert [step[3] for step in steps] == [False, False, True]
    assert [step[2] for step in steps] == [False] * 3
    assert all("episode" not in step[4] for step in steps[:2])
    episode = steps[2][4]["episode"]
    assert episode["l"] == 3 and episode["r"] == 0 and 0 < episode["t"] < 60
    env.close()


def test_gymnasiums_own_statistics_fit_when_ours_are_off(brush):
    from gymnasium.wrappers import RecordEpisodeStatistics

    env = RecordEpisodeStatistics(
        Env(brush, canvas=28, episode_length=2, episode_statistics=False)
    )
    env.reset(seed=1)
    env.step(env.action_space.sample())
    *_, info = env.step(env.action_space.sample())
    assert info["episode"]["l"] == 2
    env.close()


def test_a_seed_decides_everything_and_large_ones_work(brush):
    env = Env(brush, canvas=28)
    for seed in (0, 123, 2**53, 2**64 - 1):
        try:
            _, info = env.reset(seed=seed)
        except gymnasium.error.Error:
            continue  # Gymnasium itself takes no seed that large.
        assert info["seed"] == seed
    env.close()


def test_the_reward_pays_for_coming_closer_to_the_target(brush):
    target = np.full((28, 28, 1), 255, np.uint8)
    target[10:18, :] = 0
    env = Env(brush, canvas=28, color=False, reward="l2", target=True, sizes=[3.0], pressure=False)
    observation, _ = env.reset(seed=0, options={"target": target})
    assert np.array_equal(observation["target"], target)
    end = 16 * 32 + 1
    env.step({"flag": 0, "end": end, "control": end})
    observation, reward, *_ = env.step({"flag": 1, "end": 16 * 32 + 30, "control": 16 * 32 + 15})
    before, after = (
        np.square((picture.astype(float) - target) / 255).mean()
        for picture in (np.full_like(target, 255), observation["canvas"])
    )
    assert reward == pytest.approx(before - after, abs=1e-6) and reward > 0.1
    env.close()


def test_a_picture_comes_at_any_size(brush):
    env = Env(brush, canvas=28, color=False, render_mode="rgb_array", render_size=112)
    env.reset(seed=0)
    env.step({name: part.start + part.n - 1 for name, part in env.action_space.items()})
    picture = env.render()
    assert picture.shape == (112, 112, 3) and picture.dtype == np.uint8
    assert picture.min() < 128 and np.array_equal(picture[..., 0], picture[..., 2])
    env.close()


def test_only_what_is_wanted_is_asked_for(brush, monkeypatch):
    env = Env(brush, canvas=28, want=["pen", "canvas"])
    answered = []
    connection = env.session._connection
    call = connection.call

    def listening_call(*request):
        result = call(*request)
        answered.append(sorted(result["obs"]))
        return result

    monkeypatch.setattr(connection, "call", listening_call)
    observation, _ = env.reset(seed=0)
    env.step(env.action_space.sample())
    assert list(observation) == ["canvas", "pen"] == list(env.observation_space)
    assert answered == [["canvas", "pen"]] * 2
    env.close()
