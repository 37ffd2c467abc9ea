"""Verifying: answers of the server, the kernel and git in, checks out."""
