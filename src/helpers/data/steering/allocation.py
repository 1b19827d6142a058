"""Need-weighted allocation: a given amount of posts, hours or euros over districts, within a floor and a ceiling."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from helpers.data.yamlfile import YamlFile
from helpers.errors import DataError

FILE = "steuerung/verteilung.yml"


class Plan(BaseModel):
    """What is to be distributed, as staff write it down.

    Args:
        name: what it is: `Schulsozialarbeit an Grundschulen`.
        einheit: posts, hours, euros: `Stellen`.
        menge: how much there is.
        schritt: the smallest part, such as 0.5 for half posts.
        mindestens: what every district gets.
        hoechstens: what no district gets more than; none without it.
        grundlage: id of a count: the children that it is for.
        faktor: how many times a child counts in the district under the most strain, compared with the one under the least.
        heute: today's distribution by district (number, key or name).
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    name: str = Field(min_length=1)
    einheit: str = Field(min_length=1)
    menge: float = Field(gt=0)
    schritt: float = Field(default=1.0, gt=0)
    mindestens: float = Field(default=0.0, ge=0)
    hoechstens: float | None = Field(default=None, gt=0)
    grundlage: str = Field(min_length=1)
    faktor: float = Field(default=2.0, ge=1)
    heute: dict[str, float] = Field(default_factory=dict)


@dataclass(frozen=True)
class Plans:
    """All plans of a municipality's file, in its order, and the file for messages."""

    plans: tuple[Plan, ...]
    file: YamlFile | None = None


def read_plans(data: Path, city: str) -> Plans:
    """Return the plans of `data/<city>/steuerung/verteilung.yml`; none where there is no file.

    Raises:
        DataError: file, line, key, what was found and what is expected.
    """
    path = data / city / FILE
    if not path.is_file():
        return Plans(())
    file = YamlFile(path, f"data/{city}/{FILE}", DataError)
    plans = []
    for key, content in file.data.items():
        plan = file.check(Plan, content, key)
        for name in ("menge", "mindestens", "hoechstens"):
            value = getattr(plan, name)
            if value is not None and _steps(value, plan.schritt) is None:
                raise DataError(
                    f"{file.place(key, name)}: „{name}“ ist {_german(value)}; erwartet wird ein Vielfaches des Schritts "
                    f"{_german(plan.schritt)}."
                )
        plans.append(plan)
    return Plans(tuple(plans), file)


def allocate(need: Mapping[str, float], plan: Plan) -> dict[str, float]:
    """Return how much each district gets: multiples of the step that add up to the amount, within floor and ceiling.

    Divisor method of Webster and Sainte-Laguë with bounds: the next step always goes to the district with the highest
    need ÷ (2 × steps so far + 1). The result adds up exactly, is monotone (who needs more never gets less), depends on
    the proportions of need alone, and no district loses when there is more to distribute. Equal needs that cannot get
    the same differ by one step, in the order given. Source: M. L. Balinski, H. P. Young, Fair Representation, 2nd ed. 2001, p. 99 ff.

    Args:
        need: district → need, not negative.
        plan: amount, step, floor and ceiling.

    Raises:
        DataError: floor or ceiling leave no way to distribute exactly this amount.
    """
    units, low = _steps(plan.menge, plan.schritt), _steps(plan.mindestens, plan.schritt)
    high = units if plan.hoechstens is None else _steps(plan.hoechstens, plan.schritt)
    assert units is not None
    assert low is not None
    assert high is not None
    _check(plan, len(need), units, low, high)
    given = _start(need, units, low, high)
    exact = {district: Fraction(value) for district, value in need.items()}
    order = {district: place for place, district in enumerate(need)}

    def turn(district: str) -> tuple[Fraction, int, int, str]:
        return -exact[district] / (2 * given[district] + 1), given[district], order[district], district

    queue = [turn(district) for district in need if given[district] < high]
    heapq.heapify(queue)
    for _ in range(units - sum(given.values())):
        district = heapq.heappop(queue)[3]
        given[district] += 1
        if given[district] < high:
            heapq.heappush(queue, turn(district))
    return {district: count * plan.schritt for district, count in given.items()}


def _start(need: Mapping[str, float], units: int, low: int, high: int) -> dict[str, int]:
    """Return steps that each district gets in any case, so that few are left to be given one by one.

    With a divisor a little too large each gets no more than in the end; the search for it halves an interval.
    """

    def at(divisor: float) -> dict[str, int]:
        return {d: min(max(int(value / divisor + 0.5 - 1e-6), low), high) for d, value in need.items()}

    most = max(need.values(), default=0.0)
    if not most:
        return dict.fromkeys(need, low)
    small, large = most / (4 * units + 4), most * 4 * len(need)
    for _ in range(60):
        middle = (small * large) ** 0.5
        if sum(at(middle).values()) <= units:
            large = middle
        else:
            small = middle
    return at(large * (1 + 1e-9))


def weights(index: Mapping[str, float], factor: float) -> dict[str, float]:
    """Return how much a child counts by district: 1 at the lowest social index, `factor` at the highest, in between evenly."""
    low, high = min(index.values()), max(index.values())
    wide = (high - low) or 1.0
    return {district: 1 + (factor - 1) * (value - low) / wide for district, value in index.items()}


def _check(plan: Plan, count: int, units: int, low: int, high: int) -> None:
    name = f"„{plan.name}“ in {FILE}"
    if low > high:
        raise DataError(
            f"{name}: „mindestens“ ({_german(plan.mindestens)}) ist mehr als „hoechstens“ ({_german(plan.hoechstens or 0)})."
        )
    if count * low > units:
        least = _german(count * plan.mindestens)
        raise DataError(
            f"{name}: Für {count} Gebiete mit mindestens {_german(plan.mindestens)} braucht es {least} {plan.einheit}, "
            f"zu verteilen sind {_german(plan.menge)}. Bitte „menge“ erhöhen oder „mindestens“ senken."
        )
    if count * high < units:
        most = _german(count * (plan.hoechstens or 0))
        raise DataError(
            f"{name}: Mit höchstens {_german(plan.hoechstens or 0)} je Gebiet lassen sich {most} {plan.einheit} verteilen, "
            f"nicht {_german(plan.menge)}. Bitte „hoechstens“ erhöhen oder „menge“ senken."
        )


def _steps(value: float, step: float) -> int | None:
    """Return how many steps a value is, None where it is none of their multiples."""
    count = Fraction(str(value)) / Fraction(str(step))
    return int(count) if count.denominator == 1 else None


def _german(value: float) -> str:
    return f"{value:,.10g}".replace(",", " ").replace(".", ",").replace(" ", ".")
