"""What all tests share: draws are not timed, because a slow machine is no defect."""

from hypothesis import settings

settings.register_profile("house", settings.default, deadline=None)
settings.load_profile("house")
