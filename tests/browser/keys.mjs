// keys.mjs: a reader who has a keyboard only, and a mail server of the tests' own.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ok, top } from './lib.mjs';

// A server that takes all mail. Before start(): the environment of the site is set here.
export async function postbox() {
  const box = mkdtempSync(join(tmpdir(), 'pilotis-mail-'));
  const sink = spawn('/usr/bin/python3', [join(top, 'tests/web/smtp_sink.py'), join(box, 'mails')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const port = await new Promise((resolve) => sink.stdout.once('data', (d) => resolve(String(d).trim())));
  process.env.PILOTIS_SMTP = `smtp+plain://127.0.0.1:${port}`;
  process.env.PILOTIS_MAIL_FROM = 'laboratoire@example.org';
  // What has arrived so far, oldest first.
  const mails = () => existsSync(join(box, 'mails')) ? readFileSync(join(box, 'mails'), 'utf8').split('\n').filter(Boolean).map((l) => JSON.parse(l)) : [];
  const until = async (what, found) => {
    for (let i = 0; i < 900; i++) {
      const r = found(mails());
      if (r) return r;
      await new Promise((r) => setTimeout(r, 100));
    }
    throw new Error(`${what} did not arrive: ${mails().slice(-30).map((m) => `${m.to} ${m.subject}`).join(' | ')}`);
  };
  return {
    mails,
    // The newest whose subject holds the words and begins with the family.
    mail: (subject, family = '') => until(`a mail about ${subject}`, (all) => all.filter((x) => x.subject.includes(subject) && x.subject.startsWith(family)).at(-1)),
    // At least so many that `wanted` takes.
    several: (n, wanted) => until(`${n} mails`, (all) => { const r = all.filter(wanted); return r.length >= n && r; }),
    close: () => { sink.stdin.end(); rmSync(box, { recursive: true, force: true }); },
  };
}

// Tab until the focus is on what `wanted` says of the element; every stop must be visible.
export async function tabTo(page, what, wanted, most = 90) {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
      return { name: e.getAttribute('name'), label: (e.getAttribute('aria-label') ?? '').replaceAll('\u00a0', ' '), value: e.value, type: e.type, text: e.textContent.trim(), tag: e.tagName, seen: s.outlineStyle !== 'none' || s.boxShadow !== 'none', inside: r.right <= innerWidth + 1 };
    });
    ok(at.tag === 'BODY' || at.seen, `no visible focus on ${at.tag} ${at.name}`);
    ok(at.inside, `${at.tag} ${at.name} is off the screen`);
    if (wanted(at)) return;
  }
  throw new Error(`the keyboard does not reach ${what}`);
}
export const field = (page, name) => tabTo(page, name, (e) => e.name === name);
export async function write(page, name, text) {
  await field(page, name);
  await page.keyboard.type(text);
}
// A group of radio buttons is one stop: arrows choose.
export async function choose(page, name, label) {
  await tabTo(page, name, (e) => e.name === name && e.type === 'radio');
  for (let i = 0; i < 20; i++) {
    const here = await page.evaluate(() => document.activeElement.closest('label').textContent.trim());
    if (here === label) { await page.keyboard.press('Space'); return; }
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`${name}: no choice ${label}`);
}
export async function press(page, text, most) {
  await tabTo(page, text, (e) => (e.tag === 'BUTTON' || e.tag === 'A') && e.text.startsWith(text), most);
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
}
export const heading = (page) => page.locator('h1').first().textContent();
