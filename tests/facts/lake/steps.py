"""What a process does to a lake, step by step, until it is killed."""

from collections.abc import Callable

from tenure.facts.delivery import Delivery
from tenure.facts.lake import Lake
from tests.cast import NOW, ann, bob, cid, contract, customer, deliver, identity, order


def first() -> Delivery:
    rows = {
        "customers": [customer(ann), customer(bob), customer(cid, merged_into=bob)],
        "contracts": [contract("k1", ann, "2024-01-01", "2025-01-01"), contract("k2", cid, "2024-01-01", "2025-01-01")],
        "transactions": [order(f"o{month}", ann, month, f"2024-{month:02d}-05") for month in range(1, 4)],
    }
    return deliver(rows, name="first")


def second() -> Delivery:
    rows = {
        "contracts": [
            contract("k1", ann, "2024-01-01", "2025-06-01"),
            contract("k3", "dan", "2024-01-01", "2025-01-01"),
        ],
        "transactions": [order(f"o{month}", ann, 2 * month, f"2024-{month:02d}-05") for month in range(2, 5)],
        "identities": [identity(ann, "email", "ann@example.com")],
    }
    return deliver(rows, name="second")


def third() -> Delivery:
    return deliver("transactions", [order("x", "email:ann@example.com", 5, "2024-02-05")], name="third")


STEPS: list[Callable[[Lake], object]] = [
    lambda lake: lake.store(first(), NOW),
    lambda lake: lake.store(second(), NOW),
    lambda lake: lake.store(third(), NOW),
    lambda lake: lake.compact(NOW, more_than=1),
    lambda lake: lake.undo(number_of(lake, "second"), NOW),
    lambda lake: lake.erase(2, NOW),  # bob, and cid with him
]


def number_of(lake: Lake, name: str) -> int:
    return next(int(str(batch["batch"])) for batch in lake.batches() if batch["name"] == name)
