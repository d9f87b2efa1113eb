"""What are the people of the demo called? Names that nobody has, each marked, of every sort."""

from __future__ import annotations

FIRST = (
    "Ash", "Bram", "Corn", "Dun", "Elder", "Fern", "Gorse", "Hazel", "Ivy", "Larch", "Moss",
    "Nettle", "Oat", "Pine", "Quill", "Rush",
)  # fmt: skip
SECOND = (
    "beck", "croft", "dale", "field", "gate", "ham", "ley", "mere", "moor", "ridge", "stead",
    "thorpe", "well", "wick", "wold",
)  # fmt: skip
GIVEN = (
    "Ann", "Bartholomew", "Cleo", "Dan", "Eva", "Finnegan", "Gwendolyn", "Hugo", "Iris", "Jack",
    "Kim", "Liam", "Maya", "Noël", "Opal", "Paul", "Querida", "Rosa-Lynn", "Seán", "Tuyết",
    "Ulla", "Vera", "Wilhelmina", "Xóchitl", "Yusuf", "Zuzanna",
)  # fmt: skip
# Short, long, accented, in other scripts: a page must hold them all.
UNUSUAL = {
    4: "Demo-Ó",
    9: "Demo-Þorsteinsdóttir",
    14: "Demo-Nguyễn",
    21: "Demo-Montgomery-Featherstonehaugh of Lower Gorsewold",
    27: "Demo-Βασιλείου",
    33: "Demo-Łąkowska",
    39: "Demo-Садовая",
    46: "Demo-d’Aubépine",
    52: "Demo-山田",
}


def surname(number: int) -> str:
    """Return a marked surname, another for each of the first hundreds of thousands."""
    if number in UNUSUAL:
        return UNUSUAL[number]
    first, rest = number % len(FIRST), number // len(FIRST)
    again = rest // len(SECOND)
    # A prime step keeps neighbours in the list from sounding alike.
    second = SECOND[(rest + 7 * first) % len(SECOND)]
    return f"Demo-{FIRST[first]}{second}{f' {again + 1}' if again else ''}"
