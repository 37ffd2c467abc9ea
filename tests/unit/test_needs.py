"""What notebooks and projects say they need."""

from pathlib import Path

import pytest

from worker.adapters.kernel.needs import header_needs, listed_needs, locked_needs
from worker.errors import EnvironmentBroken


def header(*lines: str) -> str:
    return "\n".join(["# /// script", *(f"# {line}" if line else "#" for line in lines), "# ///", "", "import marimo"])


def stated(needs) -> list[str]:
    return [str(one) for one in needs.requirements]


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("_txt", ".txt").replace("_toml", ".toml").replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_a_header_states_requirements_and_a_python():
    source = header('requires-python = ">=3.12"', "dependencies = [", '    "marimo",', '    "numpy==2.1",', "]")
    needs = header_needs(source, name="nb.py")
    assert (stated(needs), needs.python, needs.origin) == (["marimo", "numpy==2.1"], ">=3.12", "the header of nb.py")


def test_a_header_with_windows_line_ends_reads_the_same():
    source = header('dependencies = ["numpy==2.1"]').replace("\n", "\r\n")
    assert stated(header_needs(source, name="nb.py")) == ["numpy==2.1"]


def test_a_header_without_dependencies_needs_nothing():
    assert stated(header_needs(header('requires-python = ">=3.11"'), name="nb.py")) == []


@pytest.mark.parametrize(
    "source", ["import marimo", "# /// script\nimport marimo", "# /// other\n# x = 1\n# ///\n", ""]
)
def test_a_notebook_without_a_header_states_nothing(source):
    assert header_needs(source, name="nb.py") is None


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        (header("dependencies = ["), r"the header of nb\.py is not valid TOML"),
        (header('dependencies = ["--index-url http://127.0.0.1"]'), "is no requirement"),
        (header('dependencies = ["-r /etc/passwd"]'), "is no requirement"),
        (
            header('dependencies = ["thing @ git+https://127.0.0.1/thing"]'),
            "takes `thing` from outside the package index",
        ),
        (header('dependencies = ["thing @ file:///thing-1.0-py3-none-any.whl"]'), "takes `thing` from outside"),
        (
            header('dependencies = ["thing"]', "[tool.uv.sources]", 'thing = { path = "../thing" }'),
            "takes `thing` from outside",
        ),
        (header("x = 1") + "\n" + header("x = 2"), "has 2 `# /// script` blocks"),
    ],
    ids=["toml", "option", "file", "git", "wheel", "source", "two"],
)
def test_a_header_that_cannot_be_taken_is_refused_with_what_is_wrong(source, complaint):
    with pytest.raises(EnvironmentBroken, match=complaint):
        header_needs(source, name="nb.py")


def test_an_index_named_as_a_source_is_the_operators_business():
    source = header('dependencies = ["torch"]', "[tool.uv.sources]", 'torch = { index = "cpu" }')
    assert stated(header_needs(source, name="nb.py")) == ["torch"]


def test_a_requirements_file_is_read_with_those_it_includes(tmp_path):
    write(
        tmp_path,
        requirements_txt="numpy==2.1 \\\n    --hash=sha256:abc  # pinned\n\n# a comment\n-r more.txt\n-e .\n.[dev]\n--index-url http://x\n",
        more_txt="pandas>=2 ; python_version > '3'\n-r requirements.txt\n",
    )
    assert stated(listed_needs(tmp_path, root=tmp_path)) == ["numpy==2.1", 'pandas>=2; python_version > "3"']


def test_a_requirements_file_cannot_include_one_from_outside_the_repository(tmp_path):
    write(tmp_path, outside_txt="stolen\n", repository__requirements_txt="-r ../outside.txt\nnumpy\n")
    root = tmp_path / "repository"
    assert stated(listed_needs(root, root=root)) == ["numpy"]


def test_a_requirement_from_a_repository_is_refused_by_name(tmp_path):
    write(tmp_path, requirements_txt="thing @ git+https://127.0.0.1/thing\n")
    with pytest.raises(
        EnvironmentBroken, match=r"requirements\.txt takes `thing` from outside .* MLFLOW_WORKER_PYTHON"
    ):
        listed_needs(tmp_path, root=tmp_path)


def test_a_project_states_its_dependencies_and_its_development_group(tmp_path):
    write(
        tmp_path,
        pyproject_toml='[project]\nname = "x"\nrequires-python = ">=3.11"\ndependencies = ["numpy"]\n'
        '[dependency-groups]\ndev = ["pandas", {include-group = "other"}]\n',
    )
    needs = listed_needs(tmp_path, root=tmp_path)
    assert (stated(needs), needs.python) == (["numpy", "pandas"], ">=3.11")


def test_a_configuration_file_without_dependencies_states_nothing(tmp_path):
    write(tmp_path, pyproject_toml="[tool.ruff]\nline-length = 100\n")
    assert listed_needs(tmp_path, root=tmp_path) is None
    assert listed_needs(tmp_path / "none", root=tmp_path) is None


def test_an_exported_lock_states_its_pins_without_the_project_itself():
    exported = "-e .\n./packages/other\nnumpy==2.1\npandas==2.3 ; sys_platform == 'linux'\n"
    needs = locked_needs(exported, origin="uv.lock", python=">=3.11")
    assert stated(needs) == ["numpy==2.1", 'pandas==2.3; sys_platform == "linux"']
