"""The rulebook: what happens to one person in one month, as small pure functions of numbers.

Every function takes and returns plain numbers and holds its equation and its source. Engines loop;
rules decide. Nothing here knows a design, a file, a chart or a clock.
"""

from __future__ import annotations

from math import exp, floor, log, sqrt

from .compiled import scalar


@scalar
def moment_probability(contact_rate):  # type: ignore[no-untyped-def]
    """Chance that a customer has a moment of truth this month.

    P = 1 - exp(-kappa): at least one contact when contacts arrive as a Poisson process.

    Args:
        contact_rate: kappa, contacts a month.
    """
    return 1.0 - exp(-contact_rate)


@scalar
def delivered(position, ideal, works, effort):  # type: ignore[no-untyped-def]
    """Value that a moment delivers, 0 to 1.

    d = (1 - effort) exp(-(y - x)^2 / 2) when it works, 0 when it fails. Ideal-point model
    (Coombs 1964), with the trouble of the contact taken off.

    Args:
        position: y, what kind of treatment is offered.
        ideal: x, what this person would like best.
        works: whether it worked.
        effort: share of value that the trouble of a contact takes.
    """
    distance = position - ideal
    return (1.0 - effort) * exp(-0.5 * distance * distance) if works else 0.0


@scalar
def satisfaction_target(gap, reference, loss_aversion):  # type: ignore[no-untyped-def]
    """Satisfaction that a gap between delivered and expected leads to.

    g >= 0: ref + (1 - ref) g / (g + 1 - ref)
    g <  0: ref - ref L|g| / (L|g| + ref)

    Smooth, within 0..1, slope 1 above and L below the reference (L = 1: the same on both sides).
    Disconfirmation after Anderson & Sullivan 1993.
    """
    if gap >= 0.0:
        room = 1.0 - reference
        return reference + room * gap / (gap + room)
    loss = -loss_aversion * gap
    return reference - reference * loss / (loss + reference)


@scalar
def moved_towards(value, target, speed):  # type: ignore[no-untyped-def]
    """Exponential smoothing: value + speed (target - value)."""
    return value + speed * (target - value)


@scalar
def recovered(after, before, share):  # type: ignore[no-untyped-def]
    """Satisfaction once a failure has been made good by a share.

    S <- S_after + share (S_before - S_after), never above what it was before the failure: recovery
    undoes, it does not delight (meta-analysis of 2007; TARP's ladder gives the shares).
    """
    return after + share * max(0.0, before - after)


@scalar
def recovery_step(luck, resolve):  # type: ignore[no-untyped-def]
    """How well a complaint is answered: 0 unresolved, 1 resolved, 2 resolved fast.

    Resolved with chance r, resolved fast with chance r^2: it takes resolving twice over
    (assumption).

    Args:
        luck: uniform number, 0 to 1.
        resolve: r, share of complaints resolved.
    """
    if luck >= resolve:
        return 0
    return 2 if luck < resolve * resolve else 1


@scalar
def leaving_probability(base_intensity, satisfaction, reference, sensitivity):  # type: ignore[no-untyped-def]
    """Chance of leaving this month.

    h = 1 - (1 - theta)^(exp(-b (S - ref)) / 12) = 1 - exp(-lambda exp(-b (S - ref))),
    with lambda = -ln(1 - theta) / 12. With theta ~ Beta(a, b0) and S constant, survival after
    t years is exactly B(a, b0 + t exp(-b (S - ref))) / B(a, b0): the shifted beta-geometric of
    Fader & Hardie 2007, in months.

    Args:
        base_intensity: lambda, per month.
        satisfaction: S, 0 to 1.
        reference: satisfaction at which the base hazard holds.
        sensitivity: b, how strongly satisfaction acts.
    """
    return 1.0 - exp(-base_intensity * exp(-sensitivity * (satisfaction - reference)))


@scalar
def rating(satisfaction, style):  # type: ignore[no-untyped-def]
    """Answer to "would you recommend us?", 0 to 10: floor(10 (S + style) + 1/2), clipped.

    9 and 10 are promoters, 0 to 6 detractors (Reichheld 2003).
    """
    return min(10.0, max(0.0, floor(10.0 * (satisfaction + style) + 0.5)))


@scalar
def advocacy_hazard(strong, weak, strong_impact, weak_impact, reach):  # type: ignore[no-untyped-def]
    """Hazard of joining that talking promoters add: reach (w_s n_s + w_w n_w), per month.

    Goldenberg, Libai & Muller 2001, in hazards instead of probabilities.
    """
    return reach * (strong_impact * strong + weak_impact * weak)


@scalar
def joining_probability(hazard, detractors, detractor_impact, reach, ease):  # type: ignore[no-untyped-def]
    """Chance of joining this month.

    p = 1 - exp(-ease h (1 - w_d)^(reach n_d)): advertising and promoters add up as competing
    hazards, each talking detractor takes a share away, `ease` is 1 for a prospect and the win-back
    ratio for a former customer.
    """
    dampened = hazard * (1.0 - detractor_impact) ** (reach * detractors)
    return 1.0 - exp(-ease * dampened)


@scalar
def dropping_probability(base_intensity, target, reference, sensitivity, ratio):  # type: ignore[no-untyped-def]
    """Chance of dropping the product that was just used.

    The rule for leaving, with the satisfaction of this very moment in place of the overall one,
    and the hazard multiplied by `ratio`.
    """
    return leaving_probability(ratio * base_intensity, target, reference, sensitivity)


@scalar
def lifetime_months(churn_monthly, horizon_months):  # type: ignore[no-untyped-def]
    """Expected months a customer stays within a horizon: (1 - (1 - c)^H) / c.

    Times the monthly margin it is the lifetime value that a KPI with this horizon sees.
    """
    if churn_monthly <= 1e-9:
        return horizon_months
    return (1.0 - (1.0 - churn_monthly) ** horizon_months) / churn_monthly


@scalar
def expected_fit(distance, variance):  # type: ignore[no-untyped-def]
    """Mean of exp(-(y - x)^2 / 2) over x ~ N(y + distance, variance).

    f = exp(-distance^2 / (2 (1 + variance))) / sqrt(1 + variance).
    """
    spread = 1.0 + variance
    return exp(-0.5 * distance * distance / spread) / sqrt(spread)


@scalar
def norm_level(month, start, cap, rate):  # type: ignore[no-untyped-def]
    """What people expect of any firm: cap - (cap - start) exp(-rate month)."""
    return cap - (cap - start) * exp(-rate * month)


@scalar
def base_intensity_of(yearly_probability):  # type: ignore[no-untyped-def]
    """Monthly intensity of a yearly churn probability: -ln(1 - theta) / 12."""
    return -log(1.0 - yearly_probability) / 12.0
