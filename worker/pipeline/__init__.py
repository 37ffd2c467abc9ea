"""The steps for one task, and nothing else: read, explore, interpret, implement, verify, publish."""

from worker.pipeline.drafting import Draft, FileDraft, draft
from worker.pipeline.work import Pipeline

__all__ = ["Draft", "FileDraft", "Pipeline", "draft"]
