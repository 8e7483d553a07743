"""Settings of the desk for tests and tools that serve nobody: the home folder is one that is thrown away."""

import os
import tempfile

_HOME = tempfile.TemporaryDirectory(prefix="tenure-")  # gone with the process
os.environ["TENURE_HOME"] = _HOME.name

from tenure.desk.settings import *  # noqa: E402, F403
