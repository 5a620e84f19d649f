"""Services that a laptop may lack, and CI may not."""

import os

import pytest


def in_ci() -> bool:
    return os.environ.get("CI") == "true"


def needs_service(name: str, available: bool, reason: str) -> None:
    """Skip with the reason where the service is missing; in CI a missing service is a failure."""
    if available:
        return
    if in_ci():
        pytest.fail(f"CI must have {name}: {reason}", pytrace=False)
    pytest.skip(f"{name}: {reason}")


def refuse_silent_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """In CI any other skip is a failure too: a green run there has run everything."""
    expected_failure = hasattr(report, "wasxfail")
    if in_ci() and report.skipped and not expected_failure:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"Skipped in CI, where nothing may be skipped: {reason}"
