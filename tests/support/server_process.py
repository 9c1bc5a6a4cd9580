"""What a running server takes of the machine, read from `/proc`."""

from __future__ import annotations

import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


class ServerProcess:
    """What the process of a server has taken so far."""

    def __init__(self, pid: int) -> None:
        self._folder = Path("/proc", str(pid))

    def cpu(self) -> float:
        """Return the seconds of CPU time of the server and of the processes that it has started and that ended."""
        fields = (self._folder / "stat").read_text("utf-8").rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / _TICKS

    def megabytes(self) -> float:
        """Return the memory that it holds."""
        [line] = [one for one in (self._folder / "status").read_text("utf-8").splitlines() if one.startswith("VmRSS")]
        return int(line.split()[1]) / 1024

    async def cost(self, work: Callable[[], Awaitable[object]]) -> tuple[float, float]:
        """Return the CPU time and the time that something takes."""
        cpu, clock = self.cpu(), time.perf_counter()
        await work()
        return self.cpu() - cpu, time.perf_counter() - clock
