"""Ties: compressed sparse rows that are symmetric, of the right number, and alike as asked."""

from __future__ import annotations

import tracemalloc

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import RunError
from sim.market.people import blocks
from sim.market.people.network import from_edges, from_graph, generated


def pairs_of(ties):
    """Every tie as (who hears, who is heard), strong ties and weak ties apart."""
    strong, weak = [], []
    for person in range(len(ties.strong)):
        row = ties.heard[ties.start[person] : ties.start[person + 1]].tolist()
        front = int(ties.strong[person])
        strong += [(person, other) for other in row[:front]]
        weak += [(person, other) for other in row[front:]]
    return strong, weak


def mirrored(pairs):
    return sorted((b, a) for a, b in pairs)


def people_of(sizes):
    return np.repeat(np.arange(len(sizes), dtype=np.uint8), sizes)


@given(
    st.lists(st.integers(1, 60), min_size=1, max_size=4),
    st.integers(0, 5),
    st.integers(0, 5),
    st.floats(0, 1),
    st.integers(0, 1000),
)
def test_generated_ties_are_heard_from_both_ends_and_never_oneself(
    sizes, strong_ties, weak_ties, homophily, seed
):
    generator = np.random.default_rng(seed)
    ties = generated(people_of(sizes), strong_ties, weak_ties, homophily, generator)
    for pairs in pairs_of(ties):
        assert sorted(pairs) == mirrored(pairs)
        assert all(a != b for a, b in pairs)
    assert int(ties.start[-1]) == len(ties.heard)


@pytest.mark.parametrize(("strong_ties", "weak_ties"), [(6, 2), (8, 0), (0, 4), (7, 3)])
def test_generated_ties_are_as_many_as_asked_in_even_numbers(strong_ties, weak_ties):
    need = people_of([1500, 2500])
    ties = generated(need, strong_ties, weak_ties, 0.5, np.random.default_rng(1))
    strong, weak = pairs_of(ties)
    assert len(strong) / len(need) == strong_ties - strong_ties % 2
    assert len(weak) / len(need) == pytest.approx(weak_ties - weak_ties % 2, abs=0.01)


def test_homophily_raises_the_share_of_strong_ties_with_the_same_need():
    need = people_of([1000, 1000, 2000])
    by_chance = 2 * 0.25**2 + 0.5**2
    for homophily in (0.0, 0.5, 1.0):
        ties = generated(need, 6, 0, homophily, np.random.default_rng(2))
        strong, _ = pairs_of(ties)
        alike = np.mean([need[a] == need[b] for a, b in strong])
        # the ring of everybody brings together who is alike by chance only
        assert alike == pytest.approx(homophily + (1 - homophily) * by_chance, abs=0.02)


@pytest.mark.parametrize("sizes", [[2000], [400, 700, 900]])
def test_with_full_homophily_the_ties_are_ring_lattices_of_watts_and_strogatz(sizes):
    need = people_of(sizes)
    ties = generated(need, 6, 0, 1.0, np.random.default_rng(2))
    strong, _ = pairs_of(ties)
    assert all(need[a] == need[b] for a, b in strong)
    assert (ties.strong == 6).all()
    # Watts & Strogatz 1998: clustering 3 (k - 2) / (4 (k - 1)) of a ring with k neighbours each
    assert networkx.average_clustering(networkx.Graph(strong)) == pytest.approx(3 * 4 / (4 * 5))


def plainly(need, steps, homophily, generator):
    """Pairs of the same rings as arrays of everything: ring orders by permutation and sorting."""
    everyone = generator.permutation(len(need))
    alike = everyone[np.argsort(need[everyone], kind="stable")]
    pairs = []
    for step in range(1, steps + 1):
        within = generator.random(len(need)) < homophily
        for ring, chosen in ((alike, within), (everyone, ~within)):
            pairs.append(np.column_stack([ring, np.roll(ring, -step)])[chosen])
    return np.concatenate(pairs)


def statistics_of(edges, need):
    """Variance of ties a person, alike, ties between different pairs, clustering, assortativity."""
    ends = np.concatenate([edges, edges[:, ::-1]])
    ties = np.bincount(ends[:, 0], minlength=len(need))
    graph = networkx.Graph(edges.tolist())
    return [
        ties.var(),
        np.mean(need[ends[:, 0]] == need[ends[:, 1]]),
        graph.number_of_edges() / len(edges),
        networkx.transitivity(graph),
        np.corrcoef(ties[ends[:, 0]], ties[ends[:, 1]])[0, 1],
    ]


@pytest.mark.parametrize("homophily", [0.2, 0.5, 0.8])
def test_generated_networks_have_the_statistics_of_the_rings_made_plainly(homophily):
    need, wanted, got = people_of([500, 800, 700]), [], []
    for seed in range(24):
        plain = plainly(need, 3, homophily, np.random.default_rng([1, seed]))
        wanted.append(statistics_of(plain, need))
        ties = generated(need, 6, 0, homophily, np.random.default_rng([2, seed]))
        strong = np.array([(a, b) for a, b in pairs_of(ties)[0] if a < b])
        got.append(statistics_of(strong, need))
    error = np.sqrt((np.var(wanted, axis=0) + np.var(got, axis=0)) / len(got))
    assert (np.abs(np.mean(wanted, axis=0) - np.mean(got, axis=0)) < 4 * error + 1e-12).all()


def test_weak_ties_are_to_anybody():
    ties = generated(people_of([20_000, 20_000]), 0, 2, 0.5, np.random.default_rng(4))
    each = np.diff(ties.start.astype(int))
    # one tie reaches out, and a number that is nearly Poisson with mean 1 arrive
    assert each.mean() == pytest.approx(2, abs=0.001)
    assert each.var() == pytest.approx(1, abs=0.05)
    distance = np.abs(np.repeat(np.arange(40_000), each) - ties.heard.astype(int))
    # two even numbers between 0 and n are n / 3 apart
    assert distance.mean() == pytest.approx(40_000 / 3, rel=0.02)


def test_people_who_hear_each_other_on_their_needs_ring_are_stored_beside_each_other():
    need = people_of([1000, 1000])
    strong, _ = pairs_of(generated(need, 6, 0, 1.0, np.random.default_rng(5)))
    assert {abs(a - b) for a, b in strong} == {1, 2, 3, 999, 998, 997}


def test_ties_do_not_depend_on_how_many_people_are_worked_on_at_a_time(monkeypatch):
    need = people_of([50, 70, 30])
    whole = generated(need, 6, 4, 0.5, np.random.default_rng(3))
    monkeypatch.setattr(blocks, "BLOCK", 7)
    pieces = generated(need, 6, 4, 0.5, np.random.default_rng(3))
    assert all(np.array_equal(a, b) for a, b in zip(whole, pieces, strict=True))


def test_generating_ties_takes_little_memory_beyond_the_ties():
    need = people_of([400_000, 600_000])
    generated(need[:100], 6, 2, 0.5, np.random.default_rng(1))
    tracemalloc.start()
    ties = generated(need, 6, 2, 0.5, np.random.default_rng(1))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    beyond = peak - sum(column.nbytes for column in ties)
    assert beyond < 16 * len(need)  # bytes


def test_strong_ties_of_one_ring_are_to_different_people():
    ties = generated(people_of([300]), 6, 0, 1.0, np.random.default_rng(1))
    strong, _ = pairs_of(ties)
    assert len(set(strong)) == len(strong)


def test_generated_ties_depend_on_the_generator_only():
    need = people_of([50, 70])
    once, again, other = (
        generated(need, 4, 2, 0.5, np.random.default_rng(seed)) for seed in (3, 3, 4)
    )
    assert all(np.array_equal(a, b) for a, b in zip(once, again, strict=True))
    assert not np.array_equal(once.heard, other.heard)


def test_edges_by_hand_put_strong_ties_at_the_front_of_the_row():
    edges = np.array([[2, 1], [0, 1], [1, 3]])
    ties = from_edges(edges, 5, strong=np.array([False, True, True]))
    assert ties.start.tolist() == [0, 1, 4, 5, 6, 6]
    assert ties.heard.tolist() == [1, 0, 3, 2, 1, 1]
    assert ties.strong.tolist() == [1, 2, 0, 1, 0]


def test_edges_are_strong_when_nothing_is_said():
    ties = from_edges(np.array([[0, 1], [1, 2]]), 3)
    assert ties.strong.tolist() == [1, 2, 1]


def test_no_edges_leave_everybody_alone():
    ties = from_edges(np.empty((0, 2), dtype=np.int64), 4)
    assert ties.start.tolist() == [0, 0, 0, 0, 0]
    assert len(ties.heard) == 0


def test_a_graph_of_networkx_keeps_its_neighbours_and_their_strength():
    graph = networkx.watts_strogatz_graph(60, 4, 0.2, seed=5)
    for number, (a, b) in enumerate(graph.edges):
        graph.edges[a, b]["strong"] = number % 3 > 0
    ties = from_graph(graph)
    strong, weak = pairs_of(ties)
    for wanted, got in ((True, strong), (False, weak)):
        edges = [(a, b) for a, b, kind in graph.edges(data="strong") if kind is wanted]
        assert sorted(got) == sorted(edges + [(b, a) for a, b in edges])


@pytest.mark.parametrize("edge", [[0, 3], [-1, 2]])
def test_an_edge_to_nobody_is_refused_with_place_and_cure(edge):
    with pytest.raises(RunError) as error:
        from_edges(np.array([[0, 1], edge]), 3)
    message = str(error.value)
    assert message.startswith("network:")
    assert str(edge[0]) in message
    assert "there are 3" in message
    assert "market.simulated" in message
