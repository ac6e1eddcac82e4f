"""Cut KERN's fonts down to the letters of the Latin languages; for whoever takes in a newer version of KERN.

    npm pack @kern-ux/native@2.7.2 && tar xzf kern-ux-native-*.tgz
    .venv/bin/python bin/subset_fonts.py package/dist/fonts/fira-sans

Says for each font how large it was and is. fonttools is fetched by uv for this one run, in a version that is named
below: the installation does not need it, and another version may pack the same letters in other bytes.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "site" / "townhall" / "static" / "kern" / "fonts"
WEIGHTS = ("Regular", "Medium", "SemiBold")
FONTTOOLS = "fonttools[woff]==4.68.0"

# What names and texts in the languages of our neighbours and citizens are written with, and the signs between them.
LETTERS = (
    "U+0020-007E",  # ASCII
    "U+00A0-017E",  # Latin-1 and Latin Extended-A: German, French, Polish, Turkish, Czech, …
    "U+0218-021B",  # Romanian
    "U+02C6,U+02DA,U+02DC",  # accents on their own
    "U+1E9E",  # capital ß
    "U+2010-2015,U+2018-201A,U+201C-201E,U+2020-2022,U+2026,U+2030,U+2039-203A,U+2044",  # dashes, quotation marks
    "U+20AC,U+2122",  # euro, trade mark
    "U+2190-2193,U+2197,U+2212,U+2260,U+2264-2265",  # arrows and signs of reckoning
)
FEATURES = "kern,liga,ccmp,locl,mark,mkmk,tnum,lnum,pnum"


def main(arguments: list[str]) -> int:
    """Write one subset per weight; the folder of the originals is the only argument."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print(__doc__, file=sys.stderr)
        return 1
    for weight in WEIGHTS:
        original = Path(arguments[0]) / f"FiraSans-{weight}.woff2"
        result = FOLDER / f"fira-sans-{weight.lower()}.woff2"
        subprocess.run(command(original, result), check=True)
        print(f"{result.name}: {original.stat().st_size} → {result.stat().st_size} bytes")
    return 0


def command(original: Path, result: Path) -> list[str]:
    return [
        *(str(ROOT / ".venv" / "bin" / "uv"), "tool", "run", "--quiet", "--from", FONTTOOLS, "pyftsubset"),
        str(original),
        f"--output-file={result}",
        f"--unicodes={','.join(LETTERS)}",
        f"--layout-features={FEATURES}",
        "--flavor=woff2",
        "--no-hinting",
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
