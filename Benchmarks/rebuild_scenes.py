#!/usr/bin/env python3
"""Lets the search rebuild random 3D scenes and counts what it found.

Usage: Benchmarks/rebuild_scenes.py [--count 20] [--objects 3] [--seed 100] [--steps 20]

Renders `count` random scenes of scenes/spiral.json with the actions that build them, gives each
picture to `spiral-agent --policy search`, and compares the objects of the program that it writes
with those of the scene: an object counts when its shape stands in its cell. Needs only Python's
standard library and the programs of a release build.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent.parent
PROGRAMS = HERE / ".build" / "release"


def main():
    arguments = parsed_arguments()
    with tempfile.TemporaryDirectory() as folder:
        scenes = random_scenes(arguments, pathlib.Path(folder))
        report(scenes, [rebuild(scene, arguments.steps) for scene in scenes])


def parsed_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--objects", type=int, default=3)
    parser.add_argument("--seed", type=int, default=100)
    parser.add_argument("--steps", type=int, default=20)
    return parser.parse_args()


def random_scenes(arguments, folder):
    """Returns (picture, the objects that it shows) of each scene of a new data set."""
    run(["spiral-env", "dataset", "--scene", "spiral", "--out", folder / "scenes"]
        + ["--count", arguments.count, "--objects", arguments.objects, "--seed", arguments.seed])
    images = json.loads((folder / "scenes/annotations.json").read_text())["images"]
    return [(folder / "scenes" / i["file_name"], objects(i["program"])) for i in images]


def rebuild(scene, steps):
    """Searches for one scene; returns (objects found, part of the error left, seconds)."""
    picture, wanted = scene
    program = picture.with_suffix(".json")
    began = time.monotonic()
    said = run(["spiral-agent", "--policy", "search", "--target", picture, "--steps", steps]
               + ["-o", program, "--", PROGRAMS / "spiral-env", "--backend", "scene3d"])
    seconds = time.monotonic() - began
    before, _, after = said.split("error ")[1].split(",")[0].partition(" -> ")
    found = objects(json.loads(program.read_text())["source"]["actions"])
    return len(found & wanted), float(after) / float(before), seconds


def objects(columns):
    """Returns the (type, cell) of what the actions build; kind 1 skips, 2 changes the last one."""
    built = []
    for kind, shape, cell in zip(columns["kind"], columns["type"], columns["location"]):
        if kind == 0:
            built.append((shape, cell))
        elif kind == 2 and built:
            built[-1] = (shape, cell)
    return set(built)


def run(command):
    """Runs one of the package's programs; returns what it says."""
    command = [PROGRAMS / command[0]] + [str(word) for word in command[1:]]
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{command[0].name} failed:\n{done.stdout}")
    return done.stdout


def report(scenes, results):
    """Prints a line a scene, then what the whole run comes to."""
    for number, ((_, wanted), (found, left, seconds)) in enumerate(zip(scenes, results)):
        print(f"scene {number:2}: {found} of {len(wanted)} objects, "
              f"{100 * (1 - left):5.1f} % less error, {seconds:5.1f} s")
    exact = sum(found == len(wanted) for (_, wanted), (found, _, _) in zip(scenes, results))
    print(f"{exact} of {len(scenes)} scenes with every type and cell right; least fall of the error "
          f"{100 * (1 - max(left for _, left, _ in results)):.1f} %; "
          f"slowest {max(seconds for _, _, seconds in results):.1f} s")


if __name__ == "__main__":
    main()
