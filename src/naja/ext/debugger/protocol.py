"""What V8's inspector understands, for clients that ask at /json/protocol: names only, without parameters."""

COMMANDS = {
    "Console": "clearMessages disable enable",
    "Debugger": """
        continueToLocation disable disassembleWasmModule enable evaluateOnCallFrame
        getPossibleBreakpoints getScriptSource getStackTrace getWasmBytecode
        nextWasmDisassemblyChunk pause pauseOnAsyncCall removeBreakpoint restartFrame resume
        searchInContent setAsyncCallStackDepth setBlackboxExecutionContexts setBlackboxPatterns
        setBlackboxedRanges setBreakpoint setBreakpointByUrl setBreakpointOnFunctionCall
        setBreakpointsActive setInstrumentationBreakpoint setPauseOnExceptions setReturnValue
        setScriptSource setSkipAllPauses setVariableValue stepInto stepOut stepOver
    """,
    "HeapProfiler": """
        addInspectedHeapObject collectGarbage disable enable getHeapObjectId getObjectByHeapObjectId getSamplingProfile
        startSampling startTrackingHeapObjects stopSampling stopTrackingHeapObjects takeHeapSnapshot
    """,
    "Profiler": """
        disable enable getBestEffortCoverage setSamplingInterval start startPreciseCoverage stop stopPreciseCoverage
        takePreciseCoverage
    """,
    "Runtime": """
        addBinding awaitPromise callFunctionOn compileScript disable discardConsoleEntries enable evaluate
        getExceptionDetails getHeapUsage getIsolateId getProperties globalLexicalScopeNames queryObjects releaseObject
        releaseObjectGroup removeBinding runIfWaitingForDebugger runScript setAsyncCallStackDepth
        setCustomObjectFormatterEnabled setMaxCallStackSizeToCapture terminateExecution
    """,
    "Schema": "getDomains",
}
EVENTS = {
    "Console": "messageAdded",
    "Debugger": "breakpointResolved paused resumed scriptFailedToParse scriptParsed",
    "HeapProfiler": """
        addHeapSnapshotChunk heapStatsUpdate lastSeenObjectId reportHeapSnapshotProgress resetProfiles
    """,
    "Profiler": "consoleProfileFinished consoleProfileStarted preciseCoverageDeltaUpdate",
    "Runtime": """
        bindingCalled consoleAPICalled exceptionRevoked exceptionThrown executionContextCreated
        executionContextDestroyed
        executionContextsCleared inspectRequested
    """,
}


def describe() -> dict[str, object]:
    """The document."""
    return {
        "version": {"major": "1", "minor": "3"},
        "domains": [
            {
                "domain": name,
                "commands": [{"name": command} for command in commands.split()],
                "events": [{"name": event} for event in EVENTS.get(name, "").split()],
            }
            for name, commands in COMMANDS.items()
        ],
    }
