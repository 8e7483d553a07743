"""Bringing facts in, and what becomes of them: uploads, plans, imports, their undoing, what is fresh and what is wrong."""
