"""Further views of stages by period, one file a subject; each file names its own in `VIEWS`."""
