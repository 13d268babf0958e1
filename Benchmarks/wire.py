#!/usr/bin/env python3
"""Measures the wire from Python: round trips, and steps for 1 to 1,024 lanes in every encoding.

    python3 Benchmarks/wire.py [--server PATH] [--backend brush] [--seconds 2] [--json]

Needs the standard library and numpy. One request is under way at a time; every picture ends as a
numpy array. `pictures` asks for the canvas, `nothing` for no observation at all. Rows of encodings
that the server does not offer are left out.
"""

import argparse
import base64
import json
import math
import mmap
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

LANES = (1, 16, 64, 1024)
ENCODINGS = ("json", "b64", "raw", "shm")
PIPE_BYTES = 1 << 20


def load_codec(wants_orjson):
    """Returns functions from values to bytes and back."""
    if wants_orjson:
        import orjson

        return orjson.dumps, orjson.loads
    return (lambda value: json.dumps(value, separators=(",", ":")).encode()), json.loads


class Client:
    """One server and its environments over two pipes."""

    def __init__(self, command, backend, lanes, encoding, options, codec):
        self.dump, self.load = codec
        self.process = subprocess.Popen(
            [*command, "--backend", backend, "--wire", "stdio"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=PIPE_BYTES,
            pipesize=PIPE_BYTES,
        )  # fmt: skip
        capabilities = {"obsEncodings": [encoding, "json"], "maxLineBytes": 1 << 30}
        env = {"numEnvs": lanes, "options": options}
        answer = self.call(
            "initialize", protocolVersion="1.0", capabilities=capabilities, env=env
        )
        self.encoding = answer["obsEncoding"]
        self.offered = answer["capabilities"]["obsEncodings"]
        if "shm" in answer:
            with open(answer["shm"]["path"], "rb") as file:
                self.memory = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        space = answer["spec"]["observationSpace"]
        # Pictures alone travel in the encoding; small leaves are always JSON.
        self.pictures = [
            key for key in space["order"] if len(space["subspaces"][key].get("shape", ())) > 1
        ]

    def call(self, method, **parameters):
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
        self.process.stdin.write(self.dump(request) + b"\n")
        self.process.stdin.flush()
        answer = self.load(self.process.stdout.readline())
        if "error" in answer:
            raise SystemExit(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def observe(self, result):
        """Returns the pictures of a result as arrays."""
        arrays = [self.array(result["obs"][key]) for key in self.pictures if key in result["obs"]]
        return arrays

    def array(self, tensor):
        kind = tensor["enc"]
        if kind == "b64":
            array = np.frombuffer(base64.b64decode(tensor["data"]), tensor["dtype"])
        elif kind == "json":
            array = np.array(tensor["data"], tensor["dtype"])
        elif kind == "raw":
            array = np.empty(tensor["shape"], tensor["dtype"])
            view = memoryview(array.reshape(-1).view(np.uint8))
            while view:
                count = self.process.stdout.readinto(view)
                if not count:
                    raise SystemExit(f"the server ended {len(view)} bytes short")
                view = view[count:]
        else:
            count = math.prod(tensor["shape"])
            array = np.frombuffer(self.memory, tensor["dtype"], count, tensor["offset"])
        return array.reshape(tensor["shape"])

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(10)


def measure(work, seconds):
    """Runs `work(i)` for so long; returns calls per second and the p50 and p99 in milliseconds."""
    times = []
    for index in range(3):
        work(index)
    begin = last = time.perf_counter()
    while last - begin < seconds:
        work(len(times))
        now = time.perf_counter()
        times.append(now - last)
        last = now
    p50, p99 = np.percentile(times, (50, 99)) * 1000
    return len(times) / (last - begin), p50, p99


def rows_of(command, backend, lanes, encoding, arguments, codec):
    """Yields rows: what was measured, and the three figures of `measure`."""
    client = Client(command, backend, lanes, encoding, arguments.option, codec)
    if client.encoding != encoding:
        client.close()
        return
    columns = [client.call("sample", seed=seed, count=lanes)["actions"] for seed in range(16)]
    wants = {"pictures": client.pictures}
    if encoding == ENCODINGS[1]:  # What does not depend on the encoding is measured once.
        yield "ping", measure(lambda _: client.call("ping"), arguments.seconds)
        wants["nothing"] = []
    for name, want in wants.items():
        client.call("reset", seed=1, want=[])

        def step(index, want=want):
            client.observe(client.call("step", action=columns[index % 16], want=want))

        yield name, measure(step, arguments.seconds)
    client.close()


def parse_option(text):
    key, _, value = text.partition("=")
    try:
        return key, json.loads(value)
    except ValueError:
        return key, value


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    built = Path(__file__).resolve().parents[1] / ".build" / "release" / "spiral-env"
    found = os.environ.get("SPIRAL_ENV") or shutil.which("spiral-env") or str(built)
    parser.add_argument("--server", default=found, help="the program spiral-env")
    parser.add_argument("--backend", default="brush", help="engines, separated by commas")
    parser.add_argument("--option", action="append", default=[], help="KEY=VALUE, repeatable")
    parser.add_argument("--lanes", default=",".join(map(str, LANES)))
    parser.add_argument("--seconds", type=float, default=2.0, help="per row")
    parser.add_argument("--orjson", action="store_true", help="use orjson instead of json")
    parser.add_argument("--json", action="store_true", help="print one JSON object per row")
    arguments = parser.parse_args()
    arguments.option = dict(map(parse_option, arguments.option))
    arguments.lanes = [int(count) for count in arguments.lanes.split(",")]
    return arguments


def main():
    arguments = parse_arguments()
    codec = load_codec(arguments.orjson)
    command = [arguments.server]
    if not arguments.json:
        version = platform.python_version()
        print(f"Python {version}, numpy {np.__version__}, {os.cpu_count()} processors")
        print(f"{'engine':9}{'lanes':>6} {'encoding':9}{'what':9}{'trips/s':>10}{'steps/s':>11}"
              f"{'p50 ms':>9}{'p99 ms':>9}")  # fmt: skip
    for backend in arguments.backend.split(","):
        for lanes in arguments.lanes:
            for encoding in ENCODINGS:
                rows = rows_of(command, backend, lanes, encoding, arguments, codec)
                for what, (rate, p50, p99) in rows:
                    steps = 0 if what == "ping" else rate * lanes
                    names = "engine", "lanes", "encoding", "what", "trips", "steps", "p50", "p99"
                    row = backend, lanes, encoding, what, rate, steps, p50, p99
                    if arguments.json:
                        print(json.dumps(dict(zip(names, row, strict=True))))
                    else:
                        print(f"{backend:9}{lanes:6} {encoding:9}{what:9}{rate:10.0f}{steps:11.0f}"
                              f"{p50:9.3f}{p99:9.3f}")  # fmt: skip
                    sys.stdout.flush()


if __name__ == "__main__":
    main()
