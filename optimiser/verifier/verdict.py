"""What the verifier found out by itself about a plan that it accepts. It proves nothing that it cannot recompute."""

from __future__ import annotations

from typing import NamedTuple


class Verdict(NamedTuple):
    """An accepted plan: feasible, every side rule kept, all its figures true. Values in units times rank weight."""

    primal: int  # value of the plan
    bound: int  # no plan is worth more: recomputed from the plan's prices, which may be any
    claimed: int  # the plan's own bound; below `bound` it comes from a search that cannot be repeated here: no proof
    ties_proved: bool  # among plans of this value none keeps more of the previous one, and of those none costs less

    @property
    def levels_proved(self) -> bool:
        """Whether no plan serves the levels better."""
        return self.primal == self.bound

    @property
    def proved(self) -> bool:
        """Whether no plan is better at all."""
        return self.levels_proved and self.ties_proved

    def __str__(self) -> str:
        if self.proved:
            return "Proved: the plan is feasible and no plan is better."
        if self.levels_proved:
            return (
                "Proved for the levels: the plan is feasible and no plan serves them better. "
                "Not proved: that no such plan keeps more of the previous one or costs less."
            )
        words = (
            "Not proved optimal: the plan is feasible and keeps every side rule; by its prices a plan could be better "
            f"by up to {self.bound - self.primal} units of rank weight."
        )
        if self.claimed < self.bound:
            words += f" Its own search claims at most {self.claimed - self.primal}, which cannot be checked here."
        return words
