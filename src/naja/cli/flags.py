"""Which options there are. Names without the leading dashes; what each one does stands in `help`.

Options keep Node's names and meaning, and some of Deno's are understood. Naja's own are `--no-deno-global` and
`--no-bun-global`, for programs that must not see those.
"""

# Options without a value. `--no-NAME` turns each of them off.
BOOLEAN = frozenset(
    """
    addons async-context-frame bun-global check cpu-prof deno-global
    deprecation disable-sigusr1 disable-wasm-trap-handler enable-source-maps
    enable-network-family-autoselection entry-url experimental-abortcontroller experimental-addon-modules
    experimental-default-type experimental-detect-module experimental-eventsource experimental-fetch
    experimental-global-customevent experimental-global-navigator experimental-global-webcrypto
    experimental-import-meta-resolve experimental-import-text experimental-json-modules experimental-modules
    experimental-print-required-tla experimental-repl-await experimental-report experimental-require-module
    experimental-shadow-realm experimental-sqlite experimental-strip-types experimental-top-level-await
    experimental-transform-types experimental-vm-modules experimental-wasi-unstable-preview1
    experimental-wasm-modules experimental-websocket experimental-webstorage experimental-worker expose-internals
    extra-info-on-fatal-exception force-async-hooks-checks force-context-aware
    force-node-api-uncaught-exceptions-policy frozen-intrinsics global-search-paths
    heap-prof insecure-http-parser
    interactive napi-modules
    network-family-autoselection node-memory-debug node-snapshot openssl-legacy-provider openssl-shared-config
    pending-deprecation preserve-symlinks preserve-symlinks-main print
    sandbox sandbox-strict
    report-compact report-exclude-env report-exclude-network report-on-signal report-uncaught-exception
    require-module strip-types test test-force-exit test-only test-update-snapshots
    throw-deprecation tls-max-v1.2 tls-max-v1.3 tls-min-v1.0 tls-min-v1.1 tls-min-v1.2 tls-min-v1.3
    trace-deprecation trace-exit trace-promises trace-sigint trace-sync-io trace-tls trace-uncaught trace-warnings
    track-heap-objects use-bundled-ca use-env-proxy use-openssl-ca use-system-ca verify-base-objects
    warnings watch watch-preserve-output webstorage worker-snapshot zero-fill-buffers
    """.split()
)

# Options with one value; the last one given counts.
VALUE = frozenset(
    """
    cpu-prof-dir cpu-prof-name diagnostic-dir
    disable-proto dns-result-order eval experimental-config-file
    heap-prof-dir heap-prof-name icu-data-dir input-type
    inspect-publish-uid localstorage-file openssl-config redirect-warnings
    report-dir report-directory report-filename report-signal secure-heap secure-heap-min title tls-cipher-list
    tls-keylog trace-require-module unhandled-rejections use-largepages watch-kill-signal
    memory-limit time-limit cpu-limit test-global-setup test-isolation test-shard
    """.split()
)

# Options with a number for a value.
NUMBER = frozenset(
    [
        "cpu-prof-interval",
        "heap-prof-interval",
        "max-http-header-size",
        "network-family-autoselection-attempt-timeout",
        "test-concurrency",
        "test-timeout",
        "v8-pool-size",
    ]
)

# Options that may be given again and again.
LIST = frozenset(
    """
    conditions disable-warning env-file env-file-if-exists import require test-name-pattern test-reporter
    test-reporter-destination test-skip-pattern watch-path
    """.split()
)

# Node's options whose work Naja cannot do. They are refused: a profile that is never written helps nobody.
UNSUPPORTED = frozenset(
    """
    abort-on-uncaught-exception allow-fs-vfs allow-openssl-store bench build-sea build-snapshot
    build-snapshot-config completion-bash enable-fips
    experimental-default-config-file experimental-inspector-network-resource experimental-loader
    experimental-network-inspection experimental-package-map experimental-sea-config experimental-storage-inspection
    experimental-stream-iter experimental-test-coverage experimental-test-module-mocks experimental-vfs
    experimental-worker-inspection force-fips
    heapsnapshot-near-heap-limit heapsnapshot-signal loader permission-audit
    prof-process report-on-fatalerror run snapshot-blob
    test-coverage-branches test-coverage-exclude
    test-coverage-functions test-coverage-include test-coverage-include-all test-coverage-lines
    test-random-seed test-randomize test-rerun-failures
    trace-env trace-env-js-stack trace-env-native-stack trace-event-categories trace-event-file-pattern
    vfs-load vfs-mount
    """.split()
)

# Options for debuggers; each may say where to listen.
INSPECT = {
    "inspect": "run",
    "inspect-brk": "brk",
    "inspect-wait": "wait",
    "inspect-port": "",
    "debug-port": "",
}

# What the program may do, in Node's words; read by permission_flags.
PERMISSIONS = frozenset(
    """
    allow-addons allow-child-process allow-ffi allow-fs-read allow-fs-write allow-inspector allow-net allow-wasi
    allow-worker permission
    """.split()
)

# V8's own options that NODE_OPTIONS may hold too.
V8_IN_ENVIRONMENT = frozenset(
    """
    abort-on-uncaught-exception disallow-code-generation-from-strings enable-etw-stack-walking expose-gc
    huge-max-old-generation-size interpreted-frames-native-stack jitless max-heap-size max-old-space-size
    max-semi-space-size perf-basic-prof perf-basic-prof-only-functions perf-prof perf-prof-unwinding-info
    stack-trace-limit
    """.split()
)

# What NODE_OPTIONS may not hold.
NOT_IN_ENVIRONMENT = frozenset(
    """
    check cpu-limit env-file env-file-if-exists eval experimental-config-file expose-internals help interactive
    memory-limit print sandbox sandbox-strict test time-limit v8-options version
    """.split()
)

ALIASES = {
    "-C": "conditions",
    "-c": "check",
    "-e": "eval",
    "-h": "help",
    "-i": "interactive",
    "-p": "print",
    "-r": "require",
    "-v": "version",
}

CHOICES = {
    "input-type": (
        {"module", "commonjs", "module-typescript", "commonjs-typescript"},
        '--input-type must be "module","commonjs", "module-typescript" or "commonjs-typescript"',
    ),
    "unhandled-rejections": (
        {"warn-with-error-code", "strict", "warn", "throw", "none"},
        "invalid value for --unhandled-rejections",
    ),
    "trace-require-module": ({"all", "no-node-modules"}, "invalid value for --trace-require-module"),
}
