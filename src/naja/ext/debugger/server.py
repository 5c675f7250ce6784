"""The server that debuggers connect to: a thread of its own, which hands what they say to V8 (engine.h).

HTTP tells what there is to debug, a WebSocket is a debugger. Nobody needs this to be fast.
"""

import ctypes
import ipaddress
import json
import os
import selectors
import socket
import threading
from contextlib import suppress
from uuid import uuid4

from . import websocket
from .protocol import describe

MESSAGE, CONNECT, DISCONNECT = 0, 1, 2
LARGEST_REQUEST = 1 << 16
NODE_VERSION = "v26.10.0"  # as in node/process.js


class Engine:
    """The two queues of an environment, by their number."""

    def __init__(self, number: int) -> None:
        library = ctypes.CDLL("libnaja_engine.so", mode=os.RTLD_NOLOAD | os.RTLD_LAZY)
        self.number = ctypes.c_uint32(number)
        self._post = library.naja_remote_post
        self._post.restype = ctypes.c_bool
        self._post.argtypes = [
            ctypes.c_uint32,
            ctypes.c_int,
            ctypes.c_int,
            ctypes.c_char_p,
            ctypes.c_size_t,
        ]
        self._take = library.naja_remote_take
        self._take.restype = ctypes.c_void_p
        self._free = library.naja_remote_free
        self._free.argtypes = [ctypes.c_void_p]
        self.descriptor: int = library.naja_remote_descriptor(self.number)

    def post(self, session: int, kind: int, text: bytes = b"") -> bool:
        """Hands it over; False where nobody hears it any more."""
        return bool(self._post(self.number, session, kind, text, len(text)))

    def take(self) -> tuple[int, bytes] | None:
        """The next message, and whose it is."""
        session, size = ctypes.c_int(), ctypes.c_size_t()
        text = self._take(self.number, ctypes.byref(session), ctypes.byref(size))
        if not text:
            return None
        try:
            return session.value, ctypes.string_at(text, size.value)
        finally:
            self._free(text)


class Client:
    """A connection: HTTP first, then perhaps a debugger's session."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.request = bytearray()
        self.outgoing = bytearray()
        self.reader: websocket.Reader | None = None
        self.session = 0
        self.ends = False  # once all is written


class Server:
    """One address, any number of debuggers."""

    def __init__(self, number: int, host: str, port: int, title: str, url: str, publishes: bool) -> None:
        """Listens. Raises OSError."""
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        self.listener = socket.socket(family, socket.SOCK_STREAM)
        try:
            self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self.listener.bind(address)
            self.listener.listen(16)
            self.listener.setblocking(False)
        except OSError:
            self.listener.close()
            raise
        bound = self.listener.getsockname()
        self.host, self.port = bound[0], bound[1]
        self.id = str(uuid4())
        self.title, self.target_url, self.publishes = title, url, publishes
        self.engine = Engine(number)
        self.clients: dict[int, Client] = {}  # by session
        self.last_session = 0
        self.selector = selectors.DefaultSelector()
        self.wake_read, self.wake_write = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        self.selector.register(self.listener, selectors.EVENT_READ, self.welcome)
        self.selector.register(self.engine.descriptor, selectors.EVENT_READ, self.carry)
        self.selector.register(self.wake_read, selectors.EVENT_READ, None)
        self.asked: str | None = None
        self.thread = threading.Thread(target=self.run, name="naja inspector", daemon=True)
        self.thread.start()

    def address(self) -> str:
        """`host:port`"""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def refuse_more(self) -> None:
        """No debugger comes any more; those that are there stay."""
        self.asked = self.asked or "refuse"
        os.write(self.wake_write, b"!")

    def close(self) -> None:
        """Ends it, and all connections."""
        self.asked = "close"
        os.write(self.wake_write, b"!")
        self.thread.join()

    # --- the thread

    def run(self) -> None:
        """Serves until it is closed."""
        while True:
            for key, events in self.selector.select():
                if callable(key.data):
                    key.data()
                elif isinstance(key.data, Client):
                    self.serve(key.data, events)
            if self.asked:
                self.unregister(self.listener)
                if self.asked == "close":
                    break
        for key in list(self.selector.get_map().values()):
            if isinstance(key.data, Client):
                if key.data.session:
                    key.data.outgoing += websocket.frame(websocket.CLOSE)
                self.write(key.data)
                self.drop(key.data)
        self.selector.close()
        os.close(self.wake_read)

    def unregister(self, listener: socket.socket) -> None:
        """Stops listening, once."""
        if listener.fileno() >= 0:
            self.selector.unregister(listener)
            listener.close()
        with suppress(BlockingIOError):
            os.read(self.wake_read, 64)

    def welcome(self) -> None:
        """A connection comes."""
        try:
            connection, _ = self.listener.accept()
        except OSError:
            return
        connection.setblocking(False)
        if connection.family != socket.AF_UNIX:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.selector.register(connection, selectors.EVENT_READ, Client(connection))

    def carry(self) -> None:
        """What V8 says goes to the debuggers."""
        with suppress(BlockingIOError):
            os.read(self.engine.descriptor, 8)
        told = set()
        while (found := self.engine.take()) is not None:
            session, text = found
            if (client := self.clients.get(session)) is not None:
                client.outgoing += websocket.frame(websocket.TEXT, text)
                told.add(client)
        for client in told:
            self.write(client)

    def serve(self, client: Client, events: int) -> None:
        """Something can be read or written."""
        if events & selectors.EVENT_WRITE:
            self.write(client)
        if not events & selectors.EVENT_READ or client.connection.fileno() < 0:
            return
        try:
            data = client.connection.recv(1 << 18)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.drop(client)
        elif client.reader is None:
            self.read_request(client, data)
        else:
            self.read_frames(client, data)

    def read_frames(self, client: Client, data: bytes) -> None:
        """Of a debugger."""
        assert client.reader is not None
        try:
            messages = client.reader.feed(data)
        except websocket.ProtocolError:
            self.drop(client)
            return
        for kind, payload in messages:
            if kind == websocket.TEXT:
                self.engine.post(client.session, MESSAGE, payload)
            elif kind == websocket.PING:
                client.outgoing += websocket.frame(websocket.PONG, payload)
            elif kind == websocket.CLOSE:
                client.outgoing += websocket.frame(websocket.CLOSE)
                client.ends = True
                break
        self.write(client)

    def read_request(self, client: Client, data: bytes) -> None:
        """Of HTTP."""
        client.request += data
        end = client.request.find(b"\r\n\r\n")
        if end < 0:
            if len(client.request) > LARGEST_REQUEST:
                self.drop(client)
            return
        lines = client.request[:end].decode("latin-1").split("\r\n")
        rest = bytes(client.request[end + 4 :])
        client.request.clear()
        words = lines[0].split(" ")
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines[1:])
        }
        path = words[1] if len(words) == 3 else ""
        if words[0] != "GET" or not path or not is_local_name(headers.get("host", "")):
            self.answer(client, None)
        elif headers.get("upgrade", "").lower() == "websocket":
            self.upgrade(client, path, headers, rest)
        else:
            self.answer(client, self.document(path, headers.get("host", "")))

    def document(self, path: str, host: str) -> object:
        """What /json and the like say; None: there is no such place."""
        path = path.partition("?")[0].rstrip("/")
        if path == "/json/version":
            return {"Browser": f"node.js/{NODE_VERSION}", "Protocol-Version": "1.1"}
        if path == "/json/protocol":
            return describe()
        if path not in ("/json", "/json/list") or not self.publishes:
            return None
        address = f"{host or self.address()}/{self.id}"
        frontend = "devtools://devtools/bundled/{}.html?experiments=true&v8only=true&ws=" + address
        return [
            {
                "description": "node.js instance",
                "devtoolsFrontendUrl": frontend.format("js_app"),
                "devtoolsFrontendUrlCompat": frontend.format("inspector"),
                "faviconUrl": "https://nodejs.org/static/images/favicons/favicon.ico",
                "id": self.id,
                "title": self.title,
                "type": "node",
                "url": self.target_url,
                "webSocketDebuggerUrl": f"ws://{address}",
            }
        ]

    def answer(self, client: Client, document: object) -> None:
        """Sends JSON, or that there is none, and ends the connection."""
        if document is None:
            client.outgoing += (
                b"HTTP/1.0 400 Bad Request\r\nContent-Type: text/html; charset=UTF-8\r\n\r\n"
                b"WebSockets request was expected\r\n"
            )
        else:
            body = json.dumps(document, indent=2).encode()
            client.outgoing += (
                b"HTTP/1.0 200 OK\r\nContent-Type: application/json; charset=UTF-8\r\nCache-Control: no-cache\r\n"
                b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
            )
        client.ends = True
        self.write(client)

    def upgrade(self, client: Client, path: str, headers: dict[str, str], rest: bytes) -> None:
        """A debugger comes, if it knows the secret name."""
        key = headers.get("sec-websocket-key", "")
        if path[1:] != self.id or not key or self.asked:
            self.answer(client, None)
            return
        client.outgoing += (
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Accept: {websocket.accept(key)}\r\n\r\n"
        ).encode()
        client.reader = websocket.Reader()
        self.last_session += 1
        client.session = self.last_session
        self.clients[client.session] = client
        os.write(2, b"Debugger attached.\n")
        self.engine.post(client.session, CONNECT)
        self.write(client)
        if rest:
            self.read_frames(client, rest)

    def write(self, client: Client) -> None:
        """As much as the socket takes; the rest when it takes more."""
        if client.connection.fileno() < 0:
            return
        try:
            while client.outgoing:
                del client.outgoing[: client.connection.send(client.outgoing)]
        except BlockingIOError:
            self.selector.modify(client.connection, selectors.EVENT_READ | selectors.EVENT_WRITE, client)
            return
        except OSError:
            self.drop(client)
            return
        if client.ends:
            self.drop(client)
        else:
            self.selector.modify(client.connection, selectors.EVENT_READ, client)

    def drop(self, client: Client) -> None:
        """A connection ends, and the session with it."""
        if client.connection.fileno() >= 0:
            self.selector.unregister(client.connection)
            client.connection.close()
        if self.clients.pop(client.session, None) is not None:
            self.engine.post(client.session, DISCONNECT)


def is_local_name(host: str) -> bool:
    """Whether a Host header names no name of the web's, which a page could have pointed here."""
    name = (
        host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() and host.count(":") in (1, 8) else host
    )
    if host.startswith("["):
        name = host[1:].partition("]")[0]
    if name == "" or name.lower() in ("localhost", "localhost6"):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
