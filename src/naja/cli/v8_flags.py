"""V8's own options, as its `--help` lists them; `tests/cli/test_v8_flags.py` compares the two."""

BOOLEAN = """
    abort-on-bad-builtin-profile-data abort-on-contradictory-flags abort-on-far-code-range
    abort-on-uncaught-exception additive-safe-int-feedback adjust-os-scheduling-parameters
    allocation-buffer-parking allocation-site-pretenuring allocation-site-tracking
    allow-natives-for-differential-fuzzing allow-natives-syntax allow-overwriting-for-next-flag
    allow-unsafe-function-constructor always-osr always-osr-from-maglev always-sparkplug
    always-use-string-forwarding-table analyze-environment-liveness asm-wasm-lazy-compilation assert-types
    async-stack-traces baseline-batch-compilation battery-saver-mode better-code-range-allocation
    black-allocated-pages builtin-subclassing builtins-in-stack-traces cache-property-key-string-adds
    cache-prototype-transitions cet-compatible check-handle-count clear-exceptions-on-js-entry
    clear-free-memory clone-object-sidestep-transitions code-comments code-stats compact
    compact-code-space compact-on-every-full-gc compact-with-stack compilation-cache
    concurrent-array-buffer-sweeping concurrent-builtin-generation concurrent-cache-deserialization
    concurrent-maglev-high-priority-threads concurrent-marking concurrent-marking-high-priority-threads
    concurrent-minor-ms-marking concurrent-osr concurrent-recompilation
    concurrent-recompilation-front-running concurrent-sparkplug concurrent-sparkplug-high-priority-threads
    concurrent-sweeping concurrent-turbo-tracing conservative-stack-scanning
    correctness-fuzzer-suppressions cppgc-young-generation cppheap-concurrent-marking
    cppheap-incremental-marking debug-code decommit-pooled-pages deduplicate-heap-number-requests
    default-to-experimental-regexp-engine detailed-error-stack-trace detailed-line-info
    detect-ineffective-gcs-near-heap-limit dict-property-const-tracking direct-handle disable-abortjs
    disable-eager-allocation-failures disable-optimizing-compilers disable-write-barriers
    disallow-code-generation-from-strings disallow-unsafe-flags dump-wasm-module efficiency-mode
    efficiency-mode-disable-turbofan empty-context-extension-dep enable-32dregs enable-allocation-folding
    enable-armv7 enable-armv8 enable-avx enable-avx-vnni enable-avx-vnni-int8 enable-avx2 enable-bmi1
    enable-bmi2 enable-bytecode-compiler-ablation enable-enumerated-keyed-access-bytecode
    enable-etw-by-custom-filter-only enable-etw-stack-walking enable-experimental-regexp-engine
    enable-experimental-regexp-engine-on-excessive-backtracks enable-f16c enable-fma3
    enable-lazy-source-positions enable-lzcnt enable-neon enable-parser-ablation enable-popcnt
    enable-preparser-ablation enable-regexp-unaligned-accesses enable-sahf
    enable-sharedarraybuffer-per-context enable-slow-asserts enable-source-at-csa-bind enable-sse3
    enable-sse4-1 enable-sse4-2 enable-ssse3 enable-sudiv enable-testing-opcode-in-wasm
    enable-unconditional-write-barriers enable-vfp3 etw-trace-debug exit-on-contradictory-flags
    experimental experimental-embedder-instance-types experimental-flush-embedded-blob-icache
    experimental-fuzzing experimental-regexp-engine-capture-group-opt
    experimental-report-exceptions-from-callbacks experimental-stack-trace-frames
    experimental-wasm-assume-ref-cast-succeeds experimental-wasm-branch-hinting
    experimental-wasm-compilation-hints experimental-wasm-custom-descriptors experimental-wasm-exnref
    experimental-wasm-fp16 experimental-wasm-growable-stacks experimental-wasm-imported-strings-utf8
    experimental-wasm-instruction-tracing experimental-wasm-js-interop experimental-wasm-legacy-eh
    experimental-wasm-memory-control experimental-wasm-pgo-from-file experimental-wasm-pgo-to-file
    experimental-wasm-rab-integration experimental-wasm-ref-cast-nop experimental-wasm-revectorize
    experimental-wasm-shared experimental-wasm-skip-bounds-checks experimental-wasm-skip-null-checks
    experimental-wasm-stringref experimental-wasm-type-reflection experimental-wasm-wasmfx
    expose-async-hooks expose-externalize-string expose-gc expose-ignition-statistics
    expose-inspector-scripts expose-memory-corruption-api expose-statistics expose-trigger-failure
    extensible-ro-snapshot external-memory-accounted-in-global-limit fast-api-allow-float-in-sim
    fast-map-update feedback-normalization fixed-array-bounds-checks flush-baseline-code flush-bytecode
    flush-code-based-on-tab-visibility flush-code-based-on-time flush-liftoff-code for-of-optimization
    force-emit-interrupt-budget-checks force-long-branches force-memory-protection-keys force-slow-path
    freeze-flags-after-init function-context-cells future fuzzer-gc-analysis fuzzing
    fuzzing-and-concurrent-recompilation gc-global gc-speed-uses-counters gc-verbose gdbjit gdbjit-dump
    gdbjit-full handle-weak-ref-weakly-in-minor-gc hard-abort harmony harmony-import-attributes
    harmony-intl-best-fit-matcher harmony-remove-intl-locale-info-getters harmony-shadow-realm
    harmony-shipping harmony-struct harmony-temporal heap-profiler-show-hidden-objects
    heap-profiler-trace-objects heap-profiler-use-embedder-graph heap-snapshot-on-oom help
    high-end-android hole-fuzzing icu-british-remove-full-weekday-comma
    icu-default-italian-number-grouping-always icu-timezone-data idle-gc-on-context-disposal
    ignition-elide-noneffectful-bytecodes ignition-elide-redundant-tdz-checks
    ignition-filter-expression-positions ignition-reo ignition-share-named-property-feedback
    incremental-marking incremental-marking-for-gc-in-background incremental-marking-task
    incremental-marking-unified-schedule ineffective-gc-includes-global ineffective-gcs-forces-last-resort
    inline-date-accessors inline-new inspector-live-edit intel-jcc-erratum-mitigation
    internalize-on-the-fly interpreted-frames-native-stack is-standalone-d8-shell jit-fuzzing jitless
    js-atomics-pause js-base-64 js-decorators js-defer-import-eval js-error-iserror
    js-explicit-resource-management js-float16array js-intl-locale-variants
    js-nonextensible-applies-to-private js-promise-try js-regexp-duplicate-named-groups js-regexp-escape
    js-regexp-modifiers js-shipping js-source-phase-imports js-staging js-upsert json-stringify-fast-path
    large-page-pool late-heap-limit-check lazy lazy-compile-dispatcher lazy-eval lazy-feedback-allocation
    lazy-new-space-shrinking lazy-streaming liftoff liftoff-only lite-mode ll-prof local-off-stack-check
    log log-all log-code log-code-disassemble log-colour log-deopt log-feedback-vector log-function-events
    log-ic log-internal-timer-events log-maps log-maps-details log-or-trace-osr log-source-code
    log-source-position log-timer-events logfile-per-isolate maglev maglev-as-top-tier maglev-assert
    maglev-assert-stack-size maglev-break-on-entry maglev-build-code-on-background
    maglev-cons-string-elision maglev-cse maglev-deopt-data-on-background maglev-destroy-on-background
    maglev-escape-analysis maglev-function-context-specialization maglev-future
    maglev-hoist-osr-value-phi-untagging maglev-inline-api-calls maglev-inline-date-accessors
    maglev-inlining maglev-licm maglev-loop-peeling maglev-non-eager-inlining maglev-object-tracking
    maglev-optimistic-peeled-loops maglev-osr maglev-overwrite-budget maglev-overwrite-osr-budget
    maglev-poly-calls maglev-pretenure-store-values maglev-print-bytecode maglev-print-feedback
    maglev-print-inlined maglev-print-provenance maglev-range-analysis maglev-range-verification
    maglev-reuse-stack-slots maglev-speculative-hoist-phi-untagging maglev-stats maglev-stats-nvp
    maglev-truncation maglev-untagged-phis managed-zone-memory manual-evacuation-candidates-selection
    max-lazy mega-dom-ic memory-balancer memory-pool memory-pool-release-before-memory-pressure-gcs
    memory-pool-release-on-malloc-failures memory-pool-share-memory-on-teardown memory-protection-keys
    memory-reducer memory-reducer-favors-memory memory-reducer-for-small-heaps
    memory-reducer-respects-frozen-state memory-saver-mode
    merge-background-deserialized-script-with-compilation-cache minor-gc-task
    minor-gc-task-with-lower-priority minor-ms minor-ms-shortcut-strings minor-ms-trace-fragmentation
    mock-arraybuffer-allocator move-object-start move-prototype-transitions-first
    multi-mapped-mock-allocator native-code-counters new-old-generation-heap-size omit-default-ctors opt
    optimize-for-size optimize-gc-for-battery optimize-maglev-optimizes-to-turbofan
    optimize-on-next-call-optimizes-to-maglev osr-from-maglev page-promotion parallel-compaction
    parallel-compile-tasks-for-eager-toplevel parallel-compile-tasks-for-lazy parallel-marking
    parallel-pause-for-gc-in-background parallel-pointer-update parallel-reclaim-unmodified-wrappers
    parallel-scavenge parallel-weak-ref-clearing parse-only partial-constant-pool perf-basic-prof
    perf-basic-prof-only-functions perf-prof perf-prof-annotate-wasm perf-prof-delete-file
    perf-prof-unwinding-info perfetto-code-logger precise-object-pinning predictable
    predictable-gc-schedule print-all-exceptions print-ast print-break-location print-builtin-code
    print-builtin-size print-bytecode print-code print-code-verbose print-deopt-stress
    print-feature-flags-json print-flag-values print-global-handles print-handles print-maglev-code
    print-maglev-deopt-verbose print-maglev-graph print-maglev-graphs print-opt-code print-opt-source
    print-regexp-bytecode print-regexp-code print-scopes print-turbolev-frontend print-wasm-code
    print-wasm-offheap-memory-size print-wasm-stub-code prof prof-browser-mode prof-cpp prof-include-idle
    profile-deserialization profile-guided-optimization
    profile-guided-optimization-for-empty-feedback-vector profile-heap-snapshot proto-assign-seq-opt
    randomize-all-allocations rcs rcs-cpu-time reclaim-unmodified-wrappers redirect-code-traces
    regexp-assemble-from-bytecode regexp-interpret-all regexp-optimization regexp-peephole-optimization
    regexp-possessive-quantifier regexp-results-cache regexp-simd regexp-tier-up rehash-snapshot
    reopt-after-lazy-deopts reorder-builtins resize-large-object reuse-scope-infos runtime-call-stats
    sampling-heap-profiler-suppress-randomness sandbox-fuzzing sandbox-testing scavenger-chaos-mode
    scavenger-conservative-object-pinning scavenger-precise-object-pinning
    scavenger-promote-quarantined-pages scavenger-updates-allocation-limit script-context-cells
    script-streaming serialization-statistics shared-heap shared-string-table shared-strings
    short-builtin-calls shortcut-strings-with-stack single-generation single-threaded single-threaded-gc
    single-threaded-gc-in-background slow-debug-code slow-histograms sparkplug
    sparkplug-needs-short-builtins sparkplug-plus specialize-code-for-one-byte-seq-strings
    stack-trace-on-illegal sticky-mark-bits stress-background-compile stress-branch-hinting
    stress-compaction stress-compaction-random stress-concurrent-allocation stress-concurrent-inlining
    stress-concurrent-inlining-attach-code stress-flush-code stress-gc-during-compilation stress-ic
    stress-incremental-marking stress-inline stress-lazy-source-positions stress-maglev
    stress-per-context-marking-worklist stress-scavenger-conservative-object-pinning
    stress-scavenger-conservative-object-pinning-random stress-snapshot stress-turbo-late-spilling
    stress-validate-asm stress-wasm-code-gc stress-wasm-memory-moving stress-wasm-stack-switching
    strict-termination-checks string-slices super-ic suppress-asm-messages target-is-simulator
    test-only-unsafe test-small-max-function-context-stub-size testing-bool-flag testing-maybe-bool-flag
    text-is-readable trace trace-all-uses trace-asm-parser trace-asm-scanner trace-asm-time
    trace-backing-store trace-baseline trace-baseline-batch-compilation trace-block-coverage
    trace-code-range-allocation trace-compilation-dependencies trace-compiler-dispatcher
    trace-concurrent-marking trace-concurrent-recompilation trace-context-disposal trace-contexts
    trace-creation-allocation-sites trace-deopt trace-deopt-verbose trace-deserialization
    trace-detached-contexts trace-elements-transitions trace-environment-liveness trace-evacuation
    trace-evacuation-candidates trace-experimental-regexp-engine trace-file-names trace-flush-code
    trace-for-in-enumerate trace-fragmentation trace-fragmentation-verbose trace-gc trace-gc-freelists
    trace-gc-freelists-verbose trace-gc-heap-layout trace-gc-heap-layout-ignore-minor-gc
    trace-gc-ignore-scavenger trace-gc-nvp trace-gc-object-stats trace-gc-object-stats-all-objects
    trace-gc-verbose trace-generalization trace-heap-broker trace-heap-broker-verbose
    trace-ignition-codegen trace-incremental-marking trace-isolates trace-lazy trace-liftoff
    trace-maglev-escape-analysis trace-maglev-graph-building trace-maglev-inlining
    trace-maglev-kna-processor trace-maglev-loop-speeling trace-maglev-object-tracking
    trace-maglev-phi-untagging trace-maglev-range-analysis trace-maglev-regalloc trace-memory-balancer
    trace-memory-reducer trace-migration trace-minor-ms-parallel-marking trace-module-status
    trace-mutator-utilization trace-normalization trace-number-string-cache trace-opt trace-opt-stats
    trace-opt-status trace-opt-verbose trace-osr trace-page-promotions trace-parallel-scavenge
    trace-pending-allocations trace-pretenuring trace-pretenuring-statistics trace-protector-invalidation
    trace-prototype-users trace-rail trace-read-only-promotion trace-read-only-promotion-verbose
    trace-regexp-assembler trace-regexp-bytecodes trace-regexp-graph trace-regexp-parser
    trace-regexp-peephole-optimization trace-regexp-tier-up trace-representation trace-resize-large-object
    trace-serializer trace-side-effect-free-debug-evaluate trace-store-elimination trace-stress-marking
    trace-stress-scavenge trace-temporal trace-track-allocation-sites trace-turbo trace-turbo-alloc
    trace-turbo-bailouts trace-turbo-ceq trace-turbo-escape trace-turbo-graph trace-turbo-inlining
    trace-turbo-jt trace-turbo-load-elimination trace-turbo-loop trace-turbo-reduction
    trace-turbo-scheduled trace-turbo-scheduler trace-turbo-stack-accesses trace-turbo-trimming
    trace-turbo-types trace-unmapper trace-verify-csa trace-wasm trace-wasm-code-gc
    trace-wasm-compilation-hints trace-wasm-compilation-times trace-wasm-compiler trace-wasm-decoder
    trace-wasm-generate-compilation-hints trace-wasm-globals trace-wasm-inlining trace-wasm-instances
    trace-wasm-lazy-compilation trace-wasm-loop-peeling trace-wasm-memory trace-wasm-native-heap
    trace-wasm-offheap-memory trace-wasm-revectorize trace-wasm-serialization trace-wasm-simd-shuffle
    trace-wasm-stack-switching trace-wasm-streaming trace-wasm-typer trace-zone-stats
    trace-zone-type-stats track-detached-contexts track-field-types track-gc-object-stats
    transition-strings-during-gc-with-stack trap-on-abort turbo-allocation-folding turbo-cf-optimization
    turbo-compress-frame-translations turbo-elide-frames turbo-escape turbo-fast-api-calls
    turbo-inline-array-builtins turbo-inline-js-wasm-calls turbo-inlining turbo-instruction-scheduling
    turbo-jt turbo-load-elimination turbo-loop-peeling turbo-loop-rotation turbo-loop-variable
    turbo-move-optimization turbo-optimize-apply turbo-optimize-inlined-js-wasm-wrappers
    turbo-optimize-math-minmax turbo-profiling turbo-profiling-verbose turbo-rewrite-far-jumps
    turbo-splitting turbo-stats turbo-stats-nvp turbo-stats-wasm turbo-store-elimination
    turbo-stress-instruction-scheduling turbo-string-builder turbo-typer-hardening turbo-verify
    turbo-verify-allocation turbo-wasm-address-reassociation turbofan turbofan-inline-date-accessors
    turbolev turbolev-additive-safe-int-feedback turbolev-future turbolev-inline-js-wasm-wrappers
    turbolev-non-eager-inlining turboshaft turboshaft-assert-types turboshaft-enable-debug-features
    turboshaft-load-elimination turboshaft-loop-unrolling turboshaft-string-concat-escape-analysis
    turboshaft-trace-emitted turboshaft-trace-if-else-to-switch turboshaft-trace-intermediate-reductions
    turboshaft-trace-load-elimination turboshaft-trace-reduction turboshaft-typed-optimizations
    turboshaft-verify-load-store-taggedness turboshaft-wasm-in-js-inlining
    turboshaft-wasm-load-elimination typed-array-length-loading unbox-double-arrays unmap-holes
    use-external-strings use-ic use-libm-trig-functions use-marking-progress-bar
    use-original-message-for-stack-trace use-osr use-std-math-pow use-strict validate-asm
    verify-bytecode-full verify-bytecode-light verify-code-merge verify-csa verify-get-js-builtin-state
    verify-heap verify-predictable verify-simplified-lowering verify-snapshot-checksum
    verify-write-barriers vtune-prof-annotate-wasm warn-about-builtin-profile-data
    wasm-allow-mixed-eh-for-testing wasm-assert-types wasm-async-compilation wasm-bounds-checks
    wasm-bulkmem-inlining wasm-code-coverage wasm-code-gc wasm-deopt wasm-dynamic-tiering
    wasm-enforce-bounds-checks wasm-fast-api wasm-fuzzer-gen-test wasm-generate-compilation-hints
    wasm-generic-wrapper wasm-inlining wasm-inlining-call-indirect wasm-inlining-ignore-call-counts
    wasm-jitless wasm-jitless-if-available-for-testing wasm-lazy-compilation wasm-lazy-validation
    wasm-loop-peeling wasm-loop-unrolling wasm-math-intrinsics wasm-memory64-trap-handling
    wasm-native-module-cache wasm-opt wasm-simd-ssse3-codegen wasm-stack-checks wasm-staging
    wasm-sync-tier-up wasm-test-streaming wasm-tier-up win64-unwinding-info zero-unused-memory
"""

NUMBER = """
    baseline-batch-compilation-threshold bytecode-compiler-ablation-amount bytecode-old-age
    bytecode-old-time concurrent-maglev-max-threads concurrent-marking-max-worker-num
    concurrent-recompilation-delay concurrent-recompilation-queue-length concurrent-sparkplug-max-threads
    concurrent-turbofan-max-threads cppgc-random-gc-interval cpu-profiler-sampling-interval
    deopt-every-n-times double-string-cache-size dump-allocations-digest-at-alloc
    efficiency-mode-delay-turbofan-multiply ephemeron-fixpoint-iterations
    experimental-regexp-engine-capture-group-opt-max-memory-usage external-memory-max-growing-factor
    fast-properties-soft-limit function-context-cells-max-size fuzzer-random-seed gc-interval
    gc-memory-reducer-start-delay-ms gc-stats hash-seed heap-growing-percent heap-snapshot-on-gc
    heap-snapshot-string-limit high-end-android-physical-memory-threshold histogram-interval
    incremental-marking-hard-trigger incremental-marking-soft-trigger
    ineffective-gc-mutator-utilization-threshold ineffective-gc-size-threshold initial-heap-size
    initial-old-space-size initial-shared-heap-size invocation-count-for-early-optimization
    invocation-count-for-feedback-allocation invocation-count-for-maglev invocation-count-for-maglev-osr
    invocation-count-for-maglev-with-delay invocation-count-for-osr invocation-count-for-turbofan
    lazy-compile-dispatcher-max-threads maglev-allocation-folding maglev-loop-peeling-max-size
    maglev-loop-peeling-max-size-cumulative max-fast-properties max-heap-size max-inlined-bytecode-size
    max-inlined-bytecode-size-absolute max-inlined-bytecode-size-cumulative
    max-inlined-bytecode-size-small max-inlined-bytecode-size-small-total
    max-inlined-bytecode-size-small-with-heapnum-in-out max-large-page-pool-size
    max-maglev-hard-inline-depth max-maglev-inline-depth max-maglev-inlined-bytecode-size
    max-maglev-inlined-bytecode-size-cumulative max-maglev-inlined-bytecode-size-small
    max-maglev-inlined-bytecode-size-small-total
    max-maglev-inlined-bytecode-size-small-with-heapnum-in-out max-old-space-size max-opt
    max-optimized-bytecode-size max-semi-space-size max-serializer-nesting max-shared-heap-size
    max-stack-trace-source-length max-turbolev-inlined-bytecode-size-cumulative
    max-valid-polymorphic-map-count max-wasm-functions memory-balancer-c-value memory-reducer-gc-count
    min-inlining-frequency min-maglev-inlining-frequency min-semi-space-size
    minimum-invocations-after-ic-update minimum-invocations-before-optimization minor-gc-task-trigger
    minor-ms-concurrent-marking-trigger minor-ms-max-page-age minor-ms-min-lab-size-kb
    minor-ms-min-new-space-capacity-for-concurrent-marking-mb minor-ms-page-promotion-max-lab-threshold
    minor-ms-page-promotion-threshold mock-arraybuffer-allocator-limit
    osr-from-maglev-interrupt-scale-factor osr-to-tierup page-pool-timeout page-promotion-threshold
    parser-ablation-amount preconfigured-old-space-size preparser-ablation-amount
    print-wasm-code-function-index prof-sampling-interval proto-assign-seq-opt-count random-gc-interval
    random-seed regexp-backtracks-before-fallback regexp-tier-up-ticks reserve-inline-budget-scale-factor
    retain-maps-for-n-gc scavenger-chaos-mode-threshold semi-space-growth-factor smi-string-cache-size
    stack-size stack-trace-limit stress-lazy-compilation stress-marking stress-runs
    stress-sampling-allocation-profiler stress-scavenge switch-table-min-cases
    switch-table-spread-threshold testing-float-flag testing-int-flag testing-prng-seed
    trace-allocation-stack-interval trace-duplicate-threshold-kb v8-os-page-size
    wasm-caching-hard-threshold wasm-caching-threshold wasm-caching-timeout-ms wasm-capi-thread-pool-size
    wasm-debug-mask-for-testing wasm-deopts-per-function-limit wasm-disassembly-max-mb
    wasm-eager-tier-up-function wasm-inlining-budget wasm-inlining-factor wasm-inlining-max-size
    wasm-inlining-min-budget wasm-loop-peeling-max-size wasm-max-code-space-size-mb
    wasm-max-committed-code-mb wasm-max-initial-code-space-reservation wasm-max-mem-pages
    wasm-max-module-size wasm-max-table-size wasm-num-compilation-tasks wasm-stack-switching-stack-size
    wasm-tier-mask-for-testing wasm-tier-up-filter wasm-tiering-budget wasm-wrapper-tiering-budget
    zone-stats-tolerance
"""

TEXT = """
    arm-arch builtins-effects-src csa-trap-on-node dump-builtins-hashes-to-file dump-wasm-module-path
    embedded-src embedded-variant expose-cputracemark-as expose-gc-as gc-fake-mmap gdbjit-dump-filter
    heap-snapshot-path icu-datetime-compat-lang logfile maglev-filter maglev-print-filter map-counters
    mcpu perf-basic-prof-path perf-prof-path print-builtin-code-filter print-bytecode-filter
    print-opt-code-filter redirect-code-traces-to sim-arm64-optional-features sparkplug-filter
    startup-blob startup-src target-arch target-os testing-string-flag
    trace-ignition-dispatches-output-file trace-turbo-cfg-file trace-turbo-file-prefix trace-turbo-filter
    trace-turbo-path turbo-filter turbo-log-builtins-count-input turbo-profiling-input
    turbo-profiling-output turbo-verify-machine-graph wasm-trace-native
"""


def problem(name: str, value: str, has_value: bool) -> str | None:
    """What is wrong with an option, to be added to "bad option: WORD"; None when V8 takes it."""
    positive = name[3:] if name[:3] == "no-" else name.removeprefix("no")
    switches = BOOLEAN.split()
    if name in switches or positive in switches:
        return " (a switch, it takes no value)" if has_value else None
    if name in TEXT.split():
        return None if has_value else f" (it needs a value: --{name}=TEXT)"
    if name in NUMBER.split():
        if not has_value or not is_number(value):
            return f" (it needs a number: --{name}=NUMBER)"
        return None
    return ""


def is_number(text: str) -> bool:
    """Whether V8 reads a text as a number."""
    try:
        float(text)
    except ValueError:
        return False
    return not text[:1].isspace() and "_" not in text
