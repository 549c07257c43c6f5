"""A mail server for the tests: smtp_sink.py FILE. Prints its port, then writes each message it takes as a line of JSON.

Addresses that begin with "never" are refused for good (550), with "later" for now (451).
"""
import asyncio
import email
import email.policy
import json
import sys

from aiosmtpd.smtp import SMTP


class Sink:
    def __init__(self, path):
        self.path = path

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("never"):
            return f"550 5.1.1 <{address}>: no such person"  # as many servers do
        if address.startswith("later"):
            return "451 4.3.0 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        m = email.message_from_bytes(envelope.content, policy=email.policy.default)
        raw = envelope.content
        invitation = next((x for x in m.walk() if x.get_content_type() == "text/calendar"), None)
        line = {
            "mail_from": envelope.mail_from,
            "rcpt": envelope.rcpt_tos,
            "from": str(m["From"]),
            "to": str(m["To"]),
            "subject": str(m["Subject"]),
            "message_id": str(m["Message-ID"]),
            "date": m["Date"].datetime.isoformat(),
            "auto": str(m["Auto-Submitted"]),
            "unsubscribe": str(m["List-Unsubscribe"]).strip() if m["List-Unsubscribe"] else None,
            "unsubscribe_post": str(m["List-Unsubscribe-Post"]) if m["List-Unsubscribe-Post"] else None,
            "headers": sorted(m.keys()),
            "body": m.get_body(("plain",)).get_content().replace("\r\n", "\n"),
            "raw": raw.decode("ascii", "backslashreplace"),
            "calendar": invitation.get_content() if invitation else None,
            "method": invitation.get_param("method") if invitation else None,
            "ascii": all(b < 128 for b in raw),
            "longest": max(len(l) for l in raw.split(b"\r\n")),
            "defects": [str(d) for d in m.defects],
        }
        with open(self.path, "a", encoding="utf-8") as f:
            f.write(json.dumps(line, ensure_ascii=False) + "\n")
        return "250 OK"


async def main():
    loop = asyncio.get_running_loop()
    sink = Sink(sys.argv[1])
    server = await loop.create_server(lambda: SMTP(sink, hostname="sink"), "127.0.0.1", 0)
    print(f"{server.sockets[0].getsockname()[1]}\n", end="", flush=True)  # one write, also when unbuffered
    # Ends with the test: its end of the pipe closes.
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


asyncio.run(main())
