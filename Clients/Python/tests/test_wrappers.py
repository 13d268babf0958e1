"""Actions as MultiDiscrete, and the dm_env face."""

import sys

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env, data_equivalence

import spiral_env
from spiral_env import Env, MultiDiscreteAction, MultiDiscreteVectorAction, VectorEnv


@pytest.mark.filterwarnings("ignore::UserWarning")  # check_env prefers environments unwrapped.
def test_rows_of_integers_are_actions_in_layout_order(brush):
    plain = Env(brush, canvas=28, color=False)
    wrapped = MultiDiscreteAction(Env(brush, canvas=28, color=False))
    assert wrapped.action_space.nvec.tolist() == [1024, 1024, 2, 10, 6]
    assert wrapped.names == ["control", "end", "flag", "pressure", "size"]
    plain.reset(seed=0)
    wrapped.reset(seed=0)
    action = dict(zip(wrapped.names, (33, 600, 1, 9, 2), strict=True))
    steps = plain.step(action), wrapped.step(np.array([33, 600, 1, 9, 2]))
    assert data_equivalence(*steps)
    assert steps[0][0]["action_mask"].all()
    check_env(wrapped)
    plain.close()


def test_a_matrix_of_integers_is_the_actions_of_all_lanes(brush):
    envs = MultiDiscreteVectorAction(VectorEnv(brush, 3, canvas=28, color=False))
    assert envs.action_space.shape == (3, 5)
    envs.reset(seed=0)
    actions = np.array([[0, 40, 0, 0, 0], [0, 41, 0, 0, 0], [0, 42, 0, 0, 0]])
    observation, *_ = envs.step(actions)
    assert np.allclose(observation["pen"] * 32, [[8, 1], [9, 1], [10, 1]])
    envs.step(envs.action_space.sample())
    envs.close()


def test_other_actions_are_refused():
    with pytest.raises(TypeError, match="expected a Dict of Discrete parts"):
        MultiDiscreteAction(gymnasium.make("CartPole-v1"))


def test_dm_env_is_imported_only_when_asked_for(monkeypatch):
    monkeypatch.setitem(sys.modules, "dm_env", None)
    with pytest.raises(ImportError, match="pip install dm-env"):
        spiral_env.dm_env("brush")


def test_dm_env_steps_are_first_mid_last_first(backend):
    dm_env = pytest.importorskip("dm_env")
    env = spiral_env.dm_env(backend, seed=3, episode_length=2)
    random = np.random.default_rng(0)
    observations, actions = env.observation_spec(), env.action_spec()
    kinds = []
    for _ in range(7):
        action = {
            name: random.integers(part.minimum, part.maximum + 1, part.shape, part.dtype)
            for name, part in actions.items()
        }
        step = env.step(action)
        kinds.append(step.step_type)
        assert set(step.observation) == set(observations)
        for name, value in step.observation.items():
            observations[name].validate(value)
        assert (step.reward is None) == step.first()
    first, mid, last = dm_env.StepType
    assert kinds == [first, mid, last, first, mid, last, first]
    assert env.reset().first()
    env.close()


def test_a_truncated_dm_env_episode_keeps_its_discount(brush):
    pytest.importorskip("dm_env")
    env = spiral_env.dm_env(brush, seed=3, canvas=28, color=False, episode_length=1, reward="l2")
    env.set_target(np.zeros((28, 28, 1), np.uint8))
    env.reset()
    step = env.step({name: 1 for name in env.action_spec()})
    assert step.last() and step.discount == 1.0 and step.reward >= 0
    env.close()
