"""A product small enough to start in a moment, run by the same commands as the real one."""

import os
import time

from celery import Celery

app = Celery("praxia", broker=os.environ["REDIS_URL"])
app.conf.broker_connection_retry_on_startup = True
app.conf.task_ignore_result = True


@app.task(name="answer", queue="talk")
def answer(key: str) -> None:
    from redis import Redis

    Redis.from_url(os.environ["REDIS_URL"]).set(key, "done")


@app.task(name="dawdle", queue="talk")
def dawdle(key: str) -> None:
    answer(key)
    time.sleep(600)
