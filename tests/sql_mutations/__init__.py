"""Mutation bench of the check SQL: one line changed at a time, and does a test notice?"""
