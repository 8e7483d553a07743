"""What the house needs and the product does not."""
