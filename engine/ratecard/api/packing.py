"""Answers packed for the way, for clients that unpack them."""

import gzip

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from ratecard.api.accept import weight

LEAST_BYTES = 1_000
"""Of a body that is packed; a smaller one gains nothing."""
LARGE_BYTES = 50_000
"""Of a body that is packed beside other requests rather than before them."""
_LEVEL = 5


async def packed(request: Request, response: Response) -> Response:
    """The response, its body packed where the client takes that and it is worth it."""
    response.headers.add_vary_header("Accept-Encoding")
    body = bytes(response.body)
    if len(body) < LEAST_BYTES or not weight(",".join(request.headers.getlist("accept-encoding")), "gzip"):
        return response
    response.body = _packed(body) if len(body) < LARGE_BYTES else await to_thread.run_sync(_packed, body)
    response.headers["content-encoding"] = "gzip"
    response.headers["content-length"] = str(len(response.body))
    return response


def _packed(body: bytes) -> bytes:
    return gzip.compress(body, _LEVEL, mtime=0)
