"""Who may get what from whom, told in one place.

`sources` what gives, `outstanding` what is promised already, `interests` who takes no part, `history` what is known of the
households; `evaluator` judges one pair, rule by rule and with reasons; `arrays` and `candidates` find all pairs at once and agree
with it; `pledge_classes` do so for small promises; `near_misses` count refusals. The words in which a source says its own
conditions stand lower, in `needs.criteria`, because programmes and funds are written with them.
"""
