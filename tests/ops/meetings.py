"""Someone of the example programme, who convenes meetings and follows calendars."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "attack"))
from attack import Browser  # noqa: E402

COPRO = 1  # a body


class Person(Browser):
    """Someone signed in, who has made themselves a calendar."""

    def __init__(self, server, name):
        super().__init__(server)
        self.enter(server.link(f"{name}@example.org"))

    def calendar(self, actor=""):
        a = self.post("/account/calendar", self.form("/account/calendar") | {"actor": actor})
        found = re.search(r"/calendar/[0-9a-z]{26}/pilotis\.ics", a.text)
        if a.status != 200 or found is None:
            raise RuntimeError(f"no calendar: {a}")
        return found.group(0)

    def plan(self, day, starts, ends, title):
        fields = self.form("/meetings/new", "/meetings") | {"bodies": COPRO, "held_on": day, "starts": starts, "ends": ends, "place": "Salle d’études, 3ᵉ étage", "title": title, "fill": "1"}
        made = self.post("/meetings", fields)
        path = (made.get("location") or "").split("#")[0].split("?")[0]
        if made.status != 303 or not re.fullmatch(r"/meetings/\d+", path):
            raise RuntimeError(f"no meeting: {made}")
        return path

    def convene(self, *meeting):
        path = self.plan(*meeting)
        self.do(path, "convene")
        return path

    def change(self, meeting, **fields):
        done = self.post(meeting, self.form(f"{meeting}/edit", meeting) | fields)
        if done.status != 303:
            raise RuntimeError(f"{meeting} {fields}: {done}")

    def do(self, meeting, what, **more):
        done = self.post(f"{meeting}/do", self.form(meeting, f"{meeting}/do") | {"do": what} | more)
        if done.status != 303:
            raise RuntimeError(f"{meeting} {what}: {done}")
