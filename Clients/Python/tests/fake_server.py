"""A tiny environment server in Python, for what a test cannot ask of the real one.

Every lane's picture shows its seed, episode and step. An episode has three steps. ``--offer`` lists
the encodings; ``--fault`` makes it misbehave in one way.
"""

import argparse
import base64
import fcntl
import json
import os
import sys

import numpy as np

SHAPE = (4, 5, 3)
LENGTH = 3
OBSERVATION = {
    "type": "Dict",
    "order": ["picture", "inner", "count"],
    "subspaces": {
        "picture": {"type": "Box", "dtype": "uint8", "shape": list(SHAPE), "low": 0, "high": 255},
        "inner": {
            "type": "Dict",
            "order": ["wide", "bits"],
            "subspaces": {
                "wide": {"type": "Box", "dtype": "float64", "shape": [2, 2], "low": None,
                         "high": None},
                "bits": {"type": "MultiBinary", "n": 3},
            },
        },
        "count": {"type": "Discrete", "n": 100, "start": 0},
    },
}  # fmt: skip
ACTION = {
    "type": "Dict",
    "order": ["where", "strength"],
    "decodeOrder": ["strength", "where"],
    "subspaces": {
        "where": {"type": "Discrete", "n": 20, "start": 0},
        "strength": {"type": "Box", "dtype": "float32", "shape": [2], "low": -1.0, "high": 1.0},
    },
}


class Server:
    def __init__(self, offer, fault):
        self.offer, self.fault = offer, fault
        self.attachments = []
        self.sequence = 0

    def initialize(self, env, capabilities, **_):
        chosen = [name for name in capabilities["obsEncodings"] if name in self.offer]
        self.encoding, self.env = chosen[0], env
        self.seeds = np.zeros(env["numEnvs"], np.int64)
        self.episodes, self.steps = self.seeds.copy(), self.seeds.copy()
        shared = {"shm": self.map_memory()} if self.encoding == "shm" else {}
        return shared | {
            "capabilities": {"obsEncodings": self.offer},
            "obsEncoding": self.encoding,
            "env": env,
            "spec": {"observationSpace": OBSERVATION, "actionSpace": ACTION, "info": {"ink": {}}},
        }

    def map_memory(self, slot_bytes=1 << 16):
        self.memory = os.memfd_create("fake", os.MFD_ALLOW_SEALING)
        os.ftruncate(self.memory, 2 * slot_bytes)
        fcntl.fcntl(self.memory, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW)
        self.slot_bytes = slot_bytes
        path = f"/proc/{os.getpid()}/fd/{self.memory}"
        return {"path": path, "bytes": 2 * slot_bytes, "slots": 2}

    def reset(self, seed=0, **_):
        lanes = np.arange(len(self.seeds))
        self.seeds = np.array(seed) if isinstance(seed, list) else seed + lanes
        self.episodes, self.steps = 0 * lanes, 0 * lanes
        self.begin_response()
        return {"obs": self.observation(), "info": {"seed": self.seeds.tolist()}}

    def step(self, action, **_):
        self.begin_response()
        info, count, was_reset = {}, len(self.seeds), False
        if self.env["autoreset"] == "NextStep" and self.steps[0] == LENGTH:
            self.episodes, self.steps = self.episodes + 1, 0 * self.steps
            ended, was_reset = False, True
        else:
            self.steps = self.steps + 1
            ended = bool(self.steps[0] == LENGTH)
        final = None
        if ended and self.env["autoreset"] == "SameStep":
            final = self.rows()
            self.episodes, self.steps = self.episodes + 1, 0 * self.steps
        obs = self.observation()
        if final is not None:
            info |= {"final_obs": self.observation(final), "_final_obs": [True] * count}
        if ended:
            info |= {"episode": {"r": [1.5] * count, "l": [LENGTH] * count}}
            info["_episode"] = [True] * count
        flags = [ended] * count
        info["ink"] = [0.0 if was_reset else 2.5] * count
        result = {"reward": [0.5] * count, "terminated": flags, "truncated": [False] * count}
        return {"obs": obs, **result, "info": info}

    def shutdown(self):
        return {}

    def rows(self):
        return np.stack([self.seeds, self.episodes, self.steps], 1)

    def observation(self, rows=None):
        rows = self.rows() if rows is None else rows
        picture = np.resize(rows.repeat(20, 1), (len(rows), *SHAPE)).astype(np.uint8)
        wide = np.pad(rows.astype(float), ((0, 0), (0, 1))).reshape(-1, 2, 2) / 3
        bits = (rows % 2).astype(np.uint8)
        # The text of the answer is in another order than the layout, on purpose.
        leaves = {"picture": self.tensor(picture), "wide": self.tensor(wide)}
        inner = {"bits": self.tensor(bits, "json"), "wide": leaves["wide"]}
        return {"count": rows[:, 2].tolist(), "inner": inner, "picture": leaves["picture"]}

    def begin_response(self):
        self.attachments, self.sequence, self.used = [], self.sequence + 1, 0

    def tensor(self, array, encoding=None):
        encoding = encoding or self.encoding
        data = array.tobytes()
        tensor = {"enc": encoding, "dtype": array.dtype.name, "shape": list(array.shape)}
        if encoding == "json":
            return tensor | {"data": array.reshape(-1).tolist()}
        if encoding == "b64":
            return tensor | {"data": base64.b64encode(data).decode()}
        if encoding == "raw":
            self.attachments.append(data)
            return tensor | {"bytes": len(data)}
        slot = self.sequence % 2 * self.slot_bytes
        offset = slot + 64 + self.used
        self.used += (len(data) + 63) // 64 * 64
        os.pwrite(self.memory, data, offset)
        written = self.sequence + (self.fault == "seq")
        os.pwrite(self.memory, written.to_bytes(8, "little"), slot)
        return tensor | {"offset": offset, "bytes": len(data), "seq": self.sequence}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--offer", default="shm,raw,b64,json")
    parser.add_argument("--fault", default="none")
    parser.add_argument("--backend")
    parser.add_argument("--wire")
    arguments = parser.parse_args()
    server, fault = Server(arguments.offer.split(","), arguments.fault), arguments.fault
    print("fake server: warming up", file=sys.stderr)
    for line in sys.stdin.buffer:
        request = json.loads(line)
        if request["method"] == "step" and fault == "crash":
            print("fake server: the paint ran out", file=sys.stderr)
            sys.exit(7)
        if request["method"] == "step" and fault == "chatter":
            print("hello from a stray print", flush=True)
        if request["method"] == "reset" and fault == "silence":
            continue
        result = getattr(server, request["method"])(**request.get("params", {}))
        answer = {"jsonrpc": "2.0", "id": request["id"], "result": result}
        attached = b"".join(server.attachments)
        server.attachments = []
        if fault == "short" and request["method"] == "step":
            attached = attached[:-3]
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + attached)
        sys.stdout.buffer.flush()
        if fault == "short" and request["method"] == "step":
            sys.exit(3)


if __name__ == "__main__":
    main()
