/* Pilotis: what is typed is kept in this browser until the server says that it was carried out: a closed tab, a crash or
 * "back" lose nothing. Seven days at most; cleared when its person signs out; a visitor's, or on a shared computer, as long as
 * the tab. Never a password, never a file. Without this file the server alone keeps watch: nothing here decides anything. */
"use strict";
(() => {
	const body = document.body, english = document.documentElement.lang === "en", say = (fr, en) => english ? en : fr;
	const DAYS = 7, prefix = "draft " + (body.dataset.who ?? "") + " ";
	const quietly = f => { try { return f(); } catch { return null; } };
	const shelves = [quietly(() => localStorage), quietly(() => sessionStorage)].filter(Boolean);
	const shelf = body.dataset.drafts === "device" ? shelves[0] : shelves.at(-1);
	const names = s => Array.from({ length: s.length }, (_, i) => s.key(i)).filter(k => k.startsWith("draft "));
	const each = f => { for (const s of shelves) for (const k of names(s)) { const d = quietly(() => JSON.parse(s.getItem(k))); if (!d || f(d, k)) s.removeItem(k); } };
	const about = new Set(["csrf", "once", "rev", "back", "draft"]);
	const free = e => e.name && !e.name.startsWith("signin-") && !e.disabled && !e.readOnly &&
		(e.matches("textarea, select") || (e.matches("input") && !["hidden", "password", "file", "submit", "button", "image", "reset"].includes(e.type)));
	const box = e => e.type === "checkbox" || e.type === "radio";
	const now = e => box(e) ? e.checked : e.multiple ? [...e.selectedOptions].map(o => o.value) : e.value;
	const served = e => box(e) ? e.checked === e.defaultChecked :
		e.matches("select") ? [...e.options].every((o, i) => o.selected === o.defaultSelected || (e.selectedIndex === i && ![...e.options].some(p => p.defaultSelected) && i === 0)) :
		e.value === e.defaultValue;
	const put = (e, v) => { if (box(e)) e.checked = v === true; else if (e.multiple) for (const o of e.options) o.selected = Array.isArray(v) && v.includes(o.value); else if (typeof v === "string") e.value = v; };
	const hidden = (form, name) => form.querySelector(`input[type=hidden][name="${name}"]`);

	/* Which form it is, on whatever page it stands: where it goes, and what it asks. */
	const keyOf = form => prefix + form.getAttribute("action") + " " + [...form.elements].filter(e => e.name && !about.has(e.name) && (free(e) || e.type === "hidden"))
		.map(e => e.type === "hidden" ? e.name + "=" + e.value : e.name).join(" ").slice(0, 2000);

	/* ---- what was carried out is forgotten ---- */
	const forget = () => {
		const said = document.cookie.split("; ").find(c => c.startsWith("sent="))?.slice(5).split(".");
		if (said) document.cookie = "sent=; Path=/; Max-Age=0; SameSite=Lax";
		each(d => d.at < Date.now() - DAYS * 864e5 || said?.includes(d.sent));
	};
	forget();

	let unkept = false; /* typed, and no place to keep it */
	const keep = (form, key, sent) => {
		const fields = [...form.elements].filter(free);
		if (!sent && !document.querySelector("#problems") && fields.every(served)) { shelf?.removeItem(key); return; }
		const d = { at: Date.now(), v: fields.map(e => [e.name, now(e)]), rev: hidden(form, "rev")?.value, sent };
		unkept = quietly(() => { shelf.setItem(key, JSON.stringify(d)); return true; }) !== true && !sent;
	};

	const bring = (form, key) => {
		const d = shelf && quietly(() => JSON.parse(shelf.getItem(key))), fields = [...form.elements].filter(free);
		if (!d || d.v.length !== fields.length || fields.some((e, i) => e.name !== d.v[i][0])) return;
		if (fields.every((e, i) => JSON.stringify(now(e)) === JSON.stringify(d.v[i][1]))) { if (!d.sent) shelf.removeItem(key); return; }
		const rev = hidden(form, "rev"), once = hidden(form, "once"), was = [rev?.value, once?.value];
		fields.forEach((e, i) => put(e, d.v[i][1]));
		/* over what it was typed: if someone changed that meanwhile, the server says so; and if it was sent already, it knows the key */
		if (rev && d.rev) rev.value = d.rev;
		if (once && d.sent) once.value = d.sent;
		for (let at = form; at; at = at.parentElement?.closest("details")) if (at.matches("details")) at.open = true;
		fields.forEach(e => { if (!served(e)) e.closest("details")?.setAttribute("open", ""); });
		const note = document.createElement("p"), drop = document.createElement("button");
		note.className = "hint draft";
		note.setAttribute("role", "status");
		note.append(say("Brouillon retrouvé, pas encore envoyé. ", "Draft found again, not sent yet. "), drop);
		drop.type = "button";
		drop.className = "quiet";
		drop.textContent = say("L’effacer", "Delete it");
		drop.addEventListener("click", () => {
			form.reset();
			if (rev) rev.value = was[0];
			if (once) once.value = was[1];
			shelf.removeItem(key);
			note.remove();
			fields.find(e => e.type !== "hidden")?.focus();
		});
		form.prepend(note);
	};

	const watch = form => {
		const key = keyOf(form), again = form.hasAttribute("data-unsent");
		let timer = 0, touched = false;
		const save = () => { clearTimeout(timer); if (touched && !form.dataset.sent && !form.dataset.sending) keep(form, key); };
		if (!again && ![...form.elements].some(free)) return;
		if (!again && !document.querySelector("#problems")) bring(form, key);
		if (!again) for (const what of ["input", "change"]) form.addEventListener(what, e => { if (free(e.target)) { touched = true; clearTimeout(timer); timer = setTimeout(save, 300); } });
		addEventListener("pagehide", save);
		document.addEventListener("visibilitychange", save);
		/* the server then says by a cookie when it is done */
		form.addEventListener("submit", () => {
			clearTimeout(timer);
			if (!again) keep(form, key, hidden(form, "once")?.value);
			unkept = false;
			form.dataset.leaving = "1";
			if (!hidden(form, "draft")) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "draft", value: "1" }));
		}, true);
	};
	const start = () => { for (const form of document.querySelectorAll("main form[method=post]")) watch(form); };
	start();
	document.addEventListener("newmain", start);
	addEventListener("pageshow", e => { if (e.persisted) forget(); for (const f of document.querySelectorAll("form[data-leaving]")) delete f.dataset.leaving; });
	addEventListener("beforeunload", e => { if (unkept || document.querySelector("form[data-unsent]:not([data-leaving])")) e.preventDefault(); });
	for (const out of document.querySelectorAll('form[action="/signout"], form[action="/account/signout"]'))
		out.addEventListener("submit", () => each((d, k) => k.startsWith(prefix)));
})();
