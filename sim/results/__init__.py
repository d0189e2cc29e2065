"""What a user holds: results that draw, save and explain themselves.

Each class here is one that computes (`sim.experiment`, `sim.calibration`, `sim.validation`) with
what reports make of it (`sim.report`): `verdict`, `plot`, `save`, and how a notebook shows it.
"""
