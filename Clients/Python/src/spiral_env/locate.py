"""Where the server program is."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from spiral_env.errors import ServerNotFound

#: A path, a command line as text or as words, or None for the one that is found.
Server = str | os.PathLike[str] | Sequence[str] | None

_BUILT = Path(".build/release/spiral-env")


def find_server(server: Server = None) -> list[str]:
    """Returns the command line that starts a server, without options.

    Looks at ``server``, the environment variable ``SPIRAL_ENV`` (both a path, or a command with
    arguments), the PATH, and the build folder of the checkout that holds the working directory
    or this package.

    Raises:
        ServerNotFound: Nowhere; the message says what to do.
    """
    wish = server or os.environ.get("SPIRAL_ENV")
    if wish:
        return _from_wish(wish)
    on_path = shutil.which("spiral-env")
    if on_path:
        return [on_path]
    for start in (Path.cwd(), Path(__file__).resolve().parent):
        for folder in (start, *start.parents):
            program = folder / _BUILT
            if (folder / "Package.swift").is_file() and os.access(program, os.X_OK):
                return [str(program)]
    raise ServerNotFound(
        "there is no spiral-env on the PATH, in SPIRAL_ENV, or in the build folder of a checkout. "
        "Build it with 'swift build -c release' in Spiral's checkout and run from there, or set "
        "SPIRAL_ENV to the path of the program."
    )


def _from_wish(wish: str | os.PathLike[str] | Sequence[str]) -> list[str]:
    if isinstance(wish, (str, os.PathLike)):
        text = os.fspath(wish)
        command = [text] if os.path.exists(text) else shlex.split(text)
    else:
        command = list(wish)
    program = shutil.which(command[0]) if command else None
    if program is None:
        raise ServerNotFound(
            f"the server was said to be {wish!r} (argument or SPIRAL_ENV), and that is no program: "
            "give the path of spiral-env, or unset SPIRAL_ENV to have it looked for."
        )
    return [program, *command[1:]]


def available_backends(server: Server = None) -> list[str]:
    """Returns the names of the engines that the server has, such as ``["brush"]``.

    Raises:
        ServerNotFound: There is no server.
        subprocess.CalledProcessError: ``spiral-env list`` failed.
    """
    command = [*find_server(server), "list", "--json"]
    listing = subprocess.run(command, check=True, capture_output=True, timeout=30).stdout
    return [entry["name"] for entry in json.loads(listing)]
