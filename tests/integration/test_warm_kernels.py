"""Kernels that were forked from a process with their imports: the same as fresh ones, and as mortal."""

import ast
import json
import os
import signal
import subprocess
import sys
import threading
import venv
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent, indent

import pytest
from mlflow import MlflowClient

from tests.fixtures_redis import eventually
from worker.adapters.folders import processes_below
from worker.adapters.kernel import MarimoKernel, warm_pool
from worker.adapters.kernel.imports import read_imports
from worker.adapters.kernel.sandbox import find_sandbox
from worker.errors import KernelDied, KernelTimeout
from worker.ports import CellStatus

ROOT = Path(__file__).parents[2]
LIBRARIES = """
import mlflow
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge
"""
KNOWN = read_imports([LIBRARIES], folder=Path("/nowhere")).modules
READY_S = 240.0
ENVIRONMENT = {"MLFLOW_RUN_CONTEXT": json.dumps({"mlflow_worker.task_id": "T-1"})}


def notebook(*cells):
    bodies = [f"@app.cell\ndef _():\n{indent(dedent(cell).strip(), '    ')}\n    return\n" for cell in cells]
    return "\n\n".join(["import marimo\n\napp = marimo.App()", *bodies])


@contextmanager
def opened(source, folder, *, pool=None, uri="http://127.0.0.1:9", timeout_s=120, python=None, sandbox=None):
    path = folder / "notebook.py"
    path.write_text(source)
    with MarimoKernel(pool=pool, python=python, sandbox=sandbox).open(
        path=path, source=source, tracking_uri=uri, environment=ENVIRONMENT, timeout_s=timeout_s
    ) as session:
        yield session


def is_warm(session):
    return session._channel._process.warm


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False


def wait_ready(pool, modules):
    eventually(lambda: any(modules <= ready for ready in pool.ready()), seconds=READY_S, what="the pool")


@contextmanager
def ready_pool(modules=frozenset(), *, python=sys.executable, memory_limit=4_000_000_000):
    with warm_pool(python=python, inherited=os.environ, memory_limit=memory_limit) as pool:
        pool.prepare(modules)
        wait_ready(pool, modules)
        yield pool


@pytest.fixture(scope="module")
def pool():
    """One pool that can fork kernels with all of LIBRARIES."""
    with ready_pool(KNOWN) as made:
        yield made


def both(source, folder, pool, **more):
    """The same notebook in a fresh and in a forked kernel: outcomes, and values by name."""
    seen = []
    for chosen in (None, pool):
        home = folder / ("cold" if chosen is None else "warm")
        home.mkdir()
        with opened(source, home, pool=chosen, **more) as session:
            assert is_warm(session) == (chosen is not None)
            execution = session.run()
            outcomes = [
                (cell.status, cell.exception, cell.message, cell.output_type, cell.stdout) for cell in execution.cells
            ]
            seen.append((outcomes, {name: value.text for name, value in session.snapshot().names.items()}))
    return seen


# ---------------------------------------------------------------- the same as a fresh one

SURROUNDINGS = """
import os, pathlib, re, resource, signal, tempfile, threading
system = __import__("sys")  # a notebook that is seen to use `sys.path` would get a fresh process
folder = os.environ["TMPDIR"]
facts = {
    "variables": {name: value.replace(folder, "FOLDER") for name, value in os.environ.items()},
    "path": system.path[1:],
    "own first": system.path[0] == os.getcwd(),
    "argv": [pathlib.Path(word).name for word in system.argv],
    "main": (__name__, system.modules["__main__"].__name__),
    "home": str(pathlib.Path.home()).replace(folder, "FOLDER"),
    "temporary": tempfile.gettempdir().replace(folder, "FOLDER"),
    "signals": [str(signal.getsignal(number)).partition(" at 0x")[0] for number in range(1, 32)],
    "masked": str(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
    "limits": [resource.getrlimit(number) for number in range(10) if number != resource.RLIMIT_NPROC],
    "leader": (os.getsid(0) == os.getpid(), os.getpgrp() == os.getpid()),
    "threads": sorted({re.sub("[0-9]+", "N", thread.name) for thread in threading.enumerate()}),
    "descriptors": len(os.listdir("/proc/self/fd")),
    "encodings": (system.stdout.encoding, system.getfilesystemencoding()),
    "backend": __import__("matplotlib").get_backend(),
    "tracking": mlflow.get_tracking_uri(),
    "run": mlflow.active_run(),
    "privileges": [line for line in open("/proc/self/status") if line.startswith(("Cap", "NoNew", "Seccomp", "Uid", "Gid"))],
    "mounts": sorted(" ".join(line.split()[3:6]).replace(folder, "FOLDER") for line in open("/proc/self/mountinfo")),
    "host": os.uname().nodename,
    "processes": len([name for name in os.listdir("/proc") if name.isdigit()]) if {sandboxed} else 0,
    "writable": [place for place in ("/", "/usr", "/tmp", "/var/tmp", "/root", "/dev/shm") if os.access(place, os.W_OK)],
    "own": os.access(folder, os.W_OK),
    "filters": sorted(str(one[:4]) for one in __import__("warnings").filters),
}
"""


@pytest.mark.parametrize("mode", ["off", "require"])
def test_a_forked_kernel_sees_what_a_fresh_one_sees(mode, tmp_path, pool):
    sandbox = find_sandbox(mode)
    source = notebook(LIBRARIES, SURROUNDINGS.replace("{sandboxed}", str(mode == "require")))
    seen = []
    for chosen in (None, pool):
        home = tmp_path / str(bool(chosen))
        home.mkdir()
        with opened(source, home, pool=chosen, sandbox=sandbox) as session:
            execution = session.run()
            assert not execution.failures, execution.failures
            assert is_warm(session) == (chosen is not None)
            save = f"open({str(home / 'facts')!r}, 'w').write(repr(facts))"
            assert session.evaluate({1: [save]})[1][save].number
        seen.append((home / "facts").read_text().replace(str(home), "HERE"))
    cold, warm = (ast.literal_eval(text) for text in seen)
    for facts in (cold, warm):
        facts["variables"].pop("_MLFLOW_TELEMETRY_SESSION_ID", None)  # random in every process
        # marimo watches a parent unless that is the first process, as bubblewrap is
        facts["threads"] = [name for name in facts["threads"] if name != "Thread-N"]
    # the sandbox was made around an idle process
    assert warm.pop("processes") - cold.pop("processes") == (mode == "require")
    assert warm == cold


@pytest.mark.parametrize(
    "cells",
    [
        [
            LIBRARIES,
            "x = np.arange(12.0).reshape(4, 3)\nmodel = Ridge(alpha=0.5).fit(x, x.sum(axis=1))\nmodel",
            "weights = model.coef_.round(6)\nprint(weights)",
            "pd.DataFrame({'a': [1, 2], 'b': ['x', 'y']})",
            "figure, axis = plt.subplots()\naxis.plot([1, 2])\nfigure",
            "plt.plot([1, 2])\nplt.gca()",
            "raise ValueError('as it should')",
        ],
        [LIBRARIES, "import marimo as mo\nslider = mo.ui.slider(1, 3, value=2)\nslider", "mo.md(f'{slider.value}')"],
        ["import numpy as np", "missing_name"],
    ],
    ids=["a notebook of everything", "UI elements", "a name that is missing"],
)
def test_a_notebook_comes_out_the_same(cells, tmp_path, pool):
    cold, warm = both(notebook(*cells), tmp_path, pool)
    assert warm == cold


def test_runs_are_logged_the_same(tmp_path, pool, mlflow_uri, mlflow_client):
    source = notebook(
        LIBRARIES,
        """
        mlflow.set_experiment("warm and cold")
        with mlflow.start_run() as run:
            mlflow.log_params({"alpha": 0.5})
            mlflow.log_metrics({"loss": 0.25})
            mlflow.log_figure(plt.figure(), "plots/empty.png")
        run_id = run.info.run_id
        """,
    )
    ids = []
    for chosen in (None, pool):
        home = tmp_path / "same"
        home.mkdir(exist_ok=True)
        with opened(source, home, pool=chosen, uri=mlflow_uri) as session:
            execution = session.run()
            assert not execution.failures, execution.failures
            ids.append(session.evaluate({1: ["run_id"]})[1]["run_id"].text.strip("'"))
    cold, warm = (mlflow_client.get_run(run_id) for run_id in ids)
    assert warm.data.params == cold.data.params
    assert warm.data.metrics == cold.data.metrics
    assert warm.info.status == cold.info.status == "FINISHED"
    assert warm.data.tags["mlflow_worker.task_id"] == "T-1"
    assert warm.info.run_name != cold.info.run_name
    changing = {"mlflow.runName"}
    assert {key: value for key, value in warm.data.tags.items() if key not in changing} == {
        key: value for key, value in cold.data.tags.items() if key not in changing
    }
    assert [file.path for file in mlflow_client.list_artifacts(ids[1], "plots")] == ["plots/empty.png"]


def test_an_open_run_is_closed_when_the_kernel_is_interrupted(tmp_path, pool):
    store = f"sqlite:///{tmp_path}/runs.db"
    client = MlflowClient(store)
    client.search_experiments()
    source = notebook(
        LIBRARIES,
        f"""
        import itertools
        mlflow.set_tracking_uri({store!r})
        with mlflow.start_run():
            for _ in itertools.count():
                pass
        """,
    )
    with opened(source, tmp_path, pool=pool, timeout_s=30) as session:
        assert is_warm(session)
        with pytest.raises(KernelTimeout, match="still ran"):
            session.run()
    assert [run.info.status for run in client.search_runs(["0"])] == ["FAILED"]
    pool._distrusted.clear()


def test_two_kernels_draw_different_numbers(tmp_path, pool):
    source = notebook(LIBRARIES, "import random\ndrawn = (np.random.rand(), random.random())")
    texts = set()
    for _ in range(2):
        with opened(source, tmp_path, pool=pool) as session:
            session.run()
            assert is_warm(session)
            texts.add(session.evaluate({1: ["drawn"]})[1]["drawn"].text)
    assert len(texts) == 2


def test_threads_of_numeric_libraries_work_in_a_fork(tmp_path, pool):
    source = notebook(
        LIBRARIES,
        """
        from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestRegressor
        x = np.random.default_rng(0).normal(size=(2000, 10))
        y = x @ np.ones(10)
        product = float((x.T @ x).trace())
        boosted = HistGradientBoostingRegressor(max_iter=20).fit(x, y).score(x, y)
        forest = RandomForestRegressor(n_estimators=10, n_jobs=2).fit(x, y).score(x, y)
        """,
        "frame = pd.DataFrame(x).groupby(0).sum().shape",
    )
    for _ in range(3):
        with opened(source, tmp_path, pool=pool) as session:
            execution = session.run()
            assert is_warm(session)
        assert not execution.failures, execution.failures


def test_kernels_are_forked_from_several_threads_at_once(tmp_path, pool):
    problems = []

    def work(number):
        home = tmp_path / str(number)
        home.mkdir()
        try:
            for _ in range(2):
                with opened(notebook(LIBRARIES, f"mine = {number} + len(np.ones(2))"), home, pool=pool) as session:
                    execution = session.run()
                    assert is_warm(session)
                    assert not execution.failures
                    assert session.evaluate({1: ["mine"]})[1]["mine"].number == number + 2
        except Exception as error:  # noqa: BLE001 - told by the test's own thread
            problems.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


# ---------------------------------------------------------------- in doubt a fresh one


def test_nothing_is_imported_that_the_notebook_does_not_import(tmp_path, pool):
    source = notebook("import numpy as np", "import sys\nthere = [m for m in ('pandas', 'mlflow') if m in sys.modules]")
    source = source.replace("in sys.modules", "in __import__('sys').modules")
    with opened(source, tmp_path, pool=pool) as session:
        session.run()
        assert is_warm(session)
        assert session.evaluate({1: ["there"]})[1]["there"].text == "[]"


def test_a_module_beside_the_notebook_wins(tmp_path, pool):
    pool.prepare(frozenset({"pandas"}))
    eventually(lambda: frozenset({"pandas"}) in pool.ready(), seconds=READY_S, what="pandas")
    (tmp_path / "pandas.py").write_text("OWN = 7\n")
    with opened(notebook("import pandas", "own = pandas.OWN"), tmp_path, pool=pool) as session:
        execution = session.run()
        assert not is_warm(session)
        assert not execution.failures, execution.failures


def test_an_environment_that_the_notebook_sets_is_there_before_the_import(tmp_path, pool):
    source = notebook("import os\nos.environ['OMP_NUM_THREADS'] = '1'\nimport numpy as np")
    with opened(source, tmp_path, pool=pool) as session:
        session.run()
        assert not is_warm(session)


def test_what_was_installed_since_is_imported(tmp_path):
    home = tmp_path / "environment"
    venv.create(home, system_site_packages=True, with_pip=False)
    (packages,) = home.glob("lib/python*/site-packages")
    # the environment of this interpreter may itself be one: then its libraries are not the system's
    (packages / "outer.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")))
    python = str(home / "bin" / "python")
    (packages / "networkx.py").write_text("VERSION = 1\n")
    source = notebook("import networkx", "version = networkx.VERSION")
    with ready_pool(frozenset({"networkx"}), python=python) as pool:
        (packages / "networkx.py").unlink()
        (packages / "networkx.py").write_text("VERSION = 2_000_000\n")
        with opened(source, tmp_path, pool=pool, python=python) as session:
            session.run()
            assert not is_warm(session)
            assert session.evaluate({1: ["version"]})[1]["version"].number == 2_000_000
        wait_ready(pool, frozenset())


def test_a_library_that_starts_a_thread_is_not_imported_ahead(tmp_path):
    (tmp_path / "threaded.py").write_text(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    )
    (tmp_path / "harmless.py").write_text("X = 1\n")
    code = f"""
import importlib.util, sys
spec = importlib.util.spec_from_file_location("zygote", {str(ROOT / "worker/adapters/kernel/inside/zygote.py")!r})
zygote = importlib.util.module_from_spec(spec)
spec.loader.exec_module(zygote)
for name in ("harmless", "nowhere", "threaded"):
    try:
        zygote.import_all([name])
    except zygote.RefusedError as refused:
        print(refused)
    else:
        print(name, "taken")
"""
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=True
    )
    taken, nowhere, threaded = done.stdout.splitlines()
    assert taken == "harmless taken"
    assert nowhere.startswith("nowhere: ModuleNotFoundError")
    assert threaded.startswith("threaded: it starts threads")


def test_a_library_that_cannot_be_imported_ahead_leaves_the_others(tmp_path):
    with ready_pool() as pool:
        pool.prepare(frozenset({"numpy", "xgboost_of_nobody"}))
        wait_ready(pool, frozenset())
        eventually(lambda: pool._refused, seconds=READY_S, what="the refusal")
        assert pool._refused == {"xgboost_of_nobody"}
        pool.prepare(frozenset({"numpy", "xgboost_of_nobody"}))
        wait_ready(pool, frozenset({"numpy"}))


def test_memory_is_bounded(tmp_path):
    with ready_pool(memory_limit=1) as pool:
        pool.prepare(frozenset({"numpy"}))
        eventually(lambda: pool._distrusted, seconds=READY_S, what="the refusal")
        eventually(lambda: pool.ready() == (frozenset(),), what="the retirement")
        with opened(notebook("import numpy as np"), tmp_path, pool=pool) as session:
            assert not session.run().failures


# ---------------------------------------------------------------- as mortal as a fresh one


def test_nothing_that_a_forked_kernel_started_survives(tmp_path, pool):
    source = notebook(
        LIBRARIES,
        """
        import os, subprocess, time
        def forked():
            child = os.fork()
            if child == 0:
                os.setsid()
                grandchild = os.fork()
                if grandchild == 0:
                    time.sleep(600)
                open("pid", "w").write(str(grandchild))
                os._exit(0)
            os.waitpid(child, 0)
            return int(open("pid").read())
        pids = [os.getpid(), forked(), subprocess.Popen(["sleep", "600"], start_new_session=True).pid]
        open("pids", "w").write(" ".join(map(str, pids)))
        """,
    )
    with opened(source, tmp_path, pool=pool) as session:
        execution = session.run()
        assert is_warm(session)
        assert not execution.failures, execution.failures
        pids = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
        assert all(map(alive, pids))
    eventually(lambda: not any(map(alive, pids)), what="the end of all")


@pytest.mark.parametrize(
    ("code", "ending"),
    [("import os\nos._exit(3)", "exit code 3"), ("import ctypes\nctypes.string_at(0)", "SIGSEGV")],
)
def test_how_a_forked_kernel_ended_is_known(code, ending, tmp_path, pool):
    with opened(notebook(LIBRARIES, code), tmp_path, pool=pool) as session:
        assert is_warm(session)
        with pytest.raises(KernelDied, match=ending):
            session.run()


def test_after_a_death_such_notebooks_start_fresh(tmp_path):
    modules = frozenset({"numpy"})
    with ready_pool(modules) as pool:
        with (
            pytest.raises(KernelDied),
            opened(notebook("import numpy as np", "import os\nos._exit(3)"), tmp_path, pool=pool) as session,
        ):
            session.run()
        with opened(notebook("import numpy as np"), tmp_path, pool=pool) as session:
            assert not is_warm(session)


def test_a_forked_kernel_that_stands_still_is_tried_again_in_a_fresh_process(tmp_path):
    modules = frozenset({"numpy"})
    with ready_pool(modules) as pool:
        source = notebook("import numpy as np", "import time\ntime.sleep(600)")
        with (
            pytest.raises(KernelDied, match="tried again in a fresh process"),
            opened(source, tmp_path, pool=pool, timeout_s=20) as session,
        ):
            session.run()


def test_when_the_forking_process_dies_its_kernels_die_and_the_pool_grows_anew(tmp_path):
    modules = frozenset({"numpy"})
    with ready_pool(modules) as pool:
        (parent,) = [kept.zygote.pid for key, kept in pool._kept.items() if key == modules]
        with opened(notebook("import numpy as np"), tmp_path, pool=pool) as session:
            session.run()
            assert is_warm(session)
            os.kill(parent, signal.SIGKILL)
            kernel = session._channel._process.pid
            eventually(lambda: not alive(kernel), what="the end of the kernel")
            with pytest.raises(KernelDied):
                session.run()
        pool._distrusted.clear()
        with opened(notebook("import numpy as np", "x = np.ones(2).sum()"), tmp_path, pool=pool) as session:
            assert not is_warm(session)
            assert session.run().cells[1].status is CellStatus.RAN
        wait_ready(pool, modules)
        with opened(notebook("import numpy as np"), tmp_path, pool=pool) as session:
            assert is_warm(session)


def test_when_the_worker_is_killed_nothing_remains(tmp_path):
    source = notebook("import numpy as np", "import time\nopen('begun', 'w').close()\ntime.sleep(600)")
    (tmp_path / "notebook.py").write_text(source)
    code = f"""
import sys, pathlib
sys.path.insert(0, {str(ROOT)!r})
from tests.integration.test_warm_kernels import is_warm, opened, ready_pool
folder = pathlib.Path({str(tmp_path)!r})
with ready_pool(frozenset({{"numpy"}})) as pool, opened((folder / "notebook.py").read_text(), folder, pool=pool) as session:
    (folder / "warm").write_text(str(is_warm(session)))
    session.run()
"""
    temporary = tmp_path / "t"
    temporary.mkdir()
    worker = subprocess.Popen([sys.executable, "-c", code], env={**os.environ, "TMPDIR": str(temporary)})
    eventually((tmp_path / "begun").exists, seconds=READY_S, what="the notebook")
    assert (tmp_path / "warm").read_text() == "True"
    assert len(processes_below(temporary)) >= 3
    worker.kill()
    worker.wait()
    eventually(lambda: not processes_below(temporary), what="the end of all")


def test_closing_the_pool_leaves_no_process_and_no_descriptor(tmp_path):
    def sockets_and_pipes():
        ends = [os.readlink(end) for end in Path("/proc/self/fd").iterdir() if end.is_symlink()]  # noqa: PTH115
        return sum(end.startswith(("socket", "pipe")) for end in ends)

    def use():
        with ready_pool(frozenset({"numpy"})) as pool:
            for _ in range(3):
                with opened(notebook("import numpy as np"), tmp_path, pool=pool) as session:
                    session.run()
                    assert is_warm(session)
            return [kept.zygote.pid for kept in pool._kept.values()]

    use()
    before = sockets_and_pipes()
    pids = use()
    eventually(lambda: not any(map(alive, pids)), what="the end of all")
    assert sockets_and_pipes() == before
