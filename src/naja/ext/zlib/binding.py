"""zlib (RFC 1950), gzip (RFC 1952) and raw deflate (RFC 1951), through Python's own zlib.

A step gives `[output, bytes of input left, status]`, or `[errno, message]` where zlib reports an error.
"""

import re
import zlib
from typing import Any

from naja.python.bridge import State
from naja.python.ops import op

DEFLATE, INFLATE, GZIP, GUNZIP, DEFLATERAW, INFLATERAW, UNZIP = range(1, 8)
NEEDS_INPUT, HAS_MORE, ENDED = range(3)
WINDOW = 32768
PIECE = 1 << 16  # what one call of zlib is given of a long input: it copies what it does not take

Step = list[Any]


class Failure(Exception):
    """An error that zlib reports, by its number and message."""

    def __init__(self, errno: int, message: str) -> None:
        super().__init__(message)
        self.result: Step = [errno, message]


def failure(error: zlib.error) -> Failure:
    """Python tells zlib's number and message in its own words: 'Error -3 while decompressing data: ...'."""
    found = re.match(r"Error (-?\d+) while ([^:]*)(?:: (.*))?", str(error))
    if found is None:
        return Failure(-2, str(error))
    if "zdict" in found[2]:
        return Failure(2, "Bad dictionary")
    errno = int(found[1])
    return Failure(errno, "Missing dictionary" if errno == 2 else found[3] or "Zlib error")


class Deflater:
    """Compresses. The wrapping is written here, around raw deflate, so that level and strategy can change midway."""

    def __init__(
        self, mode: int, bits: int, level: int, memory: int, strategy: int, dictionary: bytes | None
    ) -> None:
        self.mode = mode
        self.bits = max(9, bits)
        self.level = level
        self.memory = memory
        self.strategy = strategy
        self.dictionary = b"" if dictionary is None or mode == GZIP else dictionary
        self.reset()

    def reset(self) -> None:
        """Begins again."""
        self.tail = self.dictionary[-WINDOW:]
        self.carry = self.header()
        self.total = 0
        self.check = 1 if self.mode == DEFLATE else 0
        self.finished = False
        self.begin()

    def begin(self) -> None:
        """A compressor that knows what came before."""
        arguments = (self.level, zlib.DEFLATED, -self.bits, self.memory, self.strategy)
        self.state = zlib.compressobj(*arguments, self.tail) if self.tail else zlib.compressobj(*arguments)

    def header(self) -> bytes:
        """What stands before the compressed bytes."""
        fast = self.strategy >= zlib.Z_HUFFMAN_ONLY or 0 <= self.level < 2
        if self.mode == GZIP:
            return b"\x1f\x8b\x08\0\0\0\0\0" + bytes([2 if self.level == 9 else 4 if fast else 0, 3])
        if self.mode == DEFLATERAW:
            return b""
        effort = 0 if fast else 2 if self.level in (-1, 6) else 1 if self.level < 6 else 3
        head = (8 + (self.bits - 8 << 4)) << 8 | effort << 6 | (0x20 if self.dictionary else 0)
        head += 31 - head % 31
        text = head.to_bytes(2, "big")
        return text + zlib.adler32(self.dictionary).to_bytes(4, "big") if self.dictionary else text

    def trailer(self) -> bytes:
        """What stands after them."""
        if self.mode == GZIP:
            return self.check.to_bytes(4, "little") + (self.total & 0xFFFFFFFF).to_bytes(4, "little")
        return self.check.to_bytes(4, "big") if self.mode == DEFLATE else b""

    def params(self, level: int, strategy: int) -> None:
        """Goes on with another level and strategy."""
        if not self.finished:
            self.carry += self.state.flush(zlib.Z_SYNC_FLUSH)
            self.level, self.strategy = level, strategy
            self.begin()

    def step(self, flush: int, data: memoryview | None, limit: int) -> Step:
        """Compresses one piece of input, all of it."""
        if self.finished:
            return [b"", 0 if data is None else len(data), ENDED]
        parts = [self.carry]
        self.carry = b""
        if data:
            parts.append(self.state.compress(data))
            self.total += len(data)
            if self.mode == DEFLATE:
                self.check = zlib.adler32(data, self.check)
            elif self.mode == GZIP:
                self.check = zlib.crc32(data, self.check)
            recent = bytes(data[-WINDOW:])
            self.tail = recent if len(recent) == WINDOW else (self.tail + recent)[-WINDOW:]
        elif data is not None and flush == zlib.Z_NO_FLUSH:
            self.state.compress(b"")  # so that zlib's next flush is not the second in a row
        if flush != zlib.Z_NO_FLUSH:
            parts.append(self.state.flush(flush))
        if flush == zlib.Z_FINISH:
            self.finished = True
            parts.append(self.trailer())
        return [b"".join(parts), 0, NEEDS_INPUT]


class Inflater:
    """Decompresses, no more at a time than asked for."""

    def __init__(self, mode: int, bits: int, dictionary: bytes | None, single: bool) -> None:
        self.asked = mode
        self.single = single
        self.bits = bits
        self.dictionary = dictionary
        self.reset()

    def reset(self) -> None:
        """Begins again."""
        self.mode = self.asked
        self.head = b""
        self.input: memoryview = memoryview(b"")
        if self.mode != UNZIP:
            self.begin()

    def begin(self) -> None:
        """A decompressor of the format."""
        bits = self.bits + 16 if self.mode == GUNZIP else -self.bits if self.mode == INFLATERAW else self.bits
        if self.dictionary is not None and self.mode != GUNZIP:
            self.state = zlib.decompressobj(bits, self.dictionary)
        else:
            self.state = zlib.decompressobj(bits)

    def tell(self) -> bool:
        """Whether it is clear, from the first two bytes, that the input is gzip or not. Those bytes are kept."""
        while len(self.head) < 2 and self.input:
            self.head += bytes(self.input[:1])
            self.input = self.input[1:]
            if self.head[0] != 0x1F:
                break
        if not self.head or self.head == b"\x1f":
            return False
        self.mode = GUNZIP if self.head == b"\x1f\x8b" else INFLATE
        self.begin()
        self.take(self.head, 1)
        return True

    def take(self, piece: memoryview | bytes, wanted: int) -> bytes:
        """One call of zlib."""
        try:
            return self.state.decompress(piece, wanted)
        except zlib.error as error:
            raise failure(error) from None

    def step(self, flush: int, data: memoryview | None, limit: int) -> Step:
        """Decompresses until the output is full or the input is used up."""
        if data is not None:
            self.input = data
        if self.mode == UNZIP and not self.tell():
            if flush == zlib.Z_FINISH:
                raise Failure(-5, "unexpected end of file")
            return [b"", 0, NEEDS_INPUT]
        parts: list[bytes] = []
        room = limit
        while True:
            if self.state.eof:
                if self.mode != GUNZIP or self.single or not self.input or self.input[0] == 0:
                    return [b"".join(parts), len(self.input), ENDED]
                self.begin()
            piece = self.input[:PIECE]
            output = self.take(piece, room)
            left = len(self.state.unused_data if self.state.eof else self.state.unconsumed_tail)
            self.input = self.input[len(piece) - left :]
            parts.append(output)
            room -= len(output)
            if room == 0:
                return [b"".join(parts), len(self.input), HAS_MORE]
            if self.state.eof or self.input:
                continue
            if flush == zlib.Z_FINISH:
                raise Failure(-5, "unexpected end of file")
            return [b"".join(parts), 0, NEEDS_INPUT]


def create(
    mode: int, bits: int, level: int, memory: int, strategy: int, dictionary: memoryview | None, single: bool
) -> Deflater | Inflater:
    """The state of a mode."""
    words = None if dictionary is None else bytes(dictionary)
    if mode in (DEFLATE, GZIP, DEFLATERAW):
        return Deflater(mode, bits, level, memory, strategy, words)
    return Inflater(mode, bits, words, single)


class Stream:
    """What JavaScript has open: a state, and a failure that its next step reports."""

    def __init__(self, state: Deflater | Inflater) -> None:
        self.state: Deflater | Inflater | None = state
        self.failed: Failure | None = None


@op(name="open")
def open_state(
    mode: int,
    bits: int,
    level: int,
    memory: int,
    strategy: int,
    dictionary: memoryview | None,
    single: bool = False,
) -> State:
    """A state that JavaScript holds; with `single`, what follows a member of gzip is not read as another."""
    return State(Stream(create(mode, bits, level, memory, strategy, dictionary, single)))


def opened(held: State) -> Deflater | Inflater:
    """A state that has not been closed."""
    stream: Stream = held.value
    if stream.state is None:
        raise ValueError("the stream is closed")
    return stream.state


def write_now(held: State, flush: int, data: memoryview | None, limit: int, rounds: int = 1) -> Step:
    """A step of a state; without data, it goes on with the input that is left. Up to `rounds` full outputs at once."""
    state, stream = opened(held), held.value
    if stream.failed is not None:
        failed, stream.failed = stream.failed, None
        return list(failed.result)
    try:
        result = state.step(flush, data, limit)
    except Failure as error:
        return error.result
    if rounds == 1 or result[2] != HAS_MORE:
        return result
    parts = [result[0]]
    try:
        while result[2] == HAS_MORE and len(parts) < rounds:
            result = state.step(flush, None, limit)
            parts.append(result[0])
    except Failure as error:
        # What came before is delivered first.
        stream.failed = error
    return [b"".join(parts), result[1], result[2]]


@op
def write(held: State, flush: int, data: memoryview | None, limit: int) -> Step:
    """A step, at once."""
    return write_now(held, flush, data, limit)


@op(blocking=True)
def write_later(held: State, flush: int, data: memoryview | None, limit: int, rounds: int) -> Step:
    """A step, on the thread pool."""
    return write_now(held, flush, data, limit, rounds)


@op
def params(held: State, level: int, strategy: int) -> None:
    """Changes how a compressor goes on."""
    state = opened(held)
    if isinstance(state, Deflater):
        state.params(level, strategy)


@op
def reset(held: State) -> None:
    """A state begins again."""
    opened(held).reset()
    held.value.failed = None


@op
def close(held: State) -> None:
    """Gives back what a state holds."""
    held.value.state = None


@op
def crc32(data: memoryview, value: int) -> int:
    """The CRC-32 of bytes that follow others."""
    return zlib.crc32(data, value)
