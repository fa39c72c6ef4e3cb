"""Real faults of a running house: killed workers, restarted engines, providers that misbehave. Nothing is lost or said twice.

Processes are started from the main thread, even in async tests: they die with the thread that made them.
"""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from websockets.asyncio.client import connect

from praxia.lib.stores import Db
from tests.chat.screen import Api, Screen, watch
from tests.chat.setup import CRUSHING, SORE_THROAT
from tests.fakes.provider import running_provider
from tests.live import Live, wait_for

PATIENCE_S = 60  # of whoever waits here; what they wait for takes a second or a few
DEADLINE_S = 15
BAD = (
    {"fault": "hung"},
    {"fault": "drip"},
    {"fault": "html"},
    {"fault": "disconnect"},
    {"status": 500},
    {"status": 429},
)
bad_providers = pytest.mark.parametrize("step", BAD, ids=str)
TOKENS = " ".join(f"t{number}" for number in range(60))


@pytest.fixture(scope="module")
def provider():
    with running_provider() as found:
        yield found


@pytest.fixture(scope="module")
def house(tmp_path_factory, provider):
    """A house with one provider, whose behaviour the test scripts, and a short deadline."""
    found = Live(
        tmp_path_factory.mktemp("faults"),
        OPENAI_API_KEY="test",
        OPENAI_BASE_URL=provider.url,
        OPENAI_MODEL="m1",
        REPLY_DEADLINE_S=str(DEADLINE_S),
        LLM_FIRST_TOKEN_S="3",
        LLM_GAP_S="3",
    )
    try:
        found.start()
        provider.script("m1", {"text": "Yes."})
        first = Api(found)
        first.post(first.talk(), SORE_THROAT, wait=PATIENCE_S)  # loads what speaks to models
        yield found
    finally:
        found.close()


@pytest.fixture
def api(house):
    return Api(house)


@pytest.fixture
def script(provider, house):
    """Tell the provider what to do next; breakers start closed."""

    def told(*steps):
        house.valkey(int(Db.BREAKERS)).flushdb()
        provider.script("m1", *steps)

    return told


def test_a_model_carries_the_conversation(api, script, provider):
    script({"text": "It may well be a virus.[1] How is your swallowing?"})
    talk = api.talk()
    first = api.post(talk, SORE_THROAT, wait=PATIENCE_S)["ai_message"]
    assert "It may well be a virus." in first["content"]
    assert first["content"].startswith(f"**{first['triage']['action']}**")
    assert first["model"]["name"] == "m1"
    assert first["notices"] == []
    api.post(talk, "It hurts to swallow", wait=PATIENCE_S)
    sent = provider.requests("m1")[-1]["body"]["messages"]
    assert SORE_THROAT in [turn["content"] for turn in sent]
    assert any("It may well be a virus." in turn["content"] for turn in sent if turn["role"] == "assistant")


def test_triage_speaks_before_any_model(api, script, provider):
    script({"fault": "hung"})
    asked = len(provider.requests("m1"))
    answer = api.post(api.talk(), CRUSHING, wait=PATIENCE_S)["ai_message"]
    assert len(provider.requests("m1")) == asked
    assert answer["triage"]["level"] == "call_now"
    assert answer["status"] == "complete"


@bad_providers
def test_a_bad_provider_costs_no_answer(api, script, step):
    script(step)
    answer = api.post(api.talk(), SORE_THROAT, wait=PATIENCE_S)["ai_message"]
    assert answer["status"] == "complete"
    assert [notice["code"] for notice in answer["notices"]] == ["NO_LANGUAGE_MODEL"]
    assert answer["sources"]


@pytest.mark.long
@bad_providers
def test_a_bad_provider_costs_no_more_than_the_deadline_and_a_second(api, script, step):
    """Held where a machine has nothing else to do."""
    script(step)
    talk, began = api.talk(), time.monotonic()
    api.post(talk, SORE_THROAT, wait=PATIENCE_S)
    assert time.monotonic() - began < DEADLINE_S + 1


@pytest.mark.long
def test_an_emergency_is_answered_within_a_second(api, script):
    script({"fault": "hung"})
    talk, began = api.talk(), time.monotonic()
    assert api.post(talk, CRUSHING, wait=PATIENCE_S)["ai_message"]["triage"]["level"] == "call_now"
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("fault", ["cut", "error_event", "stall"])
def test_an_answer_that_breaks_off_is_interrupted_never_complete(api, script, fault):
    script({"fault": fault, "text": "One sentence. Two sentences. " * 20, "after": 40})
    answer = api.post(api.talk(), SORE_THROAT, wait=PATIENCE_S)["ai_message"]
    assert answer["status"] == "interrupted"
    assert answer["error"]["retryable"] is True
    assert "One sentence." in answer["content"]


async def test_a_killed_worker_is_taken_up_and_says_nothing_twice(house, api, script):
    script({"text": "Slow. " + TOKENS.replace(" t", ". t"), "rate": 8}, {"text": TOKENS.replace(" t", ". t")})
    talk = api.talk()
    answer = api.post(talk, SORE_THROAT)["ai_message"]
    screen, seen = Screen(), asyncio.Event()
    watching = asyncio.create_task(watch(house, api, talk, answer["id"], screen, seen=seen))
    await asyncio.wait_for(seen.wait(), PATIENCE_S)
    house.kill_worker()
    house.start_worker()
    await asyncio.wait_for(watching, 2 * PATIENCE_S)
    row = api.message(talk, answer["id"])
    assert row["status"] == screen.end["status"] == "complete"
    assert screen.jumps == 1
    assert screen.text.count("t59") == 1
    assert screen.text.split() == row["content"].split()


async def test_a_restarted_web_process_leaves_no_gap(house, api, script):
    script({"text": TOKENS.replace(" t", ". t"), "rate": 20})
    talk = api.talk()
    answer = api.post(talk, SORE_THROAT)["ai_message"]
    screen, seen = Screen(), asyncio.Event()
    watching = asyncio.create_task(watch(house, api, talk, answer["id"], screen, seen=seen))
    await asyncio.wait_for(seen.wait(), PATIENCE_S)
    house.restart_web()
    await asyncio.wait_for(watching, 2 * PATIENCE_S)
    assert screen.jumps == 0
    assert len(screen.ids) == len(set(screen.ids))
    assert screen.text.split() == api.message(talk, answer["id"])["content"].split()


async def test_a_restarted_valkey_loses_no_accepted_message(house, api, script):
    script({"text": TOKENS.replace(" t", ". t"), "rate": 20})
    talks = [api.talk() for _ in range(5)]
    accepted = [(talk, api.post(talk, SORE_THROAT)["ai_message"]["id"]) for talk in talks]
    house.restart_valkey()
    for talk, message_id in accepted:
        screen = await asyncio.wait_for(watch(house, api, talk, message_id, Screen()), 2 * PATIENCE_S)
        assert screen.end["status"] == "complete"
        assert "t59" in api.message(talk, message_id)["content"]


async def test_a_socket_says_when_valkey_is_away(house, api):
    headers = {"Authorization": f"Bearer {api.token}"}
    async with connect(f"{house.ws_url}/ws/chat/{api.talk()}/", additional_headers=headers, open_timeout=60) as socket:
        await socket.recv()
        house.kill_valkey()
        try:
            await asyncio.wait_for(socket.wait_closed(), PATIENCE_S)
        finally:
            house.start_valkey()
        assert socket.close_code == 4503
    # Until the worker has found Valkey again, for what follows.
    found = api.post(api.talk(), CRUSHING, wait=PATIENCE_S)["ai_message"]
    assert found["status"] == "complete", house.children["worker"].last_words()


def test_one_persons_hung_answer_slows_nobody(house, api, script):
    script({"fault": "hung"})
    other = Api(house)
    talk = api.talk()
    hung = api.post(talk, SORE_THROAT)["ai_message"]
    answer = other.post(other.talk(), CRUSHING, wait=PATIENCE_S)["ai_message"]
    assert answer["status"] == "complete"
    assert api.message(talk, hung["id"])["status"] in ("queued", "running")


def test_stop_ends_an_answer(house, api, script, provider):
    script({"text": TOKENS * 20, "rate": 10})
    talk = api.talk()
    answer = api.post(talk, SORE_THROAT)["ai_message"]
    wait_for(lambda: api.message(talk, answer["id"])["status"] == "running", what="the answer to begin")
    api.call("POST", f"/api/chat-sessions/{talk}/messages/{answer['id']}/stop/", {})
    wait_for(lambda: api.message(talk, answer["id"])["status"] == "stopped", what="the stop")
    provider.wait_for("m1", ended="client")


def test_exactly_thirty_pass_under_twenty_four_parallel_clients(api, script):
    script({"text": "Yes."})

    def post(talk):
        body = {"content": "hello"}
        return api.call("POST", f"/api/chat-sessions/{talk}/messages/", body, Prefer="respond-async")[0]

    talks = [api.talk() for _ in range(48)]
    with ThreadPoolExecutor(24) as pool:
        statuses = list(pool.map(post, talks))
    assert sorted(set(statuses)) == [201, 429]
    assert statuses.count(201) == 30
