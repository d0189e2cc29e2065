"""Settings of the whole process are the same again after two threads have changed them."""

from __future__ import annotations

import logging
import threading
import warnings

import matplotlib as mpl
import numba
import pytest
from matplotlib import font_manager

from sim.market.rules.compiled import _kept
from sim.report.charts.style import SIZES, look
from sim.text.fonts import no_complaints


@pytest.mark.parametrize("changed", [lambda: look(SIZES["page"]), no_complaints, _kept])
def test_two_threads_put_back_what_was_there_before_both(changed):
    """The second one begins within the first, where it may, and ends after it."""
    within, leave = threading.Event(), threading.Event()

    def second() -> None:
        with changed():
            within.set()
            leave.wait()

    before = _settings()
    thread = threading.Thread(target=second)
    with changed():
        thread.start()
        within.wait(0.2)
    leave.set()
    thread.join()
    assert _settings() == before


def _settings():
    log = logging.getLogger(font_manager.__name__)
    return dict(mpl.rcParams), list(warnings.filters), log.level, numba.config.CACHE_DIR
