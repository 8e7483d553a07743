"""What a web server calls."""

import os

from django.core.wsgi import get_wsgi_application

from tenure.desk.door import Door
from tenure.desk.parents import leave_with_parent

leave_with_parent()  # else it would keep the port of a server that was killed
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tenure.desk.settings")
application = Door(get_wsgi_application())

from tenure.desk.books.warming import keep_warm  # noqa: E402  Django is set up now

keep_warm()
