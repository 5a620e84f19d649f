"""Known values never leak (trust reference §6): a sample of the 10,000 cases × 20 canaries of ``tests.privacy.measure``."""

import random

from publication.anonymise import gate

from .corpus.canaries import case, leaking_text, leaks


def test_no_secret_of_a_case_passes_in_any_shape():
    rng, tried, leaked = random.Random("canaries"), 0, []
    for _ in range(25):
        known = case(rng)
        assert sum(map(len, known.values())) >= 18
        for kind, values in known.items():
            for leak in (leak for value in values for leak in leaks(kind, value, rng)):
                text = leaking_text(leak, rng)
                tried += 1
                if not gate.check(text, known).blocked:
                    leaked.append(text)
    assert tried > 1_500
    assert leaked == []


def test_a_planted_secret_is_only_found_because_it_is_known():
    """The control: without the known values the same text passes, so the search above is not blind."""
    text = "青屏县一户家庭，canary x7k2，急需帮助。"
    assert gate.check(text, {"other": ["canary-x7k2"]}).blocked
    assert not gate.check(text, {}).blocked


def test_a_text_without_secrets_passes_beside_a_full_case():
    rng = random.Random("beside")
    blocked = [
        known
        for known in (case(rng) for _ in range(40))
        if gate.check("一户三口之家因火灾急需棉被，缺口约5000元。", known).blocked
    ]
    assert blocked == []
