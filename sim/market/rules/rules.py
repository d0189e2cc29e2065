"""The rulebook: what happens to one person in one month, as small pure functions of numbers.

Every function takes and returns plain numbers and holds its equation and its source. Engines loop;
rules decide. Nothing here knows a design, a file, a chart or a clock. Flags are numbers too: 1 for
yes, 0 for no. Any rule of a person can be exchanged for another by name: `sim.run(..., rules=...)`.
"""

from __future__ import annotations

from math import sqrt

from .compiled import scalar
from .single_precision import exp, expm1, log, whole

# The moment of truth


@scalar
def moment_probability(contact_rate: float) -> float:
    """Chance that a customer has a moment of truth this month.

    P = 1 - exp(-kappa): at least one contact when contacts arrive as a Poisson process.

    Args:
        contact_rate: kappa, contacts a month.
    """
    return -expm1(-contact_rate)


@scalar
def contacts_of(usual: float, pending: float) -> float:
    """Contacts a month of a customer whom earlier trouble makes call: kappa + w, at most 2,047.

    Failure demand (Seddon): some contacts are wanted, others are caused by what went wrong. The
    limit is what fixed point holds.

    Args:
        usual: kappa, contacts a month when nothing goes wrong.
        pending: w, contacts that are still to come of what went wrong.
    """
    return min(usual + pending, 2047.0)


@scalar
def pending_share(pending: float, contacts: float) -> float:
    """Chance that a moment is a call for help with earlier trouble: w / (kappa + w).

    Args:
        pending: w, pending contacts.
        contacts: kappa + w, all contacts a month.
    """
    return pending / max(contacts, 1e-9)


@scalar
def draw_beyond(draw: float, share: float) -> float:
    """A uniform number that is known to lie above a share, spread over 0 to 1: (u - s) / (1 - s).

    So one number says whether a moment is a call for help and, if it is none, where it happens.
    """
    return (draw - share) / max(1.0 - share, 1e-9)


@scalar
def shortness(failed: float, value: float, effort: float, misfit: float) -> float:
    """How much of what a customer came for a moment left open: 1 or m (1 - d / (1 - effort)).

    1 when the moment failed; otherwise what did not fit, times m, and never below 0.

    Args:
        failed: 1 when the moment failed, else 0.
        value: d, delivered.
        effort: share of value that the trouble of a contact takes.
        misfit: m, contacts caused by a moment that works and does not fit at all.
    """
    missed = misfit * max(0.0, 1.0 - value / max(1.0 - effort, 1e-9))
    return 1.0 if failed > 0.5 else missed


@scalar
def further_contacts(contacts: float, short: float, resolved: float, repeat: float) -> float:
    """Pending contacts after a moment: r (kappa + w) / P short, 0 when resolved, at most 60.

    A moment stands for the (kappa + w) / P contacts of its month. Without a moment none are
    pending. Contacts so caused cause others, as a branching process does: each call for help r
    times what help leaves open.

    Args:
        contacts: kappa + w, contacts a month.
        short: see `shortness`.
        resolved: 1 when a complaint was resolved, else 0.
        repeat: r, further contacts that each contact causes whose moment failed.
    """
    each = contacts / max(moment_probability(contacts), 1e-9)
    return min(repeat * each * short * (1.0 - resolved), 60.0)


@scalar
def taste(ideal: float, taste_sd: float, deviation: float) -> float:
    """What one person would like best: the need's ideal + taste_sd * a standard normal number."""
    return ideal + taste_sd * deviation


@scalar
def delivered(position: float, ideal: float, works: float, effort: float, scope: float) -> float:
    """Value that a moment delivers, 0 to v: 1 is all that an offer of the first day can be worth.

    d = (1 - effort) exp(-(y - x)^2 / 2) v when it works, 0 when it fails. Ideal-point model
    (Coombs 1964), with the trouble of the contact taken off.

    Args:
        position: y, what kind of treatment is offered.
        ideal: x, what this person would like best.
        works: 1 when it worked, 0 when it failed.
        effort: share of value that the trouble of a contact takes.
        scope: v, value of what the offer can do, relative to the first day of the firm.
    """
    distance = position - ideal
    return works * (1.0 - effort) * exp(-0.5 * distance * distance) * scope


@scalar
def disconfirmation(value: float, expected: float) -> float:
    """How much better than expected a moment was: g = d - E, below 0 when it was worse."""
    return value - expected


@scalar
def satisfaction_target(gap: float, reference: float, loss_aversion: float) -> float:
    """Satisfaction that a gap between delivered and expected leads to.

    g >= 0: ref + (1 - ref) g / (g + 1 - ref)
    g <  0: ref - ref L|g| / (L|g| + ref)

    Smooth, within 0..1, slope 1 above and L below the reference (L = 1: the same on both sides).
    Disconfirmation after Anderson & Sullivan 1993.
    """
    better = gap >= 0.0
    size = gap if better else -loss_aversion * gap
    room = 1.0 - reference if better else reference
    shift = room * size / max(size + room, 1e-12)
    return reference + shift if better else reference - shift


@scalar
def satisfaction(
    before: float,
    value: float,
    expected: float,
    reference: float,
    loss_aversion: float,
    speed: float,
) -> float:
    """Satisfaction after a moment: S + speed (target(d - E) - S).

    Args:
        before: S.
        value, expected: delivered and expected value, 0 to 1.
        reference, loss_aversion: see `satisfaction_target`.
        speed: share of the way that one moment moves satisfaction.
    """
    gap = disconfirmation(value, expected)
    return moved_towards(before, satisfaction_target(gap, reference, loss_aversion), speed)


@scalar
def moved_towards(value: float, target: float, speed: float) -> float:
    """Exponential smoothing: value + speed (target - value)."""
    return value + speed * (target - value)


@scalar
def expectation(before: float, value: float, speed: float) -> float:
    """Expectation after a moment: E + speed (d - E), learnt from the value d delivered."""
    return moved_towards(before, value, speed)


@scalar
def expectation_of_anybody(before: float, norm: float, speed: float) -> float:
    """Expectation after a month: E + speed (norm - E), pulled by what people expect of anybody."""
    return moved_towards(before, norm, speed)


@scalar
def forgetting(before: float, reference: float, speed: float) -> float:
    """Satisfaction of a former customer: S + speed (ref - S), good and bad alike fade."""
    return moved_towards(before, reference, speed)


# Complaints


@scalar
def complaint_outcome(complained: float, draw: float, resolve: float) -> float:
    """What becomes of a failure: 0 silent, 1 unresolved, 2 resolved, 3 resolved fast.

    A complaint is resolved with chance r, resolved fast with chance r^2: it takes resolving twice
    over (assumption).

    Args:
        complained: 1 when the customer complains, else 0.
        draw: uniform number, 0 to 1.
        resolve: r, share of complaints resolved.
    """
    resolved = 1.0 if draw < resolve else 0.0
    fast = 1.0 if draw < resolve * resolve else 0.0
    return complained * (1.0 + resolved + fast)


@scalar
def undone_share(
    outcome: float, silent: float, unresolved: float, resolved: float, fast: float
) -> float:
    """Share of a failure that its answer undoes; TARP's ladder gives the shares.

    Args:
        outcome: see `complaint_outcome`.
        silent, unresolved, resolved, fast: share undone by each outcome.
    """
    low = silent if outcome < 1.0 else unresolved
    high = resolved if outcome < 3.0 else fast
    return low if outcome < 2.0 else high


@scalar
def recovered(
    after: float,
    before: float,
    outcome: float,
    silent: float,
    unresolved: float,
    resolved: float,
    fast: float,
) -> float:
    """Satisfaction once a failure has been answered.

    S <- S_after + share (S_before - S_after), never above what it was before the failure: recovery
    undoes, it does not delight (meta-analysis of 2007; TARP's ladder gives the shares).

    Args:
        after, before: satisfaction after and before the failure.
        outcome: see `complaint_outcome`.
        silent, unresolved, resolved, fast: share undone by each outcome.
    """
    share = undone_share(outcome, silent, unresolved, resolved, fast)
    return after + share * max(0.0, before - after)


@scalar
def delighted(answered: float, outcome: float, lift: float) -> float:
    """Satisfaction once a failure was resolved fast, else as it is.

    S <- S + lift (1 - S): after a mild failure more than before it, after a severe one less. The
    service recovery paradox (de Matos et al. 2007); nothing where the lift is 0.

    Args:
        answered: S, see `recovered`.
        outcome: see `complaint_outcome`.
        lift: share of what lacks to full satisfaction.
    """
    fast = 1.0 if outcome >= 3.0 else 0.0
    return answered + fast * lift * (1.0 - answered)


@scalar
def loyalty_recovered(after: float, before: float, share: float, sensitivity: float) -> float:
    """Satisfaction once an answer has undone a share of what a failure adds to the hazard.

    S <- S_before - ln(share + (1 - share) e^(b drop)) / b, drop = S_before - S_after: TARP's shares
    are of customers who would buy again, so they are undone of the hazard, in which satisfaction is
    exponential. Never above what it was before the failure; as b nears 0, `recovered`.

    Args:
        after, before: satisfaction after and before the failure.
        share: share of the added hazard that is undone.
        sensitivity: b, how strongly satisfaction acts on the hazard.
    """
    drop = max(0.0, before - after)
    b = max(sensitivity, 1e-3)
    left = log(1.0 + (1.0 - share) * expm1(b * drop)) / b
    kept = (1.0 - share) * drop if sensitivity < 1e-3 else min(left, drop)
    return after + (drop - kept)


@scalar
def unanswered_learning(speed: float, share: float) -> float:
    """How fast expectation learns from a failure of which an answer undid a share.

    speed (1 - share): what is put right is not held against the firm.
    """
    return speed * (1.0 - share)


# Staying, leaving, going over


@scalar
def offered_intensity(base_intensity: float, cut: float) -> float:
    """Base hazard under a retention offer that takes away a share of it: lambda (1 - cut)."""
    return base_intensity * (1.0 - cut)


@scalar
def departures_felt(before: float, gone: float, decay: float) -> float:
    """Friends whose leaving a customer still has in mind: w <- (1 - decay) w + n.

    Args:
        before: w, a month ago.
        gone: n, friends who left this customer's firm last month.
        decay: share that fades in a month.
    """
    return (1.0 - decay) * before + gone


@scalar
def contagious_intensity(base_intensity: float, departures: float, contagion: float) -> float:
    """Base hazard of a customer whose friends have left the firm: lambda (1 + c min(w, 2)).

    A neighbour's defection raises the hazard by 80 %, and the effect decays with time (Nitzan &
    Libai 2011, a million customers of a mobile operator). More than two friends count as two
    (assumption), so that leaving settles.

    Args:
        base_intensity: lambda, per month.
        departures: w, see `departures_felt`.
        contagion: c, what one friend adds who has just left.
    """
    return base_intensity * (1.0 + contagion * min(departures, 2.0))


@scalar
def priced_intensity(base_intensity: float, pressure: float) -> float:
    """Base hazard at a price: lambda pressure, 1 at today's price."""
    return base_intensity * pressure


@scalar
def priced_expectation(expected: float, dearer: float) -> float:
    """What a moment is held against at a price: E + dearer, 0 at the price that one is used to."""
    return expected + dearer


@scalar
def priced_margin(margin: float, extra: float) -> float:
    """Monthly margin of a basket at a price: margin + extra, 0 at today's price."""
    return margin + extra


@scalar
def leaving_probability(
    base_intensity: float, satisfaction: float, reference: float, sensitivity: float
) -> float:
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
    return -expm1(-base_intensity * exp(-sensitivity * (satisfaction - reference)))


@scalar
def dropping_probability(
    base_intensity: float, target: float, reference: float, sensitivity: float, ratio: float
) -> float:
    """Chance of dropping the product that was just used.

    The rule for leaving, with the satisfaction of this very moment in place of the overall one,
    and the hazard multiplied by `ratio`.
    """
    return leaving_probability(ratio * base_intensity, target, reference, sensitivity)


@scalar
def poaching_probability(heard: float, satisfaction: float, impact: float) -> float:
    """Chance that a rival wins a customer over this month: 1 - exp(-w max(0, heard - S)).

    Args:
        heard: value that the rival is heard to deliver, 0 to 1.
        satisfaction: S, with the own firm.
        impact: w, hazard per month and unit of difference.
    """
    return -expm1(-impact * max(0.0, heard - satisfaction))


@scalar
def attraction_of_rival(
    size: float,
    heard: float,
    attract: float,
    promoters: float,
    detractors: float,
    sensitivity: float,
) -> float:
    """Weight of a firm for somebody who has just left another.

    size exp(k (heard + attract - 1 + (promoters - detractors) / (promoters + detractors + 1))): how
    large it is, what it is heard to deliver, how well its promise attracts (1 at the norm), and
    what friends say of it, in the form of a logit choice (McFadden 1974).

    Args:
        size: see `weight_of_size`.
        heard: value delivered as the market hears it.
        attract: attraction of its promise, see `levers.attraction`.
        promoters, detractors: friends who talk of it.
        sensitivity: k.
    """
    word = (promoters - detractors) / (promoters + detractors + 1.0)
    return size * exp(sensitivity * (heard + attract - 1.0 + word))


@scalar
def moment_of_ringing(draw: float, chance: float) -> float:
    """When in the month a clock rings that rings with this chance: u / p, given that u < p.

    Several firms may win the same person in one month; each has a clock of its own, and the first
    to ring counts (competing exponential clocks, time in the month taken as even).
    """
    return draw / max(chance, 1e-30)


# Talking and joining


@scalar
def rating(satisfaction: float, style: float) -> float:
    """Answer to "would you recommend us?", 0 to 10: floor(10 (S + style) + 1/2), clipped.

    9 and 10 are promoters, 0 to 6 detractors (Reichheld 2003).
    """
    return whole(min(10.0, max(0.0, 10.0 * (satisfaction + style) + 0.5)))


@scalar
def advocacy_hazard(
    strong: float, weak: float, strong_impact: float, weak_impact: float, reach: float
) -> float:
    """Hazard of joining that talking promoters add: reach (w_s n_s + w_w n_w), per month.

    Goldenberg, Libai & Muller 2001, in hazards instead of probabilities.
    """
    return reach * (strong_impact * strong + weak_impact * weak)


@scalar
def joining_hazard(recruiting: float, advocacy: float) -> float:
    """Advertising and promoters add up as competing hazards, per month."""
    return recruiting + advocacy


@scalar
def bought_hazard(recruiting: float, spend: float, proneness: float, mean: float) -> float:
    """Hazard of joining through recruiting of a person with this spend: h spend^-gamma / E.

    E = exp(sd^2 gamma (1 + gamma) / 2) is the mean of spend^-gamma over a segment, whose relative
    spend is lognormal with mean 1, so recruiting wins as many as before. Bought customers spend
    less than referred ones in a bank (Schmitt et al. 2011), more in telecoms (Wolters & Gedenk
    2019).

    Args:
        recruiting: h, hazard of joining through recruiting, mean of the segment.
        spend: relative to the segment's mean.
        proneness: gamma; above 0 those who spend little are the easier to buy.
        mean: E of the segment.
    """
    return recruiting * exp(-proneness * log(max(spend, 1e-6))) / mean


@scalar
def joining_probability(
    hazard: float, detractors: float, detractor_impact: float, reach: float, ease: float
) -> float:
    """Chance of joining this month.

    p = 1 - exp(-ease h (1 - w_d)^(reach n_d)): each talking detractor takes a share of the hazard
    away; for `ease`, see `ease_of_joining`.
    """
    kept = log(max(1.0 - detractor_impact, 1e-30))
    return -expm1(-ease * hazard * exp(reach * detractors * kept))


@scalar
def ease_of_joining(left: float, winback: float, of_any: float) -> float:
    """How readily somebody joins a firm, relative to a prospect who never had one.

    1 for prospects; rho for those who once left this firm; 1 - a + a rho for those who once left
    another.

    Args:
        left: 0 for no firm, 1 for this one, 2 for another.
        winback: rho, the win-back ratio.
        of_any: a, how far it holds for former customers of other firms.
    """
    another = 1.0 - of_any + of_any * winback
    former = winback if left < 2.0 else another
    return former if left > 0.0 else 1.0


@scalar
def priced_ease(ease: float, at_price: float) -> float:
    """Ease of joining at a firm's prices: ease at_price, 1 at today's."""
    return ease * at_price


@scalar
def advocated_share(advocacy: float, hazard: float) -> float:
    """Advocacy's share of a joiner: h_advocacy / h_total, 0 when nothing attracts."""
    return advocacy / max(hazard, 1e-30)


@scalar
def first_expectation(promise: float, friends: float, advocated: float) -> float:
    """What a newcomer expects: the promise, half of it the friends' expectation if advocated."""
    return moved_towards(promise, friends, 0.5 * advocated)


# Money


@scalar
def contribution(
    before: float,
    spend: float,
    margin: float,
    contacts: float,
    contact_cost: float,
    complaints: float,
    complaint_cost: float,
) -> float:
    """A customer's profit so far: + spend * margin - contacts * cost - complaints * cost.

    Args:
        before: currency.
        spend: relative to the segment's mean.
        margin: monthly gross margin at mean spend, currency.
        contacts, complaints: this month's numbers.
        contact_cost, complaint_cost: currency each.
    """
    return before + spend * margin - contacts * contact_cost - complaints * complaint_cost


@scalar
def contribution_after_loss(before: float, spend: float, loss: float) -> float:
    """A customer's profit so far after a loss: - spend * loss.

    Args:
        before: currency.
        spend: relative to the segment's mean.
        loss: what a customer with mean spend loses the firm at once, currency; 0 for no loss.
    """
    return before - spend * loss


# Rules that owners use too


@scalar
def lifetime_months(churn_monthly: float, horizon_months: float) -> float:
    """Expected months a customer stays within a horizon: (1 - (1 - c)^H) / c.

    Times the monthly margin it is the lifetime value that a KPI with this horizon sees.
    """
    if churn_monthly <= 1e-9:
        return horizon_months
    return (1.0 - (1.0 - churn_monthly) ** horizon_months) / churn_monthly


@scalar
def expected_fit(distance: float, variance: float) -> float:
    """Mean of exp(-(y - x)^2 / 2) over x ~ N(y + distance, variance).

    f = exp(-distance^2 / (2 (1 + variance))) / sqrt(1 + variance).
    """
    spread = 1.0 + variance
    return exp(-0.5 * distance * distance / spread) / sqrt(spread)


@scalar
def norm_level(month: float, start: float, cap: float, rate: float) -> float:
    """What people expect of any firm: cap - (cap - start) exp(-rate month)."""
    return cap - (cap - start) * exp(-rate * month)


@scalar
def weight_of_size(share: float, exponent: float) -> float:
    """How much a firm's size counts among those who choose a firm: share^w.

    With w = 1 and nothing else to tell firms apart, leavers spread over them in proportion to
    their shares: the duplication of purchase law (Ehrenberg, Uncles & Goodhardt 2004). With w = 0
    size does not count.

    Args:
        share: customers over everybody in the market.
        exponent: w.
    """
    return share**exponent


@scalar
def weight_of_the_rest(
    outside_option: float, share: float, norm: float, sensitivity: float, exponent: float
) -> float:
    """Weight of joining none of the firms for somebody who has just left one.

    outside_option^(1 - w) (share exp(k norm))^w: with w = 0 a fixed weight, with w = 1 that of a
    firm which has all people of the others, delivers and promises the norm, and is not talked of.

    Args:
        outside_option: the fixed weight.
        share: people who are customers of none of the firms, over everybody.
        norm: what people expect of any firm.
        sensitivity, exponent: k, w.
    """
    return outside_option ** (1.0 - exponent) * (share * exp(sensitivity * norm)) ** exponent


@scalar
def base_intensity_of(yearly_probability: float) -> float:
    """Monthly intensity of a yearly churn probability: -ln(1 - theta) / 12."""
    return -log(1.0 - yearly_probability) / 12.0
