// The end of a mission: report, sponsor by a link on a telephone, peers by the keyboard, release, closing, archive.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, start, finish, ok, equal, top, tempFile } from './lib.mjs';

const site = await start({ on: '2025-03-10' });
const must = (...args) => { const r = site.cli(...args); equal(r.status, 0, `pilotis ${args.join(' ')}: ${r.stderr}`); return r.stdout; };
// Teams have no command yet: rows of the store, as publishing them writes them.
const { sql } = site;
const head = readFileSync(join(top, 'tests/data/call/commandes.csv'), 'utf8').split('\n')[0];
const rows = [1, 2].map((k) => `${k};30/06/2024 12:00:00;Institution ${k} asbl (Wavre);CPAS;ASBL;Wavre;Personne ${k};directrice;p${k}@i${k}.example;010 22 33 44;` +
  `Comment mieux accueillir (${k}) ?;Évaluation;Contexte;Oui;Oui;Oui;Oui;17/04/2025;par un ami`);
must('call', 'import', tempFile(site, 'commandes.csv', `${head}\n${rows.join('\n')}\n`), '--edition', '2024-25');
const people = ['Alix', 'Basile', 'Chloé', 'Dina', 'Élie'];
const person = (id, name, email, role) => [`INSERT INTO person (id, name, sort_key, email, email_key, lang, active, mail_reminders, rev) VALUES (${id}, '${name}', '${name}', '${email}', '${email}', 'fr', 1, 0, 1)`,
  `INSERT INTO role_grant (person, role, rev) VALUES (${id}, ${role}, 1)`];
sql([
  "UPDATE submission SET status = 'exploration'",
  "INSERT INTO submission_move (submission, from_status, to_status, at, by_sponsor) SELECT id, 'eligible', 'selected', '2024-08-28T10:00:00Z', 0 FROM submission",
  person(101, 'Guide', 'guide@example.org', 256),
  "INSERT INTO supervisor (id, edition, person, number, name, sort_key, email, email_key, teams_most, rev) VALUES (1, 1, 101, 'G1', 'Guide', 'guide', 'guide@example.org', 'guide@example.org', 2, 1)",
  "INSERT INTO team (id, edition, submission, created_at, rev) VALUES (1, 1, 1, '2024-10-14T10:00:00Z', 1)",
  "INSERT INTO team_supervisor (team, supervisor, since) VALUES (1, 1, '2024-10-14T10:00:00Z')",
  ...people.flatMap((name, k) => [person(201 + k, name, `e${k}@example.org`, 512),
    `INSERT INTO student (id, edition, person, number, name, sort_key, email, email_key, rev) VALUES (${k + 1}, 1, ${201 + k}, 'E${k}', '${name}', 'e${k}', 'e${k}@example.org', 'e${k}@example.org', 1)`,
    `INSERT INTO team_student (student, team, since) VALUES (${k + 1}, 1, '2024-10-14T10:00:00Z')`]),
]);
const link = (subject) => sql(`SELECT body FROM outbox WHERE subject LIKE '%${subject}%' ORDER BY id DESC LIMIT 1`)[0][0].match(/\/sponsor\/[a-z0-9]{26}/)[0];
const pdf = tempFile(site, 'rapport.pdf', readFileSync(join(top, 'examples/note.pdf')));
const deposit = async (page, file) => {
  await page.goto(`${site.url}/teams/1/report`);
  await page.setInputFiles('#f-file', file);
  await page.getByRole('button', { name: 'Déposer', exact: true }).click();
  await page.getByText('Rapport déposé').waitFor();
};

await test('a student gives the report in, without JavaScript, and sees the receipt', async () => {
  const plain = await site.page({ as: 'e0@example.org', js: false, width: 360, height: 740 });
  await plain.goto(`${site.url}/teams/1/report`);
  await plain.getByRole('button', { name: 'Déposer', exact: true }).click();
  await plain.getByRole('alert').waitFor();
  await deposit(plain, pdf);
  ok((await plain.locator('main').innerText()).includes('Empreinte SHA-256'), 'the digest is on the page');
  await plain.context().close();
  const page = await site.page({ as: 'e1@example.org' });
  writeFileSync(join(site.folder, 'deux.pdf'), '%PDF-1.7 une deuxième version');
  // The page that it comes back to is asked for once: of two, the first may be the one that is told what was done.
  const asked = [], devtools = await page.context().newCDPSession(page);
  await devtools.send('Page.enable');
  devtools.on('Page.frameRequestedNavigation', (e) => asked.push(`${e.reason} ${e.url}`));
  await deposit(page, join(site.folder, 'deux.pdf'));
  equal(asked.length, 1, `${asked}`);
  await site.check(page, 'year-report');
  equal(sql("SELECT count(*) FROM outbox WHERE subject LIKE 'Re%u : rapport de la mission%' OR subject LIKE '%rapport de la mission%'")[0][0], 12, 'two receipts to five students and a supervisor');
  await page.context().close();
});

await test('the supervisor gives the go, and the sponsor gets a link', async () => {
  const guide = await site.page({ as: 'guide@example.org' });
  await guide.goto(`${site.url}/teams/1/report`);
  await guide.getByRole('button', { name: /feu vert/ }).click();
  await guide.getByText('Le rapport est parti').waitFor();
  await site.check(guide, 'year-sent');
  await guide.context().close();
});

await test('the sponsor, on a telephone, without an account: received, begun, resumed, sent', async () => {
  const door = link('est prêt');
  const page = await site.page({ width: 360, height: 740 });
  await page.goto(site.url + door);
  await site.check(page, 'year-sponsor');
  await page.getByRole('button', { name: 'J’ai bien reçu le rapport' }).click();
  await page.getByText('Vous avez dit l’avoir bien reçu').waitFor();
  await page.getByRole('link', { name: 'Retour sur le rapport' }).click();
  await page.waitForURL(/answers\/report/);
  await page.locator('#f-answer-0 input[value="4"]').check();
  const saved = page.waitForResponse((r) => r.url().endsWith('/typed') && r.status() === 204);
  await page.fill('#f-answer-3', 'Que nos horaires comptent plus que nos murs.');
  await saved;
  await page.context().close();
  const again = await site.page({ width: 360, height: 740 });
  await again.goto(`${site.url}${door}/answers/report`);
  equal(await again.inputValue('#f-answer-3'), 'Que nos horaires comptent plus que nos murs.', 'what was typed is there again');
  ok(await again.locator('#f-answer-0 input[value="4"]').isChecked(), 'and what was chosen');
  await site.check(again, 'year-sponsor-form');
  await again.fill('#f-quote', 'Un regard neuf et rigoureux.');
  await again.getByLabel(/J’accepte que cette phrase/).check();
  await again.getByRole('button', { name: 'Envoyer mes réponses' }).click();
  await again.getByText('vos réponses sont chez l’équipe').waitFor();
  await again.getByLabel('Avec le nom de l’institution').check();
  await again.getByLabel(/téléchargé par tous/).check();
  await again.getByRole('button', { name: 'Enregistrer ce choix' }).click();
  await again.getByText('Votre choix est enregistré').waitFor();
  await site.check(again, 'year-sponsor-after');
  await again.goto(`${site.url}/sponsor/aaaaaaaaaaaaaaaaaaaaaaaaaa`);
  await site.check(again, 'year-sponsor-gone', { shoot: false });
  await again.context().close();
});

const coord = await site.page({ as: 'coord@example.org' });

await test('the round opens; a student answers on a telephone by the keyboard alone', async () => {
  await coord.goto(`${site.url}/editions/1/year`);
  await site.check(coord, 'year-settings');
  await coord.getByRole('link', { name: 'Évaluation par les pairs' }).first().click();
  await coord.waitForURL(/editions\/1\/peers/);
  await coord.locator('section', { hasText: 'Mai' }).last().locator('input[name=opens_on]').fill('2025-03-01');
  await coord.getByRole('button', { name: /^Enregistrer ces jours : Mai/ }).click();
  await coord.getByText('Jours enregistrés').waitFor();
  await site.check(coord, 'year-peers-rounds');
  const page = await site.page({ as: 'e0@example.org', width: 360, height: 740 });
  await page.goto(`${site.url}/teams/1/peers`);
  await site.check(page, 'year-peers-form');
  const type = async (id, text) => { await page.locator(id).focus(); await page.keyboard.press('Control+a'); await page.keyboard.type(text); };
  // From the first field of points on with Tab and arrows: no mouse.
  await page.locator('main form input[type=number]').first().focus();
  for (let guard = 0; guard < 60; guard++) {
    const at = await page.evaluate(() => { const e = document.activeElement; return { name: e.name ?? '', type: e.type ?? '', text: e.textContent ?? '' }; });
    if (at.name.startsWith('points-')) await page.keyboard.type('20');
    else if (at.type === 'radio') { await page.keyboard.press('Space'); await page.keyboard.press('ArrowRight'); await page.keyboard.press('ArrowRight'); }
    else if (at.name === 'comment-1') await page.keyboard.type('Merci pour le travail de fond.');
    else if (at.type === 'submit') break;
    await page.keyboard.press('Tab');
  }
  ok((await page.locator('.points-left').innerText()).includes('Reste 20'), 'what is left is said');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  ok((await page.locator('main').innerText()).includes('Il reste 20 points'), 'and refused');
  await site.check(page, 'year-peers-refused');
  await type('#f-points-1', '40');
  ok((await page.locator('.points-left').innerText()).includes('répartis'), 'all is shared');
  await page.getByRole('button', { name: /mon évaluation/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('votre évaluation est envoyée').waitFor();
  await page.context().close();
});

await test('three more answer without JavaScript; comments are moderated; results are released', async () => {
  for (const k of [1, 2, 3]) {
    const page = await site.page({ as: `e${k}@example.org`, js: false, width: 360, height: 740 });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto(`${site.url}/teams/1/peers`);
    for (let i = 0; i < 5; i++) {
      if (i !== k) await page.fill(`#f-points-${i}`, i === (k + 1) % 5 ? '40' : '20');
      for (let b = 0; b < 3; b++) await page.locator(`input[name="behaviour-${i}-${b}"][value="${k === 3 && i === k ? 5 : 3}"]`).check();
    }
    if (k === 1) await page.fill('#f-comment-0', 'Toujours en retard, comme d’habitude !');
    await page.getByRole('button', { name: 'Envoyer mon évaluation' }).click();
    await page.getByText('votre évaluation est envoyée').waitFor();
    await page.context().close();
  }
  await coord.goto(`${site.url}/editions/1/peers`);
  await coord.getByRole('button', { name: /^Clôturer maintenant/ }).click();
  await coord.getByText('Le tour est clôturé').waitFor();
  await coord.getByRole('link', { name: /^Modérer et publier/ }).click();
  await coord.waitForURL(/peers\/1$/);
  await site.check(coord, 'year-moderation');
  await coord.getByRole('button', { name: 'Publier les résultats' }).click();
  await coord.getByRole('alert').waitFor();
  const late = coord.locator('.field', { hasText: 'Toujours en retard' });
  await late.locator('select').selectOption('changed');
  await late.locator('textarea').fill('Préviens quand tu seras en retard.');
  await coord.locator('.field', { hasText: 'Merci pour le travail' }).locator('select').selectOption('kept');
  await coord.getByRole('button', { name: 'Enregistrer la modération' }).click();
  await coord.getByText('Modération enregistrée').waitFor();
  await coord.getByRole('button', { name: 'Publier les résultats' }).click();
  await coord.getByText('Résultats publiés').waitFor();
  await site.check(coord, 'year-released');
  await coord.getByRole('link', { name: /^Ouvrir les réponses brutes/ }).click();
  await coord.waitForURL(/teams\/1$/);
  await site.check(coord, 'year-raw-asked');
  await coord.fill('#f-reason', 'Une étudiante se plaint');
  await coord.getByRole('button', { name: 'Ouvrir pour une heure' }).click();
  await coord.getByText('Points donnés').first().waitFor();
  await site.check(coord, 'year-raw');
  const own = await site.page({ as: 'e0@example.org' });
  await own.goto(`${site.url}/teams/1/peers`);
  const text = await own.locator('main').innerText();
  ok(text.includes('Préviens quand') && !text.includes('Toujours en retard'), 'a student reads what moderation let pass');
  await site.check(own, 'year-results');
  await own.context().close();
});

await test('the oral, the choice of the team, the closing; then the archive', async () => {
  const guide = await site.page({ as: 'guide@example.org' });
  await guide.goto(`${site.url}/teams/1/closing`);
  await guide.fill('#f-oral_on', '2025-03-09');
  await guide.fill('#f-oral_time', '14h30');
  await guide.fill('#f-oral_place', 'Wavre, salle du conseil');
  await guide.fill('#f-jury_notes', 'Très bonne écoute.');
  await guide.getByLabel('La présentation a eu lieu').check();
  await guide.getByRole('button', { name: 'Enregistrer la présentation' }).click();
  await guide.getByText('Présentation faite').waitFor();
  await guide.getByRole('button', { name: 'Clôturer la mission' }).click();
  await guide.getByRole('alert').waitFor();
  await site.check(guide, 'year-closing');
  const student = await site.page({ as: 'e2@example.org', width: 360, height: 740 });
  await student.goto(`${site.url}/teams/1/closing`);
  ok(!(await student.locator('main').innerText()).includes('Très bonne écoute'), 'the notes of the jury are for the staff');
  await student.locator('#f-names_open').getByLabel('montrés', { exact: true }).check();
  await student.locator('#f-report_open').getByLabel('téléchargeable par tous', { exact: true }).check();
  await student.getByRole('button', { name: 'Enregistrer le choix de l’équipe' }).click();
  await student.getByText('Le choix de l’équipe est enregistré').waitFor();
  await site.check(student, 'year-choice');
  await student.context().close();
  await guide.goto(`${site.url}/teams/1/closing`);
  await guide.getByRole('button', { name: 'Clôturer la mission' }).click();
  await guide.getByText('Mission clôturée').first().waitFor();
  await site.check(guide, 'year-closed');
  await guide.context().close();
  sql("UPDATE edition SET state = 'archived' WHERE id = 1");
  const anyone = await site.page();
  await anyone.goto(`${site.url}/call/past`);
  await anyone.getByRole('link', { name: 'Comment mieux accueillir (1) ?' }).click();
  await anyone.waitForURL(/call\/past\/1/);
  const text = await anyone.locator('main').innerText();
  ok(['Institution 1', 'Chloé', 'Un regard neuf'].every((w) => text.includes(w)), 'named, as both agreed');
  await site.check(anyone, 'year-archive');
  const file = await anyone.context().request.get(`${site.url}/call/past/1/report`);
  equal(file.status(), 200, 'the report');
  await anyone.context().close();
});

await finish();
