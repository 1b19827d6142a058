"""Need-weighted allocation: a given amount of posts, hours or euros over districts, within a floor and a ceiling."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from helpers.data.yamlfile import YamlFile
from helpers.errors import DataError, nearest

if TYPE_CHECKING:
    from helpers.data.areas import Area
    from helpers.data.catalogue import Catalogue

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

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False)

    name: str = Field(min_length=1)
    einheit: str = Field(min_length=1)
    menge: float = Field(gt=0, le=1e12)
    schritt: float = Field(default=1.0, ge=0.01)
    mindestens: float = Field(default=0.0, ge=0)
    hoechstens: float | None = Field(default=None, gt=0)
    grundlage: str = Field(min_length=1)
    faktor: float = Field(default=2.0, ge=1)
    heute: dict[str, Annotated[float, Field(ge=0)]] = Field(default_factory=dict)


def read_plans(data: Path, city: str, districts: Sequence[Area], catalogue: Catalogue) -> tuple[Plan, ...]:
    """Return the plans of `data/<city>/steuerung/verteilung.yml` in its order, today's distribution by key of the district.

    Args:
        data: the project's data folder.
        city: folder of the municipality.
        districts: what is distributed over.
        catalogue: indicators that a plan may name.

    Raises:
        DataError: file, line, key, what was found and what is expected.
    """
    path = data / city / FILE
    if not path.is_file():
        return ()
    file = YamlFile(path, f"data/{city}/{FILE}", DataError)
    plans = []
    for key, content in file.data.items():
        _refuse_bare_numbers(file, key, content)
        plan = file.check(Plan, content, key)
        for name in ("menge", "mindestens", "hoechstens"):
            value = getattr(plan, name)
            if value is not None and _steps(value, plan.schritt) is None:
                raise DataError(
                    f"{file.place(key, name)}: „{name}“ ist {_german(value)}; erwartet wird ein Vielfaches des Schritts "
                    f"{_german(plan.schritt)}."
                )
        known = catalogue.indicators
        if plan.grundlage not in known:
            raise DataError(
                f"{file.place(key, 'grundlage')}: „{plan.grundlage}“ unter „grundlage“ ist nicht im Katalog."
                f"{nearest(plan.grundlage, known)}"
            )
        if known[plan.grundlage].kind != "count":
            raise DataError(
                f"{file.place(key, 'grundlage')}: „{plan.grundlage}“ unter „grundlage“ ist keine Anzahl; erwartet wird ein "
                "Indikator, der die Kinder zählt, für die es ist."
            )
        if districts and (why := _impossible(plan, len(districts))):
            raise DataError(f"{file.place(key)}: {why}")
        plans.append(plan.model_copy(update={"heute": _today(file, key, plan, districts)}))
    return tuple(plans)


def _refuse_bare_numbers(file: YamlFile, key: str, content: object) -> None:
    """Raise DataError for a district's number without quotes, which YAML reads as a number, 010 even as 8."""
    today = content.get("heute") if isinstance(content, dict) else None
    if isinstance(today, dict) and (bare := [name for name in today if not isinstance(name, str)]):
        raise DataError(
            f"{file.place(key, 'heute')}: Unter „heute“ steht eine Nummer ohne Anführungszeichen (gelesen als {bare[0]}). "
            'Bitte die Nummern der Sozialräume in Anführungszeichen setzen, zum Beispiel "01".'
        )


def _today(file: YamlFile, key: str, plan: Plan, districts: Sequence[Area]) -> dict[str, float]:
    """Return today's distribution by key of the district.

    Raises:
        DataError: no such district, or one that is named twice.
    """
    names = {text: a for a in districts for text in (a.ags, a.name, a.code)}
    found: dict[str, float] = {}
    for name, amount in plan.heute.items():
        place = f"{file.place(key, 'heute', name)}: „{name}“ unter „heute“"
        if name not in names:
            raise DataError(f"{place} ist kein Sozialraum aus areas.csv.{nearest(name, names)}")
        if names[name].ags in found:
            raise DataError(f"{place} steht zweimal da; gemeint ist jedes Mal „{names[name].name}“.")
        found[names[name].ags] = amount
    return found


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
    if why := _impossible(plan, len(need)):
        raise DataError(f"„{plan.name}“ in {FILE}: {why}")
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


def _impossible(plan: Plan, count: int) -> str:
    """Return why so many districts cannot share the amount within floor and ceiling; empty where they can."""
    low, high = plan.mindestens, plan.hoechstens
    if high is not None and low > high:
        return f"„mindestens“ ({_german(low)}) ist mehr als „hoechstens“ ({_german(high)}). Bitte eines von beiden ändern."
    if count * low > plan.menge + 1e-9:
        return (
            f"Für {count} Gebiete mit mindestens {_german(low)} braucht es {_german(count * low)} {plan.einheit}, "
            f"zu verteilen sind {_german(plan.menge)}. Bitte „menge“ erhöhen oder „mindestens“ senken."
        )
    if high is not None and count * high < plan.menge - 1e-9:
        return (
            f"Mit höchstens {_german(high)} je Gebiet lassen sich {_german(count * high)} {plan.einheit} verteilen, "
            f"nicht {_german(plan.menge)}. Bitte „hoechstens“ erhöhen oder „menge“ senken."
        )
    return ""


def _steps(value: float, step: float) -> int | None:
    """Return how many steps a value is, None where it is none of their multiples."""
    count = Fraction(str(value)) / Fraction(str(step))
    return int(count) if count.denominator == 1 else None


def _german(value: float) -> str:
    return f"{value:,.10g}".replace(",", " ").replace(".", ",").replace(" ", ".")
