"""What everybody may read of a need: a text of its own, sums, and a timeline without dates."""

from publication.models.public_need import PublicItem, PublicNeed, PublicStep

__all__ = ["PublicItem", "PublicNeed", "PublicStep"]
