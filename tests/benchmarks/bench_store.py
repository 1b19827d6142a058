"""How much processor time the store takes to be built, opened and asked."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from helpers.data import find_city, load_profile, open_store
from helpers.paths import project


def seconds(call: Callable[[], object]) -> float:
    """Return how much processor time a call takes: other programs do not count."""
    begin = time.process_time()
    call()
    return time.process_time() - begin


def main() -> None:
    """Print the figures beside their limits."""
    with tempfile.TemporaryDirectory() as folder:
        build = Path(folder) / "store"
        data = project().data
        print(f"find_city: {1000 * seconds(lambda: find_city('Augsburg')):.0f} ms")
        print(f"load_profile: {1000 * seconds(lambda: load_profile('augsburg')):.0f} ms")
        official = seconds(lambda: open_store(data, build).close())
        with open_store(data, build) as store:
            own = seconds(lambda: store.prepare(store.areas))
        print(
            f"store rebuilt, with imports (at most 3 s): {official + own:.2f} s, of which {own:.2f} s for the municipality with "
            "figures of its own"
        )
        print(f"store opened: {1000 * seconds(lambda: open_store(data, build).close()):.0f} ms")
        with open_store(data, build) as store:
            areas = ["09761", "09", "DG", "08222", "15002", "06413", "06412"]
            names = list(store.catalogue.indicators)
            store.observations("kinderarmut", areas)  # pandas is imported once
            times = [seconds(lambda name=name: store.observations(name, areas)) for name in names]  # type: ignore[misc]
        print(
            f"one query (at most 10 ms): median {1000 * statistics.median(times):.1f} ms, longest {1000 * max(times):.1f} ms"
        )


if __name__ == "__main__":
    main()
