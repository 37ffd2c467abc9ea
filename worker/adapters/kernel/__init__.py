"""The only place with marimo's runtime internals: kernels in the notebook's interpreter, driven over IPC."""

from worker.adapters.kernel.adapter import MarimoKernel
from worker.adapters.kernel.session import MarimoSession

__all__ = ["MarimoKernel", "MarimoSession"]
