"""The patch catalogue: one file, one template, one manual per patch."""
