"""Tables the detectors read: plain words and characters, no code."""
