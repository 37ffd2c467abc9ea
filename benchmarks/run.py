"""`make bench`: every measurement, the product and its peers in turn."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import basics
import overhead
import soak
import whole
from report import Table
from stage import Stage, stage

from worker.logs import configure

Measurement = Callable[[Stage, Table, argparse.Namespace], None]

MEASUREMENTS: dict[str, Measurement] = {
    "small": lambda stage, table, chosen: whole.small(stage, table, rounds=chosen.rounds),
    "apart": lambda stage, table, chosen: whole.taken_apart(stage, table, rounds=chosen.rounds),
    "long": lambda stage, table, chosen: whole.long(stage, table, rounds=chosen.rounds, seconds=chosen.train),
    "loop": lambda stage, table, chosen: overhead.loop(
        stage, table, rounds=chosen.rounds, step_s=chosen.step / 1000, per_call=not chosen.quick
    ),
    "nested": lambda stage, table, chosen: whole.nested(stage, table, rounds=chosen.rounds),
    "soak": lambda stage, table, chosen: soak.soak(stage, table, count=chosen.tasks),
}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=["basics", *MEASUREMENTS], default=["basics", *MEASUREMENTS])
    parser.add_argument("--rounds", type=int, default=5, help="alternations")
    parser.add_argument("--train", type=float, default=60.0, help="seconds that the long notebook trains")
    parser.add_argument("--step", type=float, default=20.0, help="milliseconds of one step of the loop")
    parser.add_argument("--tasks", type=int, default=200, help="tasks of the soak")
    parser.add_argument("--quick", action="store_true", help="one round, 6 s of training, 2 ms steps, 10 tasks")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.rounds, chosen.train, chosen.step, chosen.tasks = 1, 6.0, 2.0, 10
    return chosen


def main() -> None:
    configure(style="json", level="error")
    chosen, table = arguments(), Table()
    if "basics" in chosen.only:
        basics.start_up(table)
        basics.queue_throughput(table)
        basics.dry_run(table)
    wanted = [MEASUREMENTS[name] for name in MEASUREMENTS if name in chosen.only]
    if wanted:
        with stage() as services:
            for measure in wanted:
                measure(services, table, chosen)
    load = os.getloadavg()[0]
    print(f"\n{os.cpu_count()} processors, load {load:.1f}; medians [smallest – largest]\n", *table.rows, sep="\n")


if __name__ == "__main__":
    main()
