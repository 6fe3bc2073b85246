"""Pages read in processes of their own, under a deadline and a memory cap."""
