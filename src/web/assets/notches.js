/* Pilotis: the curve from merit to variety as a slider over its table: arrows, Home, End and the pointer move along the notches,
 * each says at once its swap and its price. Without this file the table and its buttons do the same. */
"use strict";
(() => {
	const english = document.documentElement.lang === "en", say = (fr, en) => english ? en : fr;
	const make = (tag, props = {}, ...inside) => { const e = Object.assign(document.createElement(tag), props); e.append(...inside); return e; };
	for (const table of document.querySelectorAll("table[data-notches]")) {
		const rows = [...table.tBodies[0].rows], form = table.closest("form"), dots = form.previousElementSibling?.querySelectorAll("circle") ?? [];
		const here = rows.findIndex(r => r.matches(".now")), cell = (r, k) => r.cells[k].textContent.trim();
		const set = r => r.dataset.set.split(", "), number = (r, k) => Number(cell(r, k).replace(",", ".").replace("−", "-"));
		const step = x => (x < -0.005 ? "−" : "+") + Math.abs(x).toFixed(2).replace(".", english ? "." : ",");
		const range = make("input", { type: "range", min: 1, max: rows.length, step: 1, value: here + 1 || 1, id: "notch" });
		const out = make("div", { id: "notch-said" }), choose = make("button", { className: "primary", name: "floor" });
		range.setAttribute("aria-describedby", "notch-said");
		const show = () => {
			const at = range.value - 1, r = rows[at], from = rows[here], own = r.querySelector("button");
			const swap = [...r.cells[3].childNodes].map(n => n.textContent.trim()).filter(Boolean).join(" · "), title = say("Cran ", "Notch ") + (at + 1) + say(" sur ", " of ") + rows.length;
			out.replaceChildren(make("p", {}, make("b", { textContent: title + say(" : mérite ", ": merit ") + cell(r, 1) + say(", variété ", ", variety ") + cell(r, 2) }), " ",
				make("small", { textContent: r.cells[0].querySelector("small").textContent })));
			if (swap) out.append(make("p", { textContent: say("Du cran précédent : ", "From the notch before: ") + swap }));
			if (from && at !== here) {
				const came = set(r).filter(x => !set(from).includes(x)), went = set(from).filter(x => !set(r).includes(x));
				out.append(make("p", { textContent: say("De la sélection d’ici : ", "From the selection here: ") + (came.length ? went.join(", ") + " → " + came.join(", ") + say(" ; ", "; ") : "") +
					say("variété ", "variety ") + step(number(r, 2) - number(from, 2)) + say(", mérite ", ", merit ") + step(number(r, 1) - number(from, 1)) }));
			}
			range.setAttribute("aria-valuetext", title + (swap ? say(" : ", ": ") + swap : ""));
			choose.disabled = !own;
			choose.value = own?.value ?? "";
			choose.textContent = own ? say("Choisir ce cran", "Choose this notch") : say("C’est le cran d’ici", "This notch is here");
			rows.forEach((x, k) => x.classList.toggle("now", k === at));
			dots.forEach((d, k) => { d.setAttribute("r", k === at ? 8 : 4); d.setAttribute("class", k === at ? "y0" : k === here ? "y1" : "y9"); });
		};
		range.addEventListener("input", show);
		const ends = make("p", { className: "ends", ariaHidden: "true" }, make("span", { textContent: say("mérite", "merit") }), make("span", { textContent: say("variété", "variety") }));
		form.insertBefore(make("div", { className: "panel notches" }, make("label", { htmlFor: "notch", textContent: table.dataset.notches }), range, ends, out, make("p", { className: "actions-row" }, choose)), table);
		/* the list stays, folded: a screen reader and a printer have it whole */
		const all = make("details", { className: "more" }, make("summary", { textContent: say("Tous les crans", "All notches") }));
		table.before(all);
		all.append(table);
		show();
		addEventListener("pageshow", e => { if (e.persisted) show(); });
	}
})();
