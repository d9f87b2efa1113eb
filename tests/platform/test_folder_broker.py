"""The broker that is a folder: nothing lost, nothing twice, nothing it stumbles over."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection
from kombu.transport import TRANSPORT_ALIASES

PRODUCER = """
import sys
from kombu import Connection
folder, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
with Connection(transport="advisorsite.folder_broker:Transport",
                transport_options={"folder": folder}) as connection:
    queue = connection.SimpleQueue("work")
    for number in range(count):
        queue.put(f"{name}-{number}")
"""

CONSUMER = """
import sys
from queue import Empty
from kombu import Connection
with Connection(transport="advisorsite.folder_broker:Transport",
                transport_options={"folder": sys.argv[1], "polling_interval": 0.01}) as connection:
    queue = connection.SimpleQueue("work")
    while True:
        try:
            message = queue.get(timeout=2)
        except Empty:
            break
        print(message.payload)
        message.ack()
"""

NOT_MESSAGES = {
    "empty": b"",
    "half": b'{"body": "x", "prop',
    "not JSON": b"\xff\xfe\x00",
    "a list": b"[]",
    "no properties": b"{}",
    "no delivery tag": b'{"properties": {}}',
    "no address": b'{"properties": {"delivery_tag": 1}}',
    "a broken body": b'{"body": 7, "properties": {"delivery_tag": 1, "body_encoding": "base64"}}',
    "a null": b"null",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "var" / "broker"


def connect(folder: Path) -> Connection:
    return Connection(
        "folder://localhost//", transport_options={"folder": folder, "polling_interval": 0.01}
    )


def start(script: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_many_producers_and_consumers_lose_nothing_and_take_nothing_twice(folder: Path) -> None:
    consumers = [start(CONSUMER, folder) for _ in range(2)]
    producers = [start(PRODUCER, folder, name, 200) for name in ("a", "b", "c")]
    for producer in producers:
        producer.communicate(timeout=60)
    taken = Counter[str]()
    for consumer in consumers:
        taken.update(consumer.communicate(timeout=60)[0].split())

    assert taken == Counter({f"{name}-{number}": 1 for name in "abc" for number in range(200)})
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_messages_come_out_in_order_and_survive_a_restart(folder: Path) -> None:
    with connect(folder) as connection:
        queue = connection.SimpleQueue("work")
        for number in range(20):
            queue.put(number)
        assert queue.qsize() == 20
    with connect(folder) as connection:
        queue = connection.SimpleQueue("work")
        taken = [queue.get(timeout=1).payload for _ in range(20)]
    assert taken == list(range(20))


@pytest.mark.parametrize("content", NOT_MESSAGES.values(), ids=NOT_MESSAGES.keys())
def test_a_file_that_is_no_message_is_dropped_and_the_next_is_taken(
    folder: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with connect(folder) as connection:
        queue = connection.SimpleQueue("work")
        queue.put("good")
        (folder / "work" / "0-first.message").write_bytes(content)
        assert queue.get(timeout=1).payload == "good"
    assert "is not a message" in caplog.text


def test_a_message_being_written_is_not_seen(folder: Path) -> None:
    with connect(folder) as connection:
        queue = connection.SimpleQueue("work")
        queue.put("whole")
        (whole,) = (folder / "work").glob("*.message")
        json.loads(whole.read_bytes())
        whole.rename(whole.with_suffix(".unfinished"))
        with pytest.raises(Empty):
            queue.get(timeout=0.1)


def test_a_queue_can_be_emptied(folder: Path) -> None:
    with connect(folder) as connection:
        queue = connection.SimpleQueue("work")
        queue.put("unwanted")
        assert queue.clear() == 1
        assert queue.qsize() == 0


def test_only_its_owner_may_look_into_the_folder(folder: Path) -> None:
    with connect(folder) as connection:
        connection.SimpleQueue("work").put("private")
    assert {level.stat().st_mode & 0o777 for level in (folder, folder / "work")} == {0o700}


def test_celery_knows_the_transport_by_its_scheme() -> None:
    assert TRANSPORT_ALIASES["folder"] == "advisorsite.folder_broker:Transport"
