"""What can be taken home: pictures, the curves as a table, and films."""

import io
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from nanoimmune.errors import refuse
from nanoimmune.view.colours import LOOKS, look_colour, palette
from nanoimmune.view.picture import picture
from nanoimmune.view.timeline import Timeline
from nanoimmune.words import Compartment

if TYPE_CHECKING:
    import pandas as pd

HEAD, FOOT, GAP = 46, 30, 16
"""Room above, below and between the pictures of an export, in pixels."""

FILMS = (".gif", ".mp4")
"""Endings of files that a film can be written to."""

_PAGE = {False: "#ffffff", True: "#121212"}
_INK = {False: "#1a1a1a", True: "#f0f0f0"}


def curves(lives: Mapping[str, Timeline]) -> "pd.DataFrame":
    """Everything that was recorded, one row a day and life, with the columns of a trial's run files."""
    import pandas as pd

    rows = [
        {"life": name, **row} for name, life in lives.items() for _, row in sorted(life.rows.items())
    ]  # fmt: skip
    return pd.DataFrame(rows)


def curves_csv(lives: Mapping[str, Timeline]) -> str:
    """The same as comma-separated text."""
    return str(curves(lives).to_csv(index=False))


def frame(lives: Mapping[str, Timeline], place: Compartment, overlay: str, dark: bool = False) -> NDArray[np.uint8]:
    """All lives side by side at the moment that is shown, each with a title, and a legend below.

    Args:
        lives: The lives by name.
        place: Compartment that is drawn.
        overlay: What lies over the tissue.
        dark: Whether the page is dark.

    Returns:
        Red, green and blue of each pixel; shape (down, across, 3), both even.
    """
    drawn = {name: picture(life.host, place, overlay) for name, life in lives.items()}
    height = max(each.pixels.shape[0] for each in drawn.values())
    width = sum(each.pixels.shape[1] for each in drawn.values()) + GAP * (len(drawn) + 1)
    size = (width + width % 2, HEAD + height + FOOT + (HEAD + height + FOOT) % 2)
    page = Image.new("RGB", size, _PAGE[dark])
    pen, across = ImageDraw.Draw(page), GAP
    for name, each in drawn.items():
        life = lives[name]
        told = f"{name}, day {life.hour / 24.0:.1f}" + ("" if life.alive else " (dead)")
        pen.text((across, 6), told, fill=_INK[dark], font=_font(17))
        pen.text((across, 27), _figure(life.row, place), fill=_INK[dark], font=_font(12))
        page.paste(Image.fromarray(palette(dark)[each.pixels]), (across, HEAD))
        across += each.pixels.shape[1] + GAP
    _legend(pen, drawn, HEAD + height + 8, dark, size[0])
    return np.asarray(page)


def png(pixels: NDArray[np.uint8]) -> bytes:
    """A PNG file of an image."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def film(
    lives: Mapping[str, Timeline], days: Sequence[float], place: Compartment, overlay: str, path: Path,
    seconds: float = 0.12,
    progress: Callable[[int, int], object] = lambda done, total: None,
) -> None:  # fmt: skip
    """Write a film of all lives; lives that have not come so far are lived on.

    Args:
        lives: The lives by name; they are left at the last day.
        days: Moments that are drawn, rising.
        place: Compartment that is drawn.
        overlay: What lies over the tissue.
        path: File to write; its ending says which kind, `.gif` or `.mp4`.
        seconds: For how long each image stays.
        progress: Told how many images are done, and of how many.

    Raises:
        InputError: If the ending is another, or nothing on this machine can write MP4.
    """
    if path.suffix not in FILMS:
        raise refuse("--out", str(path), "a file that ends in .gif or .mp4", "Change the ending.")
    writer = film_program() if path.suffix == ".mp4" else ""

    def frames() -> Iterator[NDArray[np.uint8]]:
        for done, day in enumerate(days, start=1):
            for life in lives.values():
                life.live(24.0 * day)
            yield frame(lives, place, overlay)
            progress(done, len(days))

    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".gif":
        images = [Image.fromarray(each).quantize(128) for each in frames()]
        images[0].save(path, save_all=True, append_images=images[1:], duration=round(1000 * seconds), loop=0)
    else:
        _write_mp4(frames(), writer, path, seconds)


def film_program() -> str:
    """Find the program that writes MP4: ffmpeg of this machine, or the one that comes with imageio-ffmpeg.

    Raises:
        InputError: If there is none.
    """
    found = shutil.which("ffmpeg")
    if found is None:
        try:
            from imageio_ffmpeg import get_ffmpeg_exe

            found = str(get_ffmpeg_exe())
        except (ImportError, RuntimeError):
            mend = "Install ffmpeg, or `pip install imageio-ffmpeg`; or write a .gif."
            raise refuse("--out", ".mp4", "a machine with ffmpeg", mend) from None
    return found


def _write_mp4(frames: Iterator[NDArray[np.uint8]], program: str, path: Path, seconds: float) -> None:
    """Hand images to ffmpeg; the film has the size of the first."""
    first = next(frames)
    size, rate = f"{first.shape[1]}x{first.shape[0]}", f"{1.0 / seconds:.3f}"
    given = ["-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-r", rate, "-i", "-"]
    made = ["-an", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-crf", "20", str(path)]
    with subprocess.Popen([program, *given, *made], stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(np.ascontiguousarray(first).tobytes())
        for each in frames:
            process.stdin.write(np.ascontiguousarray(each).tobytes())
        process.stdin.close()
    if process.returncode != 0:
        raise refuse("--out", str(path), "a file that ffmpeg can write", "Write a .gif in its place.")


def _figure(row: dict[str, float], place: Compartment) -> str:
    """The figures that stand under a title."""
    name = place.name.lower()
    disease = f"score {row['score']:g}" if "score" in row else f"glucose {row.get('glucose', float('nan')):.0f} mg/dL"
    told = f"{disease}, tissue preserved {100 * row['tissue_preserved']:.0f} %"
    cells = f"effectors here {row.get(f'effector_{name}', 0):,.0f}, Tr1 here {row.get(f'tr1_{name}', 0):,.0f}"
    return f"{told}; {cells}"


def _legend(pen: ImageDraw.ImageDraw, drawn: dict[str, Any], down: int, dark: bool, width: int) -> None:
    """Looks of the cells that are drawn somewhere."""
    across = GAP
    for number, look in enumerate(LOOKS):
        if not any(each.shown[number] for each in drawn.values()):
            continue
        box, colour = (across, down, across + 11, down + 11), look_colour(number, dark)
        if look.shape == "square":
            pen.rectangle(box, fill=colour)
        elif look.shape == "ring":
            pen.ellipse(box, outline=colour, width=3)
        else:
            pen.ellipse(box, fill=colour)
        pen.text((across + 16, down - 2), look.label, fill=_INK[dark], font=_font(12))
        across += 28 + int(pen.textlength(look.label, font=_font(12)))
        if across > width - 60:
            break


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The typeface that comes with Pillow."""
    return ImageFont.load_default(size)
