"""The parts of `matching.solver.verify`. They import nothing of the solver they check."""
