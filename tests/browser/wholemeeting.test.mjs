// A whole cycle of a body, in the example programme: a document written by sections and amended from outside, a meeting that its agenda
// takes from the plan, minutes that two write at once, a decision, the next meeting that approves; and what the plan says before and
// after, without anybody typing it. As coordination, chair, secretary, members and an outsider, each by the pages and the letters that
// they have. PILOTIS_TEST_PG: the same on PostgreSQL.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { start, finish, ok, equal, story, text, says, sure, doorOf } from './lib.mjs';
import { postbox } from './keys.mjs';

const { mail, mails, several, close } = await postbox();
const site = await start({ demo: true, on: '2026-11-22' });
const chapter = story();
const heavy = { weight: 200 * 1024 };
const go = (page, path) => page.goto(`${site.url}${path}`);
const TITLE = 'Charte de la valorisation des acquis', ANNUAL = '2.1.3', ABROAD = '2.1.4', GUIDE = '3.1.2';
const DECISION = 'La charte de la valorisation des acquis est adoptée, avec l’amendement de la plateforme.';
let nadia, sofia, jonathan, pierre, aline; // coordination; chair, secretary and members of the CoPro
const enter = async () => {
  [nadia, sofia, jonathan, pierre, aline] = await Promise.all(['nadia.benkirane', 'sofia.marchetti', 'jonathan.mbuyi', 'pierre-yves.lambert', 'aline.piette']
    .map((x) => site.page({ as: `${x}@example.org` })));
};
const later = async (day) => {
  for (const p of [nadia, sofia, jonathan, pierre, aline]) await p.context().close();
  await site.at(day);
  await enter();
};
await enter();

// What the page of the plan says of an action, "why?" opened.
async function stands(page, code) {
  await go(page, '/plan');
  const row = page.locator('li').filter({ has: page.locator('.code', { hasText: new RegExp(`^\\s*${code.replaceAll('.', '\\.')}\\s*$`) }) }).last();
  await row.locator('details.why summary').click();
  return (await row.innerText()).replaceAll(/\s+/g, ' ');
}

// Of the line of minutes, and of the document: before, once it is filed, after.
const held = 'PV : CEP, réunion du 26 novembre 2026'; // as stands() spaces it; of the two bodies, the one that answers for these actions
async function to_feed(page, filed = false) {
  const abroad = await stands(page, ABROAD), guide = await stands(page, GUIDE), annual = await stands(page, ANNUAL);
  ok(abroad.includes('∞ À alimenter') && !abroad.includes(held), abroad);
  ok(!annual.includes(held), annual);
  ok(guide.includes(filed ? 'déposé (daté du 26/11/2026), à adopter' : 'aucune preuve') && !guide.includes('prouvé'), guide);
}
async function kept_up(page) {
  const abroad = await stands(page, ABROAD), guide = await stands(page, GUIDE), annual = await stands(page, ANNUAL);
  ok(abroad.includes('∞ Tenue à jour') && !abroad.includes('À alimenter') && abroad.includes(held), abroad);
  ok(annual.includes(held), annual);
  ok(guide.includes('prouvé, adopté le 26/11/2026') && guide.includes('● Réalisée'), guide);
}

let charter, meeting, next, decision, evidence;

await chapter('the plan before', async () => {
  await to_feed(jonathan);
  await site.check(jonathan, 'cycle-before', heavy);
});

await chapter('the chair opens a charter, the secretary writes it by sections', async () => {
  const page = sofia;
  await go(page, '/documents');
  await page.getByRole('link', { name: 'Nouveau document' }).click();
  await page.fill('#f-title', TITLE);
  await page.selectOption('#f-kind', { label: 'Charte' });
  await page.selectOption('#f-actor', { label: 'CoPro' });
  await page.selectOption('#f-audience', 'public');
  await page.getByLabel(/En consultation/).check();
  await page.selectOption('#f-indicator', await page.locator('#f-indicator option', { hasText: GUIDE }).first().getAttribute('value'));
  await site.check(page, 'cycle-document-new', heavy);
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.waitForURL(/documents\/\d+/);
  charter = page.url().match(/\/documents\/\d+/)[0];
  await go(jonathan, `${charter}/draft`);
  for (const [title, words] of [['À qui elle s’adresse', 'À toute personne qui demande une dispense.'], ['Comment l’on répond', 'Une réponse écrite vient dans les soixante jours.']]) {
    await jonathan.fill('#f-section_title', title);
    await jonathan.getByRole('button', { name: 'Ajouter la section' }).click();
    await jonathan.getByRole('heading', { name: title }).waitFor();
    await jonathan.locator('textarea[name=text]').last().fill(words);
    await jonathan.locator('[data-minutes-state]').last().getByText(/Enregistré à/).waitFor();
  }
  await site.check(jonathan, 'cycle-written', heavy);
  await go(page, `${charter}/draft`);
  await page.fill('#f-name', 'Zoé Lambert');
  await page.fill('#f-organisation', 'Plateforme des acquis');
  await page.fill('#f-email', 'zoe@plateforme.example');
  await page.getByRole('button', { name: 'Envoyer un lien' }).click();
  await page.getByText('Un lien personnel est parti').waitFor();
  await site.check(page, 'cycle-draft', heavy);
});

await chapter('somebody outside amends it by a link, on a telephone; the chair accepts', async () => {
  const page = await site.page({ width: 360, height: 740 });
  await page.goto(doorOf(site, await mail('Votre avis'), 'contribution'));
  await site.check(page, 'cycle-contribution');
  await page.getByRole('link', { name: /Commenter, proposer un texte.*Comment l’on répond/ }).click();
  await page.locator('#f-text').fill('Une réponse écrite et motivée vient dans les quarante jours.');
  await page.locator('#f-reason').fill('Soixante jours dépassent la date d’inscription.');
  await page.getByRole('button', { name: 'Proposer' }).click();
  await page.getByText('votre proposition est enregistrée').waitFor();
  await page.context().close();
  await go(sofia, `${charter}/draft`);
  await site.check(sofia, 'cycle-amended', heavy);
  await sofia.getByRole('button', { name: /Accepter.*Zoé/ }).click();
  await sofia.getByText('Acceptée.').waitFor();
  equal(await sofia.locator('textarea[name=text]').last().inputValue(), 'Une réponse écrite et motivée vient dans les quarante jours.', 'the text');
});

await chapter('the coordination convenes two bodies on what the plan asks of them; the invitation arrives; a member answers from it', async () => {
  const page = nadia;
  await go(page, '/meetings/quorum');
  const copro = page.locator('section', { has: page.getByRole('heading', { name: /^CoPro/ }) });
  await site.check(page, 'cycle-quorum', heavy);
  await copro.locator('select').selectOption({ label: 'plus de la moitié des membres' });
  await copro.getByRole('button').click();
  await page.waitForLoadState();
  await go(page, '/meetings');
  await site.check(page, 'cycle-meetings', heavy);
  await page.getByRole('link', { name: 'Nouvelle réunion' }).click();
  await page.getByRole('checkbox', { name: /^CoPro/ }).check();
  await page.getByRole('checkbox', { name: /^CEP/ }).check();
  await page.fill('#f-held_on', '2026-11-26');
  await page.fill('#f-starts', '17h30');
  await page.fill('#f-ends', '19h30');
  await page.fill('#f-place', 'Salle du conseil');
  await page.fill('#f-note', 'Merci de lire la charte avant de venir.');
  await site.check(page, 'cycle-meeting-new', heavy);
  await page.getByRole('button', { name: 'Créer la réunion' }).click();
  await page.waitForURL(/meetings\/\d+$/);
  meeting = new URL(page.url()).pathname;
  await site.check(page, 'cycle-agenda', heavy);
  await sure(page, 'Convoquer par courriel');
  await page.getByText('Convocation envoyée').waitFor();
  const letters = await several(6, (m) => m.subject.startsWith('Convocation'));
  equal(letters.length, 6, 'letters');
  for (const m of letters) {
    const event = m.calendar.replaceAll(/\r?\n[ \t]/g, '');
    equal(m.method, 'REQUEST', 'the calendar asks');
    for (const line of ['METHOD:REQUEST', 'DTSTART;TZID=Europe/Brussels:20261126T173000', 'DTEND;TZID=Europe/Brussels:20261126T193000', 'SUMMARY:CoPro et CEP', 'LOCATION:Salle du conseil', `mailto:${m.to}`])
      ok(event.includes(line), `the calendar should say ${line}: ${event}`);
    for (const words of ['Merci de lire la charte avant de venir.', ...[GUIDE, ANNUAL, ABROAD].map((code) => `${code} `)]) ok(m.body.includes(words), `the letter should say ${words}: ${m.body}`);
  }
  const his = letters.find((m) => m.to.startsWith('pierre-yves'));
  await pierre.goto(doorOf(site, his, 'meetings'));
  await site.check(pierre, 'cycle-invited', heavy);
  await pierre.fill('#f-answer_note', 'J’arrive à 18 h.');
  await pierre.getByRole('button', { name: 'Je viens' }).click();
  await pierre.getByText('Noté').waitFor();
  await site.check(pierre, 'cycle-answered', heavy);
  await go(page, `${meeting}/people`);
  await says(page, 'J’arrive à 18 h.');
  await site.check(page, 'cycle-people', heavy);
});


// A point of the minutes, by the words of its title or of what it holds.
const point = (page, words) => page.locator('ol.agenda > li').filter({ hasText: words }).first();
const said = (page, words) => point(page, words).locator('textarea[name=text]');
const kept = (page, words) => point(page, words).locator('[data-minutes-state]').getByText(/Enregistré/).waitFor();

await chapter('the meeting: who is there, what two write at once, what was discussed, what is decided', async () => {
  await later('2026-11-26');
  const page = jonathan;
  await go(page, meeting);
  await page.getByRole('button', { name: 'Ouvrir la prise de notes' }).click();
  await page.waitForURL(/minutes/);
  await go(page, `${meeting}/people`);
  for (const who of ['Sofia', 'Jonathan', 'Pierre-Yves', 'Claire', 'Mehmet']) await page.getByLabel(new RegExp(`Présence de ${who}`)).selectOption({ label: 'présent·e' });
  await page.getByLabel(/Présence de Aline/).selectOption({ label: 'excusé·e' });
  await page.getByRole('button', { name: 'Enregistrer les présences' }).click();
  await page.getByText('Présences enregistrées').waitFor();
  await site.check(page, 'cycle-present', heavy);
  await go(page, `${meeting}/minutes`);
  await go(sofia, `${meeting}/minutes`);
  await site.check(page, 'cycle-live-empty', heavy);
  // both in the same text, on lines of their own, neither reloading
  const about = 'Actions continues à alimenter';
  await said(page, about).fill('Rencontre annuelle : quarante maîtres de stage.\nÀ l’étranger : réunion en ligne.\nSuite au printemps.');
  await kept(page, about);
  await sofia.reload();
  await said(page, about).fill('Rencontre annuelle : quarante-trois maîtres de stage.\nÀ l’étranger : réunion en ligne.\nSuite au printemps.');
  await said(sofia, about).fill('Rencontre annuelle : quarante maîtres de stage.\nÀ l’étranger : réunion en ligne.\nSuite au printemps, à Porto.');
  const whole = 'Rencontre annuelle : quarante-trois maîtres de stage.\nÀ l’étranger : réunion en ligne.\nSuite au printemps, à Porto.';
  await Promise.any([page, sofia].map((p) => point(p, about).getByText(/avec ce que d’autres ont écrit/).waitFor()));
  await page.reload();
  equal(await said(page, about).inputValue(), whole, 'what both wrote');
  // the same words at once: both are kept, and one is made of them
  await sofia.reload();
  await said(page, about).fill(whole.replace('en ligne', 'en ligne, vingt personnes'));
  await said(sofia, about).fill(whole.replace('en ligne', 'à distance'));
  const apart = await Promise.any([page, sofia].map(async (p) => { await point(p, about).getByText('gardé à part').waitFor(); return p; }));
  await point(apart, about).getByRole('link', { name: 'Réunir les textes' }).click();
  await apart.waitForURL(/merge/);
  await says(apart, 'vingt personnes');
  await says(apart, 'à distance');
  await site.check(apart, 'cycle-merge');
  await apart.fill('textarea[name=text]', whole.replace('en ligne', 'à distance, vingt personnes'));
  await apart.getByRole('button', { name: 'Garder le texte réuni' }).click();
  await apart.getByText('n’en font plus qu’un').waitFor();
  await page.reload();
  equal(await said(page, about).inputValue(), whole.replace('en ligne', 'à distance, vingt personnes'), 'the text of both');
  // ticked
  for (const code of [ANNUAL, ABROAD]) await point(page, about).getByRole('checkbox', { name: new RegExp(`^${code}`) }).check();
  await point(page, about).getByRole('button', { name: /^Enregistrer/ }).first().click();
  await page.waitForLoadState();
  // decided
  const due = 'Actions dues cette année';
  await said(page, due).fill('La charte est lue, section par section.');
  await kept(page, due);
  await point(page, due).locator('summary', { hasText: 'Noter une décision' }).click();
  await point(page, due).locator('textarea[name=decision]').fill(DECISION);
  await point(page, due).getByRole('radio', { name: 'par vote' }).first().check();
  await point(page, due).locator('input[name=votes_for]').first().fill('5');
  await point(page, due).locator('input[name=votes_against]').first().fill('0');
  await point(page, due).locator('input[name=votes_abstain]').first().fill('0');
  await point(page, due).getByRole('checkbox', { name: /À suivre/ }).first().uncheck();
  await site.now(page, 'cycle-deciding');
  await point(page, due).getByRole('button', { name: 'Noter la décision' }).click();
  await page.getByText('Décision enregistrée').waitFor();
  await site.check(page, 'cycle-live', heavy);
  await sure(page, 'Terminer et envoyer');
  await page.getByText('Procès-verbal préparé').waitFor();
  await site.check(page, 'cycle-prepared', heavy);
  const sent = await several(6, (m) => m.subject.startsWith('PV à relire'));
  equal(new Set(sent.map((m) => m.to)).size, 6, 'who gets the minutes');
  ok(sent.find((m) => m.to.startsWith('aline')).body.includes('où vous n’étiez pas'), 'she was not there');
});

await chapter('the chair freezes the charter by that decision: filed, and not adopted yet', async () => {
  const page = sofia;
  await go(page, `${charter}/versions`);
  await site.check(page, 'cycle-freeze', heavy);
  await page.selectOption('#f-decision', await page.locator('#f-decision option', { hasText: 'La charte de la valorisation' }).getAttribute('value'));
  await sure(page, 'Figer cette version');
  await page.getByText('Version figée').waitFor();
  await site.check(page, 'cycle-frozen', heavy);
  await to_feed(page, true);
  const out = await site.page();
  await go(out, '/documents');
  equal(await out.getByText(TITLE).count(), 0, 'the public sees it before it is adopted');
  await out.context().close();
});

await chapter('who was there amends the minutes; who was not says that she read them', async () => {
  await pierre.goto(doorOf(site, await mail('PV à relire', 'PV'), 'meetings'));
  await site.check(pierre, 'cycle-to-read', heavy);
  await point(pierre, 'Porto').getByRole('link', { name: /Proposer un amendement/ }).click();
  await pierre.fill('#f-text', (await pierre.inputValue('#f-text')).replace('Porto', 'Lisbonne'));
  await pierre.fill('#f-reason', 'Porto était l’an passé.');
  await site.check(pierre, 'cycle-amendment');
  await pierre.getByRole('button', { name: 'Proposer', exact: true }).click();
  await pierre.getByText('Amendement proposé').waitFor();
  await go(jonathan, `${meeting}/minutes`);
  await site.check(jonathan, 'cycle-to-settle', heavy);
  await jonathan.getByRole('button', { name: 'Accepter' }).click();
  await jonathan.getByText('le texte est changé').waitFor();
  await go(aline, '/owe');
  await aline.getByRole('link', { name: /^CoPro et CEP/ }).first().click();
  equal(await aline.getByRole('link', { name: /Proposer un amendement/ }).count(), 0, 'who was not there amends');
  await aline.getByRole('button', { name: 'Je l’ai lu' }).click();
  await aline.getByText('vous l’avez lu').waitFor();
  await go(jonathan, `${meeting}/people`);
  ok((await jonathan.locator('tr', { hasText: 'Aline' }).innerText()).includes('✓'), 'that she read it');
  await site.check(jonathan, 'cycle-read', heavy);
});

await chapter('the next meeting approves: frozen, adopted, and the plan says so at once', async () => {
  await later('2026-12-10');
  await to_feed(sofia, true);
  const page = sofia;
  await go(page, '/meetings/new');
  await page.getByRole('checkbox', { name: /^CoPro/ }).check();
  await page.fill('#f-held_on', '2026-12-10');
  await page.fill('#f-starts', '17:30');
  await page.fill('#f-ends', '19:00');
  await page.getByRole('button', { name: 'Créer la réunion' }).click();
  await page.waitForURL(/meetings\/\d+$/);
  next = new URL(page.url()).pathname;
  await says(page, 'Approbation du PV de la réunion du 26 novembre 2026');
  await page.getByRole('button', { name: 'Ouvrir la prise de notes' }).click();
  await page.waitForURL(/minutes/);
  await site.check(page, 'cycle-approving', heavy);
  await sure(page, 'Approuver ce procès-verbal');
  await page.getByText('approuvé et figé').waitFor();
  await kept_up(page);
  await site.check(page, 'cycle-after', heavy);
  await go(page, `${meeting}/minutes`);
  ok(/SHA-256\s+[0-9a-f]{64}/.test(await text(page)), 'the digest');
  equal(await page.getByRole('link', { name: /Proposer un amendement/ }).count(), 0, 'frozen');
  evidence = await page.getByRole('link', { name: held }).getAttribute('href');
  await site.check(page, 'cycle-approved', heavy);
});

await chapter('the charter is adopted: everybody reads it, its text is held, a member says that she read it', async () => {
  const out = await site.page();
  await go(out, '/documents');
  await out.getByRole('link', { name: TITLE }).click();
  await says(out, 'Une réponse écrite et motivée vient dans les quarante jours.');
  await site.check(out, 'cycle-charter-public');
  await out.locator('summary', { hasText: 'Vérifier que ce texte n’a pas changé' }).click();
  await says(out, 'le texte est intact');
  const sha = await out.locator('code.long').textContent();
  // the draft goes on; the version stays as it is
  await go(jonathan, `${charter}/draft`);
  await jonathan.locator('textarea[name=text]').last().fill('Autre chose.');
  await jonathan.locator('[data-minutes-state]').last().getByText(/Enregistré à/).waitFor();
  await out.reload();
  equal(await out.locator('code.long').textContent(), sha, 'the digest');
  await says(out, 'Autre chose.', false);
  await out.context().close();
  await go(sofia, `${charter}/readers`);
  await sofia.selectOption('#f-who', { label: 'CoPro' });
  await sofia.getByRole('button', { name: 'Demander' }).click();
  await sofia.waitForLoadState();
  await site.check(sofia, 'cycle-readers', heavy);
  await go(aline, '/documents');
  await aline.getByRole('link', { name: TITLE }).click();
  await site.check(aline, 'cycle-charter', heavy);
  await aline.getByRole('button', { name: 'J’ai lu ce document' }).click();
  await aline.getByText('Vous l’avez lu le').waitFor();
  await sofia.reload();
  await says(sofia, '1 sur 4 l’ont lu');
});

await chapter('minutes and decision, as files', async () => {
  await go(jonathan, `${meeting}/minutes`);
  decision = new URL(await jonathan.getByRole('link', { name: /^Décision 1/ }).getAttribute('href'), site.url).pathname;
  const amended = 'à distance, vingt personnes';
  for (const [path, words] of [[`${meeting}/export/`, [DECISION, 'Lisbonne', amended, 'Aline Piette', '2.1.4']], [`${decision}/export/`, [DECISION, '5 pour']]]) {
    for (const kind of ['pdf', 'docx']) {
      const r = await jonathan.context().request.get(`${site.url}${path}${kind}`);
      equal(r.status(), 200, path + kind);
      const file = join(site.folder, `out.${kind}`);
      writeFileSync(file, await r.body());
      const read = kind === 'pdf' ? spawnSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }) : spawnSync('unzip', ['-p', file, 'word/document.xml'], { encoding: 'utf8' });
      equal(read.status, 0, read.stderr);
      const got = read.stdout.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ');
      for (const w of words) ok(got.includes(w.replaceAll(/\s+/g, ' ')), `${path}${kind} should say ${w}: ${got}`);
    }
  }
  await go(jonathan, decision);
  await says(jonathan, `${TITLE}, version 1.0 ● adopté`);
  await site.check(jonathan, 'cycle-decision', heavy);
  await go(jonathan, '/decisions?status=all');
  await site.check(jonathan, 'cycle-decisions', heavy);
});

await chapter('the approval is taken back: so is what it proved, in sight', async () => {
  const page = sofia;
  await go(page, `${meeting}/minutes`);
  await page.locator('summary', { hasText: 'Retirer l’approbation' }).click();
  await page.fill('#f-reason', 'Le nombre de personnes est à vérifier.');
  await page.getByRole('button', { name: 'Retirer l’approbation' }).click();
  await page.getByText('Approbation retirée').waitFor();
  await site.check(page, 'cycle-taken-back', heavy);
  await to_feed(page, true);
  const out = await site.page();
  await go(out, '/documents');
  equal(await out.getByText(TITLE).count(), 0, 'the public reads what is not adopted');
  await out.context().close();
  await go(nadia, evidence);
  await says(nadia, 'Retirée');
  await site.check(nadia, 'cycle-evidence-gone', heavy);
  await go(nadia, '/journal');
  await says(nadia, 'Le nombre de personnes est à vérifier.');
  await site.check(nadia, 'cycle-journal', heavy);
});

await chapter('approved again: all of it is back', async () => {
  const page = sofia;
  await go(page, `${next}/minutes`);
  await sure(page, 'Approuver ce procès-verbal');
  await page.getByText('approuvé et figé').waitFor();
  await kept_up(page);
  await go(page, `${meeting}/minutes`);
  await site.check(page, 'cycle-again', heavy);
  equal(await page.getByRole('link', { name: held }).count(), 2, 'what was withdrawn stays beside what stands');
  await go(aline, charter);
  await aline.getByText('Vous l’avez lu le').waitFor();
  const r = site.cli('check');
  ok(/Procès-verbaux approuvés, conformes à leur empreinte.*14/.test(r.stdout + r.stderr), `${r.stdout}${r.stderr}`);
});

await finish();
close();
