"""The files for Docker, nginx and Prometheus: readable, in step with `manage.py up`, and their commands really run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
import yaml
from django.test import Client
from prometheus_client import REGISTRY, generate_latest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from praxia.standalone import product
from tests.fakes.post_office import post_office
from tests.live import Child, wait_for
from tests.praxia.caller import Caller, program
from tests.praxia.composed import ComposedHouse, command_of, compose, instructions, nginx, nginx_config, service
from tests.praxia.files import ROOT, ours, read

OURS = ("migrate", "web", "talk", "work", "beat")
WITHOUT_NGINX = pytest.mark.skipif(
    not nginx(), reason="nginx is not installed (apt-get install nginx-light, or set NGINX)"
)


def options(command: list[str]) -> dict[str, str]:
    """Celery's options by their long names, whichever spelling was used."""
    names = {"-Q": "queues", "-P": "pool", "-c": "concurrency", "-n": "hostname"}
    text = " ".join(command)
    for short, name in names.items():
        text = re.sub(rf"(^| ){short} (\S+)", rf" --{name}=\2", text)
    return dict(re.findall(r"--([\w-]+)=(\S+)", text))


# --- Read ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["docker-compose.yml", "prometheus/prometheus.yml", "prometheus/alerts.yml"])
def test_it_is_yaml(path):
    assert yaml.safe_load(read(ROOT / path))


def test_every_service_has_an_image_and_no_foreign_key():
    known = {
        "image", "build", "restart", "env_file", "environment", "depends_on", "healthcheck", "volumes", "command", "ports",
        "profiles", "stop_grace_period",
    }  # fmt: skip
    for name, found in compose()["services"].items():
        assert found.get("image"), name
        assert set(found) - known == set(), name
        assert all(other in compose()["services"] for other in found.get("depends_on", {})), name


def test_only_nginx_is_reached_from_outside():
    published = {name: found["ports"] for name, found in compose()["services"].items() if "ports" in found}
    assert set(published) == {"nginx", "prometheus"}
    assert all(port.startswith("127.0.0.1:") for port in published["prometheus"])


def test_files_that_are_mounted_are_there():
    mounted = [volume.split(":")[0] for found in compose()["services"].values() for volume in found.get("volumes", [])]
    assert [path for path in mounted if path.startswith("./") and not (ROOT / path).exists()] == []
    assert {path for path in mounted if not path.startswith("./")} == set(compose()["volumes"])


def test_no_password_stands_in_the_files():
    for path in (ROOT / "docker-compose.yml", ROOT / "Dockerfile", *ours("nginx"), *ours("prometheus")):
        assert not re.search(r"(?i)(password|secret|token)\s*[:=]\s*[\"']?(?!\$|only-to)\w{6,}", read(path)), path


# --- In step with `manage.py up` --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spec", product.workers(ROOT, {}), ids=lambda spec: spec.name)
def test_workers_are_those_of_the_supervisor(spec):
    theirs, here = options(list(spec.command)), options(command_of(spec.name))
    for name in ("queues", "pool", "hostname"):
        assert here[name] == theirs[name]
    if spec.name == "talk":
        assert here["concurrency"] == theirs["concurrency"]
    own = dict(spec.environment)
    assert {name: service(spec.name)["environment"].get(name) for name in own} == own
    assert set(service(spec.name)["environment"]) - set(own) == {"DATABASE_URL", "REDIS_URL", "TRUSTED_PROXIES"}


def test_the_web_server_is_that_of_the_supervisor():
    theirs = list(product.web(ROOT, {}, door=3).command)
    assert command_of("web")[0] == theirs[2] == "daphne"
    assert command_of("web")[-1] == theirs[-1]
    for words in (theirs, command_of("web")):  # no access log: addresses hold what people search for
        assert words[words.index("-v") + 1] == "0"


def test_beat_and_migrations_are_those_of_the_supervisor(tmp_path):
    assert command_of("beat")[:4] == ["celery", "-A", "praxia", "beat"]
    assert {"-A", "praxia", "beat"} <= set(product.beat(ROOT, {}, schedule=tmp_path).command)
    assert command_of("migrate")[1:3] == list(product.migrate(ROOT, {}).command[1:3])


def test_the_image_has_what_its_commands_need():
    assert instructions("COPY")[-1] == ". ."
    left_out = [line.strip("/") for line in read(ROOT / ".dockerignore").splitlines()]
    for needed in (
        "manage.py",
        "praxia",
        "profiling",
        "chat",
        "templates",
        "static",
        ".env.example",
        "requirements-light.txt",
    ):
        assert needed not in left_out and (ROOT / needed).exists()
    assert instructions("USER") == ["praxia"]
    for secret in (".env", "prometheus"):
        assert secret in left_out


def test_the_steps_of_the_image_can_be_done():
    [step] = [line for line in instructions("RUN") if "manage.py" in line]
    key, *words = step.split()
    assert words[:3] == ["python", "manage.py", "collectstatic"]
    name, _, value = key.partition("=")
    done = subprocess.run(
        [sys.executable, *words[1:], "--dry-run"],
        cwd=ROOT,
        env={name: value},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"\d\d+ static files", done.stdout)


@pytest.mark.parametrize("where", ["Dockerfile", "docker-compose.yml"])
def test_health_checks_are_python_that_compiles(where):
    if where == "Dockerfile":
        [check] = re.findall(r"HEALTHCHECK .*CMD (\[.*\])", re.sub(r"\\\n\s*", "", read(ROOT / where)))
        words = json.loads(check)
    else:
        words = service("web")["healthcheck"]["test"][1:]
    assert words[:2] == ["python", "-c"]
    compile(words[2], where, "exec")
    assert re.search(r"127\.0\.0\.1:8000/(livez|readyz)'", words[2])


def test_probes_are_answered_where_tls_ends_elsewhere():
    """With HTTPS=true everything else is led to https, which the container itself does not speak."""
    code = (
        "import django; django.setup(); from django.test import Client\n"
        "print(*(Client().get(path, headers={'Host': '127.0.0.1:8000'}).status_code for path in ('/livez', '/privacy/')))"
    )
    env = os.environ | {"HTTPS": "true", "ALLOWED_HOSTS": "127.0.0.1"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["200", "301"]


# --- Prometheus ------------------------------------------------------------------------------------------------------------


def test_alerts_ask_for_metrics_that_exist():
    Client().get("/livez")  # some of them begin with the first request
    rules = [
        rule for group in yaml.safe_load(read(ROOT / "prometheus/alerts.yml"))["groups"] for rule in group["rules"]
    ]
    known = set(re.findall(r"^# TYPE (\w+)", generate_latest(REGISTRY).decode(), re.MULTILINE)) | {"up"}
    for rule in rules:
        asked = set(re.findall(r"\b(?:up|praxia_\w+|django_\w+)\b(?=[{\[ ])", rule["expr"]))
        assert asked and asked <= known, rule["expr"]
        assert rule["annotations"]["summary"].endswith(".")
        assert rule["labels"]["severity"] in ("page", "ticket")


def test_prometheus_asks_the_web_process():
    [job] = yaml.safe_load(read(ROOT / "prometheus/prometheus.yml"))["scrape_configs"]
    assert job["static_configs"] == [{"targets": ["web:8000"]}]
    assert job["job_name"] in read(ROOT / "prometheus/alerts.yml")


# --- Run -------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[ComposedHouse]:
    with post_office() as office:
        house = ComposedHouse(tmp_path_factory.mktemp("composed"))
        house.env |= {"EMAIL_HOST": "127.0.0.1"}
        house.env |= {"EMAIL_PORT": str(office.port), "TRUSTED_PROXIES": "127.0.0.1"}
        house.office = office
        try:
            house.start()
            yield house
        finally:
            house.close()


def test_its_processes_do_the_work_of_the_house(house):
    """The workers really are workers: one answers, the other sends a letter, and beat ticks."""
    caller = program(house, house.person())
    talk = caller.ask("POST", "/api/chat-sessions/", {}).json["id"]
    sent = {"content": "I have had a sore throat for two days"}
    answer = caller.ask("POST", f"/api/chat-sessions/{talk}/messages/", sent, Prefer="wait=60").json["ai_message"]
    assert answer["status"] == "complete"
    new = {"email": "ben@example.org", "password": "correct horse battery"}
    assert Caller(house).ask("POST", "/api/auth/register/", new).status == 201
    wait_for(lambda: house.office.letters, what="a letter from the other worker")
    check = service("web")["healthcheck"]["test"][3].replace("8000", str(house.web_port))
    subprocess.run([sys.executable, "-c", check], check=True, timeout=60)
    wait_for(
        lambda: caller.ask("GET", "/api/health/").json["components"]["beat"]["status"] == "operational",
        what="beat",
    )


def test_a_server_that_stops_tells_its_sockets_to_come_back(house):
    with connect(f"{house.ws_url}/ws/health/", open_timeout=60) as line:
        line.send('{"type": "ping"}')
        assert "pong" in line.recv(timeout=60)
        house.restart_web()
        with pytest.raises(ConnectionClosed):
            line.recv(timeout=60)
        assert line.close_code == 1001


@WITHOUT_NGINX
def test_nginx_takes_the_configuration(tmp_path):
    config, _ = nginx_config(tmp_path, web_port=8000)
    done = subprocess.run([nginx(), "-t", "-c", config], capture_output=True, text=True, timeout=20)
    assert done.returncode == 0, done.stderr


@WITHOUT_NGINX
def test_nginx_in_front_of_the_house(house, tmp_path):
    config, port = nginx_config(tmp_path, web_port=house.web_port)
    server = Child("nginx", [nginx(), "-c", str(config)], env=house.env, folder=tmp_path)
    outside = Caller(house)
    outside.port = port
    try:
        wait_for(lambda: answers(outside), what="nginx")
        person = house.person()
        assert outside.ask("GET", "/metrics").status == outside.ask("GET", "/metrics/").status == 404
        found = outside.ask(
            "GET", "/api/chat-sessions/?q=zebrafinch", **person.headers, Referer="http://x/?q=zebrafinch"
        )
        assert found.status == 200
        with connect(f"ws://127.0.0.1:{port}/ws/health/", open_timeout=60) as line:
            line.send('{"type": "ping"}')
            assert "pong" in line.recv(timeout=60)
        for number in range(11):  # as many people behind one proxy have as many limits
            wrong = {"email": f"nobody.{number}@example.org", "password": "x"}
            refused = outside.ask("POST", "/api/auth/login/", wrong, X_Forwarded_For=f"192.0.2.{number}")
            assert refused.status == 401
    finally:
        server.end()
    log = (tmp_path / "access.log").read_text()
    assert "/api/chat-sessions/" in log and "zebrafinch" not in log + (tmp_path / "error.log").read_text()


def answers(caller: Caller) -> bool:
    try:
        return caller.ask("GET", "/livez").status == 200
    except OSError:
        return False
