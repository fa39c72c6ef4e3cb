from tests.fakes.http_server import http_server
from tests.fakes.literature import literature

__all__ = ["http_server", "literature"]
