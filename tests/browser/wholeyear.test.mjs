// A whole year of the laboratory: ten commissions that the committee chose, students who rank them on their telephones, teams, an evening,
// visits, missions, reports, orals, peers, closing and archive. As student, supervisor, sponsor and coordination, each by the pages and
// the mails that they have. No shortcut through the store.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { start, finish, ok, equal, top, tempFile, story, text, says } from './lib.mjs';
import { postbox, tabTo, press } from './keys.mjs';

const { mail, mails, several, close } = await postbox();
const site = await start({ on: '2024-06-20', plan: join(top, 'examples/plan.docx') });
// The year of real people's shape, when it is here; else (and with PILOTIS_OWN_DATA=1) the project's own.
const real = join(top, '../../shared/data/lab-2024'), here = !process.env.PILOTIS_OWN_DATA && existsSync(join(real, 'etudiants.csv'));
const folder = here ? real : join(top, 'examples/appel');
// The students and supervisors of the example, in the columns of a school.
function own(name, head, pick) {
  const [, ...lines] = readFileSync(join(top, 'examples', name), 'utf8').trim().split('\n');
  const rows = lines.map((l) => l.split(';')).filter((r) => r[0] === '-1').map(pick);
  return tempFile(site, name, `${[head, ...rows.map((r) => r.join(';'))].join('\n')}\n`);
}
const students = here ? join(real, 'etudiants.csv')
  : own('students.csv', 'Matricule;Nom;Prénom;E-mail;Diplôme de base;Années d\'expérience;Genre;Commune;Employeur', (r) => [r[1], r[2], r[3], `${r[1].toLowerCase()}@etu.example`, ...r.slice(4, 9)]);
// Those who follow teams, with the addresses that they sign in by.
const supervisors = (() => {
  const lines = readFileSync(here ? join(real, 'accompagnateurs.csv') : own('supervisors.csv', 'Code;Nom;Prénom;Équipes au plus;Secteur connu 1;Secteur connu 2', (r) => [r[1], r[2], r[3], r[4], '', '']), 'utf8').trim().split(/\r?\n/);
  return tempFile(site, 'accompagnateurs.csv', `${lines.map((l, i) => `${l};${i === 0 ? 'E-mail' : `${l.split(';')[0].toLowerCase()}@accompagnement.example`}`).join('\n')}\n`);
})();
const addresses = (file) => [...readFileSync(file, 'utf8').matchAll(/[\w.+-]+@[\w.-]+/g)].map((m) => m[0]);
console.log(`# the year of ${folder}`);

const heavy = { weight: 250 * 1024 };
const go = (page, path) => page.goto(`${site.url}${path}`);
// The ten: {id, reference, org, question, students, guide, door}; the first is followed closely, the second is another's.
let staff, teams, first, second;
const chapter = story();

// The forms of a page, filled in and sent as a browser without scripts would: for what many people do alike.
class Reader {
  static async of(email) {
    const r = new Reader();
    r.context = await site.browser.newContext();
    const link = site.cli('link', email).stdout.match(/\/signin\/[a-z0-9]+/);
    ok(link, `no link for ${email}`);
    await r.get(link[0]);
    if (r.html.includes('<form')) await r.send(link[0], {});
    return r;
  }
  async get(path) {
    const a = await this.context.request.get(`${site.url}${path}`);
    this.status = a.status();
    this.html = await a.text();
    return this.html;
  }
  // The form of this address on the page that was last read: its hidden fields, and what is given (a list: several of a name).
  async send(action, fields) {
    const forms = [...this.html.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/g)].map((m) => m[0]);
    const form = forms.find((f) => f.match(/action="([^"]*)"/)?.[1] === action && /method="post"/.test(f));
    ok(form, `no form to ${action}: ${forms.map((f) => f.slice(0, 90)).join(' | ')}`);
    const body = new URLSearchParams();
    for (const [input] of form.matchAll(/<input\b[^>]*type="hidden"[^>]*>/g)) body.append(input.match(/name="([^"]*)"/)[1], input.match(/value="([^"]*)"/)?.[1] ?? '');
    for (const [name, value] of Object.entries(fields)) for (const v of [value].flat()) body.append(name, v);
    const a = await this.context.request.post(`${site.url}${action}`, { data: body.toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    this.status = a.status();
    this.html = await a.text();
    ok(this.status < 400, `${action} answers ${this.status}: ${this.html.slice(0, 3000)}`);
    return this.html;
  }
  // The same with a file.
  async upload(action, fields) {
    const form = [...this.html.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/g)].map((m) => m[0]).find((f) => f.includes(`action="${action}"`));
    ok(form, `no form to ${action}`);
    const hidden = Object.fromEntries([...form.matchAll(/<input\b[^>]*type="hidden"[^>]*>/g)].map(([i]) => [i.match(/name="([^"]*)"/)[1], i.match(/value="([^"]*)"/)?.[1] ?? '']));
    const a = await this.context.request.post(`${site.url}${action}`, { multipart: { ...hidden, ...fields } });
    this.status = a.status();
    this.html = await a.text();
    ok(this.status < 400, `${action} answers ${this.status}: ${this.html.slice(0, 3000)}`);
  }
  close() { return this.context.close(); }
}

await chapter('a call, forty commissions, ten that the committee decides, and their letters', async () => {
  const page = staff = await site.page({ as: 'coord@example.org' });
  await go(page, '/editions');
  await page.fill('#f-year', '2024-25');
  await page.click('main button.primary');
  await page.waitForLoadState();
  await page.selectOption('#f-state', 'published');
  await page.fill('#f-evening_place', 'Auditoire Montesquieu 11, Louvain-la-Neuve');
  await page.click('form:has(#f-state) button.primary');
  await page.getByText('Édition enregistrée').waitFor();
  const take = async (kind, file, path) => {
    await go(page, path);
    await page.selectOption('[name=kind]', kind);
    await page.setInputFiles('#f-file', file);
    await page.getByRole('button', { name: 'Lire le tableur' }).click();
    await page.waitForURL(/import\/\d+/);
    await page.getByRole('button', { name: 'Reprendre ces lignes' }).click();
    await page.waitForLoadState();
  };
  await take('commissions', join(folder, 'commandes.csv'), '/call/import');
  await go(page, '/editions/1/commissions');
  await page.getByLabel('Tout cocher').check();
  await page.getByRole('button', { name: /^Les commandes cochées/ }).click();
  await page.getByRole('button', { name: 'Confirmer' }).click();
  await page.getByText('40 sur 40').waitFor();
  await go(page, '/editions/1/jury');
  await take('scores', join(folder, 'cotations.csv'), await page.getByRole('link', { name: 'Importer des cotes' }).getAttribute('href'));
  await take('students', students, '/call/import');
  await take('supervisors', supervisors, '/call/import');
  await go(page, '/editions/1/selection');
  await page.getByRole('button', { name: 'Commencer' }).click();
  await page.waitForURL(/scenario=/);
  await page.getByRole('link', { name: 'Décider sur ce scénario' }).click();
  await page.fill('#f-minutes', 'Comité du 20 juin 2024');
  await page.fill('#f-decided_by', 'Comité de sélection');
  await page.getByRole('button', { name: 'Décider et signer' }).click();
  await page.getByText('Décision enregistrée et signée').waitFor();
  equal(await page.locator('#t-selected small').innerText(), '10', 'ten');
  await page.getByRole('link', { name: /^Lettres/ }).click();
  await page.getByRole('button', { name: 'Envoyer 40 lettres', exact: true }).click();
  await page.getByText('Toutes les lettres sont parties').waitFor();
  await several(10, (m) => m.subject.includes('est retenue'));
});

await chapter('the evening: computed, published, read by a sponsor by the link of the letter', async () => {
  await site.at('2024-09-10');
  const page = staff = await site.page({ as: 'coord@example.org' });
  await go(page, '/editions/1/timetable/evening');
  await page.getByRole('button', { name: 'Calculer l’horaire' }).click();
  await page.waitForLoadState();
  // Who said that they could not: called, and it is written down that they can; nothing is asked of the solver that is not so.
  for (let calls = 0; calls < 10 && await page.getByText('Aucun horaire n’est possible').count() > 0; calls++) {
    if (calls === 0) await site.check(page, 'wholeyear-evening-impossible', heavy);
    await page.getByRole('alert').getByRole('link').first().click();
    await page.locator('summary', { hasText: 'Modifier les engagements' }).click();
    await page.locator('input[name=present][value=yes]').check();
    await page.getByRole('button', { name: 'Enregistrer les engagements' }).click();
    await page.waitForLoadState();
    await go(page, '/editions/1/timetable/evening');
    await page.getByRole('button', { name: 'Calculer l’horaire' }).click();
    await page.waitForLoadState();
  }
  await site.check(page, 'wholeyear-evening', heavy);
  await page.getByRole('link', { name: /^Relire et publier/ }).click();
  await page.getByRole('button', { name: /^Publier et envoyer/ }).click();
  await page.getByText('Publié :').first().waitFor();
  const [letter] = await several(1, (m) => /\/programme\/\d+\/[a-z0-9]{26}/.test(m.body));
  const sponsor = await site.page({ width: 360, height: 740 });
  await go(sponsor, letter.body.match(/\/programme\/\d+\/[a-z0-9]{26}/)[0]);
  await says(sponsor, 'Programme de la soirée');
  await site.check(sponsor, 'wholeyear-programme');
  await sponsor.context().close();
});

await chapter('students and supervisors are invited; the invitation opens the door', async () => {
  const page = staff;
  for (const [word, file] of [['students', students], ['supervisors', supervisors]]) {
    await go(page, `/editions/1/${word}`);
    await site.check(page, `wholeyear-${word}`, heavy);
    await page.getByRole('button', { name: `Inviter ${addresses(file).length} personnes` }).click();
    await page.locator('dialog').getByRole('button', { name: /^Inviter/ }).click();
    await page.getByText(/nouveaux comptes/).waitFor();
  }
  const first = addresses(students)[0];
  const [m] = await several(1, (x) => x.to === first && /\/signin\/[a-z0-9]+/.test(x.body));
  const me = await site.page({ width: 360, height: 740 });
  await go(me, m.body.match(/\/signin\/[a-z0-9]+/)[0]);
  await me.locator('main form[method=post] button').first().click();
  await me.waitForURL((u) => u.pathname === '/');
  await says(me, 'Il s’ouvre le');
  await me.context().close();
});

const rank = (me, label) => tabTo(me, label, (e) => e.tag === 'BUTTON' && e.label.startsWith(label), 250);
await chapter('a student ranks on a screen of 360 px with the keyboard only', async () => {
  await site.at('2024-10-04');
  const me = await site.page({ as: addresses(students)[0], width: 360, height: 740 });
  await go(me, '/');
  await press(me, 'Classer les commandes');
  await site.check(me, 'wholeyear-ranking');
  const names = await me.locator('.ranking li .what b').allInnerTexts();
  for (const k of [4, 1, 3, 0, 2]) {
    await go(me, '/ranking'); // what was put in order is kept, wherever one goes
    await rank(me, `Ajouter au classement : ${names[k]}`);
    await me.keyboard.press('Enter');
    await me.getByText(/^Enregistré à/).waitFor();
  }
  await rank(me, `Monter : ${names[2]}`);
  await me.keyboard.press('Enter');
  await me.keyboard.press('Alt+ArrowUp');
  const order = await me.locator('.ranking .ranked b').allInnerTexts();
  equal(order.join(' | '), [4, 1, 2, 3, 0].map((k) => names[k]).join(' | '), 'the order');
  await tabTo(me, 'the button that sends', (e) => e.tag === 'BUTTON' && e.text.startsWith('Envoyer mon classement'), 150);
  await me.keyboard.press('Enter');
  await me.getByText('Classement envoyé').waitFor();
  await site.check(me, 'wholeyear-ranked');
  await me.context().close();
});

await chapter('the others rank, three declare an employer, two ask for each other, one does not vote', async () => {
  const all = addresses(students);
  for (const [k, email] of all.entries()) {
    if (k === 0 || k === all.length - 1) continue;
    const me = await Reader.of(email);
    await me.get('/ranking');
    if (k === 1 || k === 5 || k === 9) {
      const org = me.html.match(/class="what"><b>([^<]*)</)[1];
      const before = me.html.match(/name="rank"/g).length;
      await me.send('/ranking/employers', { employers: org.replaceAll('&#39;', '\'').replaceAll('&amp;', '&') });
      await me.get('/ranking');
      ok(me.html.match(/name="rank"/g).length < before, `${email}: the commission of an employer is not offered`);
    }
    const ids = [...new Set([...me.html.matchAll(/value="(\d+):1"/g)].map((m) => m[1]))];
    const choices = [0, 1, 2, 3, 4].map((r) => ids[(k * k + r * (k % 2 ? 1 : 3)) % ids.length]).filter((x, i, list) => list.indexOf(x) === i);
    for (const id of ids) if (choices.length < 5 && !choices.includes(id)) choices.push(id);
    const others = Object.fromEntries([...me.html.matchAll(/<option value="(\d+)"[^>]*>([^<]+)<\/option>/g)].map((m) => [m[2], m[1]])), names = Object.keys(others);
    const fields = { rank: choices.map((id, r) => `${id}:${r + 1}`), do: 'send', keep: '', avoid: '', avoid2: '' };
    if (k === 2 || k === 3) fields.keep = Object.values(others).sort((a, b) => a - b)[k === 2 ? 2 : 2], fields.keep_reason = 'même train';
    ok(names.length > 20, 'one may ask for anybody');
    await me.send('/ranking', fields);
    await me.get('/ranking');
    ok(me.html.includes('Ce que vous avez envoyé'), `${email} has voted: ${me.html.match(/class="wrong"[^<]*<?[^<]*/g)}`);
    await me.close();
  }
  const page = staff = await site.page({ as: 'coord@example.org' });
  await go(page, '/editions/1/rankings');
  await says(page, 'même train');
  await site.check(page, 'wholeyear-rankings', heavy);
  await page.getByRole('button', { name: 'Rappeler 1 étudiant' }).click();
  await page.locator('dialog').getByRole('button', { name: /^Rappeler/ }).click();
  await several(1, (m) => m.to === all.at(-1) && m.subject.includes('classez'));
  await page.getByRole('button', { name: 'Clore maintenant' }).click();
  await page.locator('dialog').getByRole('button', { name: /^Clore/ }).click();
  await page.getByText('Classements clos').first().waitFor();
  await site.check(page, 'wholeyear-rankings-closed', heavy);
});

await chapter('teams: composed, a student moved with the keyboard only, the cost said, locked, composed again, undone', async () => {
  const page = staff;
  await go(page, '/editions/1/teams');
  await press(page, 'Commencer');
  await press(page, 'Composer');
  await page.locator('.teams').waitFor();
  equal(await page.locator('.teams .team').count(), 10, 'ten teams');
  await site.check(page, 'wholeyear-teams', heavy);
  const places = () => page.locator('.teams .team').evaluateAll((all) => all.map((t) => [...t.querySelectorAll('[data-student]')].map((s) => s.dataset.student).sort().join(' ')).join(' / '));
  const composed = await places();
  await tabTo(page, 'the student to move', (e) => e.name === 'student', 400);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  const moved = await page.inputValue('select[name=student]');
  await tabTo(page, 'the team to go to', (e) => e.name === 'to');
  await page.keyboard.press('ArrowDown');
  if (await page.locator(`[data-team="${await page.inputValue('select[name=to]')}"] [data-student="${moved}"]`).count() > 0) await page.keyboard.press('ArrowDown');
  const to = await page.inputValue('select[name=to]');
  await press(page, 'Voir ce que ça coûte');
  await says(page, 'écart d’équilibre');
  await site.check(page, 'wholeyear-move');
  await press(page, 'Déplacer');
  await page.getByText('changé à la main').waitFor();
  equal(await page.locator(`[data-team="${to}"] [data-student="${moved}"]`).count(), 1, 'in the other team');
  equal(await page.locator('.members [aria-pressed=true]').count(), 1, 'and held there');
  await press(page, 'Composer le reste');
  await page.locator('.meta .state', { hasText: /prouvé/ }).waitFor();
  equal(await page.locator(`[data-team="${to}"] [data-student="${moved}"]`).count(), 1, 'still there');
  await site.check(page, 'wholeyear-teams-again', heavy);
  await press(page, '↶ Annuler');
  await page.getByText('changé à la main').waitFor();
  await press(page, '↶ Annuler');
  await page.locator('.meta .state', { hasText: /prouvé/ }).waitFor();
  equal(await places(), composed, 'as it was composed first');
});

await chapter('published: each gets a mail with the days for a calendar; a student finds the team', async () => {
  const page = staff;
  await page.getByRole('link', { name: 'Publier…' }).click();
  await page.waitForURL(/publish/);
  await site.check(page, 'wholeyear-publish', heavy);
  await page.getByRole('button', { name: 'Publier les équipes' }).click();
  await page.getByText('Équipes publiées ;').waitFor();
  const all = addresses(students), letters = await several(all.length, (m) => m.subject.startsWith('Votre équipe :'));
  equal(new Set(letters.map((m) => m.to)).size, all.length, 'each student');
  await several(1, (m) => m.subject.startsWith('Les équipes que vous accompagnez'));
  await several(10, (m) => m.subject.startsWith('Décision : l’équipe qui travaille pour vous'));
  const days = letters[0].body.match(/\/call\/calendar\/\d+/);
  ok(days, 'the days for a calendar');
  const ics = await (await page.context().request.get(`${site.url}${days[0]}`)).text();
  for (const day of ['20241011', '20250313', '20250417']) ok(ics.includes(day), `${day} is in the calendar`);
  await go(page, '/editions/1/board');
  teams = await page.locator('table.board tbody th a').evaluateAll((links) => links.map((a) => ({ id: Number(a.pathname.split('/').at(-1)), reference: a.textContent.split(' ')[0], org: a.textContent.replace(/^\S+\s/, '') })));
  equal(teams.length, 10, 'ten missions');
  await site.check(page, 'wholeyear-board', heavy);
  for (const team of teams) {
    team.students = letters.filter((m) => m.subject === `Votre équipe : ${team.org}`).map((m) => m.to);
    await go(page, `/teams/${team.id}`);
    team.question = (await page.locator('blockquote.lede').innerText()).trim();
  }
  equal(teams.reduce((n, t) => n + t.students.length, 0), all.length, `every student is in one of the ten: ${JSON.stringify(teams)}`);
  for (const m of mails().filter((x) => x.subject.startsWith('Les équipes que vous accompagnez'))) for (const t of teams) if (m.body.includes(`\n${t.org}\n`)) t.guide = m.to;
  ok(teams.every((t) => t.guide), `every team has someone who follows it: ${JSON.stringify(teams.map((t) => [t.org, t.guide]))}`);
  const me = await site.page({ as: teams[0].students[0], width: 360, height: 740 });
  await go(me, '/');
  await me.locator(`main a[href="/teams/${teams[0].id}"]`).click();
  await me.waitForURL(/teams\/\d+/);
  await site.check(me, 'wholeyear-space');
  await me.context().close();
});

const save = async (page) => { await page.getByRole('button', { name: 'Enregistrer', exact: true }).click(); await page.waitForLoadState(); };
const publish = async (page, word) => {
  await go(page, `/editions/1/timetable/${word}`);
  await page.getByRole('button', { name: 'Calculer l’horaire' }).click();
  await page.getByRole('link', { name: /^Relire et publier/ }).waitFor();
  await site.check(page, `wholeyear-${word}`, heavy);
  await page.getByRole('link', { name: /^Relire et publier/ }).click();
  await page.waitForURL(/publish$/);
  const despite = page.locator('#f-despite');
  if (await despite.count() > 0) await despite.check();
  await page.getByRole('button', { name: /^Publier et envoyer/ }).click();
  await page.getByText('Publié :').first().waitFor();
};
// The board says where each of the ten stands.
const step = async (words) => {
  await go(staff, '/editions/1/board');
  const rows = await staff.locator('table.board tbody tr').allInnerTexts();
  equal(rows.filter((r) => r.includes(words)).length, 10, `missions at the step ${words}`);
};
const advance = async (to) => {
  await go(staff, '/editions/1/board');
  await staff.getByRole('button', { name: new RegExp(`^Les 10 missions .* → ${to}$`) }).click();
  await staff.getByText('Étape enregistrée pour 10 missions').waitFor();
  await step(to);
};

await chapter('the visits: computed with the journeys of those who follow, published; the missions begin on the board', async () => {
  const page = staff;
  await publish(page, 'visits');
  await go(page, '/editions/1/timetable/visits');
  const without = (await page.locator('tbody tr').allInnerTexts()).filter((row) => row.startsWith('sans heure'));
  ok(without.every((row) => row.includes('Appelez-le')), `a visit without an hour says why: ${without}`);
  await several(10 - without.length, (m) => m.subject.startsWith('Horaire de la visite'));
  await advance('Présentée aux étudiants');
  await site.check(page, 'wholeyear-board-begins', heavy);
  await site.at('2024-10-14');
  staff = await site.page({ as: 'coord@example.org' });
  await advance('Clarifiée sur place');
  await advance('En exploration');
});

const note = 'Première visite : **deux lieux**, un seul registre.';
await chapter('the team works: journal on a telephone, a request that the sponsor answers by a link; others see nothing of it', async () => {
  await site.at('2024-11-20');
  [first, second] = teams;
  const me = await site.page({ as: first.students[0], width: 360, height: 740 });
  await go(me, `/teams/${first.id}/journal`);
  await me.fill('#f-text', note);
  await save(me);
  await me.getByText('Noté au journal').waitFor();
  await site.check(me, 'wholeyear-journal');
  await go(me, `/teams/${first.id}/requests`);
  await me.fill('#f-what', 'Nombre d’accueils par mois, 2022 à 2024');
  await me.fill('#f-due_on', '2024-12-05');
  await save(me);
  await me.getByRole('link', { name: /Nombre d’accueils/ }).click();
  await me.getByRole('button', { name: 'Envoyer à l’institution' }).click();
  await me.getByText('Demande envoyée').waitFor();
  const [asked] = await several(1, (m) => /\/data\/[a-z0-9]{26}/.test(m.body)), link = asked.body.match(/\/data\/[a-z0-9]{26}/)[0];
  const sponsor = await site.page({ width: 360, height: 740, js: false });
  await sponsor.emulateMedia({ reducedMotion: 'reduce' });
  await go(sponsor, link);
  await sponsor.check('input[name=outcome][value=received]');
  await sponsor.fill('#f-answer', 'Voici les trois années.');
  await sponsor.setInputFiles('#f-file', tempFile(site, 'accueils.csv', 'mois;accueils\n2022-01;41\n'));
  await sponsor.getByRole('button', { name: 'Envoyer à l’équipe' }).click();
  await sponsor.getByText('Merci').waitFor();
  await says(sponsor, 'accueils.csv');
  const file = await sponsor.locator('a[href*="/files/"]').first().getAttribute('href');
  // The link of another commission opens neither that answer nor its file.
  const other = await Reader.of(second.students[0]);
  await other.get(`/teams/${second.id}/requests`);
  await other.send(`/teams/${second.id}/requests`, { what: 'Règlement de travail', detail: '', due_on: '2024-12-12' });
  await other.get(`/teams/${second.id}/requests`);
  const row = other.html.match(new RegExp(`/teams/${second.id}/requests/\\d+`))[0];
  await other.get(row);
  await other.send(`${row}/send`, {});
  const [, theirs] = await several(2, (m) => /\/data\/[a-z0-9]{26}/.test(m.body)), key = theirs.body.match(/\/data\/[a-z0-9]{26}/)[0];
  equal((await sponsor.context().request.get(site.url + file)).status(), 200, 'its own file');
  equal((await sponsor.context().request.get(site.url + file.replace(/\/data\/[a-z0-9]{26}/, key))).status(), 404, 'the file of another commission');
  await go(sponsor, key);
  ok(!(await text(sponsor)).includes('Nombre d’accueils'), 'the link of another commission shows its own request alone');
  await sponsor.context().close();
  // Nor does another student see anything of the first team.
  for (const tab of ['', '/journal', '/requests', '/interviews', '/log', '/report', '/peers', '/closing']) {
    await other.get(`/teams/${first.id}${tab}`);
    equal(other.status, 404, `another team’s ${tab}`);
  }
  await other.close();
  await me.reload();
  equal(await me.inputValue('#f-answer'), 'Voici les trois années.', 'the answer is with the team');
  await me.context().close();
});

await chapter('who follows the team notes a meeting and an alert; the coordination sees it on the board, the students do not', async () => {
  const guide = await site.page({ as: first.guide, width: 360, height: 740 });
  await go(guide, '/supervision');
  await site.check(guide, 'wholeyear-supervision');
  await go(guide, `/teams/${first.id}/log`);
  await guide.fill('#f-decisions', 'Deux étudiants ne se parlent plus.');
  await guide.selectOption('#f-audience', 'staff');
  await guide.check('#f-alert');
  await save(guide);
  await guide.getByText('Suivi noté').waitFor();
  await guide.context().close();
  const me = await Reader.of(first.students[1]);
  await me.get(`/teams/${first.id}/log`);
  ok(me.status === 200 && !me.html.includes('ne se parlent plus'), 'the team does not read it');
  await me.get(`/teams/${first.id}/journal`);
  ok(me.html.includes('deux lieux'), 'the journal is everybody’s in the team');
  await me.close();
  const stranger = teams.find((t) => t.guide !== first.guide);
  const away = await Reader.of(stranger.guide);
  await away.get(`/teams/${first.id}/log`);
  equal(away.status, 404, 'who follows other teams does not follow this one');
  await away.close();
  staff = await site.page({ as: 'coord@example.org' });
  await go(staff, '/editions/1/board');
  await says(staff, '1 alerte');
  await says(staff, 'silence de');
  await site.check(staff, 'wholeyear-board-november', heavy);
});

await chapter('the coordination links the lines of the plan that the missions feed', async () => {
  const page = staff;
  await go(page, '/editions/1/year');
  const pick = (list, code) => list.locator('option', { hasText: new RegExp(`^${code.replaceAll('.', '\\.')} `) }).first().getAttribute('value');
  for (const [title, code] of [['Demande répondue', '2.3.2'], ['Reconnaissance par le secteur', '2.4.1']]) {
    const form = page.locator('form', { has: page.getByRole('button', { name: new RegExp(`^Lier cette ligne.*${title}`) }) });
    await form.locator('select').selectOption(await pick(form, code));
    await form.getByRole('button').click();
    await page.waitForLoadState();
  }
  await site.check(page, 'wholeyear-year', heavy);
  await go(page, '/editions/1/board');
  await page.selectOption('#f-indicator', await pick(page.locator('#f-indicator'), '2.3.2'));
  await page.getByRole('button', { name: 'Alimenter cette ligne' }).click();
  await page.locator('a[href^="/evidence/"]').first().waitFor();
});

const pdf = readFileSync(join(top, 'examples/note.pdf'));
await chapter('ten reports: deposited, the go of who follows, sent to the sponsors', async () => {
  await site.at('2025-03-12');
  staff = await site.page({ as: 'coord@example.org' });
  const me = await site.page({ as: first.students[2], width: 360, height: 740 });
  await go(me, `/teams/${first.id}/report`);
  await me.setInputFiles('#f-file', tempFile(site, 'rapport.pdf', pdf));
  await me.getByRole('button', { name: 'Déposer', exact: true }).click();
  await me.getByText(/Rapport déposé\s: version/).waitFor();
  await says(me, 'Empreinte SHA-256');
  await site.check(me, 'wholeyear-report');
  await me.context().close();
  await several(first.students.length, (m) => m.subject.startsWith('Reçu : rapport de la mission'));
  const guide = await site.page({ as: first.guide });
  await go(guide, `/teams/${first.id}/report`);
  await guide.getByRole('button', { name: /feu vert/ }).click();
  await guide.getByText('Le rapport est parti').waitFor();
  await site.check(guide, 'wholeyear-sent');
  await guide.context().close();
  for (const team of teams.slice(1)) {
    const one = await Reader.of(team.students[0]);
    await one.get(`/teams/${team.id}/report`);
    await one.upload(`/teams/${team.id}/report`, { note: '', file: { name: 'rapport.pdf', mimeType: 'application/pdf', buffer: Buffer.concat([pdf, Buffer.from(`% ${team.id}\n`)]) } });
    await one.close();
    const leader = await Reader.of(team.guide);
    await leader.get(`/teams/${team.id}/report`);
    await leader.send(leader.html.match(new RegExp(`action="(/teams/${team.id}/report/\\d+/send)"`))[1], {});
    await leader.close();
  }
  await step('Rapport reçu');
  const letters = await several(10, (m) => m.subject.includes('est prêt') && /\/sponsor\/[a-z0-9]{26}/.test(m.body));
  for (const team of teams) {
    const letter = letters.find((m) => m.subject.includes(team.reference));
    ok(letter, `the letter of ${team.reference}: ${letters.map((m) => m.subject)}`);
    team.door = letter.body.match(/\/sponsor\/[a-z0-9]{26}/)[0];
  }
  equal(new Set(teams.map((t) => t.door)).size, 10, 'a link for each commission');
});

await chapter('a sponsor on a telephone: received, answers, what may be published; the others answer too', async () => {
  const { door } = first;
  const page = await site.page({ width: 360, height: 740 });
  await go(page, door);
  await site.check(page, 'wholeyear-sponsor');
  await page.getByRole('button', { name: 'J’ai bien reçu le rapport' }).click();
  await page.getByText('Vous avez dit l’avoir bien reçu').waitFor();
  const got = await page.context().request.get(`${site.url}${door}/document`);
  ok((await got.body()).equals(pdf), 'the very file that the team gave in');
  const theirs = await page.context().request.get(`${site.url}${second.door}/document`);
  ok((await theirs.body()).length > pdf.length && !(await theirs.body()).equals(pdf), 'another link is another report');
  await page.getByRole('link', { name: 'Retour sur le rapport' }).click();
  await page.waitForURL(/answers\/report/);
  await page.locator('#f-answer-0 input[value="5"]').check();
  await page.fill('#f-quote', 'Un regard neuf et rigoureux.');
  await page.getByLabel(/J’accepte que cette phrase/).check();
  await site.check(page, 'wholeyear-sponsor-form');
  await page.getByRole('button', { name: 'Envoyer mes réponses' }).click();
  await page.getByText('vos réponses sont chez l’équipe').waitFor();
  await page.getByLabel('Avec le nom de l’institution').check();
  await page.getByLabel(/téléchargé par tous/).check();
  await page.getByRole('button', { name: 'Enregistrer ce choix' }).click();
  await page.getByText('Votre choix est enregistré').waitFor();
  await page.context().close();
  for (const [k, team] of teams.slice(1).entries()) {
    const one = new Reader();
    one.context = await site.browser.newContext();
    await one.get(`${team.door}/answers/report`);
    await one.send(`${team.door}/answers/report`, { 'answer-0': '4', quote: '' });
    await one.get(team.door);
    // the second keeps its name to itself, the third publishes nothing
    await one.send(`${team.door}/publication`, { publication: k === 0 ? 'anonymous' : k === 1 ? 'none' : 'named' });
    await one.close();
  }
  await step('Retour donné');
});

await chapter('the orals: second readers, computed, published; held', async () => {
  await publish(staff, 'orals');
  await several(10, (m) => m.subject.startsWith('Horaire de la présentation orale'));
  await site.at('2025-04-19');
  staff = await site.page({ as: 'coord@example.org' });
  const guide = await site.page({ as: first.guide });
  await go(guide, `/teams/${first.id}/closing`);
  ok(/^2025-04-1[78]$/.test(await guide.inputValue('#f-oral_on')), 'the day of the timetable is there already');
  await guide.fill('#f-jury_notes', 'Très bonne écoute.');
  await guide.getByLabel('La présentation a eu lieu').check();
  await guide.getByRole('button', { name: 'Enregistrer la présentation' }).click();
  await guide.getByText('Présentation faite').waitFor();
  await site.check(guide, 'wholeyear-oral');
  await guide.context().close();
  for (const team of teams.slice(1)) {
    const leader = await Reader.of(team.guide);
    await leader.get(`/teams/${team.id}/closing`);
    const value = (name) => leader.html.match(new RegExp(`name="${name}"[^>]*value="([^"]*)"`))[1];
    await leader.send(`/teams/${team.id}/closing/oral`, { oral_on: value('oral_on'), oral_time: value('oral_time'), oral_place: value('oral_place'), jury_notes: '', oral_done: '1' });
    await leader.close();
  }
  await step('Présentée oralement');
  await site.check(staff, 'wholeyear-board-april', heavy);
  await several(10, (m) => m.subject.includes('votre avis sur la présentation'));
});

await chapter('peers: a round on the telephone, moderated, released; own results alone', async () => {
  await go(staff, '/editions/1/peers');
  await staff.locator('#f-opens_on-2').fill('2025-04-19');
  await staff.locator('#f-closes_on-2').fill('2025-04-30');
  await staff.getByRole('button', { name: /^Enregistrer ces jours : Mai/ }).click();
  await staff.getByText('Jours enregistrés').waitFor();
  const n = first.students.length, each = Math.floor(100 / (n - 1));
  const share = (k) => { const others = [...Array(n).keys()].filter((i) => i !== k); return new Map(others.map((i, at) => [i, at === 0 ? 100 - each * (n - 2) : each])); };
  for (const [k, email] of first.students.entries()) {
    const me = await site.page({ as: email, width: 360, height: 740, js: k === 0 });
    await me.emulateMedia({ reducedMotion: 'reduce' });
    await go(me, `/teams/${first.id}/peers`);
    if (k === 0) await site.check(me, 'wholeyear-peers');
    const inputs = await me.locator('input[name^=points-]').evaluateAll((all) => all.map((x) => Number(x.name.slice(7))));
    equal(inputs.length, n - 1, 'everybody but oneself');
    const self = [...Array(n).keys()].find((i) => !inputs.includes(i));
    for (const [i, points] of share(self)) await me.fill(`#f-points-${i}`, String(points));
    for (let i = 0; i < n; i++) for (let b = 0; b < 3; b++) await me.locator(`input[name="behaviour-${i}-${b}"][value="4"]`).check();
    if (k === 0) await me.fill(`#f-comment-${inputs[0]}`, 'Toujours en retard, comme d’habitude !');
    await me.getByRole('button', { name: 'Envoyer mon évaluation' }).click();
    await me.getByText('votre évaluation est envoyée').waitFor();
    await me.context().close();
  }
  await go(staff, '/editions/1/peers');
  await site.check(staff, 'wholeyear-peers-staff', heavy);
  await staff.getByRole('button', { name: /^Clôturer maintenant/ }).click();
  await staff.getByText('Le tour est clôturé').waitFor();
  await staff.getByRole('link', { name: /^Modérer et publier/ }).last().click();
  await staff.waitForURL(/peers\/\d+$/);
  const late = staff.locator('.field', { hasText: 'Toujours en retard' });
  await late.locator('select').selectOption('changed');
  await late.locator('textarea').fill('Préviens quand tu seras en retard.');
  await staff.getByRole('button', { name: 'Enregistrer la modération' }).click();
  await staff.getByText('Modération enregistrée').waitFor();
  await staff.getByRole('button', { name: 'Publier les résultats' }).click();
  await staff.getByText('Résultats publiés').waitFor();
  await site.check(staff, 'wholeyear-moderated', heavy);
  let told = 0;
  for (const email of first.students) {
    const one = await Reader.of(email);
    await one.get(`/teams/${first.id}/peers`);
    ok(one.html.includes('Facteur de contribution') && !one.html.includes('Toujours en retard'), 'a student reads what moderation let pass');
    told += one.html.includes('Préviens quand');
    await one.close();
  }
  equal(told, 1, 'the word is for one of them');
});

await chapter('closing: what the team lets be published, the list, the end; ten closed', async () => {
  await site.at('2025-05-15');
  const me = await site.page({ as: first.students[1], width: 360, height: 740 });
  await go(me, `/teams/${first.id}/closing`);
  ok(!(await text(me)).includes('Très bonne écoute'), 'the notes of the jury are for the staff');
  await me.locator('#f-names_open').getByLabel('montrés', { exact: true }).check();
  await me.locator('#f-report_open').getByLabel('téléchargeable par tous', { exact: true }).check();
  await me.getByRole('button', { name: 'Enregistrer le choix de l’équipe' }).click();
  await me.getByText('Le choix de l’équipe est enregistré').waitFor();
  await site.check(me, 'wholeyear-choice');
  await me.context().close();
  const guide = await site.page({ as: first.guide });
  await go(guide, `/teams/${first.id}/closing`);
  await site.check(guide, 'wholeyear-closing');
  await guide.getByRole('button', { name: 'Clôturer la mission' }).click();
  await guide.getByText('Mission clôturée').first().waitFor();
  await site.check(guide, 'wholeyear-closed');
  await guide.context().close();
  for (const team of teams.slice(1)) {
    const one = await Reader.of(team.students[0]);
    await one.get(`/teams/${team.id}/closing`);
    await one.send(`/teams/${team.id}/closing/choice`, { names_open: '0', report_open: '1' });
    await one.close();
    const leader = await Reader.of(team.guide);
    await leader.get(`/teams/${team.id}/closing`);
    await leader.send(`/teams/${team.id}/closing/end`, {});
    await leader.get(`/teams/${team.id}/closing`);
    ok(leader.html.includes('Mission clôturée'), `${team.org} is closed: ${leader.html.match(/<ul class="rows">[\s\S]*?<\/ul>/)}`);
    await leader.close();
  }
  staff = await site.page({ as: 'coord@example.org' });
  await step('Archivée');
  await site.check(staff, 'wholeyear-board-may', heavy);
});

await chapter('the evidence of the year stands in the plan', async () => {
  await go(staff, '/editions/1/board');
  ok((await staff.locator('#t-evidence ~ ul').innerText()).includes('✓'), 'the sectors');
  const ahead = await staff.locator('#t-evidence ~ ul a[href^="/evidence/"]').first().getAttribute('href');
  await go(staff, ahead);
  await says(staff, 'Secteurs sollicités');
  await site.check(staff, 'wholeyear-evidence');
  await go(staff, `/teams/${first.id}/closing`);
  await says(staff, '2 preuves sont déposées dans le plan d’action');
  await go(staff, `/teams/${second.id}/closing`);
  await says(staff, '1 preuve est déposée dans le plan d’action');
});

await chapter('the archive, for anybody: as each sponsor and each team agreed', async () => {
  await go(staff, '/editions/1');
  await staff.selectOption('#f-state', 'archived');
  await staff.click('form:has(#f-state) button.primary');
  await staff.getByText('Édition enregistrée').waitFor();
  const anyone = await site.page({ width: 360, height: 740 });
  await go(anyone, '/call/past');
  await site.check(anyone, 'wholeyear-past', heavy);
  const list = await text(anyone);
  ok(list.includes(first.question) && list.includes(second.question), 'published commissions are listed');
  ok(!list.includes(second.org) && !list.includes(teams[2].question), 'one without its name, one not at all');
  await anyone.getByRole('link', { name: first.question }).click();
  await anyone.waitForURL(/call\/past\/\d+/);
  for (const words of [first.org, 'Un regard neuf et rigoureux']) await says(anyone, words);
  await says(anyone, 'Équipe');
  await site.check(anyone, 'wholeyear-archive');
  const at = new URL(anyone.url()).pathname;
  ok((await (await anyone.context().request.get(`${site.url}${at}/report`)).body()).equals(pdf), 'the report, which both agreed to');
  await go(anyone, '/call/past');
  await anyone.getByRole('link', { name: second.question }).click();
  await anyone.waitForURL(/call\/past\/\d+/);
  equal((await anyone.context().request.get(`${anyone.url()}/report`)).status(), 404, 'the report of who did not agree');
  ok(!(await text(anyone)).includes('Équipe'), 'nor the names of the team');
  await anyone.context().close();
});

await chapter('six months later the sponsor is asked what became of it, and the next year begins from this one', async () => {
  await site.at('2025-11-20');
  const [ask] = await several(1, (m) => m.subject.includes('qu’avez-vous fait du rapport') && m.subject.includes(first.reference));
  const page = await site.page({ width: 360, height: 740 });
  await go(page, ask.body.match(/\/sponsor\/[a-z0-9]{26}/)[0]);
  await page.locator('a[href$="/answers/later"]').click();
  await page.waitForURL(/answers\/later/);
  await page.locator('main textarea').first().fill('Deux recommandations sont en place.');
  await site.check(page, 'wholeyear-later');
  await page.getByRole('button', { name: 'Envoyer mes réponses' }).click();
  await page.getByText('vos réponses sont chez l’équipe').waitFor();
  await page.context().close();
  staff = await site.page({ as: 'coord@example.org' });
  await go(staff, `/teams/${first.id}/report`);
  await says(staff, 'Deux recommandations sont en place.');
  await go(staff, '/editions/1');
  await staff.getByRole('button', { name: 'Copier vers l’année suivante' }).click();
  await staff.waitForURL(/editions\/2/);
  await says(staff, '2025');
  await staff.context().close();
});

await finish();
close();
