"""Checking: own numbers against a folder of facts with expected values; a workspace for what is wrong with it."""

from tenure.verification.folder import Difference, Outcome, verify

__all__ = ["Difference", "Outcome", "verify"]
