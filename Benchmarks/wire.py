#!/usr/bin/env python3
"""Measures the wire from Python: round trips, and steps for 1 to 1,024 lanes in every encoding.

    python3 Benchmarks/wire.py [--server PATH] [--backend noop,brush] [--seconds 1] [--json]

Needs the standard library and numpy; where orjson is installed, its column shows the same with it
instead of json. One request is under way at a time; every picture ends as a numpy array, which with
shm is a view of the server's memory. `pictures` asks for the canvas, `nothing` for no observation at
all, `ping` for nothing. Encodings that the server does not offer are left out, and JSON numbers
beyond a million.
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

try:
    import orjson
except ImportError:
    orjson = None

LANES = (1, 16, 64, 1024)
ENCODINGS = ("json", "b64", "raw", "shm")
MAXIMUM_NUMBERS = 1 << 20
PIPE_BYTES = 1 << 20
# Where pictures are not in lines, lines are short, and what follows one should not be buffered.
LINE_BYTES = 1 << 13


def dump_with_json(value):
    return json.dumps(value, separators=(",", ":")).encode()


CODECS = {"json": (dump_with_json, json.loads)}
if orjson:
    CODECS["orjson"] = (orjson.dumps, orjson.loads)


class Client:
    """One server and its environments over two pipes."""

    def __init__(self, command, backend, lanes, encoding, options, codec):
        self.dump, self.load = CODECS[codec]
        self.process = subprocess.Popen(
            [*command, "--backend", backend, "--wire", "stdio"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, pipesize=PIPE_BYTES,
            bufsize=LINE_BYTES if encoding in ("raw", "shm") else PIPE_BYTES,
        )  # fmt: skip
        self.requests = self.process.stdin.fileno()
        self.answers = self.process.stdout
        self.array = None
        capabilities = {"obsEncodings": [encoding, "json"], "maxLineBytes": 1 << 30}
        env = {"numEnvs": lanes, "options": options}
        answer = self.call(
            "initialize", protocolVersion="1.0", capabilities=capabilities, env=env
        )
        self.encoding = answer["obsEncoding"]
        if "shm" in answer:
            with open(answer["shm"]["path"], "rb") as file:
                self.memory = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        space = answer["spec"]["observationSpace"]
        # Pictures alone travel in the encoding; small leaves are always JSON.
        shapes = {key: space["subspaces"][key].get("shape", ()) for key in space["order"]}
        self.pictures = [key for key in space["order"] if len(shapes[key]) > 1]
        self.number_count = lanes * sum(math.prod(shapes[key]) for key in self.pictures)

    def call(self, method, **parameters):
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
        line = self.dump(request) + b"\n"
        sent = os.write(self.requests, line)
        while sent < len(line):
            sent += os.write(self.requests, line[sent:])
        answer = self.load(self.answers.readline())
        if "error" in answer:
            raise SystemExit(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def observe(self, result):
        """Returns the pictures of a result as arrays."""
        observation = result["obs"]
        return [self.picture(observation[key]) for key in self.pictures if key in observation]

    def picture(self, tensor):
        kind = tensor["enc"]
        if kind == "b64":
            array = np.frombuffer(base64.b64decode(tensor["data"]), tensor["dtype"])
        elif kind == "json":
            array = np.array(tensor["data"], tensor["dtype"])
        elif kind == "raw":
            return self.receive(tensor)
        else:
            count = math.prod(tensor["shape"])
            array = np.frombuffer(self.memory, tensor["dtype"], count, tensor["offset"])
        return array.reshape(tensor["shape"])

    def receive(self, tensor):
        """Reads a picture that follows its line, into the array of the one before."""
        if self.array is None or self.array.nbytes != tensor["bytes"]:
            self.array = np.empty(tensor["shape"], tensor["dtype"])
        view = memoryview(self.array).cast("B")
        while view:
            count = self.answers.readinto(view)
            if not count:
                raise SystemExit(f"the server ended {len(view)} bytes short")
            view = view[count:]
        return self.array

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


def measure_codec(command, backend, lanes, encoding, arguments, codec):
    """Returns for each thing that is measured the three figures of `measure`."""
    client = Client(command, backend, lanes, encoding, arguments.option, codec)
    figures = {}
    if client.encoding == encoding and (
        encoding != "json" or client.number_count <= MAXIMUM_NUMBERS
    ):
        columns = [client.call("sample", seed=seed, count=lanes)["actions"] for seed in range(16)]
        wants = {"pictures": client.pictures}
        if encoding == "b64":  # What does not depend on the encoding is measured once.
            figures["ping"] = measure(lambda _: client.call("ping"), arguments.seconds)
            wants = {"nothing": [], **wants}
        client.call("reset", seed=1, want=[])
        for name, want in wants.items():

            def step(index, want=want):
                client.observe(client.call("step", action=columns[index % 16], want=want))

            figures[name] = measure(step, arguments.seconds)
    client.close()
    return figures


def rows_of(command, backend, lanes, encoding, arguments):
    """Yields one row per thing that is measured, with the figures of every codec."""
    figures = {
        codec: measure_codec(command, backend, lanes, encoding, arguments, codec)
        for codec in CODECS
    }
    for what in figures["json"]:
        row = {"engine": backend, "lanes": lanes, "encoding": encoding, "what": what}
        for codec in CODECS:
            trips, p50, p99 = figures[codec][what]
            steps = 0 if what == "ping" else trips * lanes
            row[codec] = {"trips": trips, "steps": steps, "p50": p50, "p99": p99}
        yield row


def text_of(row):
    text = f"{row['engine']:7}{row['lanes']:6} {row['encoding']:9}{row['what']:9}"
    for codec in CODECS:
        figures = row[codec]
        text += f"{figures['trips']:9.0f}{figures['steps']:10.0f}"
        text += f"{figures['p50']:8.3f}{figures['p99']:8.3f}"
    return text


def header():
    text = f"{'engine':7}{'lanes':>6} {'encoding':9}{'what':9}"
    for codec in CODECS:
        mark = "" if codec == "json" else "*"
        text += f"{mark + 'trips/s':>9}{mark + 'steps/s':>10}{'p50 ms':>8}{'p99 ms':>8}"
    note = f"; * with orjson {orjson.__version__}" if orjson else ""
    version = platform.python_version()
    return f"Python {version}, numpy {np.__version__}, {os.cpu_count()} processors{note}\n{text}"


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
    parser.add_argument("--backend", default="noop,brush", help="engines, separated by commas")
    parser.add_argument("--option", action="append", default=[], help="KEY=VALUE, repeatable")
    parser.add_argument("--lanes", default=",".join(map(str, LANES)))
    parser.add_argument("--seconds", type=float, default=1.0, help="per figure")
    parser.add_argument("--json", action="store_true", help="print one JSON object per row")
    arguments = parser.parse_args()
    arguments.option = dict(map(parse_option, arguments.option))
    arguments.lanes = [int(count) for count in arguments.lanes.split(",")]
    return arguments


def main():
    arguments = parse_arguments()
    if not arguments.json:
        print(header())
    for backend in arguments.backend.split(","):
        for lanes in arguments.lanes:
            for encoding in ENCODINGS:
                for row in rows_of([arguments.server], backend, lanes, encoding, arguments):
                    print(json.dumps(row) if arguments.json else text_of(row))
                    sys.stdout.flush()


if __name__ == "__main__":
    main()
