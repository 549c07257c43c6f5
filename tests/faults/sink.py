"""sink.py: a mail server in a thread, which can be told to stall or to fail at any point of the conversation."""
import asyncio
import email
import email.policy
import threading

from aiosmtpd.smtp import SMTP

# Where it can stall: what it would do next is then not done until go_on().
POINTS = ("greeting", "ehlo", "mail", "rcpt", "data", "body", "answer", "quit")


class Sink:
    """taken: (message id, bytes) of each message that it is answerable for: after the last point before its answer."""

    def __init__(self):
        self.taken = []
        self.stall_at = None       # one of POINTS
        self.fail = None           # "drop": hangs up instead of the answer; "451", "552": refuses after the body
        self.stalled = threading.Event()
        self.loop = asyncio.new_event_loop()
        self.waiting = []
        started = threading.Event()

        def run():
            asyncio.set_event_loop(self.loop)
            self.server = self.loop.run_until_complete(self.loop.create_server(lambda: Conversation(self), "127.0.0.1", 0))
            self.port = self.server.sockets[0].getsockname()[1]
            started.set()
            self.loop.run_forever()

        self.thread = threading.Thread(target=run, daemon=True)
        self.thread.start()
        started.wait()

    async def at(self, point):
        if self.stall_at != point:
            return
        gone = self.loop.create_future()
        self.waiting.append(gone)
        self.stalled.set()
        await gone

    def stall(self, point):
        self.stalled.clear()
        self.stall_at = point

    def go_on(self):
        self.stall_at = None

        def wake():
            for f in self.waiting:
                if not f.done():
                    f.set_result(None)
            self.waiting.clear()

        self.loop.call_soon_threadsafe(wake)

    def close(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()


class Conversation(SMTP):
    def __init__(self, sink):
        self.sink = sink
        super().__init__(self, hostname="sink", loop=sink.loop, enable_SMTPUTF8=False)

    async def _handle_client(self):
        await self.sink.at("greeting")
        await super()._handle_client()

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        await self.sink.at("ehlo")
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        await self.sink.at("mail")
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        await self.sink.at("rcpt")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def smtp_DATA(self, arg):
        await self.sink.at("data")
        await super().smtp_DATA(arg)

    async def handle_DATA(self, server, session, envelope):
        await self.sink.at("body")     # the last dot came; nothing is kept yet
        if self.sink.fail in ("451", "552"):
            return f"{self.sink.fail} 4.3.0 not now"
        m = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.sink.taken.append((str(m["Message-ID"]), envelope.content))
        if self.sink.fail == "drop":
            self.transport.abort()
            return "250 OK"
        await self.sink.at("answer")   # kept, and not yet said
        return "250 OK"

    async def smtp_QUIT(self, arg):
        await self.sink.at("quit")
        await super().smtp_QUIT(arg)
