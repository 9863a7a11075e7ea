"""What people open: the static site and the notebooks, both over the published warehouse."""
