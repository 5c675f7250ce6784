"""binding('encoding'): the encodings that are older than Unicode, from Python's codecs."""

import codecs

from naja.python.bridge import State
from naja.python.ops import op

# The WHATWG's names where Python's differ, and the bytes for which its tables do.
_CODECS = {
    "ibm866": "cp866",
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
}
_EXCEPTIONS = {
    "koi8-u": {0xAE: "\u045e", 0xBE: "\u040e"},
    "windows-1255": {0xCA: "\u05ba"},
}
_FIRST_GRAPHIC = 0xA0


def _codec(name: str) -> str:
    return _CODECS.get(name, name.replace("windows-", "cp"))


@op
def upper_half(encoding: str) -> str:
    """The characters that bytes 0x80 to 0xFF of a single-byte encoding stand for, U+FFFD where there is none."""
    codec = _codec(encoding)
    exceptions = _EXCEPTIONS.get(encoding, {})
    table = []
    for byte in range(0x80, 0x100):
        text = exceptions.get(byte) or bytes((byte,)).decode(codec, "ignore")
        # Bytes that have no meaning are control characters where those lie, and nothing elsewhere.
        table.append(text or (chr(byte) if byte < _FIRST_GRAPHIC else "\ufffd"))
    return "".join(table)


@op
def create(encoding: str, fatal: bool) -> State:
    """A decoder of a multi-byte encoding."""
    return State(codecs.getincrementaldecoder(_codec(encoding))("strict" if fatal else "replace"))


@op
def decode(decoder: State, data: memoryview, final: bool) -> str | None:
    """The text of a chunk; None where the bytes are not of the encoding and that is fatal."""
    codec: codecs.IncrementalDecoder = decoder.value
    try:
        text = codec.decode(bytes(data), final)
    except UnicodeDecodeError:
        codec.reset()
        return None
    if final:
        codec.reset()
    return text
