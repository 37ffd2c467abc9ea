"""From what was gathered to the tracking plan."""

from worker.findings import Findings, Site
from worker.interpret.estimators import whole_estimators
from worker.interpret.gathered import Gathered
from worker.interpret.naming import default_experiment, notebook_stem
from worker.interpret.sites import main_site
from worker.interpret.structured import Stated
from worker.interpret.trials import nested
from worker.plan import Artifact, Experiment, Fix, Model, TrackingPlan, Value
from worker.task import Tracking

_FRAMEWORKS = (
    "pina", "lightning", "torch", "tensorflow", "keras", "xgboost", "lightgbm", "sklearn", "statsmodels",
    "scipy", "jax",
)  # fmt: skip


def site_of(gathered: Gathered, findings: Findings) -> Site | None:
    """The training that most of what was gathered belongs to."""
    if gathered.swept is not None:
        return gathered.swept
    kept = [gathered.model] if gathered.model else []
    results: list[Value | Artifact | Model] = [*gathered.metrics, *gathered.series, *gathered.artifacts, *kept]
    return main_site(findings, params=gathered.params, results=results, nested=bool(gathered.nested))


def add_stated(gathered: Gathered, stated: Stated) -> None:
    """What the task's `tracking:` block states wins over what English suggested."""
    items = stated.items(first_requirement=0)
    gathered.questions.extend(items.questions)
    for section, value in items.values:
        bucket = gathered.bucket(section)
        bucket[:] = [other for other in bucket if other.key != value.key]
        bucket.append(value)
    gathered.artifacts.extend(items.artifacts)
    gathered.model = items.model or gathered.model


def assemble(gathered: Gathered, *, tracking: Tracking, findings: Findings) -> TrackingPlan:
    """The plan; it may be applied only when nothing is asked back."""
    site = site_of(gathered, findings)
    run = tracking.run
    fixes = {**gathered.fixes, **{name: gathered.fixes.get(name, []) for name in tracking.fixes}}
    return TrackingPlan(
        notebook=findings.notebook,
        experiment=_experiment(gathered, tracking, findings),
        site=site,
        run_name=(run.name if run else "") or gathered.run_name,
        run_tags={**gathered.run_tags, **(run.tags if run else {})},
        tags=tuple(gathered.tags),
        run_tag_requirements=tuple(gathered.run_tag_requirements),
        run_requirements=tuple(dict.fromkeys((*gathered.run, *gathered.excluded))),
        params=tuple(whole_estimators(gathered.params, findings)),
        metrics=tuple(gathered.metrics),
        series=tuple(gathered.series),
        artifacts=tuple(gathered.artifacts),
        model=gathered.model,
        nested=nested(gathered, site, findings) if gathered.nested or tracking.nested else None,
        link=bool(gathered.link) if tracking.link is None else tracking.link,
        link_requirements=tuple(gathered.link),
        fixes=tuple(Fix(name=name, requirements=tuple(found)) for name, found in fixes.items()),
        notes=tuple(dict.fromkeys(gathered.notes)),
    )


def _experiment(gathered: Gathered, tracking: Tracking, findings: Findings) -> Experiment:
    """Named by the block, else by the task, else by the notebook itself, else by convention."""
    stated = tracking.experiment
    existing = next(iter(findings.tracking.experiments), "")
    framework = next((name for name in _FRAMEWORKS if name in findings.frameworks), "")
    tags = {"notebook": notebook_stem(findings.notebook), **({"framework": framework} if framework else {})}
    return Experiment(
        name=(stated.name if stated else "")
        or gathered.experiment
        or existing
        or default_experiment(findings.notebook),
        tags={**tags, **gathered.experiment_tags, **(stated.tags if stated else {})},
        requirements=tuple(dict.fromkeys(gathered.experiment_requirements)),
    )
