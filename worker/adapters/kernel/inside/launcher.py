"""Start a marimo kernel with the probe inside; run by path, in the notebook's interpreter.

argv: the marimo series that the worker drives, e.g. `0.25`, the descriptor that closes when the worker ends, and the
limits as JSON.
The kernel's arguments come as JSON on stdin.
Says `KERNEL_BROKEN <json list of problems>` and ends with code 3 when the interpreter cannot run a kernel.
"""

from __future__ import annotations

import builtins
import faulthandler
import importlib.metadata
import importlib.util
import json
import os
import pathlib
import signal
import sys
import threading
from typing import Any

PACKAGE = "mlflow_worker_inside"


def problems(series: str) -> list[str]:
    """What this interpreter lacks, each with its mend."""
    found = [
        f"{name} is not installed in {sys.executable}; mend: {sys.executable} -m pip install {requirement}"
        for name, requirement in (("marimo", f"'marimo=={series}.*'"), ("mlflow", "mlflow"), ("zmq", "pyzmq"))
        if importlib.util.find_spec(name) is None
    ]
    if importlib.util.find_spec("marimo") is not None:
        version = importlib.metadata.version("marimo")
        if version.split(".")[:2] != series.split("."):
            found.append(
                f"marimo {version} in {sys.executable} does not fit this worker, which drives {series}; "
                f"mend: {sys.executable} -m pip install 'marimo=={series}.*'"
            )
    return found


def load(name: str) -> Any:
    """Import a module of this folder, under a name that no notebook uses."""
    if PACKAGE in sys.modules:
        return importlib.import_module(f"{PACKAGE}.{name}")
    folder = pathlib.Path(__file__).resolve().parent
    spec = importlib.util.spec_from_file_location(
        PACKAGE, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{folder} cannot be imported")
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)
    return importlib.import_module(f"{PACKAGE}.{name}")


def end_with_worker(lifeline: int) -> None:
    """Kill this process and its group as soon as the worker is gone, also while marimo does not yet watch for it."""
    os.set_inheritable(lifeline, False)  # noqa: FBT003 - positional-only

    def watch() -> None:
        os.read(lifeline, 1)  # nothing ever comes: it returns when the worker's end closes
        if os.getpgrp() == os.getpid():
            os.killpg(os.getpid(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, name="worker-watch", daemon=True).start()


def install_probe() -> None:
    """Load the probe, and have marimo hand its kernel to it; once per process."""
    probe = load("probe")
    if hasattr(builtins, probe.OBSERVER):
        return
    # marimo counts builtins when it is imported: the observer must be one by then.
    setattr(builtins, probe.OBSERVER, probe.observe)
    probe.install()


def main() -> None:
    """Check, install the probe, and become the kernel."""
    end_with_worker(int(sys.argv[2]))
    load("limits").confine(json.loads(sys.argv[3]))
    broken = problems(sys.argv[1])
    if broken:
        sys.stdout.write("KERNEL_BROKEN " + json.dumps(broken) + "\n")
        sys.stdout.flush()
        sys.exit(3)
    # A crash in native code must still reach the worker: marimo turns descriptor 2 away while a cell runs.
    faulthandler.enable(os.dup(2), all_threads=False)
    install_probe()
    from marimo._ipc.launch_kernel import main as become_kernel  # noqa: PLC0415 - checked above to be there

    become_kernel()


if __name__ == "__main__":
    # `python launcher.py` put this folder first; the notebook's own folder belongs there, and marimo puts it.
    del sys.path[0]
    main()
