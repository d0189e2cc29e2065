"""A chart: a figure with a message that can be drawn anew in another size."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from ...errors import RunError
from ...text.fonts import families, no_complaints
from ..formats.files import write_whole
from .layout import Room
from .style import GREY, INK, SIZES, look
from .words import from_the_left, tied, wrapped

ENDINGS: dict[str, dict[str, Any]] = {
    "png": {"Software": None},
    "svg": {"Date": None},
    "pdf": {"CreationDate": None},
}
"""What a chart can be saved as, and what is left out so that the same chart is the same file."""

Draw = Callable[["Chart", Room], None]


class Header(NamedTuple):
    """What stands above a chart.

    Attributes:
        message: the finding, in one sentence.
        subject: who, what, unit and period.
        basis: that it is simulated, from what, and how to read the marks.
    """

    message: str
    subject: str
    basis: str


class Chart(Figure):
    """A matplotlib figure that says what it shows.

    Args:
        header: message and what belongs to it.
        draw: draws everything below the header, in whatever size; called once a size.
        names: every name of the client's that is written.
        size: one of `SIZES`.

    Raises:
        RunError: an unknown size.

    Example:
        >>> import sim
        >>> bank = sim.load("retail_bank").override({"market.simulated": 2000, "months": 12})
        >>> chart = sim.compare(bank, replications=2, jobs=1).plot.whale("today")
        >>> chart.save("whale.svg", size="slide").name
        'whale.svg'
    """

    def __init__(
        self, header: Header, draw: Draw, names: Iterable[str], size: str = "screen"
    ) -> None:
        if size not in SIZES:
            raise RunError(f"no size of charts is called {size!r}; use one of {', '.join(SIZES)}")
        self.header, self._recipe, self._names = header, draw, tuple(names)
        self.look = SIZES[size]
        self._look = (self.look, families(self._names), f"{header.message} {size}")
        with look(*self._look), no_complaints():
            super().__init__(figsize=self.look[:2], dpi=100)
            FigureCanvasAgg(self)
            draw(self, self._head())

    def __repr__(self) -> str:
        return f"<Chart: {self.header.message}>"

    def points(self, share: float = 1.0) -> float:
        """Points of a text that is this much of ordinary text."""
        return share * self.look.points

    def share_of(self, room: Room) -> tuple[float, float, float, float]:
        """A room as matplotlib takes it: left, bottom, width, height as shares of the figure."""
        width, height = self.look.width, self.look.height
        return (room.left / width, room.bottom / height, room.width / width, room.height / height)

    def draw(self, renderer: Any) -> None:
        """Draw everything, as matplotlib asks for it."""
        with look(*self._look), no_complaints():
            super().draw(renderer)

    def save(self, path: str | os.PathLike[str], size: str = "screen") -> Path:
        """Write the chart to a file; the same chart gives the same bytes.

        In its own size it is written as it stands, in another it is drawn anew.

        Args:
            path: its ending says what it becomes: png, svg or pdf.
            size: "screen" (a notebook), "slide" (16:9) or "page" (a column of a document).

        Returns:
            the file.

        Raises:
            RunError: an unknown ending or size, or a place that cannot be written to.
        """
        file = Path(path)
        ending = file.suffix[1:].lower()
        if ending not in ENDINGS:
            known = ", ".join(f".{name}" for name in ENDINGS)
            raise RunError(f"{file}: charts are saved by their ending, one of {known}")
        write_whole(self.content(ending, size), file)
        return file

    def content(self, ending: str, size: str = "screen") -> bytes:
        """The chart as the content of a file.

        Args:
            ending: what it becomes: png, svg or pdf.
            size: as for `save`.

        Raises:
            RunError: an unknown size.
        """
        own = SIZES.get(size) is self.look
        chart = self if own else Chart(self.header, self._recipe, self._names, size)
        content = io.BytesIO()
        with look(*chart._look), no_complaints():
            chart.savefig(content, format=ending, dpi=chart.look.dots, metadata=ENDINGS[ending])
        return content.getvalue()

    def _repr_png_(self) -> bytes:
        """What a notebook shows."""
        content = io.BytesIO()
        with look(*self._look), no_complaints():
            self.savefig(content, format="png", dpi=self.dpi, metadata=ENDINGS["png"])
        return content.getvalue()

    def _head(self) -> Room:
        """Write the header; return the room that is left below."""
        margin = 1.4 * self.look.points / 72
        room = Room(margin, 0.8 * margin, self.look.width - margin, self.look.height - margin)
        for text, share, bold, lines, colour in (
            (self.header.message, 1.4, True, 3, INK),
            (self.header.subject, 0.9, False, 3, INK),
            (self.header.basis, 0.9, False, 3, GREY),
        ):
            room = self._paragraph(room, text, self.points(share), bold, lines, colour)
        return room._replace(top=room.top - 0.5 * margin)

    def _paragraph(
        self, room: Room, text: str, points: float, bold: bool, lines: int, colour: str
    ) -> Room:
        lines_of_text = from_the_left(wrapped(self, tied(text), room.width, points, bold, lines))
        written = self.text(
            room.left / self.look.width,
            room.top / self.look.height,
            lines_of_text,
            fontsize=points,
            va="top",
            fontweight="bold" if bold else "normal",
            color=colour,
            linespacing=1.25,
        )
        box = written.get_window_extent(self.canvas.get_renderer())  # type: ignore[attr-defined]
        return room._replace(top=room.top - box.height / float(self.dpi) - 0.45 * points / 72)
