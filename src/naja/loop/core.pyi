def run(
    library_folder: str,
    source: str,
    from_source: bool,
    flags: bytes,
    heap_limit: int,
    options: dict[str, object],
    caches: dict[str, bytes] | None = None,
    permissions: int = 0,
) -> int: ...
