"""The list of V8's options is the one that this V8 has."""

import re
import runpy

from conftest import ROOT, RunNaja

LISTS = runpy.run_path(str(ROOT / "src" / "naja" / "cli" / "v8_flags.py"))


def test_same_as_v8(run_naja: RunNaja) -> None:
    text = run_naja("--v8-options").stdout
    found = re.findall(r"^  --(\S+) \(.*?\)\n        type: (\w+)", text, re.M | re.S)
    kinds = {"bool": "switch", "maybe_bool": "switch", "string": "text"}
    wanted = {name: kinds.get(kind, "number") for name, kind in found}
    listed: dict[str, str] = {}
    for kind, names in (("switch", "BOOLEAN"), ("text", "TEXT"), ("number", "NUMBER")):
        listed |= dict.fromkeys(LISTS[names].split(), kind)
    assert len(wanted) > 500
    assert listed == wanted
