"""Speed and quality of the optimiser, as ratios against named baselines in the same run."""
