"""What the documents show exists as shown."""

import re
import shlex
from pathlib import Path

import pytest

from worker.cli import COMMANDS
from worker.cli.exits import of_state
from worker.patches import CATALOGUE
from worker.result import Result, State
from worker.settings import Settings
from worker.task import read_task

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "prompts").glob("*.md"))]
TASKS = sorted(path for path in (ROOT / "tasks").rglob("*") if path.suffix in (".yaml", ".yml"))
PAGES = [*DOCUMENTS, *sorted(path for path in (ROOT / "benchmarks").rglob("*.md"))]
SHIPPED = [*DOCUMENTS, ROOT / "Dockerfile", ROOT / "docker-compose.yml", ROOT / "Makefile", ROOT / ".ci" / "run"]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    """(document:line, text) of every fenced block in a language."""
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        for match in re.finditer(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            yield pytest.param(match[1], id=f"{document.name}:{text[: match.start()].count(chr(10)) + 1}")


def shown_commands():
    """Every `mlflow-worker …` in the documents' shell blocks and inline code."""
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        shell = "\n".join(re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
        prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
        code = [*shell.splitlines(), *(span.replace("\n", " ") for span in re.findall(r"`([^`]+)`", prose))]
        for match in filter(None, (re.search(r"mlflow-worker [a-z].*", line) for line in code)):
            yield pytest.param(match[0], id=f"{document.name}: {match[0]}")


def table(heading):
    """First cells' code words of the table below a heading of the README."""
    section = README.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (?!---)(.*?) \|(.*)\|$", section, re.MULTILINE)
    return [(first, rest) for first, rest in rows[1:]]


def test_there_are_documents_to_check():
    assert len(list(blocks("yaml"))) >= 4
    assert len(list(shown_commands())) >= 15
    assert TASKS


@pytest.mark.parametrize("text", list(blocks("yaml")))
def test_every_yaml_block_is_a_task(text):
    assert read_task(text).files


@pytest.mark.parametrize("path", TASKS, ids=lambda path: path.name)
def test_every_ready_made_task_can_be_read(path):
    assert read_task(path.read_text(encoding="utf-8")).requirements


def test_the_demo_plays_the_seeds_task_to_the_letter():
    seed = (ROOT / "tasks" / "03_pina_walrus_solver.yaml").read_text(encoding="utf-8")
    assert (ROOT / "worker" / "demo" / "task.yaml").read_text(encoding="utf-8") == seed
    assert f"```yaml\n{seed}```" in README


@pytest.mark.parametrize("line", list(shown_commands()))
def test_every_command_exists_with_these_options(line):
    _, name, *arguments = shlex.split(re.sub(r"[\[\]]", " ", line.split(" < ")[0].split(" $(")[0]))
    assert name in COMMANDS, f"no command {name!r}"
    known = {option for parameter in COMMANDS[name].params for option in [*parameter.opts, *parameter.secondary_opts]}
    shown = {argument for argument in arguments if argument.startswith("-") and argument != "-"}
    assert shown <= known, f"{name} has no {shown - known}"
    takes_arguments = any(parameter.param_type_name == "argument" for parameter in COMMANDS[name].params)
    valued = {
        option
        for parameter in COMMANDS[name].params
        if not getattr(parameter, "is_flag", True)
        for option in parameter.opts
    }
    values = [
        argument
        for before, argument in zip([name, *arguments], arguments, strict=False)
        if argument not in shown and before not in valued
    ]
    assert takes_arguments or not values, f"{name} takes no {values}"


def test_the_readme_lists_every_command_with_every_option():
    listed = dict(re.findall(r"^\| `mlflow-worker ([a-z]+)([^`]*)`", README, re.MULTILINE))
    assert set(listed) == set(COMMANDS)
    for name, usage in listed.items():
        options = {parameter.opts[0] for parameter in COMMANDS[name].params if parameter.param_type_name == "option"}
        assert set(re.findall(r"--[a-z-]+", usage)) == options, name


def test_the_readme_lists_every_setting_with_its_default():
    rows = {first.strip("`"): rest for first, rest in table("Settings")}
    fields = {
        str(field.validation_alias or f"MLFLOW_WORKER_{name.upper()}"): field
        for name, field in Settings.model_fields.items()
    }
    assert set(rows) == set(fields)
    for name, field in fields.items():
        default = field.default
        shown = default.get_secret_value() if hasattr(default, "get_secret_value") else default
        cell = rows[name].split("|")[0].strip().strip("`")
        assert cell == ("" if shown in (None, "") else str(shown)), name


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_every_variable_that_a_file_names_is_a_setting(path):
    variables = {f"MLFLOW_WORKER_{name.upper()}" for name in Settings.model_fields}
    own_of_compose = {"MLFLOW_WORKER_CONCURRENCY"}
    named = set(re.findall(r"MLFLOW_WORKER_[A-Z_]*[A-Z]", path.read_text(encoding="utf-8")))
    assert named <= variables | own_of_compose


def test_the_readme_lists_every_field_of_a_result():
    listed = [word for first, _ in table("The result") for word in re.findall(r"`([a-z_]+)`", first)]
    assert sorted(listed) == sorted(Result.model_fields)


def test_the_readme_lists_every_check():
    listed = {word for _, rest in table("How the proof works") for word in re.findall(r"`([a-z-]+)`", rest)}
    sources = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "worker" / "verify").glob("*.py")))
    named = set(re.findall(r'f?"((?:[a-z]+-)+[a-z]+)(?::\{[^"]*)?",\n\s+trouble=', sources))
    assert named, "the way checks are written has changed: look at the pattern"
    assert named <= listed, f"not in the README: {named - listed}"
    for name in listed:
        assert re.search(rf'"{name}[":]', sources), f"no check is called {name}"


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_manual_names_checks_that_exist(name):
    listed = {word for _, rest in table("How the proof works") for word in re.findall(r"`([a-z-]+)`", rest)}
    assert CATALOGUE[name].checks
    assert set(CATALOGUE[name].checks) <= listed


def test_the_readme_names_the_redis_keys_that_the_queue_uses():
    adapters = ROOT / "worker" / "adapters"
    sources = [*adapters.glob("queue*.py"), *adapters.glob("queue/**/*")]
    text = "".join(
        path.read_text(encoding="utf-8") for path in sources if path.is_file() and path.suffix in (".py", ".lua")
    )
    for first, _ in table("Redis keys"):
        _, _, suffix = first.strip("`").partition("{tasks}")
        if suffix:
            assert f"'{suffix.removesuffix('ID')}'" in text, first


def test_every_make_target_shown_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    shown = {
        target
        for path in [*DOCUMENTS, ROOT / ".ci" / "run"]
        for target in re.findall(r"(?:^    |`|step )make ([a-z]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert {"demo", "test", "lint"} <= shown <= targets


def test_every_linked_file_exists():
    for document in PAGES:
        for link in re.findall(r"\]\((?!https?://)([^)#]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / link).exists(), f"{document.name} links to {link}"


def test_the_lock_is_hashed_and_names_no_host():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    pinned = re.findall(r"^[a-z0-9][^\n]*==[^\n]*", lock, re.MULTILINE)
    assert len(pinned) > 50
    assert all(line.endswith("\\") for line in pinned)


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (State.COMPLETED, 0),
        (State.FAILED, 1),
        (State.CANCELED, 1),
        (State.REJECTED, 3),
        (State.INPUT_REQUIRED, 3),
    ],
)
def test_exit_codes_are_those_of_the_readme(state, code):
    assert of_state(state) == code
    assert "Exit codes: 0 done, 1 failed, 2 wrong usage or settings, 3 asks back or rejected." in README
