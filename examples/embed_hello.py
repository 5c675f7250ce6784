"""JavaScript in a Python program: values, functions, modules, errors."""

import naja

with naja.Runtime(globals={"greeting": "Hello"}) as rt:
    print(rt.eval("`${greeting} from JavaScript ${process.versions.v8.split('.')[0]}`"))

    slug = rt.eval("(text) => text.toLowerCase().normalize('NFD').replace(/[^a-z0-9]+/g, '-')")
    print([slug(word) for word in ("One Two", "Three & Four")])

    path = rt.import_("node:path")
    print(path.join("a", "..", "b"))

    try:
        rt.eval("null.x", filename="mine.js")
    except naja.JSError as error:
        print(f"{error.kind}: {error.message}")
