"""A prefork worker's child makes a loop and connections of its own."""

from __future__ import annotations

import os
import subprocess
import sys

CODE = """
import os, django
django.setup()
from praxia import llm
from praxia.llm.engine import engine
request = llm.Request(route="probe", turns=(llm.Turn("user", "Hello"),), prompt_version="1", deadline=60)
assert llm.complete(request).text == "Hi"
before = engine()
child = os.fork()
if child == 0:
    try:
        assert llm.complete(request).text == "Hi" and engine() is not before
    except BaseException as error:
        print(repr(error), flush=True)
        os._exit(1)
    os._exit(0)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert llm.complete(request).text == "Hi" and engine() is before
print("both")
"""


def test_parent_and_child_both_speak(provider):
    variables = {"OPENAI_API_KEY": "key", "OPENAI_BASE_URL": provider.url, "OPENAI_MODEL": "fake+text=Hi"}
    env = os.environ | variables | {"DJANGO_SETTINGS_MODULE": "praxia.settings"}
    done = subprocess.run([sys.executable, "-c", CODE], env=env, capture_output=True, text=True, timeout=300)
    assert done.stdout == "both\n", done.stdout + done.stderr
