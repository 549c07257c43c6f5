"""Pages for the tests of links: page_server.py. Prints its port and serves until its input ends."""
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = "<!DOCTYPE html><html><head><title>Charte</title><script>no()</script></head><body><h1>Charte adoptée</h1><p>Le vélo d’abord.</p><ul><li>un</li></ul></body></html>"


class Pages(BaseHTTPRequestHandler):
    def do_GET(self):
        go = {"/moved": "/page", "/loop": "/loop", "/file": "file:///etc/passwd", "/once": "/twice", "/twice": "/moved"}
        if self.path in go:
            self.send_response(302)
            self.send_header("Location", go[self.path])
            self.end_headers()
            return
        body = b"x" * (3 << 20) if self.path == "/big" else PAGE.encode()
        self.send_response(404 if self.path == "/gone" else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass

    def log_message(self, *args):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
print(server.server_port, flush=True)
threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
server.serve_forever()
