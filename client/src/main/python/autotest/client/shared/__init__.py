"""Modules that client and server sides of the original share; here, the home of most helpers."""
