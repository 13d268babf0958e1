"""Tensors in ``b64``, ``json``, ``raw`` and ``shm``."""

import json
import os

import numpy as np
import pytest
from gymnasium import spaces
from gymnasium.utils.env_checker import data_equivalence

from spiral_env import ProtocolViolation, RequestRefused, ServerGone, Session, VectorEnv
from spiral_env.shared_memory import SharedSlots
from spiral_env.spaces import encode_action
from spiral_env.tensors import TensorReader, encode

ALL = ("shm", "raw", "b64", "json")


def no_attachment(array):
    raise AssertionError("nothing is attached")


def episodes(envs, seed=5):
    """Two episodes with the same actions: everything that was returned, copied at once."""
    envs.action_space.seed(1)
    results = [envs.reset(seed=seed)]
    results += [envs.step(envs.action_space.sample()) for _ in range(8)]
    return results


@pytest.mark.parametrize("dtype", ["uint8", "int32", "int64", "float32", "float64"])
def test_an_array_comes_back_from_base64_and_can_be_written(dtype):
    array = np.arange(24).reshape(2, 3, 4).astype(dtype)
    back = TensorReader(no_attachment).read(encode(array))
    assert back.dtype == array.dtype and np.array_equal(back, array)
    back[0, 0, 0] = 1


def test_booleans_and_small_integers_widen_to_a_wire_type():
    assert encode(np.array([True]))["dtype"] == "uint8"
    assert encode(np.array([1], np.int16))["dtype"] == "int64"
    assert encode(np.array([1], np.float16))["dtype"] == "float64"
    with pytest.raises(ValueError, match="array of numbers"):
        encode(np.array(["a"]))


@pytest.mark.parametrize(
    "tensor",
    [
        {"enc": "b64", "dtype": "uint8", "shape": [3], "data": "AAAA" "AAAA"},
        {"enc": "json", "dtype": "uint8", "shape": [3], "data": [1]},
        {"enc": "raw", "dtype": "uint8", "shape": [3], "bytes": 4},
        {"enc": "zip", "dtype": "uint8", "shape": [3], "data": ""},
        {"enc": "b64", "dtype": "complex", "shape": [3], "data": ""},
        {"enc": "shm", "dtype": "uint8", "shape": [3], "offset": 64, "bytes": 3, "seq": 1},
    ],
)  # fmt: skip
def test_a_broken_tensor_is_an_error(tensor):
    with pytest.raises(ValueError, match="expected"):
        TensorReader(no_attachment).read(tensor)


@pytest.mark.parametrize("autoreset", ["NextStep", "SameStep"])
@pytest.mark.parametrize("encoding", ALL[:3])
def test_every_encoding_brings_the_same_observations(fake, encoding, autoreset):
    runs = []
    for offer in ("json", encoding):
        envs = VectorEnv(
            "fake", 3, server=fake("--offer", offer), autoreset_mode=autoreset,
            episode_statistics=False,
        )  # fmt: skip
        assert envs.session.encoding == offer
        runs.append(episodes(envs))
        envs.close()
    assert data_equivalence(*runs)
    pictures = {result[0]["picture"].tobytes() for result in runs[1]}
    assert len(pictures) > 3, "later steps overwrote earlier observations"
    assert all(envs.observation_space.contains(result[0]) for result in runs[1])


def test_the_client_prefers_shared_memory_then_raw_bytes(fake):
    for offer, chosen in (("json,b64,raw,shm", "shm"), ("b64,raw", "raw"), ("json,b64", "b64")):
        session = Session("fake", server=fake("--offer", offer))
        assert session.encoding == chosen
        session.close()


def test_a_reused_slot_is_noticed(fake):
    session = Session("fake", server=fake("--offer", "shm", "--fault", "seq"))
    with pytest.raises(ProtocolViolation, match="expected seq 1 in the slot, got 2"):
        session.reset(0)
    session.close()


def test_raw_bytes_that_end_early_are_an_error_with_the_exit_status(fake):
    envs = VectorEnv("fake", 1, server=fake("--offer", "raw", "--fault", "short"))
    envs.reset(seed=0)
    with pytest.raises(ServerGone, match="3 bytes short.*\n.*exit status 3") as caught:
        envs.step(envs.action_space.sample())
    assert caught.value.exit_status == 3
    envs.close()


@pytest.mark.parametrize(
    "change, fault",
    [({"offset": 0}, "within a slot"), ({"offset": 100}, "within a slot"),
     ({"offset": -64}, "within a slot"), ({"seq": 8}, "expected seq 8")],
)  # fmt: skip
def test_a_tensor_outside_of_its_slot_is_an_error(change, fault):
    descriptor = os.memfd_create("two slots")
    os.write(descriptor, b"".join(bytes([n, *bytes(63), *[n] * 64]) for n in (5, 6)))
    path = f"/proc/{os.getpid()}/fd/{descriptor}"
    slots = SharedSlots({"path": path, "bytes": 256, "slots": 2})
    os.close(descriptor)
    tensor = {"shape": [32], "offset": 200, "seq": 6}
    assert slots.read(tensor, np.dtype(np.uint8)).tolist() == [6] * 32
    with pytest.raises(ValueError, match=fault):
        slots.read(tensor | change, np.dtype(np.uint8))
    slots.close()
    for description in ({"path": "/etc/passwd"}, {"path": path, "slots": 40}):
        with pytest.raises(ValueError, match="expected"):
            SharedSlots({"bytes": 256, "slots": 2} | description)


@pytest.mark.parametrize("encoding", ALL)
def test_the_servers_digests_are_those_of_base64(backend, encoding):
    runs = []
    for encodings in (("b64",), (encoding, "json")):
        session = Session(
            backend, num_envs=2, options={"episode_length": 3}, encodings=encodings
        )
        if session.encoding not in encodings[:1]:
            session.close()
            pytest.skip(f"the server does not offer {encoding}")
        results = [session.reset(7, digest=True)]
        for seed in range(3):
            results.append(session.step(session.sample(seed, 2), digest=True))
        runs.append(results)
        session.close()
    assert data_equivalence(*runs)
    assert len({digest for result in runs[0] for digest in result["digest"]}) > 4


def test_columns_of_many_lanes_travel_in_base64_and_mean_the_same(brush):
    envs = VectorEnv("brush", 16, canvas=28)
    lists = VectorEnv("brush", 16, canvas=28)
    envs.reset(seed=3)
    lists.reset(seed=3)
    envs.action_space.seed(3)
    for _ in range(3):
        action = envs.action_space.sample()
        text = json.loads(encode_action(envs.single_action_space, action))
        assert {column["enc"] for column in text.values()} == {"b64"}
        observation = envs.step(action)[0]
        columns = {key: column.tolist() for key, column in action.items()}
        answer = lists.session.call("step", action=columns, want=["canvas"])
        expected = lists.session._observation(answer["obs"])
        assert np.array_equal(observation["canvas"], expected["canvas"])
    action["control"][5] = 99_999
    with pytest.raises(RequestRefused, match="lane 5"):
        envs.step(action)
    envs.close()
    lists.close()


def test_few_numbers_and_other_types_are_lists():
    space = spaces.Dict({"a": spaces.Discrete(9)})
    for column in (np.arange(3), np.arange(64.0), np.zeros(64, np.bool_), 4):
        text = encode_action(space, {"a": column})
        assert json.loads(text) == {"a": np.asarray(column).tolist()}
