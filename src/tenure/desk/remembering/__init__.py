"""What people leave at a page: views kept under a name, links by which others read it, annotations."""
