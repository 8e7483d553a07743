"""Analyses: tables that answer a question of their own, made from facts as of a day."""
