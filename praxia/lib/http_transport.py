"""The wire below `praxia.lib.http`: refuses private addresses and answers without end.

Names are resolved here, each address found is looked at, and the connection goes to exactly the address that was looked
at. So neither a redirect nor a DNS answer that changes between check and connection reaches the inside of a network.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterable, AsyncIterator, Iterable
from functools import cache
from typing import TYPE_CHECKING

import httpcore2
import httpx2

if TYPE_CHECKING:
    import ssl

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Endpoint = tuple[str, int]

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # its last 32 bits are an IPv4 address


class AddressRefused(httpx2.ConnectError):
    """The host leads to an address that is not public and was not configured. Trying again cannot help."""


class TooLarge(httpx2.ReadError):
    """The answer is longer than the cap, or compressed although plain was asked for. Trying again cannot help."""


def is_public(address: str) -> bool:
    """Whether an IP address in any notation belongs to the public internet; addresses inside addresses are opened."""
    ip: Address = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


class GuardedTransport(httpx2.AsyncHTTPTransport):
    """httpx2's transport over a network of our own. `allowed` are hosts with ports that may be private.

    httpx2 offers no argument for the network below its connection pool, hence the pool made here; proxies from the
    environment are not used, because a proxy would resolve names out of our sight.
    """

    def __init__(self, *, allowed: Iterable[Endpoint], max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=_ssl_context(),
            max_connections=100,
            max_keepalive_connections=20,
            keepalive_expiry=5.0,
            network_backend=_GuardedNetwork(frozenset(allowed)),
        )

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        response = await super().handle_async_request(request)
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            await response.aclose()
            raise TooLarge("The answer came compressed although plain was asked for.")
        stream = response.stream
        assert isinstance(stream, httpx2.AsyncByteStream)
        response.stream = _CappedStream(stream, self._max_bytes)
        return response


class _CappedStream(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream, max_bytes: int) -> None:
        self._stream, self._left = stream, max_bytes

    async def __aiter__(self) -> AsyncIterator[bytes]:
        chunks: AsyncIterable[bytes] = self._stream
        async for chunk in chunks:
            self._left -= len(chunk)
            if self._left < 0:
                raise TooLarge("The answer is longer than the cap.")
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


class _GuardedNetwork(httpcore2.AnyIOBackend):
    def __init__(self, allowed: frozenset[Endpoint]) -> None:
        self._allowed = allowed

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 — httpcore2's name
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        addresses = await _resolve(host, port, timeout)
        if (host.lower(), port) not in self._allowed and not all(map(is_public, addresses)):
            raise AddressRefused("This host leads to an address that is not public.")
        # A share of the time for each, so that a dead IPv6 route leaves some for IPv4.
        share = timeout / len(addresses) if timeout else None
        for address in addresses[:-1]:
            try:
                return await super().connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return await super().connect_tcp(addresses[-1], port, share, local_address, socket_options)


async def _resolve(host: str, port: int, timeout_s: float | None) -> list[str]:
    try:
        async with asyncio.timeout(timeout_s):
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except TimeoutError:
        raise httpcore2.ConnectTimeout("The name was not resolved in time.") from None
    except (OSError, UnicodeError):  # UnicodeError: a label that is too long for IDNA
        raise httpcore2.ConnectError("The name could not be resolved.") from None
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


@cache
def _ssl_context() -> ssl.SSLContext:
    return httpx2.create_ssl_context()
