"""What people use once: ``capslint init``, and what a shell completes."""
