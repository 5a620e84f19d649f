"""One module per family of identifiers; each has ``detect(forms) -> iterator of findings``."""
