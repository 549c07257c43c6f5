// From the invitation of the students to the published teams: the ranking by keyboard at 360 px and without JavaScript, the table of the
// teams moved by keyboard, its slider, locks and undo, plan B, the publication.
import { test, start, finish, ok, equal, tempFile } from './lib.mjs';

const site = await start({ on: '2024-10-04' });
const must = (...args) => { const r = site.cli(...args); equal(r.status, 0, `pilotis ${args.join(' ')}: ${r.stderr}`); return r.stdout; };
const { sql } = site;
const backgrounds = ['Droit', 'Éducation', 'Gestion', 'Soins'], houses = ['Alouette', 'Bouleau', 'Cerisier', 'Dahlia', 'Érable', 'Fougère'];
const students = ['Matricule;Nom;Prénom;E-mail;Diplôme de base;Années d\'expérience;Genre;Commune;Employeur'];
for (let k = 1; k <= 24; k++) students.push(`E${String(k).padStart(3, '0')};Nom${k};Prénom${k};e${k}@etu.example;${backgrounds[k % 4]};${(k * 5) % 23};${k % 2 ? 'F' : 'H'};Huy;${k === 2 ? 'Maison Bouleau asbl' : ''}`);
must('call', 'import-students', tempFile(site, 'etudiants.csv', `${students.join('\n')}\n`), '--edition', '2024-25');
must('call', 'import-supervisors', tempFile(site, 'accompagnateurs.csv', 'Code;Nom;Prénom;Équipes au plus;Secteur connu 1;Secteur connu 2\nA1;Un;Ana;2;CPAS;\nA2;Deux;Béa;2;CPAS;\nA3;Trois;Cyr;2;CPAS;\nA4;Quatre;Dan;1;CPAS;\n'), '--edition', '2024-25');
sql("UPDATE edition SET state = 'published'", houses.map((h, k) => `INSERT INTO submission (edition, number, status, status_at, origin, org_name, question, town, email, email_key, contact_name, lang, created_at, updated_at, rev)
  VALUES (1, ${k + 1}, 'selected', 'x', 'form', 'Maison ${h} asbl', 'Comment mieux accueillir les personnes qui viennent pour la première fois ? (${k + 1})', 'Huy', 'm${k}@maison.example', 'm${k}@maison.example', 'Dominique', 'fr', 'x', 'x', 1)`));
const page = await site.page({ as: 'coord@example.org' });
const heavy = { weight: 160 * 1024 };

await test('students and supervisors of the edition, invited all at once', async () => {
  await page.goto(`${site.url}/editions/1/students`);
  await site.check(page, 'teams-students');
  await page.getByRole('button', { name: /^Inviter 24/ }).click();
  await page.locator('dialog').getByRole('button', { name: /^Inviter/ }).click();
  await page.getByText('24 nouveaux comptes').waitFor();
  await page.getByRole('link', { name: 'Prénom1 Nom1', exact: true }).click();
  await page.waitForURL(/students\/\d+/);
  await site.check(page, 'teams-student');
  await page.goto(`${site.url}/editions/1/supervisors`);
  await site.check(page, 'teams-supervisors');
});

const ballots = async (js) => {
  const me = await site.page({ as: js ? 'e1@etu.example' : 'e2@etu.example', js, width: 360, height: 740 });
  await me.emulateMedia({ reducedMotion: 'reduce' });
  await me.goto(`${site.url}/`);
  await me.getByText('Votre classement des commandes est à envoyer').first().waitFor(); // the first page says what to do now
  await me.getByRole('link', { name: 'Classer les commandes' }).click();
  await me.waitForURL(/ranking/);
  return me;
};

await test('the ranking at 360 px, by the keyboard alone', async () => {
  const me = await ballots(true);
  await site.check(me, 'teams-laboratory-ranking');
  const press = async (name, n = 1) => { const b = me.getByRole('button', { name, exact: true }); await b.focus(); for (let k = 0; k < n; k++) await me.keyboard.press('Enter'); };
  await press('Ajouter au classement : Maison Cerisier asbl');
  await press('Ajouter au classement : Maison Alouette asbl');
  await press('Ajouter au classement : Maison Dahlia asbl');
  await press('Ajouter au classement : Maison Bouleau asbl');
  await press('Ajouter au classement : Maison Érable asbl');
  await press('Monter : Maison Érable asbl', 2);
  equal(await me.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Monter : Maison Érable asbl', 'the focus follows the row');
  await me.keyboard.press('Alt+ArrowDown');
  const order = () => me.locator('.ranking .ranked b').allInnerTexts();
  equal((await order()).join(' '), 'Maison Cerisier asbl Maison Alouette asbl Maison Dahlia asbl Maison Érable asbl Maison Bouleau asbl', 'the order');
  await me.getByText(/^Enregistré à/).waitFor();
  await me.reload();
  equal((await order())[0], 'Maison Cerisier asbl', 'the draft was kept as it was made');
  await me.locator('summary').first().focus();
  await me.getByRole('button', { name: 'Envoyer mon classement' }).focus();
  await me.keyboard.press('Enter');
  await me.getByText('Classement envoyé').waitFor();
  await site.check(me, 'teams-ranking-sent');
  // by the finger: a row is dragged to the top by its handle
  const grip = me.locator('.ranking li', { hasText: 'Maison Bouleau' }).locator('.grip'), top = me.locator('.ranking li').first();
  await grip.scrollIntoViewIfNeeded();
  const g = await grip.boundingBox();
  await me.mouse.move(g.x + g.width / 2, g.y + g.height / 2);
  await me.mouse.down();
  const t = await top.boundingBox();
  await me.mouse.move(t.x + 30, t.y + 10, { steps: 4 });
  await me.mouse.up();
  equal((await order())[0], 'Maison Bouleau asbl', 'dragged to the top');
  await me.context().close();
});

await test('the ranking without JavaScript: by arrows, by numbers, mistakes said', async () => {
  const me = await ballots(false);
  equal(await me.getByText('Maison Bouleau').count(), 1, 'the commission of an employer is not offered, only named as the employer');
  await me.getByRole('button', { name: 'Ajouter au classement : Maison Fougère asbl' }).click();
  await me.getByRole('button', { name: 'Monter : Maison Fougère asbl' }).waitFor();
  for (const [k, h] of ['Alouette', 'Cerisier', 'Dahlia', 'Érable'].entries()) await me.getByLabel(`Rang de Maison ${h} asbl`).selectOption(String(k + 2 === 5 ? 4 : k + 2));
  await me.getByRole('button', { name: 'Envoyer mon classement' }).click();
  await me.getByText('Deux commandes ont le rang 4').first().waitFor();
  const ranks = { Fougère: 1, Alouette: 2, Cerisier: 3, Dahlia: 4, Érable: 5 };
  for (const [h, r] of Object.entries(ranks)) await me.getByLabel(`Rang de Maison ${h} asbl`).selectOption(String(r));
  await me.locator('#f-keep').selectOption({ label: 'Prénom1 Nom1' });
  await me.fill('#f-keep_reason', 'covoiturage');
  await me.getByRole('button', { name: 'Envoyer mon classement' }).click();
  await me.getByText('Classement envoyé').waitFor();
  await me.context().close();
});

await test('who has voted, the reminder, the close', async () => {
  await page.goto(`${site.url}/editions/1/rankings`);
  await site.check(page, 'teams-rankings-open', heavy);
  await page.getByRole('button', { name: /^Rappeler 22/ }).click();
  await page.locator('dialog').getByRole('button', { name: /^Rappeler/ }).click();
  await page.getByText('Rappel envoyé à 22').waitFor();
  // the others vote
  for (let k = 3; k <= 24; k++) {
    const choices = [0, 1, 2, 3, 4].map((r) => (k * k + r * (k % 2 ? 1 : 5)) % 6 + 1);
    sql(`INSERT INTO ranking_ballot (student, sent_at, rev) VALUES (${k}, '2024-10-04T09:00:00Z', 1)`,
      choices.map((c, r) => `INSERT INTO ranking_choice (student, place, submission) VALUES (${k}, ${r + 1}, ${c})`));
  }
  await page.reload();
  await page.getByRole('button', { name: 'Clore maintenant' }).click();
  await page.locator('dialog').getByRole('button', { name: /^Clore/ }).click();
  await page.getByText('Classements clos').first().waitFor();
  await site.check(page, 'teams-rankings-closed', heavy);
});

await test('composed, moved by the keyboard, undone, locked and composed again', async () => {
  await page.goto(`${site.url}/editions/1/teams`);
  await site.check(page, 'teams-none');
  await page.getByRole('button', { name: 'Commencer' }).click();
  await page.waitForURL(/draft=/);
  await page.getByRole('button', { name: 'Composer', exact: true }).click();
  await page.locator('.teams').waitFor();
  await site.check(page, 'teams-table', heavy);
  // one student to another team, without a mouse
  await page.locator('select[name=student]').focus();
  await page.keyboard.type('Prénom7');
  await page.locator('select[name=to]').focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowUp');
  await page.getByRole('button', { name: 'Voir ce que ça coûte' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/move\?/);
  await site.check(page, 'teams-move');
  await page.getByRole('button', { name: /^Déplacer/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('changé à la main').waitFor();
  await site.check(page, 'teams-moved', heavy);
  await page.getByRole('button', { name: 'Composer le reste' }).click();
  await page.waitForLoadState();
  await page.locator('.meta .state', { hasText: /prouvé/ }).waitFor();
  ok(await page.locator('.members [aria-pressed=true]').count() === 1, 'the one who was moved stays locked');
  await page.getByRole('button', { name: 'Annuler' }).click();
  await page.getByText('changé à la main').waitFor();
  await page.getByRole('button', { name: 'Annuler' }).click();
  await page.locator('.meta .state', { hasText: /prouvé/ }).waitFor();
  // dragged with the mouse: it only asks
  const from = page.locator('.members li').first(), to = page.locator('.team').nth(1);
  await from.dragTo(to);
  await page.waitForURL(/\/move\?/);
  await page.getByRole('link', { name: 'Ne rien changer' }).click();
  await page.waitForURL(/draft=/);
});

await test('how far the exact solver is, without a script too', async () => {
  const state = (said) => sql(`UPDATE team_draft SET exact_state = 'running', exact_at = '2024-10-04T10:00:00Z', exact_said = '${said}'`);
  state('{"at": 2, "found": true, "stages": [[0, 0, 1, 1], [1, 5, 3, 2], [1, 4, 2, 1], [1, 3, 4, 0], [1, 2, 7, 0], [3, 0, 12, 0]]}');
  const plain = await site.page({ as: 'coord@example.org', js: false });
  for (const p of [plain, page]) {
    await p.goto(page.url());
    await p.getByText('Étapes prouvées jusqu’ici : 1 sur 6.').waitFor();
    await p.locator('tr[aria-current=step]', { hasText: 'étudiants à leur choix n° 4' }).waitFor();
  }
  await site.check(page, 'teams-exact', heavy);
  await plain.getByRole('link', { name: 'Actualiser' }).click();
  state('{"at": 0, "found": false, "stages": [[0, 0, 0, 0]]}');
  await plain.reload();
  await plain.getByText('Aucune composition n’est encore trouvée.').waitFor();
  await plain.context().close();
  sql("UPDATE team_draft SET exact_state = 'done'");
  await page.reload();
  equal(await page.getByText('Étapes prouvées').count(), 0, 'over');
});

await test('the slider over the curve', async () => {
  const notches = page.locator('button[name=slack]');
  const n = await notches.count();
  ok(n >= 2, `a curve of several notches: ${n}`);
  const range = page.locator('input[type=range]');
  await range.focus();
  await page.keyboard.press('End');
  await page.waitForLoadState();
  await page.locator('button[name=slack][aria-pressed=true]').waitFor();
  equal(await page.locator('button[name=slack]').last().getAttribute('aria-pressed'), 'true', 'the last notch is shown');
});

await test('why not, the letter in ranks, plan B', async () => {
  const who = page.locator('.members li', { hasText: /choix n° [2-5]|hors classement/ }).first().locator('a');
  await who.click();
  await page.waitForURL(/\/why\//);
  await site.check(page, 'teams-why');
  const letter = await page.inputValue('#f-letter');
  ok(/choix n° 1/.test(letter) && !/Maison|Nom\d+.*Nom\d+/s.test(letter), `ranks only: ${letter}`);
  await page.getByRole('button', { name: 'Envoyer la lettre' }).click();
  await page.getByText('La lettre part').waitFor();
  await page.getByRole('link', { name: /^Plan B/ }).click();
  await page.waitForURL(/losses/);
  await site.check(page, 'teams-plan-b', heavy);
});

await test('published, and seen by a student', async () => {
  await page.goto(`${site.url}/editions/1/teams`);
  await page.getByRole('link', { name: 'Publier…' }).click();
  await page.waitForURL(/publish/);
  await site.check(page, 'teams-publish');
  await page.getByRole('button', { name: 'Publier les équipes' }).click();
  await page.getByText('Équipes publiées ;').waitFor();
  const me = await site.page({ as: 'e1@etu.example', width: 360, height: 740 });
  await me.goto(`${site.url}/`);
  await me.getByText('Maison').first().waitFor();
  await site.check(me, 'teams-laboratory');
  await me.locator('main a[href*="/teams/"]').first().click();
  await me.waitForURL(/teams\/\d+/);
  await me.context().close();
});

await finish();
