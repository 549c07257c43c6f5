// load_call.mjs BUILD [SPONSORS [SECONDS]]: the last minutes of a call. Sponsors (300) fill in the form at once, each from an
// address of its own behind the proxy of this machine; every save that the server acknowledged is asked for again at the
// end. The server is one of its own, on loopback, with a store in a temporary folder; all of it ends by itself.
// Prints requests, errors, what was lost, and the times (p50, p99, worst); exit 1 when something failed or was lost.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const bin = resolve(process.argv[2] ?? 'build', 'pilotis');
const sponsors = Number(process.argv[3] ?? 300), seconds = Number(process.argv[4] ?? 40);
const folder = mkdtempSync(join(tmpdir(), 'pilotis-load-'));
const env = { ...process.env, LANG: 'fr_BE.UTF-8', PILOTIS_STORE: `sqlite:${join(folder, 'store.db')}`, PILOTIS_ON: '' };
delete env.PILOTIS_ON;
const cli = (...args) => {
  const r = spawnSync(bin, args, { env, encoding: 'utf8' });
  if (r.status !== 0) throw new Error(`pilotis ${args[0]}: ${r.stderr}`);
  return r.stdout;
};
const port = await new Promise((done) => { const s = createServer(); s.listen(0, '127.0.0.1', () => { const p = s.address().port; s.close(() => done(p)); }); });
cli('init', '--name', 'Programme', '--admin', 'coord@example.org');
const log = openSync(join(folder, 'log'), 'a');
const server = spawn(bin, ['serve', '--listen', `127.0.0.1:${port}`], { env, stdio: ['ignore', log, log] });
process.on('exit', () => { server.kill('SIGKILL'); rmSync(folder, { recursive: true, force: true }); });

// ---- one reader of pages ---------------------------------------------------------------------------------------
const agent = new http.Agent({ keepAlive: true, maxSockets: sponsors });
const times = [];
let requests = 0, errors = 0, firstError = '';
class Visitor {
  constructor(address) { this.address = address; this.cookies = new Map(); }
  ask(method, path, form = null, measured = false) {
    const body = form === null ? null : new URLSearchParams(form).toString();
    const begun = performance.now();
    return new Promise((done, failed) => {
      const rq = http.request({ agent, host: '127.0.0.1', port, method, path, headers: { host: `127.0.0.1:${port}`, 'x-forwarded-for': this.address,
        cookie: [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; '), ...(body === null ? {} : { 'content-type': 'application/x-www-form-urlencoded',
          'content-length': Buffer.byteLength(body), origin: `http://127.0.0.1:${port}`, 'sec-fetch-site': 'same-origin' }) } }, (r) => {
        let text = '';
        r.setEncoding('utf8');
        r.on('data', (d) => { text += d; });
        r.on('end', () => {
          for (const c of r.headers['set-cookie'] ?? []) { const m = c.match(/^([^=]+)=([^;]*)/); this.cookies.set(m[1], m[2]); }
          if (measured) { requests++; times.push(performance.now() - begun); }
          done({ status: r.statusCode, text, location: r.headers.location });
        });
      });
      rq.on('error', failed);
      if (body !== null) rq.write(body);
      rq.end();
    });
  }
}
const unescape = (s) => s.replace(/&#(\d+);/g, (m, n) => String.fromCodePoint(n)).replace(/&quot;/g, '"').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
// The form of a page that holds a field: its address and its hidden fields.
function formWith(html, field) {
  for (const f of html.match(/<form[\s\S]*?<\/form>/g) ?? []) {
    if (!f.includes(`name="${field}"`)) continue;
    const hidden = {};
    for (const i of f.match(/<input[^>]*type="hidden"[^>]*>/g) ?? []) hidden[i.match(/name="([^"]*)"/)[1]] = unescape(i.match(/value="([^"]*)"/)?.[1] ?? '');
    return { action: unescape(f.match(/action="([^"]*)"/)[1]), hidden };
  }
  throw new Error(`no form with ${field}: ${html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').slice(0, 300)}`);
}
const wrong = (what, r) => { errors++; firstError ||= `${what}: ${r.status} ${r.text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').slice(0, 300)}`; };

for (let i = 0; ; i++) {
  try { await new Visitor('198.51.100.1').ask('GET', '/healthz'); break; } catch (e) { if (i > 100) throw e; await new Promise((r) => setTimeout(r, 50)); }
}

// ---- a call that closes in ten minutes ---------------------------------------------------------------------------
const coord = new Visitor('198.51.100.1');
const path = cli('link', 'coord@example.org').match(/\/signin\/[a-z0-9]+/)[0];
const door = formWith((await coord.ask('GET', path)).text, 'csrf');
await coord.ask('POST', door.action, door.hidden);
const brussels = (t) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Brussels', dateStyle: 'short', timeStyle: 'short' }).format(t);
const [day, clock] = brussels(Date.now() + 600000).split(' ');
const make = formWith((await coord.ask('GET', '/editions')).text, 'year');
const made = await coord.ask('POST', make.action, { ...make.hidden, year: `${day.slice(0, 4)}-${String(Number(day.slice(2, 4)) + 1).padStart(2, '0')}` });
if (made.status !== 303) throw new Error(`no edition: ${made.status}`);
const edition = (await coord.ask('GET', made.location)).text;
const settings = formWith(edition, 'closes_on');
const typed = Object.fromEntries([...edition.matchAll(/<input[^>]*>/g)].map(([i]) => [i.match(/name="([^"]*)"/)?.[1], unescape(i.match(/value="([^"]*)"/)?.[1] ?? '')]).filter(([k]) => k));
const saved = await coord.ask('POST', settings.action, { ...typed, ...settings.hidden, state: 'published', opens_on: brussels(Date.now() - 86400000).split(' ')[0], closes_on: day, closes_time: clock });
if (saved.status !== 303) throw new Error(`the call does not open: ${saved.status} ${saved.text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').slice(0, 600)}`);

// ---- the sponsors -------------------------------------------------------------------------------------------------
const wait = (ms) => new Promise((r) => setTimeout(r, ms));
const until = Date.now() + 8000 + seconds * 1000;
async function sponsor(n) {
  const v = new Visitor(`203.0.${Math.floor(n / 250)}.${n % 250 + 1}`), kept = [];
  await wait(Math.random() * 4000);
  const begin = formWith((await v.ask('GET', '/call/new', null, true)).text, 'contact_name');
  await wait(3500); // nobody is quicker than this
  const r = await v.ask('POST', begin.action, { ...begin.hidden, contact_name: `Personne ${n}`, contact_function: 'directrice', email: `p${n}@institution${n}.example`, phone: '0470123456' }, true);
  if (r.status !== 303) return wrong('begin', r);
  const file = r.location.match(/\/call\/file\/[a-z0-9]+/)[0];
  const step = formWith((await v.ask('GET', `${file}/question`, null, true)).text, 'question');
  for (let k = 0; Date.now() < until; k++) {
    const text = `Question ${n}, version ${k} : « comment ? » ${'mots '.repeat(20)}`.trim();
    const s = await v.ask('POST', `${file}/question/typed`, { ...step.hidden, question: text }, true);
    if (s.status === 200 || s.status === 204) kept.push(text); else wrong('typed', s);
    await wait(500 + Math.random() * 3000);
  }
  return { v, file, last: kept.at(-1) };
}
const all = (await Promise.all(Array.from({ length: sponsors }, (_, n) => sponsor(n).catch((e) => { errors++; firstError ||= String(e.stack ?? e); })))).filter(Boolean);
let lost = sponsors - all.length;
for (const s of all) {
  const page = await s.v.ask('GET', `${s.file}/question`);
  const area = page.text.match(/<textarea[^>]*name="question"[^>]*>([\s\S]*?)<\/textarea>/);
  if (s.last !== undefined && unescape(area?.[1] ?? '').trim() !== s.last) { lost++; firstError ||= `kept ${s.last.slice(0, 40)}, shown ${(area?.[1] ?? page.text.slice(0, 200)).slice(0, 40)}`; }
}
times.sort((a, b) => a - b);
const at = (q) => (times[Math.min(times.length - 1, Math.floor(times.length * q))] ?? 0).toFixed(1);
console.log(`a call's last minutes: ${sponsors} sponsors, ${requests} requests in ${seconds + 8} s, ${errors} errors, ${lost} lost; p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, worst ${at(1)} ms`);
if (firstError) console.log(firstError);
server.kill('SIGTERM');
process.exit(errors + lost > 0 ? 1 : 0);
