"""A mail server that misbehaves as it is told to, and never forgets what it took.

The Message-ID of a mail is on the disk before its 250 is on the way: that file is the proof the
site may ask, and the oracle that says afterwards what was lost or doubled. How a mail is treated
at its first attempt stands before the first dot of its recipient's address; what goes wrong before
a recipient is named is dealt out to connections.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import socket
import struct
import time
from collections import Counter
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, syntax

ACCEPTED = "accepted"
LATER = 1.5  # seconds after which a late server takes a mail whose sender it has dropped
AGES = 600.0  # a server that hangs
SHARE = 0.4  # of connections that something happens to, while there is something to happen

# At the first attempt of a mail, by its recipient.
OF_MAILS = (
    "rcpt_451", "rcpt_hang", "journal_550", "data_451", "data_hang", "data_552",
    "reset_before_dot", "dot_451", "dot_552", "taken_then_reset", "taken_then_hang",
    "taken_late", "dropped_at_dot", "reply_slow", "quit_reset",
)  # fmt: skip
REFUSED = ("rcpt_550", "dot_550")  # for good
OF_CONNECTIONS = (
    "connect_reset", "banner_421", "banner_hang", "banner_garbage", "banner_slow", "ehlo_reset",
    "mail_421",
)  # fmt: skip
JOURNAL = "journal@faults.example"


class Books:
    """What came in, and what is still to go wrong."""

    def __init__(self, folder: Path, deal: Counter[str], dice: random.Random) -> None:
        self.log = os.open(folder / ACCEPTED, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o644)
        self.met = (folder / "met").open("a", buffering=1)
        self.seen: set[str] = set()
        self.deal, self.dice = deal, dice

    def take(self, message_id: str, address: str) -> None:
        os.write(self.log, f"{message_id} {address} {time.time():.3f}\n".encode())
        os.fsync(self.log)

    def of_connection(self) -> str:
        """Deal out one of what happens to connections, or nothing."""
        waiting = [mode for mode, left in self.deal.items() if left]
        if not waiting or self.dice.random() > SHARE:
            return ""
        mode = self.dice.choice(waiting)
        self.deal[mode] -= 1
        self.met.write(f"{mode}\n")
        return mode

    def of_mail(self, address: str) -> str:
        """Return how a recipient's mail is treated now: badly once, and then well."""
        mode = address.partition(".")[0]
        if mode not in OF_MAILS + REFUSED or (mode in OF_MAILS and address in self.seen):
            return ""
        self.seen.add(address)
        self.met.write(f"{mode}\n")
        return mode


class Server(SMTP):
    """One connection."""

    def __init__(self, books: Books, **how: Any) -> None:
        super().__init__(self, **how)
        self.books = books
        self.mode = ""  # of the mail of this talk

    async def _handle_client(self) -> None:
        self.of_connection = self.books.of_connection()
        match self.of_connection:
            case "connect_reset":
                self._reset()
            case "banner_421":
                await self._last_words("421 not today")
            case "banner_garbage":
                await self._last_words("hello, what is this?")
            case "banner_hang":
                await asyncio.sleep(AGES)
            case "banner_slow":
                await self._slowly("220 a server that thinks before each letter\r\n")
            case _:
                await super()._handle_client()

    async def smtp_EHLO(self, hostname: str) -> None:
        if self.of_connection == "ehlo_reset":
            self._reset()
        else:
            await super().smtp_EHLO(hostname)

    async def smtp_MAIL(self, arg: str | None) -> None:
        if self.of_connection == "mail_421":
            await self._last_words("421 closing down")
        else:
            await super().smtp_MAIL(arg)

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address == JOURNAL:
            return "550 no journal here" if self.mode == "journal_550" else "250 fine"
        self.mode = self.books.of_mail(address)
        if self.mode == "rcpt_hang":
            await asyncio.sleep(AGES)
        if self.mode in ("rcpt_451", "rcpt_550"):
            return f"{self.mode[-3:]} not you, {address}"
        envelope.rcpt_tos.append(address)
        return "250 fine"

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:
        match self.mode:
            case "data_451":
                await self.push("451 in 1 second")
            case "data_552":
                await self.push("552 full, for now")
            case "data_hang":
                await asyncio.sleep(AGES)
            case "reset_before_dot":
                await self.push("354 go on")
                self._reset()
            case _:
                await super().smtp_DATA(arg)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message_id = str(message_from_bytes(envelope.content)["Message-ID"])
        (address,) = envelope.rcpt_tos
        if self.mode in ("dot_451", "dot_550", "dot_552"):
            return f"{self.mode[-3:]} no"
        if self.mode == "dropped_at_dot":
            self._reset()
            return ""
        if self.mode == "taken_late":
            self._reset()
            await asyncio.sleep(LATER)
            self.books.take(message_id, address)
            return ""
        self.books.take(message_id, address)
        if self.mode == "taken_then_reset":
            self._reset()
        elif self.mode == "taken_then_hang":
            await asyncio.sleep(AGES)
        elif self.mode == "reply_slow":
            await self._slowly("250 taken, all in good time\r\n")
        return "250 taken"

    async def smtp_QUIT(self, arg: str | None) -> None:
        if self.mode == "quit_reset":
            self._reset()
        else:
            await super().smtp_QUIT(arg)

    async def push(self, status: Any) -> None:
        if self.transport is not None and not self.transport.is_closing():
            await super().push(status)

    async def _slowly(self, text: str) -> None:
        for letter in text.encode():
            if self.transport is None or self.transport.is_closing():
                return
            self._writer.write(bytes([letter]))
            await asyncio.sleep(1)

    async def _last_words(self, text: str) -> None:
        await self.push(text)
        self.transport.close()

    def _reset(self) -> None:
        """Break off without a good-bye: the other side reads an error, not an end."""
        connection: socket.socket = self.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()


async def _serve(port: int, books: Books) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Server(books, hostname="faults.example", loop=loop), "127.0.0.1", port
    )
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--seed")
    parser.add_argument("--of-each", type=int, default=0, help="of what happens to connections")
    chosen = parser.parse_args()
    hand = Counter(dict.fromkeys(OF_CONNECTIONS, chosen.of_each))
    asyncio.run(_serve(chosen.port, Books(chosen.folder, hand, random.Random(chosen.seed))))
