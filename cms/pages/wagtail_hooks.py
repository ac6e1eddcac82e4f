"""What editorial pages add to Wagtail's admin; each module registers its own."""

from . import bulletin_register, choosers, concerns  # noqa: F401
