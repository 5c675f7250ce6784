from . import inner


def relative() -> int:
    return inner.VALUE
