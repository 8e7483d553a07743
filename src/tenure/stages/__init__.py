"""Stages: one row per subject (and period), made from facts as of a day."""
