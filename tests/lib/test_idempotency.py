"""One key, one effect, one answer: repeats, refusals, crashes, and what is stored meanwhile."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.test import Client
from redis.exceptions import ConnectionError as RedisConnectionError

from praxia.lib.idempotency import HELD_S, KEPT_S, Answer, claim
from praxia.lib.stores import Db, store
from tests.lib import idempotent_urls
from tests.lib.idempotent_urls import Created, Person

pytestmark = pytest.mark.urls("tests.lib.idempotent_urls")
NOTE = {"note": "a rash on both arms"}


@pytest.fixture(autouse=True)
def created(monkeypatch) -> Created:
    store(Db.CACHE).flushdb()
    Person.person.pk = uuid4()
    monkeypatch.setattr(idempotent_urls, "created", Created())
    return idempotent_urls.created


def post(key: str | None = "k-1", body: object = NOTE, path: str = "/api/things/"):
    headers = {"Authorization": "Bearer amina"} | ({} if key is None else {"Idempotency-Key": key})
    client = Client(raise_request_exception=False)
    return client.post(path, body, content_type="application/json", headers=headers)


def stored() -> dict[str, str]:
    (name,) = store(Db.CACHE).keys("once:*")
    return store(Db.CACHE).hgetall(name)


def let_the_holder_die() -> None:
    """As if its process had been killed and the time for which it holds the key were over."""
    (name,) = store(Db.CACHE).keys("once:*")
    store(Db.CACHE).hset(name, "held", "1")


def test_a_repeat_gets_the_first_answer_and_has_no_effect(created: Created) -> None:
    first, again = post(), post()
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json() == {"number": 1, "status": "complete"}
    assert again["X-Extra"] == "kept"
    assert created.bodies == [NOTE]


def test_only_the_repeat_is_marked() -> None:
    assert [post().get("Idempotency-Replayed") for _ in range(3)] == [None, "true", "true"]


def test_without_a_key_everything_is_done(created: Created) -> None:
    assert [post(None).json()["number"] for _ in range(2)] == [1, 2]


def test_another_key_is_another_request(created: Created) -> None:
    assert [post(key).json()["number"] for key in ("k-1", "k-2")] == [1, 2]


def test_another_body_is_a_mismatch(created: Created) -> None:
    post()
    answer = post(body={"note": "a rash on one arm"})
    assert (answer.status_code, answer.json()["code"]) == (422, "IDEMPOTENCY_MISMATCH")
    assert created.bodies == [NOTE]


def test_the_order_of_keys_is_no_other_body(created: Created) -> None:
    post(body={"a": 1, "b": 2})
    assert post(body={"b": 2, "a": 1})["Idempotency-Replayed"] == "true"


def test_keys_live_per_path_and_both_slashes_are_one_path() -> None:
    assert post(path="/api/things/one/").json()["number"] == 1
    assert post(path="/api/things/").json()["number"] == 2
    assert post(path="/api/things").json()["number"] == 2


def test_keys_live_per_person(created: Created) -> None:
    post()
    Person.person.pk = uuid4()
    assert post(body={"note": "somebody else's"}).json()["number"] == 2


def test_a_repeat_is_not_counted() -> None:
    answers = [post() for _ in range(15)] + [post(f"k-{number}") for number in range(2, 12)]
    assert Counter(answer.status_code for answer in answers) == {201: 24, 429: 1}
    assert "X-RateLimit-Limit" not in answers[1]


@pytest.mark.parametrize("key", ["", "x" * 129])
def test_a_key_of_a_wrong_length_is_refused(created: Created, key: str) -> None:
    answer = post(key)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "Idempotency-Key")
    assert created.bodies == []


def test_the_longest_key_is_taken(created: Created) -> None:
    assert [post("x" * 128).status_code for _ in range(2)] == [201, 201]
    assert len(created.bodies) == 1


def test_a_stranger_is_refused_before_keys_are_looked_at() -> None:
    post()
    answer = Client().post("/api/things/", NOTE, content_type="application/json", headers={"Idempotency-Key": "k-1"})
    assert answer.status_code == 401


def test_a_body_that_cannot_be_read_leaves_the_key_alone(created: Created) -> None:
    assert post(body="{").status_code == 400
    assert post().status_code == 201


def test_while_the_first_is_running_a_repeat_is_told_to_wait(created: Created) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        begun.set()
        assert go_on.wait(30)

    created.then = hold
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(post)
        assert begun.wait(30)
        meanwhile = post()
        go_on.set()
    assert (meanwhile.status_code, meanwhile.json()["code"]) == (409, "IDEMPOTENCY_IN_PROGRESS")
    assert meanwhile["Retry-After"] == "1"
    assert post().json() == first.result().json()
    assert len(created.bodies) == 1


def test_twenty_at_once_have_one_effect(created: Created) -> None:
    barrier = threading.Barrier(20)

    def at_once(_: int):
        barrier.wait(30)
        return post()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(at_once, range(20)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert sum(answer.status_code == 201 and "Idempotency-Replayed" not in answer for answer in answers) == 1
    assert len(created.bodies) == 1


@pytest.mark.parametrize("status", [400, 409, 500, 503])
def test_an_answer_without_effect_is_not_kept(created: Created, monkeypatch, status: int) -> None:
    monkeypatch.setattr(idempotent_urls, "keep_so_far", lambda *_: None)
    created.status = status
    assert post().status_code == status
    created.status = 201
    assert post(body={"note": "mended"}).json()["number"] == 2


def test_a_refusal_by_the_limit_is_not_kept(created: Created) -> None:
    for number in range(10):
        post(f"other-{number}")
    assert post().status_code == 429
    store(Db.CACHE).delete(*store(Db.CACHE).keys("limit:*"))
    assert post().status_code == 201


def test_an_exception_frees_the_key(created: Created, monkeypatch) -> None:
    monkeypatch.setattr(idempotent_urls, "keep_so_far", lambda *_: 1 / 0)
    assert post().status_code == 500
    monkeypatch.undo()
    assert post().status_code == 201


def test_a_failure_after_the_effect_is_answered_with_what_was_known(created: Created) -> None:
    created.then = lambda: 1 / 0
    assert post().status_code == 500
    again = post()
    assert (again.status_code, again.json()) == (201, {"number": 1, "status": "queued"})
    assert len(created.bodies) == 1


def held() -> object:
    return claim(person=Person.person.pk, path="/api/things/", key="k-1", body=NOTE)


def test_a_process_that_died_before_the_effect_holds_the_key_for_a_while_only(created: Created) -> None:
    held()
    assert post().status_code == 409
    assert HELD_S > 60 + 30  # the longest wait and the longest statement
    let_the_holder_die()
    assert post().json()["number"] == 1


def test_a_process_that_died_after_the_effect_has_left_its_answer(created: Created) -> None:
    held().keep_so_far(Answer(201, {}, {"number": 7}))
    assert post().status_code == 409
    let_the_holder_die()
    assert post().json() == {"number": 7}
    assert created.bodies == []


def test_a_holder_given_up_for_dead_changes_nothing(created: Created) -> None:
    late = held()
    let_the_holder_die()
    second = held()
    late.keep(Answer(201, {}, {"late": True}))
    late.release()
    assert post().status_code == 409
    second.keep(Answer(201, {}, {"number": 2}))
    assert post().json() == {"number": 2}


def test_what_is_stored_is_unreadable_and_goes_after_a_day(created: Created) -> None:
    post("my-key", {"note": "rash"})
    (name,) = store(Db.CACHE).keys("once:*")
    assert KEPT_S - 60 < store(Db.CACHE).ttl(name) <= KEPT_S
    written = name + repr(stored())
    for secret in ("my-key", "rash", "complete", "things", "X-Extra"):
        assert secret not in written


def test_an_old_key_still_opens_what_it_closed(settings) -> None:
    post()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-secret-of-this-installation"
    assert post().json()["number"] == 1


def test_without_the_old_key_nothing_is_done_twice(created: Created, settings) -> None:
    post()
    settings.SECRET_KEY = "another-secret-of-this-installation"
    answer = post()
    assert (answer.status_code, answer.json()["code"]) == (409, "CONFLICT")
    assert len(created.bodies) == 1


def test_without_valkey_nothing_is_done(store_away: None, created: Created) -> None:
    answer = post()
    assert (answer.status_code, answer.json()["code"]) == (503, "UNAVAILABLE")
    assert int(answer["Retry-After"]) > 0
    assert created.bodies == []


def test_when_valkey_goes_in_between_the_person_is_still_answered(own_valkey, created: Created, settings) -> None:
    from praxia.lib import stores

    settings.REDIS_ROOT, settings.REDIS_BASE = f"redis://127.0.0.1:{own_valkey.port}", 0
    stores._store.cache_clear()
    created.then = own_valkey.kill
    try:
        assert post().json() == {"number": 1, "status": "complete"}
        with pytest.raises(RedisConnectionError):
            store(Db.CACHE).ping()
    finally:
        stores._store.cache_clear()
