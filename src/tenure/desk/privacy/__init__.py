"""What is kept about people: what it is, how long, who sees it; handing it out, erasing it, and bringing it back from backups."""
