"""Who reads: this machine's processes, or a cluster's."""
