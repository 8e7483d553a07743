"""The desk: people, their roles, and the pages they open; a Django project over the core."""
