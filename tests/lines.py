"""A telephone line between a browser and a server of this machine: slow, counted, and cut at will.

Chromium's own throttling does not reach requests of a service worker; a line reaches everything.
"""

import asyncio
import contextlib
import socket
import struct
import threading
import time

_CHUNK = 4096


class Line:
    """Forward a port of 127.0.0.1; ``bytes_per_s`` each way, ``round_trip_s`` to and fro."""

    def __init__(self, to_port: int, *, bytes_per_s: float = 0, round_trip_s: float = 0) -> None:
        self.to_port = to_port
        self.bytes_per_s, self.one_way_s = bytes_per_s, round_trip_s / 2
        self.sent_up = self.sent_down = 0
        self.is_cut = False
        self.cuts = 0
        #: When so many more bytes have passed in both directions, the line is cut.
        self.budget: int | None = None
        self._free_at = {True: 0.0, False: 0.0}
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._ready = threading.Event()
        self.port = 0

    def __enter__(self) -> "Line":
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *_) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def passed(self) -> int:
        """Return the bytes that came through so far, both ways together."""
        return self.sent_up + self.sent_down

    def cut(self) -> None:
        """Break every connection and let none pass until ``mend``."""
        self.is_cut = True
        self._loop.call_soon_threadsafe(self._cut)

    def cut_after(self, size: int) -> None:
        """Cut when so many more bytes have passed, both ways together."""
        self.budget = size

    def mend(self) -> None:
        self.budget, self.is_cut = None, False

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    def _cut(self) -> None:
        self.is_cut, self.budget = True, None
        self.cuts += 1
        for writer in list(self._open):
            # A reset, not an end: without HTTPS Chromium takes an end for all of the answer.
            at_once = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
            writer.transport.abort()

    async def _serve(self, reader, writer) -> None:
        if self.is_cut:
            writer.transport.abort()
            return
        await asyncio.sleep(2 * self.one_way_s)  # the handshake
        try:
            back_reader, back_writer = await asyncio.open_connection("127.0.0.1", self.to_port)
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, back_writer}
        await asyncio.gather(
            self._pump(reader, back_writer, is_up=True),
            self._pump(back_reader, writer, is_up=False),
        )
        self._open -= {writer, back_writer}

    async def _pump(self, reader, writer, *, is_up: bool) -> None:
        parcels: asyncio.Queue = asyncio.Queue(64)
        carrier = asyncio.ensure_future(self._carry(parcels, writer))
        with contextlib.suppress(OSError):
            while data := await reader.read(_CHUNK):
                if self.is_cut:
                    break
                self._count(len(data), is_up=is_up)
                await parcels.put((self._arrival(len(data), is_up=is_up), data))
        await parcels.put((0, b""))
        await carrier

    async def _carry(self, parcels, writer) -> None:
        with contextlib.suppress(OSError, RuntimeError):
            while True:
                when, data = await parcels.get()
                if not data:
                    break
                await asyncio.sleep(max(0, when - time.monotonic()))
                if self.is_cut:
                    continue
                writer.write(data)
                await writer.drain()
            writer.close()

    def _arrival(self, size: int, *, is_up: bool) -> float:
        now = time.monotonic()
        if self.bytes_per_s:
            self._free_at[is_up] = max(now, self._free_at[is_up]) + size / self.bytes_per_s
            now = self._free_at[is_up]
        return now + self.one_way_s

    def _count(self, size: int, *, is_up: bool) -> None:
        if is_up:
            self.sent_up += size
        else:
            self.sent_down += size
        if self.budget is not None:
            self.budget -= size
            if self.budget <= 0:
                self._cut()
