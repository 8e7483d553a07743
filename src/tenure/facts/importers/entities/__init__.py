"""What a row of a file can be, and the facts that it gives: one file each."""
