"""A generator of labelled texts for developing the gate. The hold-out set is written by others."""
