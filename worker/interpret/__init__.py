"""Interpreting: English requirements and findings in, a tracking plan or questions out."""
