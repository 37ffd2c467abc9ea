"""The conversation with a language model over pydantic-ai: structured, bounded in time and tries."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr

from worker.interpret.choices import Choices
from worker.interpret.llm.answer import Answer, Unfit, check
from worker.interpret.llm.sheet import Sheet

if TYPE_CHECKING:
    from pydantic_ai import Agent
    from pydantic_ai.models import Model

RETRIES: Final = 2
"""how often a malformed answer is given back with what is wrong with it"""
_TOKENS: Final = 4096
_KEYS: Final = {"anthropic": "ANTHROPIC_API_KEY", "openai": "OPENAI_API_KEY"}


class NoAnswer(Exception):  # noqa: N818 - a state of affairs
    """Why a model gave no usable answer: a clause whose subject is the model. It holds nothing that a server said."""


class Service:
    """One model of one provider."""

    def __init__(self, *, model: str, base_url: str, api_key: SecretStr, timeout_s: float) -> None:
        """`model` is `anthropic:NAME` or `openai:NAME`; `timeout_s` bounds `ask`."""
        self._label = model
        self._provider, _, self._name = model.partition(":")
        self._base_url = base_url
        self._api_key = api_key
        self._timeout_s = timeout_s

    def ask(self, sheet: Sheet) -> Choices:
        """The model's choices; NoAnswer says why there are none."""
        key = self._api_key.get_secret_value() or os.environ.get(_KEYS[self._provider], "")
        if not key and (self._provider == "anthropic" or not self._base_url):
            variables = f"MLFLOW_WORKER_LLM_API_KEY or {_KEYS[self._provider]}"
            raise NoAnswer(f"cannot be asked without a key (set {variables})")
        # In a loop of its own: tasks are worked in threads, and a client must not outlive its loop.
        answer = asyncio.run(self._bounded(sheet, key))
        return check(answer, sheet, by=self._label)

    async def _bounded(self, sheet: Sheet, key: str) -> Answer:
        try:
            async with asyncio.timeout(self._timeout_s), self._model(key) as model:
                return await converse(model, sheet)
        except TimeoutError:
            raise NoAnswer(f"gave no answer within {self._timeout_s:g} s") from None
        except NoAnswer:
            raise
        except Exception as error:
            # A server may say anything, an address may be anything, and a client may trip over it anyhow.
            raise NoAnswer(f"could not be asked ({type(error).__name__})") from error

    @asynccontextmanager
    async def _model(self, key: str) -> AsyncIterator["Model"]:
        if self._provider == "anthropic":
            from anthropic import AsyncAnthropic
            from pydantic_ai.models.anthropic import AnthropicModel
            from pydantic_ai.providers.anthropic import AnthropicProvider

            async with AsyncAnthropic(api_key=key, base_url=self._base_url or None) as client:
                yield AnthropicModel(self._name, provider=AnthropicProvider(anthropic_client=client))
        else:
            from openai import AsyncOpenAI
            from pydantic_ai.models.openai import OpenAIChatModel
            from pydantic_ai.providers.openai import OpenAIProvider

            # A server of one's own may want no key, but its client does.
            async with AsyncOpenAI(api_key=key or "none", base_url=self._base_url or None) as client_:
                yield OpenAIChatModel(self._name, provider=OpenAIProvider(openai_client=client_))


async def converse(model: "Model", sheet: Sheet) -> Answer:
    """An answer that fits the sheet, after as many tries as it may take; NoAnswer when the model has none.

    Other exceptions are the client library's.
    """
    from pydantic_ai import capture_run_messages
    from pydantic_ai.exceptions import ModelHTTPError, UnexpectedModelBehavior
    from pydantic_ai.usage import UsageLimits

    agent = _agent(sheet)
    with capture_run_messages() as messages:
        try:
            done = await agent.run(sheet.text, model=model, usage_limits=UsageLimits(request_limit=RETRIES + 1))
        except ModelHTTPError as error:
            raise NoAnswer(f"answered with HTTP status {error.status_code}") from error
        except UnexpectedModelBehavior as error:
            refused = any(getattr(message, "finish_reason", None) == "content_filter" for message in messages)
            said = "refused to answer" if refused else f"gave no usable answer in {RETRIES + 1} tries"
            raise NoAnswer(said) from error
    return done.output


def _agent(sheet: Sheet) -> "Agent[object, Answer]":
    from pydantic_ai import Agent, ModelRetry

    agent = Agent(
        output_type=Answer, instructions=instructions(), retries=RETRIES, model_settings={"max_tokens": _TOKENS}
    )

    @agent.output_validator
    def fits(answer: Answer) -> Answer:
        try:
            check(answer, sheet, by="")
        except Unfit as problems:
            raise ModelRetry(str(problems)) from problems
        return answer

    return agent


def instructions() -> str:
    """`prompts/interpreter.md`: within the installed package, or beside it in a checkout."""
    packaged = files("worker") / "prompts" / "interpreter.md"
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    return (Path(__file__).parents[3] / "prompts" / "interpreter.md").read_text(encoding="utf-8")
