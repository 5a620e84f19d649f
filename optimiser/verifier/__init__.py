"""The parts of `optimiser.verify`. They import nothing of the solver they check."""
