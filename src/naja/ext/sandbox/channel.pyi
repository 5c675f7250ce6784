__naja_init__: object
