"""One analysis a file, found by this folder: each names its own in `ANALYSIS`."""
