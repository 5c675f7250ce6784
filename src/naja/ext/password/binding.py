"""Hashes of passwords: argon2 and bcrypt, by the packages argon2-cffi and bcrypt, which `pip install naja[password]`
adds.

Everything takes its time on purpose, so each function is there twice: on the thread pool, and at once (`..._now`).
"""

from hashlib import sha512
from typing import Any

from naja.python.errors import JSError
from naja.python.ops import op

SALT_LENGTH = 32
HASH_LENGTH = 32
# bcrypt looks at no more; what is longer is hashed before.
BCRYPT_LENGTH = 72


def needed(module: str, package: str) -> Any:
    """A package that is installed on request."""
    try:
        return __import__(module)
    except ImportError:
        raise JSError(
            f"Bun.password needs the Python package {package}: pip install {package}",
            code="ERR_FEATURE_UNAVAILABLE_ON_PLATFORM",
        ) from None


def shortened(password: bytes) -> bytes:
    """What bcrypt is given."""
    return sha512(password).digest() if len(password) > BCRYPT_LENGTH else password


def hash_argon2(kind: str, password: bytes, memory_cost: int, time_cost: int) -> str:
    """An argon2 hash, as the reference implementation writes it."""
    argon2 = needed("argon2", "argon2-cffi")
    hasher = argon2.PasswordHasher(
        time_cost=time_cost,
        memory_cost=memory_cost,
        parallelism=1,
        hash_len=HASH_LENGTH,
        salt_len=SALT_LENGTH,
        type={"argon2d": argon2.Type.D, "argon2i": argon2.Type.I, "argon2id": argon2.Type.ID}[kind],
    )
    result: str = hasher.hash(password)
    return result


def verify_argon2(encoded: str, password: bytes) -> bool | None:
    """Whether it is the password; None for what is no such hash."""
    argon2 = needed("argon2", "argon2-cffi")
    try:
        return bool(argon2.PasswordHasher().verify(encoded, password))
    except argon2.exceptions.VerifyMismatchError:
        return False
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return None


def hash_bcrypt(password: bytes, cost: int) -> str:
    """A bcrypt hash: $2b$."""
    bcrypt = needed("bcrypt", "bcrypt")
    result: str = bcrypt.hashpw(shortened(password), bcrypt.gensalt(cost)).decode()
    return result


def verify_bcrypt(encoded: str, password: bytes) -> bool | None:
    """Whether it is the password; None for what is no such hash."""
    bcrypt = needed("bcrypt", "bcrypt")
    try:
        return bool(bcrypt.checkpw(shortened(password), encoded.encode()))
    except ValueError:
        return None


def make(algorithm: str, password: memoryview, cost: int, time_cost: int) -> str:
    """A hash with all that verifying takes. `cost`: bcrypt's rounds, argon2's KiB of memory."""
    if algorithm == "bcrypt":
        return hash_bcrypt(bytes(password), cost)
    return hash_argon2(algorithm, bytes(password), cost, time_cost)


def check(algorithm: str, encoded: str, password: memoryview) -> bool | None:
    """Whether a password is the one of a hash; None where that is no hash of the algorithm."""
    if algorithm == "bcrypt":
        return verify_bcrypt(encoded, bytes(password))
    return verify_argon2(encoded, bytes(password))


@op(blocking=True)
def hash(algorithm: str, password: memoryview, cost: int, time_cost: int) -> str:
    """make(), on the thread pool."""
    return make(algorithm, password, cost, time_cost)


@op
def hash_now(algorithm: str, password: memoryview, cost: int, time_cost: int) -> str:
    """make(), at once."""
    return make(algorithm, password, cost, time_cost)


@op(blocking=True)
def verify(algorithm: str, encoded: str, password: memoryview) -> bool | None:
    """check(), on the thread pool."""
    return check(algorithm, encoded, password)


@op
def verify_now(algorithm: str, encoded: str, password: memoryview) -> bool | None:
    """check(), at once."""
    return check(algorithm, encoded, password)
