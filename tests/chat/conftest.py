"""What the chat tests share: a provider of language models as a process of its own."""

import subprocess
import sys

import pytest

from tests.live import ROOT


@pytest.fixture(scope="session")
def provider():
    """The address of a server that speaks the providers' protocol and fails on command."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.fakes.provider_server", "--port", "0"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        port = process.stdout.readline().split()[-1]
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
