"""The books of a small warehouse: orders come in as text, are checked, stored, counted and
packed, and a report goes to standard output. It needs nothing but the standard library, and it
prints the same on every run."""

from __future__ import annotations

import base64
import bisect
import contextlib
import csv
import enum
import functools
import hashlib
import heapq
import io
import itertools
import json
import operator
import os
import re
import sqlite3
import statistics
import string
import struct
import subprocess
import sys
import tempfile
import textwrap
import unicodedata
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from pathlib import Path
from typing import Callable, Generic, Iterable, Iterator, Protocol, TypeVar

ORDERS = """\
id;day;customer;city;item;count;price
1001;2024-02-28;Ada Lovelace;London;brass gear;12;3.25
1002;2024-02-29;Blaise Pascal;Clermont-Ferrand;ratchet;4;11.90
1003;2024-03-01;"Müller; Söhne";Köln;spindle;7;8.405
1004;2024-03-01;Ada Lovelace;London;punched card;1500;0.012
1005;2024-03-02;和算 工房;京都;abacus;3;42.00
1006;2024-03-04;Blaise Pascal;Clermont-Ferrand;brass gear;30;3.25
1007;2024-03-04;"Zoë ""Zed"" Quinn";Łódź;ratchet;1;11.90
1008;2024-03-05;Ada Lovelace;London;spindle;2;8.405
1009;2024-03-05;和算 工房;京都;punched card;250;0.012
1010;2024-03-07;Μαρία Δ.;Θεσσαλονίκη;abacus;1;42.00
1011;not-a-day;Nobody;Nowhere;ratchet;1;1.00
1012;2024-03-08;Nobody;Nowhere;ratchet;-3;1.00
1013;2024-03-08;Nobody;Nowhere;ratchet;2;free
1014;2024-03-09;"Müller; Söhne";Köln;brass gear;18;3.25
"""

LOG = """\
2024-03-01T08:15:00+01:00 INFO  [door-1] opened by <kim@warehouse.example>
2024-03-01T08:15:42+01:00 WARN  [belt-3] speed=1.75 limit=1.50 belt is fast
2024-03-01T07:16:10+00:00 ERROR [belt-3] stopped: code=E17 after 28.0s
2024-03-01T16:47:05+09:00 INFO  [door-2] opened by <aiko.t+night@warehouse.example>
a line that is no entry at all
2024-03-01T09:00:00+01:00 INFO  [belt-3] started: code=OK after 2630.25s
"""

CENT = Decimal("0.01")
T = TypeVar("T")


# ---------------------------------------------------------------------------- printing


def title(words: str) -> None:
    print(f"\n== {words} ==")


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    cells = [[str(cell) for cell in row] for row in itertools.chain([head], rows)]
    widths = [max(map(display_width, column)) for column in zip(*cells)]
    for number, row in enumerate(cells):
        padded = (cell + " " * (width - display_width(cell)) for cell, width in zip(row, widths))
        print(" | ".join(padded).rstrip())
        if number == 0:
            print("-+-".join("-" * width for width in widths))


def display_width(text: str) -> int:
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(map(bool, map(unicodedata.combining, text)))


# ---------------------------------------------------------------------------- orders


class Trouble(Exception):
    """What is wrong with a line of the input."""

    def __init__(self, order: str, field_name: str, value: str):
        super().__init__(f"order {order}: {field_name} cannot be {value!r}")
        self.field_name = field_name


class Size(enum.IntEnum):
    SMALL = 10
    MEDIUM = 50
    LARGE = 10_000

    @classmethod
    def of(cls, amount: Decimal) -> Size:
        return next(size for size in cls if amount <= size)


class Mark(enum.Flag):
    NONE = 0
    FOREIGN = enum.auto()
    BULK = enum.auto()
    MONDAY = enum.auto()


@dataclass(frozen=True, order=True)
class Order:
    number: int
    day: date
    customer: str
    city: str
    item: str
    count: int
    price: Decimal
    tags: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def parse(cls, row: dict[str, str]) -> Order:
        number = row["id"]
        try:
            day = date.fromisoformat(row["day"])
        except ValueError:
            raise Trouble(number, "day", row["day"]) from None
        count = int(row["count"])
        if count <= 0:
            raise Trouble(number, "count", row["count"])
        if not re.fullmatch(r"\d+(\.\d+)?", row["price"]):
            raise Trouble(number, "price", row["price"])
        price = Decimal(row["price"])
        return cls(int(number), day, row["customer"], row["city"], row["item"], count, price)

    @property
    def total(self) -> Decimal:
        return (self.count * self.price).quantize(CENT, ROUND_HALF_UP)

    @property
    def mark(self) -> Mark:
        mark = Mark.NONE
        if self.city != "London":
            mark |= Mark.FOREIGN
        if self.count >= 100:
            mark |= Mark.BULK
        if self.day.weekday() == 0:
            mark |= Mark.MONDAY
        return mark

    def tagged(self, *tags: str) -> Order:
        return replace(self, tags=self.tags + tags)


def read_orders(text: str) -> tuple[list[Order], list[Trouble]]:
    good, bad = [], []
    for row in csv.DictReader(io.StringIO(text), delimiter=";"):
        try:
            good.append(Order.parse(row))
        except Trouble as trouble:
            bad.append(trouble)
    return good, bad


def show_orders(orders: list[Order], troubles: list[Trouble]) -> None:
    title("orders")
    rows = ((o.number, o.day, o.customer, o.city, o.item, o.count, o.total) for o in orders)
    table(("id", "day", "customer", "city", "item", "count", "total"), rows)
    for trouble in troubles:
        print("refused:", trouble, f"[{trouble.field_name}]")
    flags = Counter(flag for o in orders for flag in Mark if flag in o.mark and flag.value)
    print("marks:", ", ".join(f"{mark.name}={n}" for mark, n in sorted(flags.items(), key=str)))
    sizes = Counter(Size.of(o.total).name for o in orders)
    print("sizes:", dict(sorted(sizes.items())))


# ---------------------------------------------------------------------------- money and numbers


class Discount(Protocol):
    def __call__(self, amount: Decimal) -> Decimal: ...


def percent(rate: int) -> Discount:
    return lambda amount: amount * (100 - rate) / 100


def at_least(limit: Decimal, inner: Discount) -> Discount:
    def discount(amount: Decimal) -> Decimal:
        return inner(amount) if amount >= limit else amount

    return discount


def show_money(orders: list[Order]) -> None:
    title("money")
    amounts = [order.total for order in orders]
    print("sum", sum(amounts), "largest", max(amounts), "smallest", min(amounts))
    print("mean", statistics.mean(amounts).quantize(CENT), "median", statistics.median(amounts))
    chain = functools.reduce(
        lambda outer, inner: lambda amount: outer(inner(amount)),
        [percent(10), at_least(Decimal(50), percent(5))],
    )
    print("discounted", [str(chain(a).quantize(CENT, ROUND_HALF_EVEN)) for a in amounts[:5]])
    shares = [Fraction(order.count, sum(o.count for o in orders)) for order in orders]
    print("shares", *shares[:3], "together", sum(shares))
    with localcontext() as context:
        context.prec = 50
        print("sqrt(2)", Decimal(2).sqrt())
    print("2**200", 2**200, (2**200).bit_length(), pow(3, 1000, 1009))
    print(f"{1234567.891:,.2f} {0.1 + 0.2:.17g} {255:#x} {-7 // 2} {-7 % 3} {divmod(17, -5)}")
    print(round(2.5), round(3.5), round(-0.5), 1e16 + 1, float("1e-7"), int("zz", 36))


# ---------------------------------------------------------------------------- days


def workdays(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        if day.weekday() < 5:
            yield day
        day += timedelta(days=1)


def show_days(orders: list[Order]) -> None:
    title("days")
    first, last = min(o.day for o in orders), max(o.day for o in orders)
    print(first.isoformat(), "to", last.isoformat(), "are", (last - first).days, "days")
    print("workdays", len(list(workdays(first, last))), "week", last.isocalendar().week)
    leap = [year for year in range(1896, 2105, 4) if not is_date(year, 2, 29)]
    print("no leap years", leap)
    noon = datetime(2024, 3, 1, 12, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    print(noon.isoformat(), noon.astimezone(timezone.utc).strftime("%d.%m.%Y %H:%M:%S"))
    print(timedelta(days=1, seconds=-1), timedelta(milliseconds=1500) * 3)


def is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


# ---------------------------------------------------------------------------- database


def show_database(orders: list[Order], folder: Path) -> None:
    title("database")
    path = folder / "orders.db"
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, customer, item, day, cents INT)")
        with db:
            rows = [(o.number, o.customer, o.item, str(o.day), int(o.total * 100)) for o in orders]
            db.executemany("INSERT INTO orders VALUES (?, ?, ?, ?, ?)", rows)
        with contextlib.suppress(sqlite3.IntegrityError), db:
            db.execute("DELETE FROM orders")
            db.execute("INSERT INTO orders VALUES (1, 'x', 'y', 'z', 1), (1, 'x', 'y', 'z', 1)")
        query = """
            SELECT customer, COUNT(*), SUM(cents), MAX(day) FROM orders
            GROUP BY customer HAVING SUM(cents) > ? ORDER BY SUM(cents) DESC, customer"""
        table(("customer", "orders", "cents", "last"), db.execute(query, (2000,)))
        running = """
            SELECT id, SUM(cents) OVER (ORDER BY id) FROM orders ORDER BY id LIMIT 3"""
        print("running", db.execute(running).fetchall())
        db.create_function("initials", 1, lambda name: "".join(w[0] for w in name.split()))
        print(db.execute("SELECT DISTINCT initials(customer) FROM orders ORDER BY 1").fetchall())
    print("on disk", path.stat().st_size > 0, path.read_bytes()[:15].decode())


# ---------------------------------------------------------------------------- text


ENTRY = re.compile(
    r"""
    ^(?P<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d)\s+
    (?P<level>[A-Z]+)\s+\[(?P<place>[a-z]+)-(?P<number>\d+)\]\s(?P<words>.*)$
    """,
    re.VERBOSE | re.MULTILINE,
)


def show_log(text: str) -> None:
    title("log")
    entries = list(ENTRY.finditer(text))
    for entry in sorted(entries, key=lambda e: datetime.fromisoformat(e["at"])):
        at = datetime.fromisoformat(entry["at"]).astimezone(timezone.utc)
        words = re.sub(r"<([^@>]+)@[^>]+>", lambda m: "<" + "*" * len(m[1]) + ">", entry["words"])
        print(f"{at:%H:%M:%S}", entry["level"].ljust(5), entry["place"].upper(), words)
    print("skipped", len(text.splitlines()) - len(entries))
    pairs = re.findall(r"(\w+)=([\w.]+)", text)
    print("pairs", sorted(set(pairs)))
    print(re.split(r"\s*[,;]\s*", "a , b;c ;  d"), re.fullmatch(r"(ab)+", "ababab").span())


def show_text(orders: list[Order]) -> None:
    title("text")
    cities = sorted({o.city for o in orders}, key=lambda city: (len(city), city))
    for city in cities:
        plain = unicodedata.normalize("NFD", city)
        stripped = "".join(c for c in plain if not unicodedata.combining(c))
        print(city, len(city), len(city.encode()), stripped.casefold(), city.encode("utf-8").hex())
    print("ﬁ straße ǅ".upper(), "İ".lower().encode().hex(), "".join(reversed("añ👍b")))
    poem = "The quick brown fox jumps over the lazy dog, and then it naps for a good long while."
    print(textwrap.fill(poem, 30, initial_indent="> ", subsequent_indent="> "))
    print(string.Template("$item costs ${price}").substitute(item="ratchet", price="11.90"))
    print("family 👨‍👩‍👧 has", len("👨‍👩‍👧"), "code points;", "e\u0301" == "é", end=" ")
    print(unicodedata.normalize("NFC", "e\u0301") == "é")
    print("{0!r:>8}|{1:^9}|{name:<6}|{2:+.1e}".format("a", "mid", 12345.678, name="left"))


# ---------------------------------------------------------------------------- structures


class Shape(ABC):
    known: dict[str, type[Shape]] = {}

    def __init_subclass__(cls, **options: object) -> None:
        super().__init_subclass__(**options)
        Shape.known[cls.__name__.lower()] = cls

    @abstractmethod
    def volume(self) -> int: ...


@dataclass
class Box(Shape):
    width: int
    height: int
    depth: int

    def volume(self) -> int:
        return self.width * self.height * self.depth


@dataclass
class Cube(Shape):
    side: int

    def volume(self) -> int:
        return self.side**3


class Shelf(Generic[T]):
    """Keeps what was used last, and forgets the rest."""

    def __init__(self, room: int):
        self.room = room
        self.kept: OrderedDict[str, T] = OrderedDict()

    def get(self, key: str, make: Callable[[str], T]) -> T:
        if key not in self.kept:
            self.kept[key] = make(key)
            if len(self.kept) > self.room:
                self.kept.popitem(last=False)
        self.kept.move_to_end(key)
        return self.kept[key]


def describe(thing: object) -> str:
    match thing:
        case Box(width=w, height=h) if w == h:
            return f"box with square front {w}"
        case Box(w, h, d):
            return f"box {w}x{h}x{d}"
        case Cube(side):
            return f"cube {side}"
        case {"kind": str(kind), **rest}:
            return f"{kind} with {sorted(rest)}"
        case [first, *_, last]:
            return f"from {first} to {last}"
        case _:
            return "nothing known"


def shortest(roads: dict[str, dict[str, int]], start: str) -> dict[str, int]:
    found: dict[str, int] = {}
    ahead = [(0, start)]
    while ahead:
        length, place = heapq.heappop(ahead)
        if place in found:
            continue
        found[place] = length
        for other, way in roads[place].items():
            heapq.heappush(ahead, (length + way, other))
    return found


def show_structures() -> None:
    title("structures")
    things = [Box(2, 2, 5), Box(1, 2, 3), Cube(4), {"kind": "crate", "b": 1, "a": 2}, [1, 2, 3], 0]
    for thing in things:
        print(describe(thing))
    print(sorted(Shape.known), sum(t.volume() for t in things if isinstance(t, Shape)))
    shelf: Shelf[int] = Shelf(2)
    print([shelf.get(word, len) for word in ("nut", "bolt", "nut", "screw")], list(shelf.kept))
    roads: dict[str, dict[str, int]] = defaultdict(dict)
    for a, b, way in [("A", "B", 4), ("A", "C", 1), ("C", "B", 2), ("B", "D", 5), ("C", "D", 9)]:
        roads[a][b] = roads[b][a] = way
    print(shortest(roads, "A"))
    point = namedtuple("point", "x y")(3, 4)
    print(point, point._replace(x=0), deque(range(6), maxlen=3), bisect.bisect([1, 3, 5], 4))
    print([list(g) for _, g in itertools.groupby([1, 1, 2, 3, 3, 3])], list(zip("ab", (1, 2))))
    print(sorted({"b": 1, "a": 2} | {"c": 0}, key=operator.itemgetter(0)), {1, 2} ^ {2, 3})
    print(f"{fibonacci(90)}", fibonacci.cache_info().hits, list(primes(50)))


@functools.lru_cache(maxsize=None)
def fibonacci(n: int) -> int:
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def primes(limit: int) -> Iterator[int]:
    sieve = bytearray([1]) * limit
    for n in range(2, limit):
        if sieve[n]:
            yield n
            sieve[n * n :: n] = bytes(len(range(n * n, limit, n)))


# ---------------------------------------------------------------------------- files and programs


def show_files(orders: list[Order], folder: Path) -> None:
    title("files")
    for order in orders:
        target = folder / "by-city" / order.city / f"{order.number}.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        plain = asdict(order) | {"day": str(order.day), "price": str(order.price)}
        target.write_text(json.dumps(plain, ensure_ascii=False, sort_keys=True), "utf-8")
    files = sorted(path for path in folder.rglob("*.json"))
    print(len(files), "files", sum(path.stat().st_size for path in files), "bytes")
    again = [json.loads(path.read_text("utf-8"))["number"] for path in files]
    print("read back", sorted(again) == [order.number for order in orders])
    archive = folder / "orders.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in files:
            name = zipfile.ZipInfo(path.relative_to(folder).as_posix(), (2024, 3, 9, 0, 0, 0))
            packed.writestr(name, path.read_bytes())
    with zipfile.ZipFile(archive) as packed:
        print("archive", packed.testzip(), len(packed.namelist()), packed.namelist()[0])
    print("temporary", os.path.basename(folder)[:10], folder.parent.name)


def show_programs(orders: list[Order]) -> None:
    title("programs")
    code = "import sys; print(sum(int(line) for line in sys.stdin)); sys.exit(7)"
    counts = "\n".join(str(order.count) for order in orders)
    done = subprocess.run(
        [sys.executable, "-c", code], input=counts, capture_output=True, text=True, timeout=30
    )
    print("child", done.returncode, done.stdout.strip(), repr(done.stderr))
    piped = subprocess.run("printf 'b\\na\\nb\\n' | sort | uniq -c | tr -s ' '", shell=True,
                           stdout=subprocess.PIPE, text=True, check=True)
    print("pipe", piped.stdout.split())
    with ThreadPoolExecutor(4) as pool:
        print("threads", list(pool.map(lambda n: sum(range(n)), [10, 100, 1000])))


def show_bytes(orders: list[Order]) -> None:
    title("bytes")
    text = json.dumps([order.customer for order in orders], ensure_ascii=False).encode()
    print("sha256", hashlib.sha256(text).hexdigest())
    print("crc32", f"{zlib.crc32(text):08x}", "base64", base64.b64encode(text[:18]).decode())
    print("packed", struct.pack(">IhB", 1001, -2, 255).hex(), end=" ")
    print(struct.unpack("<d", b"\0" * 6 + b"\xf0?"))
    print("round trip", zlib.decompress(zlib.compress(text * 100)) == text * 100)


# ---------------------------------------------------------------------------- everything


def main() -> int:
    orders, troubles = read_orders(ORDERS)
    show_orders(orders, troubles)
    show_money(orders)
    show_days(orders)
    show_log(LOG)
    show_text(orders)
    show_structures()
    show_bytes(orders)
    with tempfile.TemporaryDirectory(prefix="warehouse-") as name:
        show_database(orders, Path(name))
        show_files(orders, Path(name))
    print("cleaned up", not os.path.exists(name))
    show_programs(orders)
    print(f"{len(troubles)} lines were refused", file=sys.stderr)
    return 0 if len(orders) == 11 else 1


if __name__ == "__main__":
    sys.exit(main())
