"""The words of the invented cases: private summaries (narratives) and public texts, both from templates."""
