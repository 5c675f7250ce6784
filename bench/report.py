"""Tables, as text for the terminal and as Markdown for docs/performance.md."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Table:
    """One benchmark's result: a row for each runtime (and program)."""

    title: str
    how: str
    columns: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def failed(self, name: str) -> bool:
        """Whether something could not be measured, and is not to be tried again."""
        return any(text.startswith(f"{name}:") for text in self.failures)

    def markdown(self) -> str:
        """The table under its heading, with how it was measured."""
        align = ["---"] + ["---:"] * (len(self.columns) - 1)
        lines = [self.columns, align, *self.rows]
        body = "\n".join("| " + " | ".join(line) + " |" for line in lines)
        failed = "".join(f"\nNot measured: {text}\n" for text in self.failures)
        return f"## {self.title}\n\n{self.how}\n\n{body}\n{failed}"

    def text(self) -> str:
        """The table in columns."""
        lines = [self.columns, *self.rows]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.columns))]
        shown = [
            "  ".join(
                cell.ljust(w) if i == 0 else cell.rjust(w)
                for i, (cell, w) in enumerate(zip(line, widths, strict=True))
            )
            for line in lines
        ]
        return "\n".join([f"\n{self.title}", *shown, *(f"not measured: {text}" for text in self.failures)])


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(values)
