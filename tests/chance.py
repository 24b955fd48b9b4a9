"""What is drawn at random: the same few examples in every run; under the nightly profile many more, and new ones.

`pytest --hypothesis-profile nightly` chooses it, as `make nightly` does.
"""

import os
import secrets

from hypothesis import settings

BASE = 40  # what the counts given to `examples` are relative to
USUAL, NIGHTLY = 24, 600
SEED = "ADVOCACY_KIT_SEED"


def register_profiles() -> None:
    """Register both profiles, without a deadline because the machine may be busy, and load the usual one."""
    settings.register_profile("kit", deadline=None, derandomize=True, max_examples=USUAL)
    settings.register_profile("nightly", deadline=None, print_blob=True, max_examples=NIGHTLY)
    settings.load_profile("kit")


def is_nightly() -> bool:
    return settings.default.max_examples == NIGHTLY


def examples(usual: int, **more) -> settings:
    """Return settings whose number of examples grows and shrinks with the profile, as `usual` is to `BASE`."""
    return settings(max_examples=max(2, usual * settings.default.max_examples // BASE), **more)


def seed() -> int:
    """Return what simulations start from; in the nightly profile a new number, or the one in ADVOCACY_KIT_SEED."""
    if not is_nightly():
        return 2026
    return int(os.environ.setdefault(SEED, str(secrets.randbelow(10**6))))  # the processes of xdist inherit it
