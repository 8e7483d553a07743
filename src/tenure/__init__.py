"""Tenure: from a company's own files to the customer numbers it can trust."""

__version__ = "0.1.0"
