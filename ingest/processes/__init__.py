"""What any process of this program needs: being interrupted, its memory, its log."""
