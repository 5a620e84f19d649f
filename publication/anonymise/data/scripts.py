"""Traditional to simplified characters, one to one, so that every detector sees one script."""

from functools import cache
from pathlib import Path


@cache
def simplified() -> dict[str, str]:
    """From OpenCC's TSCharacters table (Apache-2.0), first choice where it offers several."""
    lines = (Path(__file__).with_name("traditional.txt")).read_text(encoding="utf-8").splitlines()
    pairs = (pair for line in lines if not line.startswith("#") for pair in line.split())
    return {pair[0]: pair[1] for pair in pairs}
