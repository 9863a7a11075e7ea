"""What was read, kept on disk under the fingerprint of file and reader."""
