"""Celery: two queues, `talk` (threads; waits on networks and models of words) and `work` (prefork; computes)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "praxia.settings")

app = Celery("praxia")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
