"""The benchmarks, one a file; each has `measure(runtimes, quick) -> Table`."""
