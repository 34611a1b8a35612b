"""Simplified Chinese, in the terms of the Chinese edition of the course."""
