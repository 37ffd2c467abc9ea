"""The only place with marimo's runtime internals: kernels in the notebook's interpreter, driven over IPC."""

from worker.adapters.kernel.adapter import MarimoKernel
from worker.adapters.kernel.session import MarimoSession
from worker.adapters.kernel.warm import WarmPool, warm_pool

__all__ = ["MarimoKernel", "MarimoSession", "WarmPool", "warm_pool"]
