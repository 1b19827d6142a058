"""Names of places in sentences."""

from __future__ import annotations

import pytest

from helpers.text.places import place


@pytest.mark.parametrize(
    ("name", "nominative", "dative", "locative"),
    [
        ("Augsburg", "Augsburg", "Augsburg", "in Augsburg"),
        ("Landkreis Sömmerda", "der Landkreis Sömmerda", "dem Landkreis Sömmerda", "im Landkreis Sömmerda"),
        ("Kreis Pinneberg", "der Kreis Pinneberg", "dem Kreis Pinneberg", "im Kreis Pinneberg"),
        ("Rhein-Sieg-Kreis", "der Rhein-Sieg-Kreis", "dem Rhein-Sieg-Kreis", "im Rhein-Sieg-Kreis"),
        ("Vogtlandkreis", "der Vogtlandkreis", "dem Vogtlandkreis", "im Vogtlandkreis"),
        ("Region Hannover", "die Region Hannover", "der Region Hannover", "in der Region Hannover"),
        ("Saarland", "das Saarland", "dem Saarland", "im Saarland"),
        ("Schleswig-Holstein", "Schleswig-Holstein", "Schleswig-Holstein", "in Schleswig-Holstein"),
    ],
)
def test_cases(name, nominative, dative, locative):
    at = place(name)
    assert (at.nominative, at.dative, at.locative) == (nominative, dative, locative)


def test_names_are_escaped():
    assert place("Halle (Saale)").locative == r"in Halle \(Saale\)"
    assert "<" not in place("<b>").locative.replace(r"\<", "")


def test_the_profile_has_the_last_word():
    assert place("Uckermark", "in der Uckermark").locative == "in der Uckermark"
