"""What a firm sees: revenue traced to the segments that people are taken for."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model import OrganisationModel


def test_revenue_of_a_need_goes_to_the_segments_its_people_are_taken_for(small_scenario):
    scenario = small_scenario(**{"market.need_accuracy": 0.5})
    model = OrganisationModel(scenario, seed=1)
    firm, people = model.firm, model.market.people
    firm.books.revenue = np.array([100.0, 0.0, 0.0])
    leaders = [x for x in firm.leaders if type(x).__name__ == "SegmentLeader"]
    for a, leader in enumerate(leaders):
        taken = (people.by_need[people.need == 0] == a).mean()
        seen = firm.exposure(leader)[a] / firm.frequency[a]  # paid in full on the own segment
        assert seen == pytest.approx(np.full(firm.touchpoints, 100 * taken))
