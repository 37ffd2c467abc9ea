"""Rules first; a language model for their questions; the questions themselves when it fails."""

import threading
from collections import OrderedDict

import structlog
from pydantic import SecretStr

from worker.findings import Findings
from worker.interpret import interpret
from worker.interpret.choices import Choices, OpenQuestions
from worker.interpret.llm.service import NoAnswer, Service
from worker.interpret.llm.sheet import Sheet
from worker.plan import Interpretation
from worker.task import Task

log = structlog.get_logger()

_REMEMBERED = 64


class LlmInterpreter:
    """An interpreter that never fails: without an answer of the model it asks back what the rules ask."""

    def __init__(self, *, model: str, base_url: str = "", api_key: SecretStr | None = None, timeout_s: float) -> None:
        """`model` is `anthropic:NAME` or `openai:NAME`; `timeout_s` bounds one task's conversation, retries included.

        `base_url` empty: the provider's own. `api_key` empty: the provider's own variable (`ANTHROPIC_API_KEY`, …).
        """
        self._service = Service(model=model, base_url=base_url, api_key=api_key or SecretStr(""), timeout_s=timeout_s)
        self._model = model
        self._known: OrderedDict[tuple[str, str], Choices] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, task: Task, findings: Findings) -> Interpretation:
        """The rules' plan, with their questions answered where the model could."""
        return interpret(task, findings, choose=self._choose)

    def _choose(self, asked: OpenQuestions) -> Choices:
        sheet = Sheet.of(asked)
        try:
            choices = self._choices(sheet, notebook=asked.findings.content_hash)
        except NoAnswer as reason:
            log.warning("llm.no-answer", model=self._model, reason=str(reason))
            note = f"the language model {self._model} {reason}: what the rules left open is asked back"
            return Choices(chosen={}, near={}, notes=(note,))
        log.info("llm.answered", model=self._model, questions=len(asked.questions))
        return choices

    def _choices(self, sheet: Sheet, *, notebook: str) -> Choices:
        """What the model chooses; asked once for the same sheet, since a task that is tried again must not change."""
        key = (notebook, sheet.text)
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        choices = self._service.ask(sheet)
        with self._lock:
            self._known[key] = choices
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return choices
