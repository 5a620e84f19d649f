"""The optimiser: numpy arrays in, a plan with a proof out. No database, no clock, no chance.

Deliberately imports nothing, so that `optimiser.verify` shares no code with the solver it checks.
"""
