"""``python -m tests.privacy.measure [n]``: recall per type, false hits, leaks and speed on n texts of each kind."""

import random
import sys
from time import perf_counter

from publication.anonymise import gate

from .corpus.canaries import case, leaking_text, leaks
from .corpus.clean import clean_text
from .corpus.handwritten import CLEAN
from .corpus.names import named_text
from .corpus.numbers import KINDS, SPELLINGS, number_text
from .corpus.places import address_text, institution_text


def _caught(text: str, start: int, end: int, kind: str, levels: tuple[str, ...]) -> bool:
    return any(
        f.level in levels and f.type == kind and f.start < end and f.end > start for f in gate.check(text).findings
    )


def _recall(title: str, samples: list[tuple[str, int, int, str]]) -> None:
    block = sum(_caught(*sample, levels=("block",)) for sample in samples)
    either = sum(_caught(*sample, levels=("block", "warn")) for sample in samples)
    print(f"{title:12} n={len(samples):6} blocked {block / len(samples):.4f} found {either / len(samples):.4f}")


def main(count: int, seed: int = 2026) -> None:
    rng = random.Random(seed)
    print("seed", seed, "gate", gate.GATE_VERSION)
    for kind in KINDS:
        spellings = list(SPELLINGS)
        _recall(kind, [(*number_text(kind, spellings[i % len(spellings)], rng), kind) for i in range(count)])
    _recall("name", [(*named_text(rng), "name") for _ in range(count)])
    _recall("address", [(*address_text(rng), "address") for _ in range(count)])
    named = [institution_text(rng) for _ in range(count)]
    for kind in ("school", "hospital", "employer"):
        _recall(kind, [sample for sample in named if sample[3] == kind])
    texts = [clean_text(rng) for _ in range(count)]
    began = perf_counter()
    results = [gate.check(text) for text in texts]
    speed = count / (perf_counter() - began)
    warned = sum(bool(r.findings) for r in results) / count
    print(
        f"clean: blocked {sum(r.blocked for r in results) / count:.4f}, with warnings {warned:.4f}, {speed:.0f} texts/s"
    )
    print(f"handwritten clean: blocked {sum(gate.check(text).blocked for text in CLEAN)} of {len(CLEAN)}")
    _canaries(max(count // 100, 1), rng)


def _canaries(cases: int, rng: random.Random) -> None:
    tried, leaked, began = 0, 0, perf_counter()
    for _ in range(cases):
        known = case(rng)
        for leak in (leak for kind, values in known.items() for value in values for leak in leaks(kind, value, rng)):
            tried += 1
            leaked += not gate.check(leaking_text(leak, rng), known).blocked
    print(
        f"canaries: {cases} cases, {tried} leaks tried, {leaked} passed, {tried / (perf_counter() - began):.0f} texts/s"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
