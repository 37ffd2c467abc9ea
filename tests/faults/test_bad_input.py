"""What a planner gets wrong comes back as a result that names the field, the value and the mend; nothing is pushed."""

import pytest
import yaml

from tests.fixtures_git import git
from tests.fixtures_service import FIT, fit_task

BROKEN = FIT.replace("weight = np.zeros(2)", 'raise RuntimeError("no data today")')
FORM = "title: t\nfiles: {}\nrequirements: Log the final loss\n"


@pytest.fixture(scope="module", autouse=True)
def files(team):
    """Files that no task should get through, beside a good notebook."""
    clone = team.remote.clone
    git(clone, "pull", "--quiet", "origin", "main")
    (clone / "outside.py").symlink_to("/etc/passwd")
    (clone / "up.py").symlink_to("../../../etc/passwd")
    team.remote.push({"plain.py": "print('no notebook')\n", "notebooks/broken.py": BROKEN, "binary.py": b"\xff\xfe\0"})


@pytest.fixture
def nothing_is_pushed(team, files):
    before = git(team.remote.bare, "for-each-ref")
    yield
    assert git(team.remote.bare, "for-each-ref") == before
    assert team.leftovers() == []


@pytest.mark.parametrize(
    ("text", "category", "words"),
    [
        ("title: [t\n", "task-invalid", ["YAML", "line 2"]),
        ("just words", "task-invalid", ["a mapping with `title`, `files` and `requirements`", "`just words`"]),
        ("title: t\nrequirements: Log it\n", "task-invalid", ["`files` is missing; add it", "notebooks/train.py"]),
        (FORM.format("[]"), "task-invalid", ["`files`", "should be not empty"]),
        (FORM.format("a.py") + "brnch: x\n", "task-invalid", ["unknown key `brnch`", "did you mean `branch`?"]),
        (FORM.format("../../etc/passwd"), "task-invalid", ["`files`", "`../../etc/passwd`", "without `..`"]),
        (FORM.format("/etc/passwd"), "task-invalid", ["`files`", "`/etc/passwd`", "relative to the repository's root"]),
        (FORM.format("outside.py"), "task-invalid", ["files", "'outside.py'", "symbolic link that leads out"]),
        (FORM.format("up.py"), "task-invalid", ["files", "'up.py'", "symbolic link that leads out"]),
        (FORM.format("notebooks"), "task-invalid", ["files", "'notebooks'", "is a folder; name the notebook in it"]),
        (
            FORM.format("notebooks/fitt.py"),
            "task-invalid",
            ["'notebooks/fitt.py' does not exist", "'notebooks/fit.py'"],
        ),
        (FORM.format(".git/config"), "task-invalid", ["files", "'.git/config'"]),
        (FORM.format("plain.py"), "notebook-invalid", ["plain.py", "marimo"]),
        (FORM.format("binary.py"), "notebook-invalid", ["`binary.py`", "not UTF-8", "save it as UTF-8"]),
        (
            FORM.format("notebooks/fit.py") + "branch: nowhere\n",
            "task-invalid",
            ["branch: 'nowhere' does not exist", "'main'"],
        ),
    ],
)
def test_a_task_that_cannot_be_taken_is_rejected(team, nothing_is_pushed, text, category, words):
    result = team.planner.ask(text, worker=team.worker)
    assert (result["state"], result["category"], result["retryable"]) == ("rejected", category, False)
    assert [word for word in words if word not in result["message"]] == [], result["message"]
    assert "/etc/passwd" not in result["message"] or "/etc/passwd" in text
    assert (result["commit"], result["diff"]) == ("", "")


def test_a_notebook_that_fails_before_any_patch_is_blamed_with_its_cell_and_exception(team, nothing_is_pushed):
    result = team.planner.ask(fit_task("broken", task_id="T-broken"), worker=team.worker)
    assert (result["state"], result["category"], result["retryable"]) == ("failed", "notebook-failed", False)
    for words in ("notebooks/broken.py fails on its own, before any patch", "cell 2", "RuntimeError", "no data today"):
        assert words in result["message"]
    assert {answer["status"] for answer in result["requirements"]} == {"open"}
    assert result["runs"] == []


def test_a_requirement_about_what_is_not_there_is_asked_back_and_the_pasted_answer_completes_the_task(
    team, mlflow_client
):
    team.remote.push({"notebooks/ask.py": FIT})
    tip = team.remote.tip()
    text = fit_task("ask").replace("- Log the final loss", "- Log the validation accuracy")
    asked = team.planner.ask(text, worker=team.worker)
    assert (asked["state"], asked["category"]) == ("input-required", "needs-answer")
    assert "the notebook has no number that could be" in asked["question"]["text"]
    assert any("final_loss" in candidate for candidate in asked["question"]["candidates"])
    assert [answer["status"] for answer in asked["requirements"]] == ["open", "asked-back", "open"]
    assert team.remote.tip() == tip

    ((key, suggested),) = yaml.safe_load(asked["question"]["tracking"])["tracking"]["metrics"].items()
    answer = asked["question"]["tracking"].replace(f"{key}: {suggested}", f"{key}: final_loss")
    answered = team.planner.ask(text + answer, worker=team.worker)
    assert (answered["state"], answered["category"]) == ("completed", "pushed"), answered["message"]
    assert {one["status"] for one in answered["requirements"]} == {"satisfied"}
    metrics = mlflow_client.get_run(answered["runs"][0]["run_id"]).data.metrics
    assert 0 < metrics[key] < 1
    assert team.remote.tip() == answered["commit"] != tip


def test_a_push_that_the_remote_refuses_fails_with_its_words(team):
    git(team.remote.bare, "branch", "protected", "main")
    refuse = 'echo "ask the owner of the branch" >&2; exit 1'
    theirs = f"test $ref != refs/heads/protected || {{ {refuse}; }}"
    team.remote.hook("pre-receive", f"while read old new ref; do {theirs}; done")
    result = team.planner.ask(fit_task(task_id="T-refused", branch="protected"), worker=team.worker)
    assert (result["state"], result["category"], result["retryable"]) == ("failed", "push-refused", False)
    assert "the remote refuses the push: ask the owner of the branch" in result["message"]
    assert all(check["passed"] for check in result["checks"])
    assert result["commit"] == ""
    assert team.remote.commits("T-refused", branch="protected") == []
    assert team.leftovers() == []
