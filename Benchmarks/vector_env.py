#!/usr/bin/env python3
"""Compares spiral_env.VectorEnv with the engine's own speed on one core.

    python3 Benchmarks/vector_env.py [--server PATH] [--lanes 64] [--seconds 2] [--rounds 3]

Needs the package spiral_env (pip install ./Clients/Python). Both run in turn, so that what else the
machine does meets both; actions are random, observations are complete and copied.
"""

import argparse
import json
import subprocess
import time

import spiral_env


def engine_steps(server, options, seconds):
    """Returns steps per second of one lane in the server's process, without observations."""
    words = [word for option in options for word in ("--option", option)]
    command = [*server, "bench", "--backend", "brush", "--seconds", str(seconds), "--json", *words]
    answer = subprocess.run(command, check=True, capture_output=True)
    return json.loads(answer.stdout)["stepsPerSecond"]


def client_steps(server, options, lanes, seconds):
    """Returns steps per second of all lanes of a VectorEnv, and how pictures travelled."""
    given = {key: value for key, _, value in (option.partition("=") for option in options)}
    envs = spiral_env.VectorEnv("brush", lanes, server=server, **given)
    envs.action_space.seed(1)
    actions = [envs.action_space.sample() for _ in range(64)]
    envs.reset(seed=1)
    for action in actions[:5]:
        envs.step(action)
    count, begin = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - begin) < seconds:
        envs.step(actions[count % len(actions)])
        count += 1
    encoding = envs.session.encoding
    envs.close()
    return count * lanes / elapsed, encoding


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--server", help="the program spiral-env")
    parser.add_argument("--option", action="append", help="KEY=VALUE, repeatable")
    parser.add_argument("--lanes", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    server = spiral_env.find_server(arguments.server)
    options = arguments.option or ["brush=classic/pen"]
    print(f"{'engine, one core':>17}{'VectorEnv':>11}  share   ({', '.join(options)})")
    for _ in range(arguments.rounds):
        engine = engine_steps(server, options, arguments.seconds)
        client, encoding = client_steps(server, options, arguments.lanes, arguments.seconds)
        share = client / engine
        print(f"{engine:17.0f}{client:11.0f}{share:7.2f}   {arguments.lanes} lanes, {encoding}")


if __name__ == "__main__":
    main()
