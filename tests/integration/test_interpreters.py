"""Which interpreter a notebook gets, and environments that uv builds; packages are wheels that the tests make."""

import base64
import hashlib
import os
import subprocess
import sys
import threading
import venv
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from worker.adapters.kernel import MarimoKernel
from worker.adapters.kernel.environments import Environments, completed, kernel_requirements
from worker.adapters.kernel.interpreters import OWN, Interpreters, meets, runs_kernels
from worker.adapters.kernel.needs import Needs, header_needs
from worker.adapters.kernel.sandbox import find_sandbox
from worker.errors import EnvironmentBroken

ADDED = (Requirement("made-runtime==1.0"),)


def wheel(folder: Path, name: str, version: str, *, source: str = "") -> None:
    """A wheel with one module of that name."""
    files = {
        f"{name}.py": source or f"VERSION = {version!r}\n",
        f"{name}-{version}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{name}-{version}.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    digest = {
        path: base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
        for path, text in files.items()
    }
    record = f"{name}-{version}.dist-info/RECORD"
    files[record] = "".join(f"{path},sha256={digest[path]},{len(files[path])}\n" for path in digest) + f"{record},,\n"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)


@pytest.fixture
def index(tmp_path, monkeypatch) -> Path:
    """Where packages come from: a folder of wheels, told to pip, as on a machine without a network."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    wheel(folder, "made_runtime", "1.0")
    wheel(folder, "made_thing", "1.0")
    wheel(folder, "made_thing", "2.0")
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    return folder


@pytest.fixture
def environments(tmp_path, index) -> Environments:
    return Environments(tmp_path / "environments", added=ADDED)


@pytest.fixture
def root(tmp_path) -> Path:
    folder = tmp_path / "repository"
    (folder / "notebooks").mkdir(parents=True)
    return folder


def header(*requirements: str, python: str = ">=3.11") -> str:
    lines = [f'requires-python = "{python}"', f"dependencies = {list(requirements)!r}"]
    return "\n".join(["# /// script", *(f"# {line}" for line in lines), "# ///", "import marimo"])


def needs(*requirements: str, python: str = "") -> Needs:
    return Needs(origin="a test", requirements=tuple(map(Requirement, requirements)), python=python)


def choose(environments: Environments, root: Path, source: str = "import marimo", **options):
    return Interpreters(environments=environments, **options).choose(root / "notebooks" / "fit.py", source, root)


def version_in(python: str, module: str = "made_thing") -> str:
    done = subprocess.run(
        [python, "-c", f"import {module}; print({module}.VERSION)"], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def left(environments_folder: Path) -> list[str]:
    return sorted(path.name for path in environments_folder.iterdir() if path.suffix != ".lock")


# ---------------------------------------------------------------- the order


def test_the_operators_interpreter_wins_over_everything(environments, root):
    (root / "requirements.txt").write_text("made-thing==1.0\n")
    chosen = choose(environments, root, header("made-thing==2.0"), python="/opt/python")
    assert (chosen.python, chosen.origin) == ("/opt/python", "MLFLOW_WORKER_PYTHON")


def test_the_header_wins_over_the_project(environments, root):
    (root / "requirements.txt").write_text("made-thing==1.0\n")
    chosen = choose(environments, root, header("made-thing==2.0"))
    assert version_in(chosen.python) == "2.0"
    assert chosen.origin == "built for the header of notebooks/fit.py"


def test_the_nearest_project_wins(environments, root):
    (root / "requirements.txt").write_text("made-thing==1.0\n")
    (root / "notebooks" / "requirements.txt").write_text("made-thing==2.0\n")
    chosen = choose(environments, root)
    assert version_in(chosen.python) == "2.0"
    assert chosen.origin == "built for notebooks/requirements.txt"


def test_a_projects_own_environment_wins_over_its_lists_when_it_can_run_a_kernel(environments, root):
    (root / "requirements.txt").write_text("made-thing==1.0\n")
    venv.create(root / ".venv", with_pip=False)
    assert choose(environments, root).origin == "built for requirements.txt"
    site = next((root / ".venv").glob("lib/python*/site-packages"))
    own = {
        one.name: next(iter(one.specifier)).version.replace(".*", ".1")
        for one in kernel_requirements()
        if one.specifier
    }
    for name, version in {**own, "pyzmq": "27.0", "mlflow": "3.1"}.items():
        (site / f"{name}-{version}.dist-info").mkdir()
    assert runs_kernels(root / ".venv")
    assert choose(environments, root).python == str(root / ".venv" / "bin" / "python")


def test_a_projects_environment_is_found_in_the_checkout_when_a_copy_is_worked_on(environments, root, tmp_path):
    checkout = tmp_path / "checkout"
    venv.create(checkout / ".venv", with_pip=False)
    site = next((checkout / ".venv").glob("lib/python*/site-packages"))
    for name in ("marimo-0.25.1", "mlflow-3.1", "pyzmq-27.0"):
        (site / f"{name}.dist-info").mkdir()
    assert choose(environments, root, checkout=checkout).python == str(checkout / ".venv" / "bin" / "python")


def test_a_notebook_that_states_nothing_gets_the_workers_own(environments, root):
    chosen = choose(environments, root)
    assert (chosen.python, chosen.origin, chosen.paths) == (sys.executable, OWN, ())


def test_a_project_that_is_a_package_lends_its_modules(environments, root):
    (root / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\n[project]\nname = "x"\ndependencies = ["numpy"]\n'
    )
    assert choose(environments, root).paths == (root,)
    (root / "src").mkdir()
    assert choose(environments, root).paths == (root / "src",)


def test_a_lock_file_wins_over_the_list_beside_it(environments, root):
    (root / "pyproject.toml").write_text(
        '[project]\nname = "x"\nversion = "0"\nrequires-python = ">=3.11"\ndependencies = ["made-thing"]\n'
    )
    (root / "uv.lock").write_text(
        'version = 1\nrequires-python = ">=3.11"\n\n[[package]]\nname = "made-thing"\nversion = "1.0"\n'
        'source = { registry = "wheels" }\n\n[[package]]\nname = "x"\nversion = "0"\nsource = { virtual = "." }\n'
        'dependencies = [{ name = "made-thing" }]\n\n[package.metadata]\nrequires-dist = [{ name = "made-thing" }]\n'
    )
    chosen = choose(environments, root)
    assert (version_in(chosen.python), chosen.origin) == ("1.0", "built for uv.lock")


# ---------------------------------------------------------------- what the worker's own meets


@pytest.mark.parametrize(
    ("stated", "met"),
    [
        (needs("numpy", "scikit-learn>=1"), True),
        (needs("numpy==1.0"), False),
        (needs("made-thing"), False),
        (needs("made-thing; python_version < '3'"), True),
        (needs("marimo==0.1"), True),
        (needs("marimo[no-such-extra]"), True),
        (needs("numpy", python="<3"), False),
        (needs(), True),
    ],
    ids=lambda value: " ".join(map(str, value.requirements)) or "nothing" if isinstance(value, Needs) else str(value),
)
def test_the_workers_own_interpreter_serves_where_it_meets_what_is_stated(stated, met):
    assert meets(stated) is met


def test_a_python_that_is_no_range_is_named():
    with pytest.raises(EnvironmentBroken, match="`requires-python` 'three' is no version range"):
        meets(needs(python="three"))


# ---------------------------------------------------------------- what is added


def test_a_kernels_needs_are_added_and_a_stated_mlflow_stays():
    stated = [Requirement("marimo[recommended]==0.1"), Requirement("mlflow==2.9"), Requirement("numpy")]
    lines = completed(stated, [Requirement("marimo==0.25.*"), Requirement("mlflow>=3,<=3.17"), Requirement("pyzmq")])
    assert lines == {"marimo[recommended]==0.25.*", "mlflow==2.9", "numpy", "pyzmq"}


def test_the_patch_of_a_header_needs_no_other_environment():
    own = [Requirement("mlflow>=3,<=3.17")]
    assert completed([Requirement("numpy")], own) == completed([Requirement("numpy"), Requirement("mlflow")], own)


# ---------------------------------------------------------------- building


def test_an_environment_is_built_once_per_content(environments, tmp_path):
    first = environments.python(needs("made-thing==1.0"))
    assert environments.python(needs("made-thing==1.0")) == first
    assert environments.python(needs("made-thing==2.0")) != first
    assert len(left(tmp_path / "environments")) == 2
    assert version_in(first[0]) == "1.0"
    assert version_in(first[0], "made_runtime") == "1.0"


def test_workers_that_want_the_same_environment_at_once_share_one_build(environments, tmp_path):
    found = []
    workers = [
        threading.Thread(target=lambda: found.append(environments.python(needs("made-thing==1.0")))) for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    assert len(left(tmp_path / "environments")) == 1


def test_a_build_that_fails_names_the_package_and_leaves_nothing(environments, tmp_path):
    with pytest.raises(
        EnvironmentBroken, match=r"(?s)a test asks for cannot be built: .*no-such-thing.*mend: change it"
    ):
        environments.python(needs("no-such-thing==9"))
    assert left(tmp_path / "environments") == []


def test_a_source_distribution_is_not_built_because_its_code_would_run(environments, index, tmp_path):
    trap = tmp_path / "trap"
    project = tmp_path / "made_trap-1.0"
    project.mkdir()
    (project / "setup.py").write_text(
        f"import pathlib\npathlib.Path({str(trap)!r}).touch()\nfrom setuptools import setup\nsetup(name='made-trap', version='1.0')\n"
    )
    (project / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: made-trap\nVersion: 1.0\n")
    subprocess.run(["tar", "czf", index / "made_trap-1.0.tar.gz", project.name], cwd=tmp_path, check=True)
    with pytest.raises(EnvironmentBroken, match="made-trap"):
        environments.python(needs("made-trap==1.0"))
    assert not trap.exists()


def test_what_a_killed_build_left_is_no_environment(environments, tmp_path):
    python, key = environments.python(needs("made-thing==1.0"))
    home = tmp_path / "environments" / key
    (home / "bin" / "python").unlink()
    (tmp_path / "environments" / f"{key}.new" / "half").mkdir(parents=True)
    assert environments.python(needs("made-thing==1.0")) == (python, key)
    assert version_in(python) == "1.0"
    assert left(tmp_path / "environments") == [key]


def test_an_impossible_python_is_reported_as_what_was_asked_for(environments, monkeypatch):
    monkeypatch.setenv("UV_PYTHON_DOWNLOADS", "never")
    with pytest.raises(EnvironmentBroken, match=r"(?s)a test asks for cannot be built: .*3\.99"):
        environments.python(needs("made-thing", python=">=3.99"))


# ---------------------------------------------------------------- a kernel in it


@pytest.mark.parametrize("mode", ["off", "auto"])
def test_a_notebook_runs_in_the_environment_of_its_header(index, root, tmp_path, mode):
    # Without an index the whole of marimo cannot be installed: the environment borrows this one's packages.
    here = next(path for path in sys.path if path.endswith("site-packages"))
    environments = Environments(tmp_path / "environments", added=())
    source = (
        header("made-thing==2.0")
        + "\napp = marimo.App()\n\n@app.cell\ndef _():\n    import made_thing\n    seen = made_thing.VERSION\n    return\n"
    )
    python, _ = environments.python(header_needs(source, name="notebooks/fit.py"))
    site = next(Path(python).parent.parent.glob("lib/python*/site-packages"))
    (site / "borrowed.pth").write_text(here + "\n")
    kernel = MarimoKernel(interpreters=Interpreters(environments=environments), sandbox=find_sandbox(mode))
    with kernel.open(
        path=root / "notebooks" / "fit.py",
        source=source,
        root=root,
        tracking_uri="http://127.0.0.1:9",
        environment={},
        timeout_s=60,
    ) as session:
        assert session.run().failures == ()
        assert session.snapshot().names["seen"].string == "2.0"
