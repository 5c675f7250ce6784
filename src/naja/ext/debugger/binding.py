"""binding('debugger'): the server that debuggers connect to, one for the process."""

from naja.python.ops import op

from .server import Server

current: Server | None = None


@op
def listen(number: int, host: str, port: int, title: str, url: str, publishes: bool) -> object:
    """Begins to serve. `[host:port, name]`, or what the system says against it."""
    global current
    try:
        current = Server(number, host, port, title, url, publishes)
    except OSError as error:
        return error.strerror or str(error)
    return [current.address(), current.id, current.port]


@op
def refuse_more() -> None:
    """No further debugger is let in."""
    if current is not None:
        current.refuse_more()


@op
def close() -> None:
    """Ends the server; debuggers are disconnected."""
    global current
    if current is not None:
        server, current = current, None
        server.close()
