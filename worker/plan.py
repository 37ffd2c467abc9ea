"""The tracking plan: what to track, fully resolved to the notebook's symbols. The only input of the patches."""

from enum import StrEnum

from worker.findings import Frozen, Scope, Site


class Placement(StrEnum):
    """How the run meets the training statements (DESIGN §6)."""

    AROUND = "around"
    BESIDE = "beside"


class Value(Frozen):
    """One thing to log under one MLflow key."""

    key: str
    expression: str
    cell: int
    statement: int
    scope: Scope = Scope.NOTEBOOK
    function: str = ""
    path: tuple[int, ...] = ()
    requirements: tuple[int, ...] = ()
    """indices of the requirements it answers"""
    form: str = "scalar"
    """parameters: `scalar`, `mapping` (logs every entry), `estimator` (logs `get_params()`), `long` (kept as a text);
    series: `sequence`, `mapping` (of sequences), `frame` (a column), `loop` (one value per iteration)"""
    steps: str = ""
    """series: the sequence whose whole numbers are its steps; empty: 0, 1, 2 …"""
    wrap: str = ""
    """`float` when the value must become a plain number first, `item` for tensors, else empty"""

    @property
    def text_path(self) -> str:
        """Artifact path of a parameter that is kept as a text."""
        return f"params/{self.key.replace('/', '_')}.txt"


class Artifact(Frozen):
    """A figure, table, text or file to keep with the run."""

    kind: str
    """`figure`, `table`, `dict`, `text`, `file`"""
    path: str
    """artifact path, e.g. `plots/solution.png`"""
    expression: str
    cell: int
    statement: int
    scope: Scope = Scope.NOTEBOOK
    displayed: bool = False
    """the expression is the cell's last expression itself"""
    requirements: tuple[int, ...] = ()


class Model(Frozen):
    """A fitted model to log, and to register when `registered_name` is set."""

    expression: str
    flavor: str
    """MLflow flavour: `sklearn`, `pytorch`, `xgboost`, `lightgbm`, `pyfunc`"""
    cell: int
    statement: int
    scope: Scope = Scope.NOTEBOOK
    name: str = "model"
    registered_name: str = ""
    alias: str = ""
    input_example: str = ""
    """expression of the data the model was fitted on, for the signature"""
    pickle: bool = False
    """the default serialization refuses this model (tree ensembles under skops)"""
    requirements: tuple[int, ...] = ()


class Nested(Frozen):
    """One child run per trial of a tuning loop, of a search or of a study."""

    cell: int
    statement: int
    form: str = "iterations"
    """`iterations` of a loop, `candidates` of a fitted scikit-learn search, `trials` of an Optuna study"""
    expression: str = ""
    """the search or the study"""
    count: Value | None = None
    """how many children there must be, where the notebook can say"""
    scope: Scope = Scope.LOOP
    function: str = ""
    path: tuple[int, ...] = ()
    name: str = "trial"
    params: tuple[Value, ...] = ()
    metrics: tuple[Value, ...] = ()
    series: tuple[Value, ...] = ()
    """values of loops within an iteration, collected per child"""
    requirements: tuple[int, ...] = ()

    @property
    def lenient(self) -> bool:
        """Whether a trial may fail while the notebook goes on."""
        return self.form != "iterations"

    @property
    def values(self) -> tuple[Value, ...]:
        """All that the children log."""
        return (*self.params, *self.metrics, *self.series)


class Experiment(Frozen):
    """The experiment that the runs belong to."""

    name: str
    tags: dict[str, str] = {}
    requirements: tuple[int, ...] = ()


class Fix(Frozen):
    """A repair of tracking that the notebook already has."""

    name: str
    """name of the repair patch, e.g. `close-runs`"""
    cells: tuple[int, ...] = ()
    requirements: tuple[int, ...] = ()


class TrackingPlan(Frozen):
    """Everything the patches need to know."""

    notebook: str
    experiment: Experiment
    site: Site | None = None
    placement: Placement = Placement.AROUND
    run_name: str = ""
    """literal run name; empty: built from the parameters when there are any"""
    run_tags: dict[str, str] = {}
    tags: tuple[Value, ...] = ()
    """values of the notebook that the run is tagged with"""
    run_tag_requirements: tuple[int, ...] = ()
    run_requirements: tuple[int, ...] = ()
    """requirements that the run context itself answers: one run per click, runs that end, what to leave out"""
    params: tuple[Value, ...] = ()
    metrics: tuple[Value, ...] = ()
    series: tuple[Value, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    model: Model | None = None
    nested: Nested | None = None
    link: bool = False
    link_requirements: tuple[int, ...] = ()
    fixes: tuple[Fix, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def answered(self) -> frozenset[int]:
        """Indices of the requirements that some part of the plan answers."""
        nested = self.nested
        parts = (
            self.experiment.requirements,
            self.run_tag_requirements,
            self.run_requirements,
            self.link_requirements,
            *(value.requirements for value in (*self.params, *self.metrics, *self.series, *self.tags)),
            *(artifact.requirements for artifact in self.artifacts),
            *(fix.requirements for fix in self.fixes),
            self.model.requirements if self.model else (),
            *((nested.requirements, *(v.requirements for v in nested.values)) if nested else ()),
        )
        return frozenset(index for part in parts for index in part)


class Question(Frozen):
    """What the worker asks back instead of guessing."""

    requirement: int
    """index of the requirement it belongs to"""
    phrase: str
    """the words that could not be resolved"""
    text: str
    """the question, for a person"""
    candidates: tuple[str, ...] = ()
    """`expression (cell 4, now 0.93)`"""
    tracking: str = ""
    """a `tracking:` block (YAML) that would answer it"""
    choosable: bool = False
    """whether choosing among the notebook's symbols would answer it"""


class Interpretation(Frozen):
    """The outcome of reading the requirements: a plan, and the questions that stand in its way."""

    plan: TrackingPlan | None = None
    """what could be resolved; it may be applied only when there is no question"""
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()
