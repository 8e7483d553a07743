"""Why numbers differ: between definitions, between periods, between what was known then and now."""
