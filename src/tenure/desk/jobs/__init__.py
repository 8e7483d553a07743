"""Work that goes on beside the web: kept in the database, so that it survives restarts and is never done twice."""
