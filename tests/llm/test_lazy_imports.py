"""What `import praxia.llm` costs, seen by a fresh interpreter."""

from __future__ import annotations

import json
import subprocess
import sys

HEAVY = ["openai", "instructor", "httpx2", "pydantic", "boto3", "botocore"]


def fresh(code: str) -> dict:
    begin = "import json, os, sys, time; os.environ['DJANGO_SETTINGS_MODULE'] = 'praxia.settings'; began = time.process_time();"
    end = f"print(json.dumps([time.process_time() - began, [one for one in {HEAVY} if one in sys.modules]]))"
    done = subprocess.run([sys.executable, "-c", f"{begin}\n{code}\n{end}"], capture_output=True, text=True, check=True)
    seconds, loaded = json.loads(done.stdout)
    return {"seconds": seconds, "loaded": loaded}


def test_no_sdk_is_loaded():
    assert fresh("import praxia.llm")["loaded"] == []


def test_it_is_quick():
    assert fresh("import praxia.llm")["seconds"] < 0.8  # measured: 0.1; openai alone takes 0.5


def test_the_test_would_notice():
    assert fresh("import openai")["loaded"] == ["openai", "httpx2", "pydantic"]
