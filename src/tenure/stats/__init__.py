"""Mathematics on arrays and sums, pure and testable by hand."""
