#!/usr/bin/env python3
"""An engine for tests that misbehaves as its file name says: spiral-backend-MODE."""
import base64
import json
import os
import signal
import sys
import time

mode = os.path.basename(sys.argv[0]).removeprefix("spiral-backend-")
steps = 0
base = 255
SPACE = {"type": "Dict", "order": ["level"], "decodeOrder": ["level"], "subspaces": {
    "level": {"type": "Discrete", "n": 4, "meaning": {"kind": "ordinal"}}}}
CANVAS = {"type": "Box", "dtype": "uint8", "shape": [4, 4, 1], "low": 0, "high": 255}


def seen():
    size = 15 if mode == "short-canvas" and steps else 16
    shape = [4, 5, 1] if mode == "wrong-shape" and steps else [4, 4, 1]
    data = base64.b64encode(bytes([(base + steps) % 256]) * size).decode()
    data = "%%%" if mode == "no-base64" and steps else data
    kind = "int32" if mode == "wrong-type" and steps else "uint8"
    obs = {"canvas": {"enc": "b64", "dtype": kind, "shape": shape, "data": data}}
    return {"obs": {} if mode == "no-canvas" and steps else obs, "info": {}}


def initialize(params):
    if mode == "dies-first":
        sys.exit(3)
    if mode == "hangs-first":
        time.sleep(1000)
    if mode == "refuses-first":
        raise ValueError("not today")
    spec = {"version": "1", "actionSpace": SPACE, "observationSpace": {
        "type": "Dict", "order": ["canvas"], "subspaces": {"canvas": CANVAS}}}
    if mode == "no-version":
        del spec["version"]
    return {"protocolVersion": "1.0", "serverInfo": {"name": "x", "version": "1"}, "spec": spec}


def reset(params):
    global steps, base
    steps, base = 0, params["seed"] % 256
    return seen()


def step(params):
    global steps
    steps += 1
    if steps == 2:
        if mode == "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        if mode == "exits":
            sys.exit(7)
        if mode == "hangs" or mode == "deaf":
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(1000)
        if mode == "garbage":
            print("%%%", flush=True)
        if mode == "refuses":
            raise ValueError("the paint ran out")
        if mode == "half":
            os.write(1, b'{"jsonrpc":"2.0","id"')
            os._exit(0)
    truncated = mode == "truncates" and steps == 2
    return {**seen(), "reward": 0, "terminated": params["action"]["level"] == 3,
            "truncated": truncated}


def save(params):
    return {"states": [{"lane": 0, "data": [base, steps]}]}


def load(params):
    global steps, base
    base, steps = params["states"][0]["data"]
    return seen()


if mode == "garbage-first":
    print("Loading model ...")
for line in sys.stdin:
    request = json.loads(line)
    answer = {"jsonrpc": "2.0", "id": request["id"] + (mode == "wrong-id")}
    try:
        answer["result"] = globals()[request["method"]](request["params"])
    except ValueError as problem:
        answer["error"] = {"code": -32603, "message": str(problem)}
    print(json.dumps(answer), flush=True)
