"""Checking Tenure's own numbers against a folder of facts with expected values."""

from tenure.verification.folder import Difference, Outcome, verify

__all__ = ["Difference", "Outcome", "verify"]
