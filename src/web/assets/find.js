/* Results while one types, for each <input data-find>; app.js asks for this file when one of them is first used. Arrows move among
 * them, Enter opens the chosen one (none: the page of results), Escape closes. Without this file the form works. The server says what may be seen. */
"use strict";
(() => {
	const english = document.documentElement.lang === "en";
	const say = (fr, en) => english ? en : fr;
	const make = (tag, props = {}, ...inside) => { const e = Object.assign(document.createElement(tag), props); e.append(...inside); return e; };
	const WAIT = 120, LEAST = 2;

	[...document.querySelectorAll("input[data-find]")].forEach((input, nth) => {
		const id = "found-" + nth, list = make("ul", { id, className: "find-list", hidden: true }), said = make("span", { className: "hidden" });
		let timer = 0, asked = "", going = null, at = -1;
		list.setAttribute("role", "listbox");
		list.setAttribute("aria-label", say("Résultats", "Results"));
		said.setAttribute("role", "status");
		for (const [k, v] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", id], ["aria-autocomplete", "list"]]) input.setAttribute(k, v);
		input.autocomplete = "off";
		input.form.append(list, said);

		const choose = n => {
			at = n;
			[...list.children].forEach((li, i) => li.setAttribute("aria-selected", String(i === at)));
			if (at < 0) input.removeAttribute("aria-activedescendant");
			else { input.setAttribute("aria-activedescendant", list.children[at].id); list.children[at].scrollIntoView({ block: "nearest" }); }
		};
		const open = yes => { list.hidden = !yes; input.setAttribute("aria-expanded", String(yes)); if (!yes) choose(-1); };
		const go = (li, aside) => { if (aside) window.open(li.dataset.to, "_blank", "noopener"); else location.assign(li.dataset.to); };
		const row = (to, n, ...inside) => {
			const li = make("li", { id: id + "-" + n }, ...inside);
			li.dataset.to = to;
			li.setAttribute("role", "option");
			li.setAttribute("aria-selected", "false");
			li.addEventListener("mousedown", e => e.preventDefault()); /* the field keeps the focus */
			li.addEventListener("click", e => go(li, e.ctrlKey || e.metaKey));
			return li;
		};
		const show = (q, data) => {
			const rows = data.hits.map((h, n) => row(h.url, n, ...h.title.map((t, i) => i % 2 ? make("mark", { textContent: t }) : t), make("small", { className: "soft", textContent: h.kind })));
			if (data.found > data.hits.length) rows.push(row("/search?q=" + encodeURIComponent(q), rows.length, say("Tous les résultats", "All results")));
			list.replaceChildren(...rows);
			const n = data.hits.length, all = data.more ? say("plus de ", "more than ") + data.found : String(data.found);
			said.textContent = data.found === 0 ? say("Aucun résultat", "No result") : data.found === 1 ? say("1 résultat proposé", "1 result proposed") :
				n + say(" résultats proposés", " results proposed") + (data.found > n ? say(" sur ", " of ") + all : "");
			open(rows.length > 0);
		};
		/* What was asked before is of no more use: its answer neither comes late nor stays. */
		const forget = () => {
			clearTimeout(timer);
			going?.abort();
			asked = said.textContent = "";
			list.replaceChildren();
			open(false);
		};
		const ask = async () => {
			const q = input.value.trim();
			if (q === asked) return;
			if (q.length < LEAST) { forget(); return; }
			asked = q;
			going?.abort();
			const mine = going = new AbortController();
			const r = await fetch("/search/suggest?q=" + encodeURIComponent(q), { signal: mine.signal }).catch(() => null);
			const data = r?.ok ? await r.json().catch(() => null) : null;
			if (mine !== going || mine.signal.aborted) return; /* another question was asked since */
			if (!data) forget();
			else if (document.activeElement === input) show(q, data);
		};
		input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
		input.addEventListener("focus", () => { if (list.children.length && input.value.trim() === asked && asked.length >= LEAST) open(true); });
		input.addEventListener("blur", () => open(false));
		input.addEventListener("keydown", e => {
			if (e.key === "Escape" && list.hidden) forget(); /* nothing opens after it */
			if (e.isComposing || list.hidden) return;
			const n = list.children.length;
			if (e.key === "ArrowDown") choose(at + 1 < n ? at + 1 : 0);
			else if (e.key === "ArrowUp") choose(at > 0 ? at - 1 : n - 1);
			else if (e.key === "Escape") { e.stopPropagation(); open(false); }
			else if (e.key === "Enter" && at >= 0) go(list.children[at], e.ctrlKey || e.metaKey);
			else return;
			e.preventDefault();
		});
		if (document.activeElement === input && input.value !== input.defaultValue) ask(); /* typed before this file was there */
	});
})();
