#error \
    "Naja loads addons that are written against Node-API (node_api.h, or napi.h of node-addon-api). It has no V8 C++ API for addons, so nan and node.h cannot be compiled: use a version of this package that uses Node-API."
