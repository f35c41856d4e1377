"""Orders of rows in which kernels run fast."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nanoimmune.rule import inner


@inner
def order_by_kind_and_site(kinds: NDArray[Any], sites: NDArray[np.int32], used: int) -> NDArray[np.int64]:
    """Slots of the live rows, by kind (a small integer above zero), and by site within a kind.

    Two passes of counting, each of which keeps the order of equals.
    """
    live, last_site, last_kind = 0, 0, 0
    for slot in range(used):
        last_site, last_kind = max(last_site, int(sites[slot])), max(last_kind, int(kinds[slot]))
    by_site, by_kind = np.zeros(last_site + 2, np.int64), np.zeros(last_kind + 2, np.int64)
    for slot in range(used):
        if kinds[slot] > 0:
            live += 1
            by_site[sites[slot] + 1] += 1
            by_kind[kinds[slot] + 1] += 1
    for counts in (by_site, by_kind):
        for k in range(counts.size - 1):
            counts[k + 1] += counts[k]
    order, sorted_by_site = np.empty(live, np.int64), np.empty(live, np.int64)
    for slot in range(used):
        if kinds[slot] > 0:
            sorted_by_site[by_site[sites[slot]]] = slot
            by_site[sites[slot]] += 1
    for k in range(live):
        slot = int(sorted_by_site[k])
        order[by_kind[kinds[slot]]] = slot
        by_kind[kinds[slot]] += 1
    return order
