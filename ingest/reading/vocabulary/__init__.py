"""The words of publishers, kept as data: titles, headers, line labels, forms, places, prose."""
