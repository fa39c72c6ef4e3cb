from django.urls import re_path

from imaging.consumers import StudiesConsumer

websocket_urlpatterns = [
    re_path(r"^ws/xray/?$", StudiesConsumer.as_asgi()),
]
