"""Which servers the tests run against. Without a server, or without an engine, they skip loudly."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import spiral_env

BACKENDS = ("brush", "scene3d", "plotter")
PACKAGE = Path(__file__).resolve().parents[1]
CHECKOUT = PACKAGE.parents[1]
FAKE_SERVER = Path(__file__).with_name("fake_server.py")


@pytest.fixture(scope="session")
def served() -> list[str]:
    """The engines of the server that ``find_server`` finds."""
    try:
        return spiral_env.available_backends()
    except spiral_env.ServerNotFound as error:
        pytest.skip(f"NO SERVER, so nothing of it is tested: {error}")


@pytest.fixture(params=BACKENDS)
def backend(request, served) -> str:
    """Every engine in turn."""
    if request.param not in served:
        pytest.skip(f"the server has no engine {request.param}, only {', '.join(served)}")
    return request.param


@pytest.fixture
def brush(served) -> str:
    """The brush alone, for what does not depend on the engine."""
    if "brush" not in served:
        pytest.skip("the server has no engine brush")
    return "brush"


@pytest.fixture
def fake():
    """Returns the command of the server in Python, with options of its own."""
    return lambda *arguments: [sys.executable, str(FAKE_SERVER), *arguments]
