/* Pilotis: comforts. Every page works without this file; nothing here decides anything.
 * data-autosubmit  a form of filters sends itself when a choice changes
 * data-drop        a file may be dropped there; with <progress data-progress> its form is sent with a progress bar
 * data-filterable  a long list of checkboxes gets a field that narrows it
 * data-confirm     a button asks its question first
 * data-sum="100"    says what is left to share of it among the fields with data-part of its form
 * data-minutes="url"  a text that several may write at once: sent there as one types, what the others wrote comes back;
 *                  data-most="bytes"  says at once when it is too long, and by how much
 * data-autosave="url"  what is typed in its form is sent there as one types; says so in its own text
 * data-suggest="url"   questions like the one being typed are listed below it
 * data-live        a list or table gets a field that narrows its rows as one types */
"use strict";
(() => {
	const $ = (q, from = document) => from.querySelector(q), all = (q, from = document) => [...from.querySelectorAll(q)];
	const english = document.documentElement.lang === "en";
	const say = (fr, en) => english ? en : fr;
	const make = (tag, props = {}, ...inside) => { const e = Object.assign(document.createElement(tag), props); e.append(...inside); return e; };
	const fold = s => s.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
	const announce = text => { let box = $("#said"); if (!box) { box = make("div", { id: "said", className: "hidden" }); box.setAttribute("role", "status"); document.body.append(box); } box.textContent = text; };

	/* ---- a form with mistakes: go to the list of them ---- */
	$("#problems")?.focus();

	/* ---- filters ---- */
	for (const form of all("form[data-autosubmit]")) {
		form.addEventListener("change", e => { if (e.target.matches("select, [type=checkbox], [type=radio]")) form.requestSubmit(); });
		/* an address without empty choices reads better, and is easier to send to someone */
		form.addEventListener("submit", () => { for (const e of form.elements) if (e.name && e.value === "" && e.tagName !== "BUTTON") e.disabled = true; });
		addEventListener("pageshow", () => { for (const e of form.elements) e.disabled = false; });
	}

	/* ---- what the server refused to save as it was typed: in words; "": it may be tried again ---- */
	const refused = r => r.status === 413 || r.status === 422 ? say("Pas enregistré : un texte est trop long. Raccourcissez-le ; rien n’est perdu.", "Not saved: a text is too long. Shorten it; nothing is lost.")
		: r.status === 401 || r.status === 403 ? say("Pas enregistré : votre session a pris fin. Envoyez avec le bouton : on vous demandera d’entrer, et votre texte part avec vous.", "Not saved: your session has ended. Send with the button: you will be asked to sign in, and your text goes with you.")
		: "";

	/* ---- a form saved as it is typed ---- */
	for (const box of all("[data-autosave]")) {
		const form = box.closest("form");
		const body = () => { const d = new URLSearchParams(new FormData(form)); d.delete("once"); return d; };
		let timer = 0, last = body().toString();
		const save = leaving => {
			clearTimeout(timer);
			const data = body(), now = data.toString();
			if (now === last || form.dataset.sent) return;
			fetch(box.dataset.autosave, { method: "POST", body: data, keepalive: leaving, headers: { "X-Typed": "1" } }).then(r => {
				const no = r.ok ? "" : refused(r);
				if (!r.ok && no === "") throw new Error(String(r.status));
				last = now;
				box.classList.toggle("wrong", no !== "");
				box.textContent = no !== "" ? "▲ " + no : say("Enregistré à ", "Saved at ") + new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
			}).catch(() => {
				box.textContent = say("Pas encore enregistré : la connexion ne répond pas.", "Not saved yet: the connection does not answer.");
				timer = setTimeout(save, 10000, false);
			});
		};
		form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 1500, false); });
		document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(true); });
	}

	/* ---- points to share ---- */
	for (const box of all("[data-sum]")) {
		const form = box.closest("form"), parts = all("[data-part]", form);
		const tell = () => {
			const left = Number(box.dataset.sum) - parts.reduce((n, x) => n + (Number.parseInt(x.value, 10) || 0), 0);
			box.textContent = left === 0 ? say("✓ Les 100 points sont répartis.", "✓ The 100 points are shared.")
				: left > 0 ? say(`Reste ${left} points à répartir.`, `${left} points left to share.`) : say(`${-left} points de trop.`, `${-left} points too many.`);
		};
		form.addEventListener("input", tell);
		tell();
	}

	/* ---- a text that several write at once ---- */
	for (const area of all("[data-minutes]")) {
		const form = area.form, state = $("[data-minutes-state]", form), rev = $("input[name=rev]", form);
		const most = Number(area.dataset.most);
		let timer = 0, sent = null, base = null, busy = false, again = false, long = false;
		const body = () => { const d = new URLSearchParams(new FormData(form)); d.delete("once"); if (base !== null) d.set("base", base); return d; };
		let last = body().toString();
		/* how many characters are to be taken from its end */
		const over = () => {
			const text = area.value, size = s => new TextEncoder().encode(s).length;
			let more = text.length * 3 <= most ? 0 : size(text) - most, n = 0;
			for (const chars = more > 0 ? [...text] : []; more > 0; n++) more -= size(chars.pop());
			return n;
		};
		const tooLong = () => {
			const n = over(), many = n.toLocaleString(document.documentElement.lang);
			if (n > 0) tell("▲ " + say(`Trop long de ${many} caractère${n > 1 ? "s" : ""} : pas enregistré pour l’instant. Raccourcissez ce texte, ou partagez-le en deux ; rien n’est perdu, ce navigateur le garde.`,
				`Too long by ${many} character${n > 1 ? "s" : ""}: not saved for now. Shorten this text, or make two of it; nothing is lost, this browser keeps it.`));
			else if (long) tell("");
			if (n > 0 && !long) announce(state.textContent);
			long = n > 0;
			state.classList.toggle("wrong", long);
			if (long) area.setAttribute("aria-invalid", "true"); else area.removeAttribute("aria-invalid");
			return long;
		};
		const tell = (text, link) => { state.textContent = text; if (link) state.append(" ", make("a", { href: link, textContent: say("Réunir les textes", "Make one text of both") })); };
		/* what others wrote comes in, and the caret stays where it was */
		const take = text => {
			const old = area.value, at = area.selectionStart;
			let head = 0, tail = 0;
			while (head < old.length && old[head] === text[head]) head++;
			while (tail < old.length - head && tail < text.length - head && old[old.length - 1 - tail] === text[text.length - 1 - tail]) tail++;
			area.value = text;
			const caret = at <= head ? at : Math.max(head, at >= old.length - tail ? at + text.length - old.length : head);
			if (document.activeElement === area) area.setSelectionRange(caret, caret);
		};
		const got = r => {
			const hour = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
			const kept = text => { /* the server has it: the draft that the browser kept is of no use any more */
				area.defaultValue = text;
				for (const box of all("[type=checkbox]", form)) box.defaultChecked = box.checked;
				area.dispatchEvent(new Event("change", { bubbles: true }));
			};
			if (r.outcome === "rival") {
				kept(sent);
				tell((r.who ?? say("Quelqu’un", "Someone")) + say(" a écrit le même passage. Votre texte est gardé à part, entier.", " wrote the same passage. Your text is kept beside it, whole."), r.merge);
				return;
			}
			rev.value = r.rev;
			base = null;
			if (r.outcome === "merged") {
				if (area.value === sent) take(r.text);
				else base = sent; /* typed meanwhile: the server is told on which text */
			}
			last = body().toString();
			kept(r.outcome === "merged" ? r.text : sent);
			tell(r.outcome === "merged" ? say("Enregistré à ", "Saved at ") + hour + say(", avec ce que d’autres ont écrit", ", with what others wrote") : say("Enregistré à ", "Saved at ") + hour);
			if (area.value !== sent && r.outcome !== "merged") later(300);
			if (base !== null) later(300);
		};
		const save = leaving => {
			clearTimeout(timer);
			const data = body(), now = data.toString();
			if (now === last || form.dataset.sent || form.dataset.leaving || tooLong()) return;
			if (busy) { again = true; return; }
			busy = true;
			sent = area.value;
			last = now;
			fetch(area.dataset.minutes, { method: "POST", body: data, keepalive: leaving && now.length < 60000, headers: { "X-Typed": "1" } })
				.then(async r => {
					const no = r.ok ? "" : refused(r);
					if (r.ok) got(await r.json());
					else if (no === "") throw new Error(String(r.status));
					else { tell("▲ " + no); announce(no); }
					state.classList.toggle("wrong", no !== "");
				})
				.catch(() => { last = ""; tell(say("Pas encore enregistré : la connexion ne répond pas.", "Not saved yet: the connection does not answer.")); later(10000); })
				.finally(() => { busy = false; if (again) { again = false; later(300); } });
		};
		const later = wait => { clearTimeout(timer); timer = setTimeout(save, wait, false); };
		form.addEventListener("input", () => { if (!tooLong()) later(1200); });
		document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(true); });
	}

	/* ---- questions like this one ---- */
	for (const field of all("[data-suggest]")) {
		const list = make("ul", { className: "rows" }), box = make("div", { className: "panel", hidden: true },
			make("h2", { textContent: say("Déjà traité ?", "Already treated?") }),
			make("p", { textContent: say("Des équipes ont travaillé sur des questions proches. La vôtre reste la bienvenue.", "Teams have worked on questions close to it. Yours is still welcome.") }), list);
		let timer = 0, asked = "";
		box.setAttribute("role", "status");
		field.closest(".field").after(box);
		const ask = async () => {
			const q = field.value.trim();
			if (q === asked) return;
			asked = q;
			const r = q.length < 12 ? null : await fetch(field.dataset.suggest + "?q=" + encodeURIComponent(q)).catch(() => null);
			const found = r?.ok ? await r.json() : [];
			if (q !== asked) return;
			list.replaceChildren(...found.map(f => make("li", {}, f.question + " ", make("small", { className: "soft", textContent: [f.edition, f.sector].filter(Boolean).join(" · ") }))));
			box.hidden = found.length === 0;
		};
		field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 700); });
	}

	/* ---- tick every row that is shown ---- */
	for (const th of all("[data-pick-all]")) {
		const rows = () => all("tbody input[type=checkbox]", th.closest("table")).filter(b => !b.closest("tr").hidden), box = make("input", { type: "checkbox" });
		box.setAttribute("aria-label", say("Tout cocher", "Tick all"));
		box.addEventListener("change", () => { rows().forEach(b => b.checked = box.checked); announce(rows().filter(b => b.checked).length + say(" cochées", " ticked")); });
		th.append(box);
	}

	/* ---- confirm ---- */
	const dialog = (title, body, ...buttons) => {
		const d = make("dialog", {}, make("h2", { id: "dialog-title", textContent: title }), body, make("p", { className: "actions-row" }, ...buttons));
		d.setAttribute("aria-labelledby", "dialog-title");
		d.addEventListener("close", () => d.remove());
		document.body.append(d);
		d.showModal();
		return d;
	};
	document.addEventListener("click", e => {
		const b = e.target.closest("button[data-confirm]");
		if (!b || b.dataset.sure) return;
		e.preventDefault();
		const d = dialog(b.dataset.confirm, "",
			make("button", { className: "danger", textContent: b.textContent.trim(), onclick: () => { d.close(); b.dataset.sure = "1"; b.form.requestSubmit(b); } }),
			make("button", { textContent: say("Ne rien faire", "Do nothing"), autofocus: true, onclick: () => d.close() }));
	});

	/* ---- one click, one sending ---- */
	document.addEventListener("submit", e => {
		const form = e.target;
		if (e.defaultPrevented || form.method !== "post") return;
		if (form.dataset.sent) { e.preventDefault(); return; }
		form.dataset.sent = "1";
		setTimeout(() => delete form.dataset.sent, 4000);
	});
	addEventListener("pageshow", () => all("form[data-sent]").forEach(f => delete f.dataset.sent));

	/* ---- files: drop, and a bar while they go ---- */
	for (const input of all("[data-drop] input[type=file], input[type=file][data-drop-input]")) {
		const zone = input.closest("[data-drop]") || input.closest("form");
		for (const t of ["dragenter", "dragover"]) zone.addEventListener(t, e => { if (e.dataTransfer?.types.includes("Files")) { e.preventDefault(); zone.classList.add("over"); } });
		for (const t of ["dragleave", "drop"]) zone.addEventListener(t, () => zone.classList.remove("over"));
		zone.addEventListener("drop", e => {
			if (!e.dataTransfer.files.length) return;
			e.preventDefault();
			const kind = $("[name=kind][value=file]", input.form);
			if (kind) kind.checked = true;
			input.files = e.dataTransfer.files;
			input.dispatchEvent(new Event("change", { bubbles: true }));
		});
		input.addEventListener("change", () => {
			const f = input.files[0];
			if (f && f.size > 32 * 2 ** 20) { announce(""); dialog(say("Ce fichier est trop grand : 32 Mo au plus.", "This file is too large: 32 MB at most."), "", make("button", { textContent: say("D’accord", "OK"), onclick: e => e.target.closest("dialog").close() })); input.value = ""; }
			else if (f) announce(f.name);
		});
	}
	for (const bar of all("progress[data-progress]")) {
		const form = bar.closest("form");
		form.addEventListener("submit", e => {
			if (![...form.elements].some(i => i.type === "file" && i.files.length) || e.defaultPrevented) return;
			e.preventDefault();
			form.dataset.sending = "1";
			const x = new XMLHttpRequest(), data = new FormData(form, e.submitter), buttons = all("button", form);
			const end = () => { bar.hidden = true; delete form.dataset.sending; delete form.dataset.sent; buttons.forEach(b => b.disabled = false); };
			buttons.forEach(b => b.disabled = true);
			bar.hidden = false;
			bar.removeAttribute("value");
			x.upload.onprogress = p => { if (p.lengthComputable && p.loaded < p.total) bar.value = 100 * p.loaded / p.total; else bar.removeAttribute("value"); };
			x.onload = () => {
				const next = x.getResponseHeader("X-Location");
				if (next) {
					/* A fragment of the same page would be jumped to, and nothing loaded. Loaded once: the notice is told to one page. */
					const to = new URL(next, location.href);
					if (to.hash && to.pathname + to.search === location.pathname + location.search) {
						history.replaceState(null, "", to);
						history.scrollRestoration = "manual";
						location.reload();
					} else location.assign(to);
					return;
				}
				/* the answer is a page of its own (mistakes, an error): shown in place of this one */
				const page = new DOMParser().parseFromString(x.responseText, "text/html"), main = $("main", page);
				end();
				if (!main) { form.submit(); return; }
				document.title = page.title;
				$("main").replaceWith(main);
				/* the file that was chosen is still there to be sent */
				for (const i of all("input[type=file]", main)) { const was = form.elements[i.name]; if (was?.files?.length) i.files = was.files; }
				document.dispatchEvent(new Event("newmain"));
				(($("#problems") || main)).focus();
			};
			x.onerror = () => { end(); announce(""); dialog(say("L’envoi n’a pas abouti.", "The file could not be sent."), make("p", { textContent: say("La connexion s’est interrompue. Rien n’est perdu : essayez à nouveau.", "The connection was interrupted. Nothing is lost: try again.") }), make("button", { textContent: say("D’accord", "OK"), onclick: ev => ev.target.closest("dialog").close() })); };
			x.open("POST", form.action);
			x.setRequestHeader("X-Upload", "1");
			x.send(data);
		});
	}

	/* ---- narrow a long list as one types ---- */
	for (const box of all("[data-filterable], [data-live]")) {
		const rows = all("label, tbody tr, :scope > li", box);
		if (rows.length < 8) continue;
		const input = make("input", { type: "search", placeholder: say("Réduire la liste…", "Narrow the list…") });
		input.setAttribute("aria-label", say("Réduire la liste", "Narrow the list"));
		input.addEventListener("input", () => {
			const words = fold(input.value).split(/\s+/).filter(Boolean);
			let n = 0;
			for (const r of rows) { const t = fold(r.textContent); r.hidden = !words.every(w => t.includes(w)); n += !r.hidden; }
			announce(n + say(" lignes", " lines"));
		});
		input.addEventListener("keydown", e => { if (e.key === "Enter") e.preventDefault(); });
		box.before(input);
	}

	/* ---- menus close by Escape and by a click elsewhere ---- */
	const menus = () => all("details.menu[open]");
	document.addEventListener("click", e => menus().forEach(m => { if (!m.contains(e.target)) m.open = false; }));

	/* ---- keys ---- */
	const off = { get: () => { try { return localStorage.getItem("keys") === "off"; } catch { return false; } }, set: v => { try { v ? localStorage.setItem("keys", "off") : localStorage.removeItem("keys"); } catch { /* private window */ } } };
	for (const box of all("[data-keys-off]")) { box.checked = off.get(); box.addEventListener("change", () => off.set(box.checked)); }
	const keys = [["?", say("cette liste", "this list")], ["/", say("chercher partout", "search everywhere")], ["f", say("filtrer cette page", "filter this page")], ["g h", say("accueil", "home")],
		["g p", say("plan", "plan")], ["j · k", say("élément suivant · précédent", "next · previous item")], [say("Échap", "Esc"), say("fermer", "close")]];
	const show = () => {
		if ($("dialog[open]")) return;
		const list = make("dl", { className: "facts" });
		for (const [k, what] of keys) list.append(make("dt", {}, make("kbd", { textContent: k })), make("dd", { textContent: what }));
		dialog(say("Raccourcis clavier", "Keyboard shortcuts"), list, make("button", { textContent: say("Fermer", "Close"), autofocus: true, onclick: e => e.target.closest("dialog").close() }));
	};
	for (const a of all("[data-keys]")) a.addEventListener("click", e => { e.preventDefault(); show(); });
	const step = by => {
		const items = all(".actions > li .title a, .rows > li > a, tbody tr a, .owe li a").filter(e => e.checkVisibility?.() ?? true);
		items[Math.max(0, Math.min(items.length - 1, items.indexOf(document.activeElement) + by))]?.focus();
	};
	let before = "";
	document.addEventListener("keydown", e => {
		if (e.key === "Escape") menus().forEach(m => { m.open = false; $("summary", m).focus(); });
		if (e.ctrlKey || e.metaKey || e.altKey || off.get() || e.target.closest("input, textarea, select, [contenteditable], dialog")) return;
		const two = before + e.key;
		before = e.key === "g" ? "g" : "";
		if (e.key === "?") show();
		else if (e.key === "/" || e.key === "f") {
			const seen = q => all(q).find(i => i.checkVisibility?.() ?? true);
			const s = (e.key === "/" && (seen("main [data-find]") || seen("[data-find]"))) || seen("main input[type=search]");
			if (s) { e.preventDefault(); s.focus(); s.select(); }
			else if (e.key === "/") location.assign("/search");
		}
		else if (two === "gh") location.assign("/");
		else if (two === "gp") location.assign("/plan");
		else if (e.key === "j") step(1);
		else if (e.key === "k") step(-1);
	});

	/* ---- results while one types: fetched when a field of search is first used ---- */
	const find = () => {
		const field = document.activeElement?.closest("[data-find]");
		if (!field) return;
		removeEventListener("focusin", find);
		document.head.append(make("script", { src: field.dataset.find }));
	};
	addEventListener("focusin", find);
	find();

	/* ---- paper shows what is folded ---- */
	let opened = [];
	addEventListener("beforeprint", () => { opened = all("main details:not([open]):not(.menu):not(.why)"); opened.forEach(d => d.open = true); });
	addEventListener("afterprint", () => opened.forEach(d => d.open = false));
})();
