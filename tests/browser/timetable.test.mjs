// The evening, the visits and the orals of an edition in a real browser: computed, moved with the keyboard alone, published, read by a
// sponsor, a student and a supervisor, printed on A4.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, start, finish, ok, equal, top, tempFile } from './lib.mjs';

const site = await start({ on: '2024-09-20' });
const head = readFileSync(join(top, 'tests/data/call/commandes.csv'), 'utf8').split('\n')[0];
const sectors = ['CPAS', 'Handicap', 'Hôpital', 'Alphabétisation', 'Assuétudes'], towns = ['Namur', 'Jodoigne', 'Nivelles', 'Andenne', 'Charleroi'];
const rows = [];
for (let k = 1; k <= 10; k++)
  rows.push(`${k};30/06/2024 12:00:00;Institution ${k} asbl (${towns[k % 5]});${sectors[k % 5]};ASBL;${towns[k % 5]};Personne ${k};directrice;p${k}@i${k}.example;010 22 33 44;` +
    `Comment faire mieux avec moins, question numéro ${k} ?;Évaluation;Contexte;Oui;Oui;Oui;Oui;17/04/2025;par un ami`);
const must = (...args) => { const r = site.cli(...args); equal(r.status, 0, `pilotis ${args.join(' ')}: ${r.stderr}`); return r.stdout; };
must('call', 'import', tempFile(site, 'commandes.csv', `${head}\n${rows.join('\n')}\n`), '--edition', '2024-25');
const { sql } = site;
sql("UPDATE submission SET status = 'selected'", "DELETE FROM availability",
  "UPDATE edition SET evening_on = '2024-10-03', evening_from = '16:00', evening_until = '20:00', evening_place = 'Auditoire Montesquieu 11, Louvain-la-Neuve', visits_on = '2024-10-11'," +
  " visits_from = '09:00', visits_until = '13:00', oral_first_on = '2025-04-17', oral_second_on = '2025-04-18', contact_email = 'labo@example.org'",
  "INSERT INTO availability (submission, what, slot) SELECT id, 'present', '17:30' FROM submission WHERE number IN (2, 3)");
const seats = [];
for (let k = 1; k <= 5; k++) seats.push(`INSERT INTO person (id, name, sort_key, email, email_key, lang, active, mail_reminders, rev) VALUES (${100 + k}, 'Accompagnante ${k}', 'a${k}', 'acc${k}@example.org', 'acc${k}@example.org', 'fr', 1, 0, 1)`,
  `INSERT INTO role_grant (person, role, rev) VALUES (${100 + k}, 256, 1)`,
  `INSERT INTO supervisor (id, edition, person, number, name, sort_key, email, email_key, teams_most, rev) VALUES (${k}, 1, ${100 + k}, 'A${k}', 'Accompagnante ${k}', 'a${k}', 'acc${k}@example.org', 'acc${k}@example.org', 3, 1)`);
const page = await site.page({ as: 'coord@example.org' });
const heavy = { weight: 180 * 1024 };
const go = (path) => page.goto(`${site.url}${path}`);
const main = () => page.locator('main').innerText();

await test('what stands before teams: the overview, the kind word of visits, the journeys', async () => {
  await go('/editions/1/timetable');
  await site.check(page, 'timetable-overview');
  await go('/editions/1/timetable/visits');
  ok((await main()).includes('dès que les équipes sont publiées'), 'visits wait for teams, and say so');
  await site.check(page, 'timetable-visits-none');
  await go('/travel');
  await page.selectOption('#f-from', { label: 'Namur' });
  await page.selectOption('#f-to', { label: 'Huy' });
  await page.fill('#f-minutes', '35');
  await page.getByRole('button', { name: 'Enregistrer le trajet' }).click();
  await page.getByRole('rowheader', { name: /Namur|Huy/ }).waitFor();
  await site.check(page, 'travel', heavy);
});

await test('the evening, computed at a click; a session moved with the keyboard alone, and what it breaks', async () => {
  await go('/editions/1/timetable/evening');
  await site.check(page, 'timetable-evening-empty', heavy);
  await page.getByRole('button', { name: 'Calculer l’horaire' }).click();
  await page.getByText('Tout est placé, et rien n’est en conflit').waitFor();
  await site.check(page, 'timetable-evening', heavy);
  // Keyboard: to the summary of the first row, open it, to the list, down to a taken hour, to the button.
  const first = page.locator('tbody tr').first(), name = (await first.locator('th a').innerText()).trim();
  await first.locator('th a').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  equal(await page.evaluate(() => document.activeElement.tagName), 'SELECT', 'after the summary comes the list of hours');
  ok((await first.locator('select option').nth(2).innerText()).includes('pris par'), 'each hour says what it would break');
  await site.now(page, 'timetable-evening-open');
  await page.keyboard.press('ArrowDown');
  for (let i = 0; i < 3; i++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('Déplacé, mais').waitFor();
  ok((await main()).includes('Même heure que'), 'both rows say it');
  await site.check(page, 'timetable-evening-clash', heavy);
  await page.getByRole('button', { name: 'Recalculer' }).click();
  await page.getByText('Tout est placé, et rien n’est en conflit').waitFor();
  ok((await page.locator('tbody tr', { has: page.getByRole('link', { name, exact: true }) }).innerText()).includes('fixé'), 'what was moved by hand stays');
});

await test('published: read before, letters counted, once', async () => {
  await page.getByRole('link', { name: /Relire et publier/ }).click();
  await page.waitForURL(/publish$/);
  ok((await main()).includes('10 courriels'), 'ten sponsors');
  await site.check(page, 'timetable-publish');
  await page.getByRole('button', { name: /Publier et envoyer/ }).click();
  await page.getByText('Publié :').first().waitFor();
  await page.getByRole('link', { name: 'Feuille à imprimer' }).click();
  await page.waitForURL(/timetable\/1\/evening/);
  await site.check(page, 'timetable-sheet');
  await page.emulateMedia({ media: 'print' });
  const pdf = await page.pdf({ path: join(process.env.PILOTIS_SHOTS, 'timetable-sheet.pdf'), format: 'A4', preferCSSPageSize: true });
  const pages = (pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g) ?? []).length;
  equal(pages, 1, 'the programme of the evening is one sheet');
  await page.emulateMedia({ media: 'screen' });
});

await test('a sponsor reads theirs by the link of the letter, without an account or JavaScript', async () => {
  await go('/outbox');
  const link = sql("SELECT body FROM outbox WHERE body LIKE '%/programme/%' LIMIT 1")[0][0].match(/\/programme\/\d+\/[a-z0-9]{26}/)[0];
  const sponsor = await site.page({ js: false, width: 360, height: 740 });
  await sponsor.goto(`${site.url}${link}`);
  ok((await sponsor.locator('main').innerText()).includes('Programme de la soirée'), 'the evening is there');
  await site.check(sponsor, 'timetable-sponsor');
  const ics = await sponsor.request.get(`${site.url}${link}/calendar.ics`);
  equal(ics.headers()['content-type'], 'text/calendar; charset=utf-8');
  ok((await ics.text()).includes('TZID=Europe/Brussels'), 'in the time of Brussels');
  await sponsor.context().close();
});

await test('visits with two supervisors too few; orals with second readers, on as few days as can be', async () => {
  sql(...seats, ...Array.from({ length: 10 }, (_, i) => `INSERT INTO team (id, edition, submission, created_at, rev) SELECT ${i + 1}, 1, id, '2024-10-07T08:00:00Z', 1 FROM submission WHERE number = ${i + 1}`),
    ...Array.from({ length: 10 }, (_, i) => `INSERT INTO team_supervisor (team, supervisor, since) VALUES (${i + 1}, ${i % 3 + 1}, '2024-10-07')`));
  await go('/editions/1/timetable/visits');
  await page.getByRole('button', { name: 'Calculer l’horaire' }).click();
  await page.getByText(/Il manque \d+ accompagnateurs/).waitFor();
  await site.check(page, 'timetable-visits', heavy);
  await go('/editions/1/timetable/orals');
  await page.locator('summary', { hasText: 'Seconds lecteurs' }).click();
  await page.locator('select[name=reader]').nth(0).selectOption({ label: 'Accompagnante 4' });
  await page.locator('select[name=reader]').nth(1).selectOption({ label: 'Accompagnante 5' });
  await page.getByRole('button', { name: 'Enregistrer les seconds lecteurs' }).click();
  await page.getByText('Seconds lecteurs enregistrés').waitFor();
  await page.getByRole('button', { name: 'Calculer l’horaire' }).click();
  await page.getByText(/Tout est placé|meilleur/).first().waitFor();
  await site.check(page, 'timetable-orals', { weight: 220 * 1024 });
  await page.getByRole('link', { name: /Relire et publier/ }).click();
  await page.waitForURL(/publish$/);
  await page.getByRole('button', { name: /Publier et envoyer/ }).click();
  await page.getByText('Publié :').first().waitFor();
  const guide = await site.page({ as: 'acc4@example.org' });
  await guide.goto(`${site.url}/timetable`);
  ok((await guide.locator('main').innerText()).includes('Présentations orales'), 'the second reader has the oral');
  await site.check(guide, 'timetable-mine');
  await guide.context().close();
});

await test('a sponsor who cannot any more: no timetable, why, and what to do', async () => {
  sql("INSERT INTO commitment (submission, what, answer) SELECT id, 'present', 'no' FROM submission WHERE number = 4 ON CONFLICT (submission, what) DO UPDATE SET answer = 'no'",
    "UPDATE schedule_session SET fixed = 0");
  await go('/editions/1/timetable/evening');
  await page.getByRole('button', { name: /Recalculer/ }).click();
  await page.getByRole('alert').waitFor();
  ok((await main()).includes('a répondu qu’il ne pourra pas'), 'why is said');
  await site.check(page, 'timetable-impossible', heavy);
});

await finish();
