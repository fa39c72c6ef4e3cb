from django.urls import re_path

from profiling.interview.consumers import InterviewConsumer

websocket_urlpatterns = [
    re_path(r"^ws/wellness_profile/(?P<session_id>[^/]+)/?$", InterviewConsumer.as_asgi()),
    re_path(r"^ws/wellnessProfile/(?P<session_id>[^/]+)/?$", InterviewConsumer.as_asgi()),
]
