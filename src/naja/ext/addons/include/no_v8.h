#error \
    "Naja compiles addons of nan and node.h against headers of its own, over Node-API. They do not have this part of V8's API: use a version of this package that uses Node-API."
