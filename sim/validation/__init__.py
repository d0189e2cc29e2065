"""The simulator held against published facts: each an experiment on the real engine.

`fact` says what a fact is, `effort` how big its experiment is, `facts` lists them all, `findings`
runs them; the other modules hold the experiments by theme.
"""
