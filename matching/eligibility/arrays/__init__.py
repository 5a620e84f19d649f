"""Candidates as arrays: every pair of need and source that no rule refuses, found without asking pair by pair."""
