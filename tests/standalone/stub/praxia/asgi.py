import json
import os
import subprocess
import sys

SHOWN = {"pid": os.getpid(), "names": sorted(os.environ), "secret_key": os.environ["SECRET_KEY"]}
if os.environ.get("LLM_MODEL") == "leave-a-child":
    SHOWN["child"] = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"]).pid
if os.environ.get("LLM_MODEL") == "die":
    sys.exit("I cannot.")


async def application(scope, receive, send):
    answers = {"/": {}, "/shown": SHOWN}
    body = json.dumps(answers[scope["path"]]).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": body})
