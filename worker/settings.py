"""Frozen settings of the worker: environment variables, a `.env` file, a TOML file (DESIGN §4)."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)


class Settings(BaseSettings):
    """Every setting, with its default; all but MLflow's own carry the prefix `MLFLOW_WORKER_`."""

    model_config = SettingsConfigDict(
        env_prefix="MLFLOW_WORKER_",
        env_file=".env",
        toml_file="mlflow-worker.toml",
        frozen=True,
        extra="ignore",
        populate_by_name=True,
    )

    redis_url: SecretStr = SecretStr("redis://127.0.0.1:6379/0")
    """may carry a password"""
    tracking_uri: str = Field(default="http://127.0.0.1:5000", validation_alias="MLFLOW_TRACKING_URI")
    repository: str = ""
    """path or URL of the git remote; never with a token in it"""
    branch: str = "main"
    python: str = ""
    """interpreter for every notebook; empty: what the notebook or its project states, else the worker's own"""
    data: Path = Path("~/.cache/mlflow-worker")
    """where the clone, the worktrees and the built environments live"""
    author_name: str = "mlflow-worker"
    author_email: str = "mlflow-worker@localhost"

    lease_s: float = Field(default=30.0, gt=0)
    """a task whose lease was not renewed for so long is taken over"""
    sweep_s: float = Field(default=5.0, gt=0)
    """how often the sweeper looks for abandoned leases and due retries"""
    max_attempts: int = Field(default=3, ge=1)
    """tries of a task that fails with a retryable fault"""
    max_recoveries: int = Field(default=3, ge=0)
    """takeovers from crashed workers before a task goes to the dead letters"""
    push_attempts: int = Field(default=5, ge=1)
    notebook_timeout_s: float = Field(default=600.0, gt=0)
    """wall time of one execution, unless the task says otherwise"""
    artifact_limit_mb: float = Field(default=100.0, gt=0)
    restore_experiments: bool = True
    """restore a deleted experiment that a task names; otherwise such a task fails"""

    sandbox: Literal["auto", "require", "off"] = "auto"
    """bubblewrap around notebooks: where it works, always, or never"""
    memory_limit_mb: float | None = Field(default=None, gt=0)
    """of one notebook with all its processes; None: four fifths of what the machine or container has"""
    disk_limit_mb: float = Field(default=20_000.0, gt=0)
    """what one notebook may write, in all"""
    process_limit: int = Field(default=512, ge=8)
    """of one notebook, at a time"""
    ahead: bool = True
    """prove a long training while it is explored: then the notebook runs twice at a time"""
    warm: bool = True
    """whether the service keeps processes that have imported what notebooks import"""
    warm_memory_mb: float = Field(default=1500.0, gt=0)
    """what these processes may have together"""

    interpreter: Literal["rules", "llm"] = "rules"
    """`llm`: a language model answers what the rules would ask back"""
    llm_model: str = Field(default="anthropic:claude-opus-4-5", pattern=r"^(anthropic|openai):\S+$")
    llm_base_url: str = ""
    """empty: the provider's own; else any server that speaks its protocol"""
    llm_api_key: SecretStr = SecretStr("")
    """empty: the provider's own variable (`ANTHROPIC_API_KEY`, `OPENAI_API_KEY`)"""
    llm_timeout_s: float = Field(default=120.0, gt=0)
    """of one conversation, its retries included"""

    templates: Path | None = None
    """folder with house templates"""
    log_format: Literal["auto", "json", "console"] = "auto"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @property
    def artifact_limit(self) -> int:
        """Bytes of the largest file that a run keeps."""
        return int(self.artifact_limit_mb * 1_000_000)

    @field_validator("data", "templates")
    @classmethod
    def _expand(cls, value: Path | None) -> Path | None:
        return value.expanduser().absolute() if value else value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment first, then `.env`, then `mlflow-worker.toml`."""
        return (init_settings, env_settings, dotenv_settings, TomlConfigSettingsSource(settings_cls))
