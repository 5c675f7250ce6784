"""Formulas of users: each gets a runtime of its own, half a second and 32 MiB."""

import naja

FORMULAS = [
    "price * 1.2",
    "price > 100 ? 'dear' : 'cheap'",
    "while (true) {}",
    "a = []; while (true) a.push(Array(1000).fill(price))",
    "prise",
]


def evaluate(formula: str, price: float) -> object:
    """The formula's value, or what is wrong with it."""
    with naja.Runtime(globals={"price": price}, timeout=0.5, memory_limit=32 << 20) as rt:
        try:
            return rt.eval(formula)
        except naja.TimeoutError:
            return "takes too long"
        except naja.MemoryLimitError:
            return "needs too much memory"
        except naja.JSError as error:
            return error.message


for formula in FORMULAS:
    print(f"{formula:52} {evaluate(formula, 120)}")
