"""Bytes that no browser sends: the edge answers each once, safely, or closes; and goes on serving."""
import sys

from attack import Browser, Connection, Server, Tap, ask

tap = Tap()
H = "Host: 127.0.0.1\r\n"
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"


def alive(server):
    a = ask(server, f"GET /healthz HTTP/1.1\r\n{H}Connection: close\r\n\r\n")
    return a is not None and a.status == 200


def refused(server, name, data, statuses=(400, 404, 405, 408, 411, 413, 414, 431, 501, 505), closes=False):
    """One answer, of refusal (or none and the end); with `closes` nothing that follows is taken for another request."""
    with Connection(server) as c:
        c.send(data)
        a = c.answer()
        right = a is None or a.status in statuses
        if right and closes:
            tap.ok(refusal_ends(c), name, f"something follows {a}: {c.left[:300]!r}")
        else:
            tap.ok(right, name, a)


def refusal_ends(c):
    """The connection ends, and what the HTTP library still says of this refusal is no answer to what followed (its own
    pages of error come with their headers twice)."""
    ended = c.ended() or c.left != b""
    return ended and b"HTTP/1." not in c.left and b"text/plain" not in c.left


def paths(server):
    odd = ["/%2e%2e/etc/passwd", "/..%2fetc%2fpasswd", "/../../etc/passwd", "/plan/%2e%2e/account", "/./healthz", "/healthz/.", "/%2e/healthz",
           "//healthz", "//evil.example/", "/\\evil.example", "/%5cevil.example", "/healthz%00", "/%00", "/healthz%00.html", "/healthz%0d%0aX-A:%201",
           "/%c0%ae%c0%ae/etc/passwd", "/%e0%80%ae/", "/%f0%80%80%ae/", "/%ff", "/%ed%a0%80", "/plan%2factions", "/healthz%2f", "/%", "/%4", "/%zz",
           "/a%7f", "/s/../../etc/passwd", "/s/%2e%2e/style.css", "/s/x/..%2f..%2fetc%2fpasswd", "/plan/actions/1%2fevidence", "/;/healthz",
           "/healthz;x=1", "/HEALTHZ", "/healthz%20", "/%68ealthz%3f", "/plan/actions/-1", "/plan/actions/0x1", "/plan/actions/1e3",
           "/plan/actions/99999999999999999999", "/plan/actions/+1", "/plan/actions/%31%00", "/signin/" + "a" * 27, "/" + "a" * 8000]
    for p in odd:
        with Connection(server) as c:
            c.send(f"GET {p} HTTP/1.1\r\n{H}Connection: close\r\n\r\n")
            a = c.answer()
            right = a is not None and (a.status in (400, 404, 414, 431) or (a.status == 303 and a.get("location", ).startswith("/signin?back=%2F")))
            tap.ok(right and b"root:" not in a.raw, f"path {p[:40]}", a)
    for p, status in (("http://127.0.0.1/healthz", 400), ("http://evil.example/healthz", 400), ("healthz", 400), ("*", 400), ("?x", 400), ("http:healthz", 400)):
        a = ask(server, f"GET {p} HTTP/1.1\r\n{H}Connection: close\r\n\r\n")
        tap.ok(a is not None and a.status == status, f"request target {p}", a)
    for p in ("/help/", "/help//", "/plan/%0d%0aX-Injected:%201/", "/help/?a=%0d%0aX-Injected:%201", "//evil.example/help/"):
        a = ask(server, f"GET {p} HTTP/1.1\r\n{H}Connection: close\r\n\r\n")
        to = a.get("location") or ""
        tap.ok(a.get("x-injected") is None and not to.startswith("//") and "\\" not in to, f"no other site, no other header after {p}", a)
    a = ask(server, f"GET /<script>alert(1)</script>?<script> HTTP/1.1\r\n{H}Connection: close\r\n\r\n")
    tap.ok(a is None or b"<script>alert" not in a.body, "an address is never markup", a)


def headers(server):
    refused(server, "one header of 60 KB", f"GET /healthz HTTP/1.1\r\n{H}X: {'x' * 60000}\r\n\r\n")
    refused(server, "a request line of 60 KB", f"GET /{'x' * 60000} HTTP/1.1\r\n{H}\r\n")
    refused(server, "a thousand headers", f"GET /healthz HTTP/1.1\r\n{H}" + "".join(f"X-{i}: 1\r\n" for i in range(1000)) + "\r\n")
    refused(server, "two hundred headers, and what counts after them",
            f"POST /lang HTTP/1.1\r\n{H}{FORM}" + "".join(f"X-{i}: 1\r\n" for i in range(200)) + "Sec-Fetch-Site: cross-site\r\nContent-Length: 7\r\n\r\nlang=en", (400, 403, 413, 431))
    for name, line in (("a name with a space", "X y: 1"), ("a space before the colon", "X : 1"), ("a line without a colon", "nothing"),
                       ("a name with a quote", 'X"y: 1'), ("a byte of control", "X: a\x01b"), ("a name in UTF-8", "Xé: 1")):
        refused(server, f"header: {name}", f"GET /healthz HTTP/1.1\r\n{H}{line}\r\nConnection: close\r\n\r\n", (400, 431))
    refused(server, "no Host", "GET /healthz HTTP/1.1\r\n\r\n", (400,))
    refused(server, "two Hosts", f"GET /healthz HTTP/1.1\r\n{H}Host: evil.example\r\n\r\n", (400,))
    refused(server, "two Origins", f"POST /lang HTTP/1.1\r\n{H}{FORM}Origin: http://evil.example\r\nOrigin: http://127.0.0.1\r\nContent-Length: 7\r\n\r\nlang=en", (400, 403))
    refused(server, "two Sec-Fetch-Site", f"POST /lang HTTP/1.1\r\n{H}{FORM}Sec-Fetch-Site: cross-site\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 7\r\n\r\nlang=en", (400, 403))
    refused(server, "two Content-Types", f"POST /lang HTTP/1.1\r\n{H}{FORM}Content-Type: text/plain\r\nContent-Length: 7\r\n\r\nlang=en", (400,))
    for line in ("GET /healthz HTTP/1.1 x", "GET /healthz HTTP/2.0", "GET /healthz HTTP/1.9", "GET /healthz HTTQ/1.1", "GET /healthz HTTP/1.1\x0b",
                 "GET\t/healthz\tHTTP/1.1", " GET /healthz HTTP/1.1", "GET /healthz", "GET", "\x16\x03\x01\x02", "PRI * HTTP/2.0", "GET /hea lthz HTTP/1.1"):
        with Connection(server) as c:
            c.send(line.encode() + b"\r\n" + H.encode() + b"Connection: close\r\n\r\n")
            a = c.answer()
            # HTTP/1.x of a later minor is an HTTP/1.1 that is not known yet
            tap.ok(a is None or a.status in (400, 404, 405, 501, 505) or line in ("GET /healthz HTTP/1.9",), f"request line {line!r}", a)


def bodies(server):
    """Lengths that two readers may understand differently: never a second request in what follows."""
    inner = f"GET /healthz HTTP/1.1\r\n{H}\r\n"
    chunked = f"0\r\n\r\n{inner}"
    for name, head, body in (
            ("negative", "Content-Length: -1", inner), ("huge", "Content-Length: 99999999999999999999999", inner), ("a word", "Content-Length: abc", inner),
            ("hexadecimal", "Content-Length: 0x10", inner), ("with a plus", "Content-Length: +7", "lang=en" + inner), ("in parts", "Content-Length: 7, 7", "lang=en" + inner),
            ("a comma", "Content-Length: 7,", "lang=en" + inner), ("empty", "Content-Length:", inner), ("with blanks inside", "Content-Length: 1 0", inner),
            ("twice, different", f"Content-Length: 7\r\nContent-Length: {7 + len(inner)}", "lang=en" + inner),
            ("twice, different, the other way", f"Content-Length: {7 + len(inner)}\r\nContent-Length: 7", "lang=en" + inner),
            ("twice, the same", "Content-Length: 7\r\nContent-Length: 7", "lang=en" + inner), ("a space before the colon", "Content-Length : 7", "lang=en" + inner),
            ("and chunks", "Content-Length: 4\r\nTransfer-Encoding: chunked", chunked), ("after chunks", "Transfer-Encoding: chunked\r\nContent-Length: 4", chunked),
            ("chunks under another spelling", "Content-Length: 4\r\nTransfer-Encoding: xchunked", chunked), ("chunks after a tab", "Content-Length: 4\r\nTransfer-Encoding:\tchunked", chunked),
            ("two encodings", "Transfer-Encoding: chunked, identity", chunked), ("gzip, then chunks", "Transfer-Encoding: gzip, chunked", chunked),
            ("chunks twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", chunked), ("chunks, then something", "Transfer-Encoding: chunked\r\nTransfer-Encoding: x", chunked),
            ("an unknown encoding", "Transfer-Encoding: x", inner), ("identity", "Transfer-Encoding: identity", inner), ("a space before that colon", "Transfer-Encoding : chunked", chunked),
            ("chunks before another encoding", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", chunked)):
        with Connection(server) as c:
            c.send(f"POST /lang HTTP/1.1\r\n{H}{FORM}{head}\r\n\r\n{body}")
            a = c.answer()
            safe = a is None or 400 <= a.status < 600
            rest = refusal_ends(c) if safe else False
            tap.ok(safe and rest, f"length {name}: refused, and the rest is no request", f"{a}\nthen {c.left[:200]!r}")
    for name, body in (("a size that is no number", "zz\r\nlang=en\r\n0\r\n\r\n"), ("a negative size", "-7\r\nlang=en\r\n0\r\n\r\n"), ("a huge size", "fffffffffffffffff\r\nlang=en\r\n0\r\n\r\n"),
                       ("a size with 0x", "0x7\r\nlang=en\r\n0\r\n\r\n"), ("no end of chunk", "7\r\nlang=enXX0\r\n\r\n"), ("blanks before the size", " 7\r\nlang=en\r\n0\r\n\r\n")):
        with Connection(server) as c:
            c.send(f"POST /lang HTTP/1.1\r\n{H}{FORM}Transfer-Encoding: chunked\r\n\r\n{body}{inner}")
            a = c.answer()
            tap.ok((a is None or 400 <= a.status < 600) and refusal_ends(c), f"chunk: {name}: refused, and the rest is no request", f"{a}\nthen {c.left[:200]!r}")
    refused(server, "chunks in HTTP/1.0", f"POST /lang HTTP/1.0\r\n{H}{FORM}Transfer-Encoding: chunked\r\n\r\n7\r\nlang=en\r\n0\r\n\r\n{inner}", closes=True)
    a = ask(server, f"POST /lang HTTP/1.1\r\n{H}{FORM}Transfer-Encoding: chunked\r\nOrigin: http://127.0.0.1\r\n\r\n4;x=y\r\nlang\r\n3\r\n=en\r\n0\r\nX: y\r\n\r\n")
    tap.ok(a is not None and a.status == 303, "well-formed chunks, with an extension and a trailer, are read", a)
    a = ask(server, f"GET /healthz HTTP/1.1\r\n{H}Content-Length: 5\r\nConnection: close\r\n\r\nhello")
    tap.ok(a is not None and a.status in (200, 400, 413), "a body with GET is passed over", a)
    with Connection(server) as c:
        c.send(f"GET /healthz HTTP/1.1\r\n{H}Content-Length: {len(inner)}\r\n\r\n{inner}GET /nulle HTTP/1.1\r\n{H}Connection: close\r\n\r\n")
        first, second = c.answer(), c.answer()
        tap.ok(first is not None and (first.status == 400 or (second is not None and second.status == 404)), "and is never the next request", f"{first}\n{second}")
    refused(server, "too large, asked first", f"POST /lang HTTP/1.1\r\n{H}{FORM}Expect: 100-continue\r\nContent-Length: 99000000\r\n\r\n", (413,))
    refused(server, "another expectation", f"POST /lang HTTP/1.1\r\n{H}{FORM}Expect: the-impossible\r\nContent-Length: 7\r\n\r\nlang=en", (303, 400, 403, 417))
    for t in ("application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=" + "x" * 71,
              "multipart/form-data; boundary=a\"b", "application/x-www-form-urlencoded2"):
        refused(server, f"a body of type {t[:50]}", f"POST /lang HTTP/1.1\r\n{H}Content-Type: {t}\r\nOrigin: http://127.0.0.1\r\nContent-Length: 7\r\n\r\nlang=en", (400, 415))


def files(server):
    """Static files have a shorter way: it is no way around."""
    css = Browser(server).get("/help").text.split('rel="stylesheet" href="')[1].split('"')[0]
    inner = f"GET /healthz HTTP/1.1\r\n{H}\r\n"
    a = ask(server, f"GET {css} HTTP/1.1\r\n{H}Content-Length: 0\r\nConnection: close\r\n\r\n")
    tap.ok(a is not None and a.status == 200 and a.get("content-type", ).startswith("text/css"), "a file, with a body of length 0", a)
    for name, head, body in (("twice, different", f"Content-Length: 0\r\nContent-Length: {len(inner)}", inner), ("and chunks", "Content-Length: 4\r\nTransfer-Encoding: chunked", "0\r\n\r\n" + inner)):
        with Connection(server) as c:
            c.send(f"GET {css} HTTP/1.1\r\n{H}{head}\r\n\r\n{body}")
            a = c.answer()
            tap.ok((a is None or 400 <= a.status < 600) and refusal_ends(c), f"a file, length {name}", f"{a}\nthen {c.left[:200]!r}")
    for m in ("POST", "PUT", "DELETE"):
        a = ask(server, f"{m} {css} HTTP/1.1\r\n{H}Content-Length: 3\r\nConnection: close\r\n\r\nabc")
        tap.ok(a is None or a.status in (400, 405, 413), f"{m} of a file", a)


def methods(server):
    for m in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "Get", "X" * 200, "POST/"):
        a = ask(server, f"{m} /healthz HTTP/1.1\r\n{H}X-Secret: 42\r\nConnection: close\r\n\r\n")
        tap.ok(a is None or a.status in (400, 405, 501), f"method {m[:20]}", a)
        tap.ok(a is None or b"X-Secret" not in a.raw, f"method {m[:20]} echoes nothing")
    a = ask(server, f"POST /healthz HTTP/1.1\r\n{H}Content-Length: 0\r\nConnection: close\r\n\r\n")
    tap.ok(a.status == 405 and a.get("allow") == "GET, HEAD", "405 says what is allowed", a)
    for path in ("/healthz", "/help", "/signin", "/nulle", "/robots.txt", "/account"):
        whole = ask(server, f"GET {path} HTTP/1.1\r\n{H}Connection: close\r\n\r\n")
        with Connection(server) as c:
            c.send(f"HEAD {path} HTTP/1.1\r\n{H}Connection: close\r\n\r\n")
            head = c.answer(head=True)
            passing = {"date", "set-cookie", "content-length"}
            same = [h for h in head.headers if h[0] not in passing] == [h for h in whole.headers if h[0] not in passing]
            tap.ok(head.status == whole.status and same and c.ended(), f"HEAD {path}: the same without a body", f"{head}\n{whole}")
    for r in ("bytes=0-3", "bytes=-1", "bytes=0-0,2-3", "bytes=999999-", "x", "bytes=" + "0-1," * 3000):
        a = ask(server, f"GET /robots.txt HTTP/1.1\r\n{H}Range: {r}\r\nConnection: close\r\n\r\n")
        tap.ok(a is not None and (a.status == 200 or (len(r) > 1000 and a.status in (413, 431))), f"Range {r[:20]} is not for us: the whole", a)
    a = ask(server, "GET /healthz HTTP/1.0\r\n\r\n")
    tap.ok(a is not None and a.status == 200, "HTTP/1.0 without Host", a)
    with Connection(server) as c:
        c.send("GET /healthz HTTP/1.0\r\n\r\nGET /nulle HTTP/1.0\r\n\r\n")
        tap.ok(c.answer().status == 200 and c.ended(), "HTTP/1.0 is one request a connection")
    with Connection(server) as c:
        c.send(f"GET /healthz HTTP/1.1\r\n{H}Upgrade: h2c, websocket\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk\r\n\r\n")
        a = c.answer()
        tap.ok(a is not None and a.status == 200, "no upgrade", a)


def pipelining(server):
    post = f"POST /lang HTTP/1.1\r\n{H}{FORM}Origin: http://127.0.0.1\r\nContent-Length: 7\r\n\r\nlang=en"
    with Connection(server) as c:
        c.send(f"GET /healthz HTTP/1.1\r\n{H}\r\n{post}GET /nulle HTTP/1.1\r\n{H}\r\n{post}HEAD /help HTTP/1.1\r\n{H}\r\n")
        got = [c.answer(), c.answer(), c.answer(), c.answer(), c.answer(head=True)]
        tap.equal([a.status if a else None for a in got], [200, 303, 404, 303, 200], "answers come in the order of the requests")
        tap.ok(all(not any("lang=" in v for v in a.all("set-cookie")) for a in (got[0], got[2], got[4]) if a), "and each has its own cookies only")
    with Connection(server) as c:
        for i in range(200):
            c.send(f"GET /healthz HTTP/1.1\r\n{H}\r\n")
        tap.ok(all((a := c.answer()) is not None and a.status == 200 for i in range(200)), "two hundred requests on one connection")
    with Connection(server) as c:  # a request cut at every byte
        whole = f"GET /healthz HTTP/1.1\r\n{H}\r\n"
        for ch in whole:
            c.send(ch)
        tap.ok(c.answer().status == 200, "a request that comes byte by byte")
    for cut in range(1, len(post), 9):
        with Connection(server) as c:
            c.send(post[:cut])
    tap.ok(alive(server), "requests that stop in the middle leave nothing behind")


def main(build):
    with Server(build) as server:
        for part in (paths, headers, bodies, files, methods, pipelining):
            part(server)
        tap.ok(alive(server), "the server serves")
        tap.ok(server.process.poll() is None, "it is still the same process")
        Browser(server)
        said = server.said().decode("utf-8", "replace")
        tap.ok("evil" not in said and "script" not in said and "BUG" not in said, "the log repeats nothing of it", said[-2000:])
    tap.equal(server.process.returncode, 0, "it ends well")
    tap.done()


main(sys.argv[1])
