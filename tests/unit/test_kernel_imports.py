"""What may be imported before a notebook begins, and when nothing may."""

from textwrap import dedent

import pytest

from worker.adapters.kernel.imports import read_imports, shadowed


def imports(code, folder):
    return read_imports([dedent(code)], folder=folder)


@pytest.mark.parametrize(
    ("code", "modules"),
    [
        ("import numpy as np", {"numpy"}),
        ("import matplotlib.pyplot as plt", {"matplotlib", "matplotlib.pyplot"}),
        ("from sklearn.linear_model import Ridge", {"sklearn", "sklearn.linear_model"}),
        ("import numpy, pandas", {"numpy", "pandas"}),
        # what runs only sometimes is not ready before
        ("def f():\n    import torch", set()),
        ("try:\n    import torch\nexcept ImportError:\n    torch = None", set()),
        ("if True:\n    import torch", set()),
        # what does more at its import than define things
        ("import tensorflow, transformers, requests", set()),
        ("from .numpy import x", set()),
        ("from numpy import *", {"numpy"}),
        ("import numpy as", set()),
        ("x = 'import numpy'", set()),
    ],
)
def test_slow_libraries_that_a_cell_always_imports_are_known(code, modules, tmp_path):
    assert imports(code, tmp_path).modules == modules
    assert imports(code, tmp_path).doubt == ""


@pytest.mark.parametrize(
    "code",
    [
        "import os\nos.environ['OMP_NUM_THREADS'] = '1'\nimport numpy",
        "from os import environ\nenviron['KERAS_BACKEND'] = 'jax'",
        "import os\nos.environ.update(A='b')",
        "import os\nos.environ.setdefault('CUDA_VISIBLE_DEVICES', '')",
        "import os\nos.environ |= {'A': 'b'}",
        "import os\ndel os.environ['A']",
        "import os\nkey = 'A'\nos.environ[key] = 'b'",
        "import os\nos.putenv('A', 'b')",
        "from dotenv import load_dotenv\nload_dotenv()",
        "import sys\nsys.path.insert(0, 'src')",
        "import sys\nsys.path = ['src', *sys.path]",
        "import sys\nsys.modules['torch'] = None",
        "import sys\nsys.meta_path.append(1)",
        "import sys as system\nsystem.path.insert(0, 'src')",
        "from sys import path\npath.insert(0, 'src')",
        "def f():\n    import os\n    os.environ['A'] = 'b'",
    ],
)
def test_a_notebook_that_acts_before_its_imports_gets_a_fresh_process(code, tmp_path):
    assert imports(code, tmp_path).doubt


@pytest.mark.parametrize(
    "code",
    [
        "import os\nprint(os.environ['HOME'], os.environ.get('A'))",
        "import os\nos.environ['MLFLOW_TRACKING_URI'] = 'http://127.0.0.1:5000'",
        "import os\nos.environ.setdefault('MLFLOW_EXPERIMENT_NAME', 'x')",
        "import sys\nsys.path.append('src')",
        "import sys\nprint(sys.version)",
    ],
)
def test_what_comes_too_late_to_matter_raises_no_doubt(code, tmp_path):
    assert imports(code, tmp_path).doubt == ""


def test_the_notebooks_own_modules_are_read_too(tmp_path):
    (tmp_path / "model.py").write_text("from settings import X\n")
    package = tmp_path / "settings"
    package.mkdir()
    (package / "__init__.py").write_text("X = 1\n")
    assert imports("import model", tmp_path).doubt == ""
    (package / "env.py").write_text("import os\nos.environ['OMP_NUM_THREADS'] = '1'\n")
    assert imports("import model", tmp_path).doubt == "it changes the environment"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (["pandas.py"], "pandas"),
        (["numpy/__init__.py"], "numpy"),
        (["numpy.cpython-311-x86_64-linux-gnu.so"], "numpy"),
        # none of these can be imported in place of the library
        (["pandas/data.csv", "pandas.csv", "numpy.txt", "notebook.py", "mypandas.py"], ""),
    ],
)
def test_a_module_beside_the_notebook_wins_over_a_library(files, found, tmp_path):
    for name in files:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert shadowed(tmp_path, ["numpy", "pandas"]) == found
