"""Many lanes in one process, compared with Gymnasium's own vector of single environments."""

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import data_equivalence
from gymnasium.vector import AutoresetMode, SyncVectorEnv
from gymnasium.vector.utils import batch_space

from spiral_env import Env, RequestRefused, VectorEnv

MODES = ["NextStep", "SameStep", "Disabled"]
LANES = 3


def pair(backend: str, mode: str, **options):
    """Returns our vector and Gymnasium's, of the same environments."""
    options = {"episode_length": 3, "episode_statistics": False, **options}
    ours = VectorEnv(backend, LANES, autoreset_mode=mode, **options)
    singles = [lambda: Env(backend, **options)] * LANES
    return ours, SyncVectorEnv(singles, autoreset_mode=AutoresetMode(mode))


def assert_same(ours, theirs, numbers=()):
    """The same five values or two.

    Of seeds Gymnasium also tells those of its own resets. What the engine adds to ``info`` it tells
    for an ended lane in ``final_info`` alone when the same step resets the lane.
    """
    *values, info = ours
    *expected, expected_info = theirs
    assert data_equivalence(values, expected)
    for name in numbers:
        number, mask = info.pop(name), info.pop(f"_{name}")
        told, told_mask = (np.zeros(LANES, kind) for kind in (float, bool))
        for part in (expected_info, expected_info.get("final_info", {})):
            told = told + part.pop(name, 0)
            told_mask = told_mask | part.pop(f"_{name}", False)
        assert np.array_equal(number, told) and np.array_equal(mask, told_mask), name
        final = info.get("final_info", {})
        if final:
            assert np.array_equal(final.pop(name), np.where(info["_final_obs"], number, 0))
            assert np.array_equal(final.pop(f"_{name}"), info["_final_obs"])
    assert set(info) == set(expected_info) - {"seed", "_seed"} | ({"seed", "_seed"} & set(info))
    for key in set(info) - {"seed"}:
        assert data_equivalence(_plain(info[key]), _plain(expected_info[key])), key


def _plain(value):
    is_objects = isinstance(value, np.ndarray) and value.dtype == object
    return list(value) if is_objects else value


@pytest.mark.parametrize("mode", MODES)
def test_lanes_do_what_single_environments_do(backend, mode):
    ours, theirs = pair(backend, mode)
    assert ours.observation_space == theirs.observation_space
    assert ours.action_space == theirs.action_space
    assert ours.metadata["autoreset_mode"] is AutoresetMode(mode)
    assert_same(ours.reset(seed=5), theirs.reset(seed=5))
    ours.action_space.seed(1)
    ended = False
    for _ in range(3 if mode == "Disabled" else 8):
        actions = ours.action_space.sample()
        step = ours.step(actions)
        assert_same(step, theirs.step(actions), ours.session.description["spec"].get("info", {}))
        assert ours.observation_space.contains(step[0])
        ended = ended or step[3].any()
    assert ended
    ours.close()
    theirs.close()


def test_a_masked_reset_leaves_the_other_lanes_alone(brush):
    ours, theirs = pair(brush, "Disabled", canvas=28)
    ours.reset(seed=5)
    theirs.reset(seed=5)
    for _ in range(3):
        actions = ours.action_space.sample()
        ours.step(actions)
        theirs.step(actions)
    mask = np.array([True, False, True])
    options = {"reset_mask": mask}
    observation, info = ours.reset(seed=[8, None, 9], options=options)
    assert data_equivalence(
        observation, theirs.reset(seed=[8, None, 9], options={"reset_mask": mask.copy()})[0]
    )
    assert options == {"reset_mask": mask}, "the caller's options were changed"
    assert info["seed"].tolist() == [8, 0, 9] and info["_seed"].tolist() == mask.tolist()
    assert observation["episode_step"].tolist() == [0, 3, 0]
    with pytest.raises(RequestRefused, match="lane 1 is over"):
        ours.step(ours.action_space.sample())
    ours.close()
    theirs.close()


@pytest.mark.parametrize("mask", [[True] * LANES, np.zeros(LANES, bool), np.ones(2, bool),
                                  np.ones(LANES)])  # fmt: skip
def test_a_wrong_mask_is_an_error(brush, mask):
    envs = VectorEnv(brush, LANES, canvas=28)
    envs.reset(seed=0)
    with pytest.raises((TypeError, ValueError), match="reset_mask"):
        envs.reset(options={"reset_mask": mask})
    with pytest.raises(ValueError, match="expected 3 seeds, got 2"):
        envs.reset(seed=[1, 2])
    envs.close()


@pytest.mark.parametrize("mode", MODES)
def test_statistics_are_those_of_gymnasiums_wrapper(brush, mode):
    from gymnasium.wrappers.vector import RecordEpisodeStatistics

    target = np.zeros((28, 28, 1), np.uint8)
    arguments = {"canvas": 28, "color": False, "reward": "l1", "episode_length": 3}
    ours = VectorEnv(brush, LANES, autoreset_mode=mode, **arguments)
    silent = VectorEnv(
        brush, LANES, autoreset_mode=mode, episode_statistics=False, **arguments
    )
    theirs = RecordEpisodeStatistics(silent)
    for envs in (ours, theirs):
        envs.reset(seed=2, options={"target": target})
    ours.action_space.seed(0)
    for step in range(3 if mode == "Disabled" else 7):
        actions = ours.action_space.sample()
        *_, info = ours.step(actions)
        *_, expected = theirs.step(actions)
        is_end = step in ((2, 5) if mode == "SameStep" else (2, 6))
        assert ("episode" in info) == ("episode" in expected) == is_end
        if "episode" in info:
            assert np.allclose(info["episode"]["r"], expected["episode"]["r"])
            assert (info["episode"]["r"] > 0).any()
            assert info["episode"]["l"].tolist() == expected["episode"]["l"].tolist() == [3] * LANES
            assert (info["episode"]["t"] > 0).all() and info["_episode"].all()
    ours.close()
    theirs.close()


@pytest.mark.parametrize("mode", MODES[:2])
def test_numbers_of_the_engine_are_in_every_step(fake, mode):
    envs = VectorEnv("fake", 2, autoreset_mode=mode, server=fake())
    envs.reset(seed=0)
    infos = [envs.step(envs.action_space.sample())[-1] for _ in range(4)]
    stepped = [True, True, True, mode == "SameStep"]
    assert [info["_ink"].tolist() for info in infos] == [[flag] * 2 for flag in stepped]
    assert [info["ink"][0] for info in infos] == [2.5 * flag for flag in stepped]
    assert [("final_info" in info) for info in infos] == [False, False, mode == "SameStep", False]
    envs.close()


def test_make_vec_serves_64_lanes_from_one_process(brush):
    envs = gymnasium.make_vec("spiral/Brush-v0", num_envs=64, canvas=28, render_mode="rgb_array")
    assert isinstance(envs.unwrapped, VectorEnv) and envs.num_envs == 64
    observation, info = envs.reset(seed=0)
    assert observation["canvas"].shape == (64, 28, 28, 3)
    assert info["seed"].tolist() == list(range(64))
    frames = envs.render()
    assert len(frames) == 64 and frames[0].shape == (28, 28, 3)
    assert envs.action_space == batch_space(envs.single_action_space, 64)
    envs.close()
    with pytest.raises(ValueError, match="not a valid AutoresetMode"):
        VectorEnv(brush, 2, autoreset_mode="Sometimes")


def test_every_lane_may_have_a_target_of_its_own(brush):
    targets = np.random.default_rng(0).integers(0, 256, (LANES, 28, 28, 1), np.uint8)
    envs = VectorEnv(brush, LANES, canvas=28, color=False, target=True, reward="l2")
    observation, _ = envs.reset(seed=0, options={"target": targets})
    assert np.array_equal(observation["target"], targets)
    observation, _ = envs.reset()
    assert np.array_equal(observation["target"], targets), "a target stays until it is replaced"
    envs.close()


def test_programs_and_states_go_through_the_session(brush):
    envs = VectorEnv(brush, LANES, canvas=28, color=False, reward="l2")
    envs.reset(seed=0, options={"target": np.zeros((28, 28, 1), np.uint8)})
    session = envs.session
    programs = {name: np.stack([column, column]) for name, column in session.sample(1, 4).items()}
    outcome = session.evaluate(programs, want=["canvas"])
    assert outcome["returns"][0] == outcome["returns"][1] and outcome["lengths"].tolist() == [4, 4]
    state = session.save([0])
    for column in range(4):
        actions = {name: np.full(LANES, rows[0, column]) for name, rows in programs.items()}
        observation, *_ = envs.step(actions)
    assert np.array_equal(observation["canvas"][0], outcome["obs"]["canvas"][0])
    restored = session.load(state, [0, 1])["obs"]
    assert restored["episode_step"].tolist() == [0, 0, 4]
    session.copy(2, [0])
    [picture] = session.render([0])
    assert np.array_equal(picture[..., :1], observation["canvas"][2])
    assert "<svg" in session.programs([0], "svg")[0]
    envs.close()
