"""The scrubbed environment of a kernel process: nothing of the worker's own secrets gets in."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

PASSED = frozenset({
    "PATH",
    "LANG",
    "LANGUAGE",
    "TZ",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "ALL_PROXY",
})  # fmt: skip
PASSED_PREFIXES = ("LC_", "CUDA_", "NVIDIA_", "OMP_", "MKL_", "OPENBLAS_", "NUMEXPR_", "XLA_", "HIP_", "ROCR_")


def kernel_environment(
    *,
    inherited: Mapping[str, str],
    python: str,
    home: Path,
    temporary: Path,
    tracking_uri: str,
    mlflow: Mapping[str, str],
    modules: Sequence[Path] = (),
    extra: Mapping[str, str],
) -> dict[str, str]:
    """All variables of a kernel process; `mlflow` are MLflow's own (authentication), `extra` wins over everything.

    `modules`: folders with modules besides the interpreter's own.
    """
    kept = {
        name: value for name, value in inherited.items() if name.upper() in PASSED or name.startswith(PASSED_PREFIXES)
    }
    folder = str(Path(python).parent)
    return {
        **kept,
        "PATH": os.pathsep.join([folder, *filter(None, [kept.get("PATH", os.defpath)])]),
        "HOME": str(home),
        "TMPDIR": str(temporary),
        **({"PYTHONPATH": os.pathsep.join(map(str, modules))} if modules else {}),
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": str(temporary / "matplotlib"),
        "GIT_PYTHON_REFRESH": "quiet",
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "3",  # 7 by default: a cell would hang for minutes on a dead server
        "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
        **mlflow,
        "MLFLOW_TRACKING_URI": tracking_uri,
        **extra,
    }
