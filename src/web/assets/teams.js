/* Comforts of the rankings and of the teams. Every page works without this file: its buttons, numbers and forms do the same.
 * data-ranking="5"  a list put in order in the page: arrows, numbers, Alt+arrows, or a row dragged by mouse or finger
 * data-move-form    a form that moves one student: a student's row dragged onto a team fills it in and asks what it costs
 * data-wait         the page is asked for again after a while
 * data-range        a range input that presses the button of its notch */
"use strict";
(() => {
	const all = (q, from = document) => [...from.querySelectorAll(q)];
	const english = document.documentElement.lang === "en";
	const say = (fr, en) => english ? en : fr;
	const announce = text => { let box = document.querySelector("#said"); if (!box) { box = Object.assign(document.createElement("div"), { id: "said", className: "hidden" }); box.setAttribute("role", "status"); document.body.append(box); } box.textContent = text; };

	for (const list of all("[data-ranking]")) {
		const wanted = Number(list.dataset.ranking), items = () => all(":scope > li", list);
		const name = li => li.querySelector(".what b").textContent;
		let ranked = items().filter(li => li.classList.contains("ranked")).length;
		/* what the list says, said again in the numbers and buttons of each row */
		const show = () => items().forEach((li, k) => {
			const inside = k < ranked, id = li.dataset.id, order = li.querySelector(".order");
			li.className = inside ? "ranked" : "unranked";
			li.querySelector("select").value = id + ":" + (inside ? k + 1 : "");
			const up = order.querySelector("[value^=up]");
			up.textContent = inside ? "↑" : "+";
			up.setAttribute("aria-label", (inside ? say("Monter : ", "Move up: ") : say("Ajouter au classement : ", "Add to the ranking: ")) + name(li));
			let down = order.querySelector("[value^=down]");
			if (inside && !down) {
				down = Object.assign(document.createElement("button"), { name: "do", value: "down:" + id, textContent: "↓" });
				down.setAttribute("aria-label", say("Descendre : ", "Move down: ") + name(li));
				order.append(down);
			} else if (!inside) down?.remove();
		});
		const done = (li, focus) => {
			show();
			list.dispatchEvent(new Event("input", { bubbles: true }));
			const k = items().indexOf(li);
			announce(name(li) + say(" : ", ": ") + (k < ranked ? say("rang ", "rank ") + (k + 1) : say("pas classée", "not ranked")));
			if (focus) (li.querySelector(focus) || li.querySelector(".order button")).focus();
		};
		/* to a place among all rows; -1: out of the ranking */
		const put = (li, to, focus) => {
			const was = items().indexOf(li), rest = items().filter(x => x !== li);
			if (was < ranked) ranked--;
			if (to < 0) {
				list.insertBefore(li, rest[ranked] || null);
			} else {
				to = Math.min(to, ranked);
				if (to >= wanted) to = wanted - 1;
				list.insertBefore(li, rest[to] || null);
				ranked = Math.min(ranked + 1, wanted);
			}
			done(li, focus);
		};
		const step = (li, by, focus) => {
			const k = items().indexOf(li);
			if (by < 0) put(li, k < ranked ? Math.max(0, k - 1) : ranked, focus);
			else if (k < ranked) put(li, k + 1 < ranked ? k + 1 : -1, focus);
		};
		list.addEventListener("click", e => {
			const b = e.target.closest("button[name=do]");
			if (!b) return;
			e.preventDefault();
			const up = b.value.startsWith("up:");
			step(b.closest("li"), up ? -1 : 1, up ? "[value^=up]" : "[value^=down]");
		});
		list.addEventListener("change", e => {
			if (!e.target.matches("select")) return;
			const rank = Number(e.target.value.split(":")[1]), li = e.target.closest("li");
			put(li, rank ? rank - 1 : -1, "select");
		});
		list.addEventListener("keydown", e => {
			if (!e.altKey || (e.key !== "ArrowUp" && e.key !== "ArrowDown")) return;
			e.preventDefault();
			step(e.target.closest("li"), e.key === "ArrowUp" ? -1 : 1, e.key === "ArrowUp" ? "[value^=up]" : "[value^=down]");
		});
		/* by mouse or finger, from a handle: the rest of a row still scrolls the page */
		for (const li of items()) {
			const grip = Object.assign(document.createElement("span"), { className: "grip", textContent: "⠿" });
			grip.setAttribute("aria-hidden", "true");
			li.querySelector(".order").append(grip);
			grip.addEventListener("pointerdown", e => {
				e.preventDefault();
				grip.setPointerCapture(e.pointerId);
				li.classList.add("dragged");
				let to = items().indexOf(li);
				const move = m => {
					const under = items().findIndex(x => { const r = x.getBoundingClientRect(); return m.clientY >= r.top && m.clientY < r.bottom; });
					if (under >= 0) to = under;
					items().forEach((x, k) => x.classList.toggle("target", k === to && x !== li));
				};
				const end = m => {
					grip.removeEventListener("pointermove", move);
					grip.removeEventListener("pointerup", end);
					grip.removeEventListener("pointercancel", end);
					li.classList.remove("dragged");
					items().forEach(x => x.classList.remove("target"));
					if (m.type === "pointerup" && to !== items().indexOf(li)) put(li, to < Math.max(ranked, 1) || to < wanted && to <= ranked ? to : -1, null);
				};
				grip.addEventListener("pointermove", move);
				grip.addEventListener("pointerup", end);
				grip.addEventListener("pointercancel", end);
			});
		}
	}

	/* ---- a student dragged onto a team: the form asks what it costs, nothing moves before one says so ---- */
	const form = document.querySelector("[data-move-form]");
	if (form) {
		for (const li of all("[data-student]")) {
			li.draggable = true;
			li.addEventListener("dragstart", e => { e.dataTransfer.setData("text/plain", li.dataset.student); e.dataTransfer.effectAllowed = "move"; });
		}
		for (const team of all("[data-team]")) {
			team.addEventListener("dragover", e => { e.preventDefault(); team.classList.add("over"); });
			team.addEventListener("dragleave", () => team.classList.remove("over"));
			team.addEventListener("drop", e => {
				e.preventDefault();
				team.classList.remove("over");
				form.elements.student.value = e.dataTransfer.getData("text/plain");
				form.elements.to.value = team.dataset.team;
				if (form.elements.student.value) form.requestSubmit();
			});
		}
	}

	/* ---- the solver is at work: look again now and then, unless someone is typing ---- */
	if (document.querySelector("[data-wait]")) setTimeout(function again() {
		if (document.activeElement?.closest("input, textarea, select") || document.hidden) setTimeout(again, 3000); else location.reload();
	}, 3000);

	/* ---- a slider over the notches of a curve ---- */
	for (const box of all("[data-range]")) {
		const buttons = all("button[name=slack]", box), here = buttons.findIndex(b => b.getAttribute("aria-pressed") === "true");
		if (buttons.length < 2) continue;
		const range = Object.assign(document.createElement("input"), { type: "range", min: 0, max: buttons.length - 1, step: 1, value: here < 0 ? 0 : here });
		const words = () => buttons[range.value].textContent.trim();
		range.setAttribute("aria-label", box.dataset.range);
		range.setAttribute("aria-valuetext", words());
		range.addEventListener("input", () => range.setAttribute("aria-valuetext", words()));
		range.addEventListener("change", () => { if (Number(range.value) !== here) buttons[range.value].click(); });
		box.prepend(range);
	}
})();
