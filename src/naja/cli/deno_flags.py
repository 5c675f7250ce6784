"""Deno's options about permissions, as far as they say the truth about a program that may do everything."""

# What --allow-NAME can name, with the letters that stand for it.
NAMES = {
    "all": "A",
    "env": "E",
    "ffi": "",
    "hrtime": "",
    "import": "I",
    "net": "N",
    "read": "R",
    "run": "",
    "scripts": "",
    "sys": "S",
    "write": "W",
}
LETTERS = frozenset("".join(NAMES.values()))
# Others of Deno's that ask for what is so anyhow.
HARMLESS = frozenset(["--no-prompt", "--no-check", "--unstable"])


def is_harmless(word: str) -> bool:
    """Whether a word is an option of Deno's that can be taken; False where it is none of Deno's.

    Raises ValueError, with what to tell the user, for one that would take something from the program: permissions are
    not enforced yet."""
    if len(word) > 1 and word[0] == "-" and LETTERS.issuperset(word[1:]):
        return True
    if word in HARMLESS or word.startswith("--unstable-"):
        return True
    name, equals, _ = word.partition("=")
    if name.startswith("--deny-") and name[7:] in NAMES:
        raise ValueError(
            f"{name} is not enforced yet: programs may do everything, so it is refused rather than ignored"
        )
    if name.startswith("--allow-") and name[8:] in NAMES:
        if equals:
            raise ValueError(
                f"{word}: limits are not enforced yet. {name} without a list is taken, as programs may do everything"
            )
        return True
    return False
