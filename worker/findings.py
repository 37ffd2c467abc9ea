"""Findings: all that exploring a notebook found. Pure data, printed by `plan --json`."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """Base of the types that flow between steps: immutable, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SymbolKind(StrEnum):
    """What a symbol could be tracked as."""

    PARAMETER = "parameter"
    METRIC = "metric"
    SERIES = "series"
    FIGURE = "figure"
    TABLE = "table"
    MODEL = "model"
    FILE = "file"
    UI_ELEMENT = "ui-element"
    DATA = "data"
    """no value to keep, but one that a number can be made of: an array, a mask, a collection"""


class Scope(StrEnum):
    """From where a symbol's expression can be evaluated."""

    NOTEBOOK = "notebook"
    """from every cell that can depend on the symbol's own cell"""
    CELL = "cell"
    """only inside its own cell: it uses a `_private` name or a cell-local value"""
    LOOP = "loop"
    """only inside a loop of its own cell: it has another value in every iteration"""
    FUNCTION = "function"
    """only inside a function of its own cell, once per iteration of a loop there"""


class LiveValue(Frozen):
    """What the kernel saw when the notebook ran: a summary, never the value itself."""

    type: str
    """qualified type name, e.g. `numpy.float64`, `matplotlib.figure.Figure`"""
    bases: tuple[str, ...] = ()
    """qualified names of the type's other base classes, without `object`"""
    text: str = ""
    """`repr`, cut to 200 characters"""
    number: float | None = None
    """the value as a float when it is one number (int, float, numpy scalar, 0-d tensor); never for bool"""
    boolean: bool | None = None
    string: str | None = None
    length: int | None = None
    numbers: bool = False
    """a one-dimensional sequence, array, tensor or column whose items are all numbers"""
    values: tuple[float, ...] = ()
    """the numbers of such a sequence when it has eight at most"""
    holds: str = ""
    """what all items of a sequence, array, tensor or column are, whatever its shape: `numbers` or `booleans`"""
    gaps: bool = False
    """such numbers of which some are infinite or none at all"""
    ascending: bool = False
    """such a sequence whose numbers only grow by one (an index, not a history)"""
    rows: tuple[str, ...] = ()
    """for a sequence of mappings: the keys under which every item has a number; for a data frame: the columns that
    hold numbers"""
    flags: tuple[str, ...] = ()
    """for a data frame: the columns that hold truth values"""
    items: int = 0
    """for a sequence of equally long tuples of numbers: how many numbers each has"""
    shape: tuple[int, ...] | None = None
    entries: dict[str, "LiveValue"] = {}
    """for a mapping with string keys: its values, one level deep (50 at most)"""
    columns: tuple[str, ...] = ()
    """for a data frame (pandas, polars): its column names"""
    attributes: dict[str, "LiveValue"] = {}
    """for an object of a class that is no plain data: public instance attributes that are numbers,
    booleans, strings, mappings, arrays or other sequences (50 at most)"""
    estimator: dict[str, "LiveValue"] = {}
    """for an object with scikit-learn's `get_params`: its parameters (deep=False)"""
    fitted: bool | None = None
    """for an estimator: whether it has been fitted"""
    methods: tuple[str, ...] = ()
    """of `fit predict score transform predict_proba parameters state_dict forward train savefig to_html
    write_image to_dict save`, those it has"""
    ui: "LiveElement | None" = None


class LiveElement(Frozen):
    """A marimo UI element as the kernel saw it."""

    kind: str
    """class name: `slider`, `run_button`, `dropdown`, `form`, …"""
    label: str = ""
    value: LiveValue
    start: float | None = None
    stop: float | None = None
    step: float | None = None
    options: tuple[str, ...] = ()
    elements: dict[str, "LiveElement"] = {}
    """for `dictionary`, `array`, `batch` and `form`: the elements within, by key"""


class Symbol(Frozen):
    """Something in the notebook that could be tracked."""

    expression: str
    """Python expression in the notebook's own names"""
    kind: SymbolKind
    cell: int
    """index of the cell whose code defines it (0 = first in the file, the setup cell included)"""
    statement: int
    """index of the top-level statement of that cell after which it exists"""
    scope: Scope = Scope.NOTEBOOK
    words: tuple[str, ...] = ()
    """how a person might call it: names, labels, texts beside it in prints; best first"""
    origin: str = "assigned"
    """`ui`, `literal`, `keyword`, `default`, `entry`, `attribute`, `assigned`, `displayed`, `loop`, `column`,
    `sweep` (differs per iteration of a sweep), `earlier` and `latest` (one name, several results), `rows`, `pair`,
    `factor` (of a random draw in an expression), `derived` (computed from what the notebook has), `record` (a list of
    dicts or a dict of columns), `text` (a long text), `document` (a printed report), `labelled` (a table whose rows
    have labels)"""
    owner: str = ""
    """what it belongs to: the called name for a keyword, the object for an attribute or entry"""
    function: str = ""
    """name of the function it lives in, when `scope` is `function`"""
    path: tuple[int, ...] = ()
    """for loop values: indices of nested blocks that lead to the statement that sets it (see `notebook.source`)"""
    reaches_site: bool = False
    """the value flows into a training site by the notebook's dataflow"""
    from_site: bool = False
    """the value comes out of a training site"""
    live: LiveValue | None = None


class Site(Frozen):
    """Where training happens: a cell and a range of its statements."""

    cell: int
    first: int
    """index of the first top-level statement of the range"""
    last: int
    """index of the last one, inclusive"""
    kind: str
    """`fit` (a call on an estimator), `loop` (a loop in the cell), `call` (of a training function), `search` (of
    scikit-learn), `study` (of Optuna)"""
    call: str = ""
    """source of the call or loop head, for people"""
    function: str = ""
    """the notebook's own training function, when `kind` is `call`"""
    function_cell: int | None = None
    target: str = ""
    """the object trained, when known: `model` in `model.fit(X, y)`"""
    gate: str = ""
    """name of the UI element that opens the site, when it is gated"""
    data: str = ""
    """expression of the data it is trained on, when known: `X` in `model.fit(X, y)`"""
    labels: str = ""
    """expression of what it is trained to predict, when known: `y` in `model.fit(X, y)`"""
    sweep: int = 0
    """line of the loop that trains once per iteration, when the site is a sweep; 0 otherwise"""
    sweep_first: int = 0
    """line of the first statement in that loop"""
    sweep_end: int = 0
    """last line of that loop"""
    sweep_names: tuple[str, ...] = ()
    """the variables of that loop"""
    displays: bool = True
    """False when the cell is known to display nothing although an expression stands last (a call that gives None)"""
    score: float = 0.0
    """how sure exploring is that this is training, 0 to 1"""

    @property
    def tunes(self) -> bool:
        """Whether it trains once per trial: a sweep, a search or a study."""
        return bool(self.sweep) or (self.kind in ("search", "study") and bool(self.target))


class Gate(Frozen):
    """A UI element that must be used before some cells run."""

    element: str
    """name of the UI element, e.g. `train_button`"""
    kind: str
    cell: int
    """the cell that stops without it"""


class Tracking(Frozen):
    """MLflow tracking that the notebook already has."""

    imports_mlflow: bool = False
    import_cell: int | None = None
    """the cell that defines the name `mlflow`, if one does"""
    experiments: tuple[str, ...] = ()
    calls: tuple["TrackingCall", ...] = ()


class TrackingCall(Frozen):
    """One existing call into MLflow."""

    cell: int
    statement: int
    function: str
    """`start_run`, `log_param`, …"""
    source: str
    keys: tuple[str, ...] = ()
    """literal keys it logs"""
    values: tuple[str, ...] = ()
    """sources of what it logs: of each value, of a mapping that it logs whole"""


class CellFailure(Frozen):
    """A cell that raised when the notebook ran."""

    cell: int
    exception: str
    message: str
    traceback: str = ""


class Findings(Frozen):
    """All that exploring found in one notebook."""

    notebook: str
    """path in the repository, POSIX separators"""
    content_hash: str
    sites: tuple[Site, ...] = ()
    loops: tuple[Site, ...] = ()
    """where there is no site: loops that compute; a run goes around one only where a value inside it is wanted"""
    symbols: tuple[Symbol, ...] = ()
    data: tuple[Symbol, ...] = ()
    """what a number can be made of although it is nothing to keep by itself"""
    gates: tuple[Gate, ...] = ()
    tracking: Tracking = Tracking()
    names: dict[str, int] = {}
    """global name → the cell that defines it"""
    settled: dict[str, int] = {}
    """global name → index of the last statement of that cell that changes it"""
    examples: dict[str, str] = {}
    """network → the array or tensor that the notebook gives it"""
    texts: dict[int, str] = {}
    """cell → what it and the heading above it say in words: comments, labels, titles (2,000 characters at most)"""
    ancestors: dict[int, tuple[int, ...]] = {}
    """cell → the cells it depends on, directly or not"""
    frameworks: tuple[str, ...] = ()
    """top-level packages that the notebook imports"""
    failures: tuple[CellFailure, ...] = ()
    executed: bool = False
    """whether live values were read, or only the syntax"""
    seconds: float = 0.0
    """how long running all cells took"""
    notes: tuple[str, ...] = ()
