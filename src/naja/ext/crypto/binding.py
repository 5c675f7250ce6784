"""Hashes, key derivation and random bytes, from OpenSSL through Python's own modules."""

import _hashlib
import hmac
import sys
from collections.abc import Callable
from posix import urandom
from typing import Any

from naja.ext.crypto.digest import __naja_init__ as __naja_init__
from naja.python.errors import JSError
from naja.python.ops import op, ops_of

Hasher = Any  # hashlib's object; its type is private

# OpenSSL's names for what Node's users also call otherwise.
ALIASES = {
    "rsa-sha1": "sha1",
    "rsa-sha256": "sha256",
    "rsa-sha512": "sha512",
    "rsa-md5": "md5",
    "ripemd": "ripemd160",
    "rmd160": "ripemd160",
    "sha512-256": "sha512_256",
    "sha512-224": "sha512_224",
    "sha3-224": "sha3_224",
    "sha3-256": "sha3_256",
    "sha3-384": "sha3_384",
    "sha3-512": "sha3_512",
    "blake2b512": "blake2b",
    "blake2s256": "blake2s",
    "shake128": "shake_128",
    "shake256": "shake_256",
}

states: dict[int, Hasher] = {}
last_state = 0


def new(algorithm: str) -> Hasher:
    """A hash by OpenSSL's name, whatever its case."""
    name = algorithm.lower()
    name = ALIASES.get(name, name)
    try:
        return _hashlib.new(name)
    except ValueError:
        raise JSError("Digest method not supported") from None


def finish(state: Hasher, length: int | None) -> bytes:
    """The digest; of an extendable one, as long as asked for."""
    if state.digest_size == 0:
        return bytes(state.digest(length if length is not None else (16 if "128" in state.name else 32)))
    digest: bytes = state.digest()
    if length is not None and length != len(digest):
        raise JSError(
            "Unsupported state or unable to set output length", "ERR_OSSL_EVP_NOT_XOF_OR_INVALID_LENGTH"
        )
    return digest


@op
def hash_once(algorithm: str, data: memoryview | list[memoryview], length: int | None = None) -> bytes:
    """The digest of bytes, or of several pieces one after another."""
    state = new(algorithm)
    for piece in data if isinstance(data, list) else [data]:
        state.update(piece)
    return finish(state, length)


@op
def hash_check(algorithm: str) -> None:
    """Raises where there is no such digest."""
    new(algorithm)


def keep(state: Hasher) -> int:
    """A number by which JavaScript names a state."""
    global last_state
    last_state += 1
    states[last_state] = state
    return last_state


@op
def hash_begin(algorithm: str) -> int:
    """A hash that is fed piece by piece."""
    return keep(new(algorithm))


@op
def hash_update(number: int, data: memoryview) -> None:
    """Feeds a hash or an HMAC."""
    states[number].update(data)


@op
def hash_copy(number: int) -> int:
    """A second state that goes on from where the first is."""
    return keep(states[number].copy())


@op
def hash_finish(number: int, length: int | None = None) -> bytes:
    """The digest; the state is gone."""
    state = states.pop(number)
    if isinstance(state, hmac.HMAC):
        return state.digest()
    return finish(state, length)


@op
def hash_drop(number: int) -> None:
    """Forgets a state that JavaScript has let go of."""
    states.pop(number, None)


def digest_name(algorithm: str) -> str:
    """The digest that an HMAC or a derivation asks for, checked."""
    try:
        return str(new(algorithm).name)
    except JSError:
        raise JSError(f"Invalid digest: {algorithm}", "ERR_CRYPTO_INVALID_DIGEST", "TypeError") from None


@op
def hmac_begin(algorithm: str, key: memoryview) -> int:
    """An HMAC (RFC 2104) that is fed piece by piece."""
    return keep(hmac.new(bytes(key), digestmod=digest_name(algorithm)))


@op
def hashes() -> list[str]:
    """The digests that OpenSSL knows."""
    return sorted(_hashlib.openssl_md_meth_names)


@op
def random_fill(target: memoryview) -> None:
    """Fills memory with random bytes of the kernel's."""
    target[:] = urandom(len(target))


@op(blocking=True)
def random_fill_later(size: int) -> bytes:
    """Random bytes, made on the thread pool."""
    return urandom(size)


def pbkdf2_now(digest: str, password: memoryview, salt: memoryview, iterations: int, length: int) -> bytes:
    """PBKDF2 (RFC 8018)."""
    return _hashlib.pbkdf2_hmac(digest, password, salt, iterations, length)


@op
def pbkdf2(digest: str, password: memoryview, salt: memoryview, iterations: int, length: int) -> bytes:
    """PBKDF2, at once."""
    return pbkdf2_now(digest_name(digest), password, salt, iterations, length)


@op(blocking=True)
def pbkdf2_later(digest: str, password: memoryview, salt: memoryview, iterations: int, length: int) -> bytes:
    """PBKDF2, on the thread pool."""
    return pbkdf2_now(digest_name(digest), password, salt, iterations, length)


Scrypt = Callable[[memoryview, memoryview, int, int, int, int, int], bytes]


def scrypt_now(
    password: memoryview, salt: memoryview, length: int, cost: int, block: int, parallel: int, memory: int
) -> bytes:
    """scrypt (RFC 7914)."""
    try:
        return _hashlib.scrypt(
            bytes(password), salt=salt, n=cost, r=block, p=parallel, maxmem=memory, dklen=length
        )
    except ValueError:
        raise JSError("Invalid scrypt params", "ERR_CRYPTO_INVALID_SCRYPT_PARAMS", "RangeError") from None


@op
def scrypt(
    password: memoryview, salt: memoryview, length: int, cost: int, block: int, parallel: int, memory: int
) -> bytes:
    """scrypt, at once."""
    return scrypt_now(password, salt, length, cost, block, parallel, memory)


@op(blocking=True)
def scrypt_later(
    password: memoryview, salt: memoryview, length: int, cost: int, block: int, parallel: int, memory: int
) -> bytes:
    """scrypt, on the thread pool."""
    return scrypt_now(password, salt, length, cost, block, parallel, memory)


# A module with a native half says what its ops are.
__naja_ops__ = ops_of(sys.modules[__name__])
