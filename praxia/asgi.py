"""The web process: pages and REST through Django, sockets through Channels."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "praxia.settings")
http = get_asgi_application()  # loads the apps; what follows needs them

from django.urls import re_path  # noqa: E402

from chat.routing import websocket_urlpatterns as chat_sockets  # noqa: E402
from imaging.routing import websocket_urlpatterns as xray_sockets  # noqa: E402
from praxia.consumers import HealthConsumer, NowhereConsumer  # noqa: E402
from praxia.lib.close_codes import allow_standard_codes  # noqa: E402
from profiling.interview.routing import websocket_urlpatterns as interview_sockets  # noqa: E402
from profiling.sockets_auth import SocketAuth  # noqa: E402

allow_standard_codes()
private = SocketAuth(
    URLRouter([*chat_sockets, *interview_sockets, *xray_sockets, re_path(r"", NowhereConsumer.as_asgi())])
)
# Channels routes ASGI applications with Django's `re_path`, which is typed for views.
sockets = URLRouter(
    [
        re_path(r"^ws/health/?$", HealthConsumer.as_asgi()),
        re_path(r"", private),  # type: ignore[arg-type]
    ]
)
application = ProtocolTypeRouter({"http": http, "websocket": sockets})
