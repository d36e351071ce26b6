"""What ``capslint init`` writes into a repository: settings, hooks of pre-commit, a job of continuous integration."""

from capslint.setup.setup_plan import LeftAlone, PlannedFile, SetupChoice, plan_setup, write_planned

__all__ = ["LeftAlone", "PlannedFile", "SetupChoice", "plan_setup", "write_planned"]
