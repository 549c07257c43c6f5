// The year of a team: student, supervisor, coordination and, by a link, the institution; on a desktop and on a telephone, with and
// without JavaScript.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, start, finish, ok, equal, top, tempFile } from './lib.mjs';

const site = await start({ on: '2024-11-20' });
const must = (...args) => { const r = site.cli(...args); equal(r.status, 0, `pilotis ${args.join(' ')}: ${r.stderr}`); return r.stdout; };
// Teams have no command: rows of the store, as publishing them writes them.
const { sql } = site;
const head = readFileSync(join(top, 'tests/data/call/commandes.csv'), 'utf8').split('\n')[0];
const rows = Array.from({ length: 10 }, (_, k) => `${k + 1};30/06/2024 12:00:00;Maison ${k + 1} asbl;${['CPAS', 'Handicap', 'Hôpital'][k % 3]};ASBL;Wavre;Personne ${k + 1};directrice;p${k + 1}@m${k + 1}.example;010 22 33 44;` +
  `Comment mieux accueillir les personnes qui frappent à la porte numéro ${k + 1} ?;Évaluation;Vingt travailleurs, deux lieux d’accueil.;Oui;Oui;Oui;Oui;17/04/2025;par un ami`);
must('call', 'import', tempFile(site, 'commandes.csv', `${head}\n${rows.join('\n')}\n`), '--edition', '2024-25');
const person = (id, name, email, role) => [`INSERT INTO person (id, name, sort_key, email, email_key, lang, active, mail_reminders, rev) VALUES (${id}, '${name}', '${name}', '${email}', '${email}', 'fr', 1, 1, 1)`,
  `INSERT INTO role_grant (person, role, rev) VALUES (${id}, ${role}, 1)`];
const names = ['Alix', 'Basile', 'Chloé', 'Dina', 'Élie'];
sql([
  "UPDATE submission SET status = 'exploration'",
  person(101, 'Guide Martin', 'guide@example.org', 256),
  "INSERT INTO supervisor (id, edition, person, number, name, sort_key, email, email_key, teams_most, rev) VALUES (1, 1, 101, 'G1', 'Martin', 'martin', 'guide@example.org', 'guide@example.org', 2, 1)",
  ...Array.from({ length: 10 }, (_, k) => `INSERT INTO team (id, edition, submission, created_at, rev) SELECT ${k + 1}, 1, id, '2024-10-14T10:00:00Z', 1 FROM submission WHERE number = ${k + 1}`),
  "INSERT INTO team_supervisor (team, supervisor, since) VALUES (1, 1, '2024-10-14T10:00:00Z')",
  "INSERT INTO team_supervisor (team, supervisor, since) VALUES (2, 1, '2024-10-14T10:00:00Z')",
  ...names.flatMap((name, k) => [person(201 + k, name, `e${k}@example.org`, 512),
    `INSERT INTO student (id, edition, person, number, name, sort_key, first_name, email, email_key, rev) VALUES (${k + 1}, 1, ${201 + k}, 'E${k}', 'Dubois', 'e${k}', '${name}', 'e${k}@example.org', 'e${k}@example.org', 1)`,
    `INSERT INTO team_student (student, team, since) VALUES (${k + 1}, ${k === 4 ? 2 : 1}, '2024-10-14T10:00:00Z')`]),
]);
const link = () => sql("SELECT body FROM outbox WHERE subject LIKE 'Action requise%mission%' ORDER BY id DESC LIMIT 1")[0][0].match(/\/data\/[a-z0-9]{26}/)[0];
const at = (page, path) => page.goto(`${site.url}${path}`);
const save = async (page) => { await page.getByRole('button', { name: 'Enregistrer', exact: true }).click(); await page.waitForLoadState(); };
const says = async (page, words) => ok((await page.locator('body').innerText()).includes(words), `${page.url()} should say: ${words}`);

await test('a student comes to the team: its commission, its people, what comes next', async () => {
  const page = await site.page({ as: 'e0@example.org' });
  await at(page, '/teams');
  ok(page.url().endsWith('/teams/1'), 'one team: straight to it');
  await says(page, 'Maison 1 asbl');
  await says(page, 'Rapport à rendre');
  await site.check(page, 'mission-space');
  const r = await page.goto(`${site.url}/teams/2`);
  equal(r.status(), 404, 'another team is not there');
  await page.context().close();
});

await test('the journal: what is typed survives a closed tab; a correction shows what it was', async () => {
  const page = await site.page({ as: 'e0@example.org' });
  await at(page, '/teams/1/journal');
  await site.check(page, 'mission-journal-none');
  await page.fill('#f-text', 'Première visite : **deux lieux**, un seul registre.');
  await page.waitForFunction(() => Object.keys(localStorage).some((k) => k.startsWith('draft ') && localStorage[k].includes('un seul registre')));
  await at(page, '/teams/1');
  await at(page, '/teams/1/journal');
  equal(await page.inputValue('#f-text'), 'Première visite : **deux lieux**, un seul registre.', 'the draft is there again');
  await save(page);
  await page.getByText('Noté au journal').waitFor();
  equal(await page.locator('article strong').innerText(), 'deux lieux');
  await site.check(page, 'mission-journal');
  await page.getByRole('link', { name: /^Modifier/ }).click();
  await page.fill('#f-text', 'Première visite : **deux lieux**, deux registres.');
  await save(page);
  await page.getByRole('link', { name: /^Modifier/ }).click();
  await page.locator('summary', { hasText: 'Modifications' }).click();
  ok((await page.locator('del').innerText()).includes('un seul registre'), 'the history keeps what it was');
  await site.check(page, 'mission-journal-edit');
  await page.context().close();
});

await test('a request goes to the institution, which answers on a telephone without JavaScript', async () => {
  const page = await site.page({ as: 'e1@example.org' });
  await at(page, '/teams/1/requests');
  await page.fill('#f-what', 'Nombre d’accueils par mois, 2022 à 2024');
  await page.fill('#f-detail', 'Un tableau suffit, sans aucun nom.');
  await page.fill('#f-due_on', '2024-12-05');
  await save(page);
  await page.getByRole('link', { name: /Nombre d’accueils/ }).click();
  await site.check(page, 'mission-request');
  await page.getByRole('button', { name: 'Envoyer à l’institution' }).click();
  await page.getByText('Demande envoyée').waitFor();
  const sponsor = await site.page({ js: false, width: 360, height: 740 });
  await at(sponsor, link());
  await sponsor.getByRole('button', { name: 'Envoyer à l’équipe' }).click();
  await sponsor.getByRole('alert').waitFor();
  await sponsor.check('input[name=outcome][value=partial]');
  await sponsor.fill('#f-answer', 'Voici 2022 et 2023 ; 2024 suit.');
  await sponsor.setInputFiles('#f-file', tempFile(site, 'accueils.csv', 'mois;accueils\n2022-01;41\n'));
  await sponsor.getByRole('button', { name: 'Envoyer à l’équipe' }).click();
  await sponsor.getByText('Merci').waitFor();
  await says(sponsor, 'accueils.csv');
  await site.check(sponsor, 'mission-data');
  await sponsor.context().close();
  const looked = await site.page();
  await at(looked, '/data/aaaaaaaaaaaaaaaaaaaaaaaaaa');
  await site.check(looked, 'mission-data-gone');
  await looked.context().close();
  await page.reload();
  equal(await page.inputValue('#f-answer'), 'Voici 2022 et 2023 ; 2024 suit.');
  await says(page, 'accueils.csv');
  await site.check(page, 'mission-request-answered');
  await at(page, '/teams/1/requests');
  await site.check(page, 'mission-requests');
  await page.context().close();
});

await test('interviews: the agreement first; their names stay with the team', async () => {
  const page = await site.page({ as: 'e2@example.org', js: false });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await at(page, '/teams/1/interviews');
  await page.fill('#f-alias', 'Accueillante A');
  await page.fill('#f-name', 'Zénobie Rarissime');
  await page.fill('#f-notes', 'Elle accueille seule le soir.');
  await save(page);
  await page.getByRole('alert').waitFor();
  await page.selectOption('#f-consent', 'oral');
  await save(page);
  await page.getByText('Entretien noté').waitFor();
  await at(page, '/teams/1/interviews');
  await site.check(page, 'mission-interviews');
  await page.context().close();
  const again = await site.page({ as: 'e2@example.org' });
  await at(again, '/teams/1/interviews');
  await again.getByRole('link', { name: 'Accueillante A' }).click();
  await says(again, 'Formulaire d’accord');
  equal(await again.inputValue('#f-name'), 'Zénobie Rarissime');
  await site.check(again, 'mission-interview');
  await again.context().close();
  const staff = await site.page({ as: 'coord@example.org' });
  await at(staff, '/teams/1/interviews/1');
  ok(!(await staff.content()).includes('Rarissime') && !(await staff.content()).includes('seule le soir'), 'neither the name nor the notes are the coordination’s');
  await staff.context().close();
});

await test('sources, the problem in two versions, a recommendation', async () => {
  const page = await site.page({ as: 'e3@example.org' });
  await at(page, '/teams/1/sources');
  await page.selectOption('#f-kind', 'law');
  await page.fill('#f-title', 'Décret relatif à l’accueil des personnes sans abri');
  await page.fill('#f-published', 'Moniteur belge, 2018');
  await page.fill('#f-link', 'https://exemple.org/decret');
  await save(page);
  await site.check(page, 'mission-sources');
  await at(page, '/teams/1/problem');
  await page.fill('#f-problem', 'On nous demande comment accueillir mieux. Le problème est la fatigue du soir.');
  await page.getByRole('button', { name: 'Enregistrer la version 1' }).click();
  await page.getByText('Nouvelle version du problème').waitFor();
  await page.locator('summary', { hasText: 'Écrire une nouvelle version' }).click();
  await page.fill('#f-problem', 'On nous demande comment accueillir mieux. Le problème est la solitude du soir.');
  await page.fill('#f-reason', 'Trois entretiens le disent.');
  await page.getByRole('button', { name: 'Enregistrer la version 2' }).click();
  await page.locator('summary', { hasText: 'Ce qui a changé' }).click();
  equal(await page.locator('main ins').first().innerText(), 'solitude');
  await site.check(page, 'mission-problem');
  await at(page, '/teams/1/recommendations');
  await page.fill('#f-title', 'Doubler la présence du soir');
  await page.fill('#f-addressed', 'La direction');
  await page.fill('#f-resources', 'Deux mi-temps, déjà prévus au cadre.');
  await page.fill('#f-limits', 'Convention du secteur ; budget de l’année.');
  await save(page);
  await site.check(page, 'mission-recommendations');
  await page.context().close();
});

await test('the supervisor: own teams, what is late, a note for the staff alone, on a telephone', async () => {
  const page = await site.page({ as: 'guide@example.org' });
  await at(page, '/teams');
  ok(page.url().endsWith('/supervision'), 'two teams: the page of those one follows');
  await says(page, 'silence de 37 jours');
  await site.check(page, 'mission-supervision');
  await page.context().close();
  const phone = await site.page({ as: 'guide@example.org', width: 360, height: 740, js: false });
  await phone.emulateMedia({ reducedMotion: 'reduce' });
  await at(phone, '/supervision');
  await phone.getByRole('link', { name: /Noter un suivi.*Maison 1/ }).click();
  await phone.fill('#f-decisions', 'Deux étudiants ne se parlent plus.');
  await phone.selectOption('#f-audience', 'staff');
  await phone.check('#f-alert');
  await save(phone);
  await phone.getByText('Suivi noté').waitFor();
  await at(phone, '/teams/1/log');
  await site.check(phone, 'mission-log');
  await phone.context().close();
  const student = await site.page({ as: 'e0@example.org' });
  await at(student, '/teams/1/log');
  ok(!(await student.content()).includes('ne se parlent plus'), 'the team does not read it');
  await student.context().close();
});

await test('the board: ten missions, who is silent, a step further and back', async () => {
  const page = await site.page({ as: 'coord@example.org' });
  await at(page, '/teams');
  ok(page.url().endsWith('/editions/1/board'), 'the coordination has the board');
  equal(await page.locator('table.board tbody tr').count(), 10);
  await says(page, '1 alerte');
  await site.check(page, 'mission-board');
  await page.getByRole('button', { name: /→ Rapport reçu.*Maison 3/ }).click();
  await page.getByText('Étape enregistrée').waitFor();
  const row = page.locator('tr', { hasText: 'Maison 3 asbl' });
  await row.locator('summary', { hasText: 'Revenir' }).click();
  await row.getByRole('button', { name: 'Revenir', exact: true }).click();
  await page.getByRole('alert').waitFor();
  await page.locator('tr', { hasText: 'Maison 3 asbl' }).locator('input[name=reason]').fill('Rapport rendu à la mauvaise équipe');
  await page.locator('tr', { hasText: 'Maison 3 asbl' }).getByRole('button', { name: 'Revenir', exact: true }).click();
  await page.getByText('Étape enregistrée').waitFor();
  const csv = await page.request.get(`${site.url}/editions/1/board.csv`);
  equal((await csv.text()).trim().split('\n').length, 11);
  await page.context().close();
});

await finish();
