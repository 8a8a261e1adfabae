"""Measurements, and the made-up data that they and the tests use; see README.md here."""
