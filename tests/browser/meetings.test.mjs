// A body meets: convened, answered, minutes that two write at once, decided, approved by the next meeting; and the plan is kept up.
import { test, start, finish, ok, equal, tempFile, sure } from './lib.mjs';

const site = await start({ on: '2026-12-03' });
const must = (...args) => { const r = site.cli(...args); equal(r.status, 0, `pilotis ${args.join(' ')}: ${r.stderr}`); return r.stdout; };
const plan = tempFile(site, 'plan.csv', 'Objectif stratégique;Objectif spécifique;Action;Responsable;Échéance;Indicateurs\n' +
  '1. Faire vivre le partenariat;1.1 Ouvrir aux secteurs;1.1.1 Tenir le partenariat à jour avec les secteurs;CEP;En continu;PV du CEP\n' +
  '1. Faire vivre le partenariat;1.1 Ouvrir aux secteurs;1.1.2 Adopter une charte du partenariat;CEP;26-27;Charte\n');
must('plan', 'import', plan, '--adopt');
const coordination = await site.page({ as: 'coord@example.org' });
const heavy = { weight: 170 * 1024 };

async function person(name, email, role) {
  await coordination.goto(`${site.url}/people/new`);
  await coordination.fill('input[name=name]', name);
  await coordination.fill('input[name=email]', email);
  await coordination.locator('main form button[type=submit]').first().click();
  await coordination.waitForURL(/people\/\d+/);
  const form = coordination.locator('form[action$="/grants"]');
  const details = coordination.locator('details:has(form[action$="/grants"])');
  if (await details.count() > 0 && !(await details.first().getAttribute('open'))) await details.first().locator('summary').click();
  await form.locator('select[name=role]').selectOption({ label: role });
  await form.locator('select[name=actor]').selectOption({ label: 'CEP' });
  await form.locator('button[type=submit]').click();
  await coordination.waitForLoadState();
}

let meeting, first, chair, secretary, member;

await test('the CEP has its people', async () => {
  await person('Chloé Présidente', 'chloe@example.org', 'Présidence');
  await person('Samir Secrétaire', 'samir@example.org', 'Secrétaire');
  await person('Maud Membre', 'maud@example.org', 'Membre');
  chair = await site.page({ as: 'chloe@example.org' });
  secretary = await site.page({ as: 'samir@example.org' });
  member = await site.page({ as: 'maud@example.org' });
  await secretary.goto(`${site.url}/meetings`);
  await site.check(secretary, 'meetings-none');
});

await test('the secretary prepares it from the plan, by the keyboard', async () => {
  await secretary.goto(`${site.url}/meetings/new`);
  await site.check(secretary, 'meetings-new');
  await secretary.fill('#f-held_on', '2026-12-03');
  await secretary.fill('#f-starts', '17h30');
  await secretary.fill('#f-ends', '19h30');
  await secretary.fill('#f-place', 'Salle 4');
  await secretary.getByRole('button', { name: 'Créer la réunion' }).focus();
  await secretary.keyboard.press('Enter');
  await secretary.waitForURL(/meetings\/\d+$/);
  meeting = secretary.url();
  await secretary.getByText('Tenir le partenariat à jour').first().waitFor();
  await site.check(secretary, 'meetings-agenda', heavy);
});

await test('convened; the member answers without JavaScript', async () => {
  await secretary.goto(meeting);
  await sure(secretary, 'Convoquer par courriel');
  await secretary.getByText('Convocation envoyée').waitFor();
  const plain = await site.page({ as: 'maud@example.org', js: false, width: 360, height: 740 });
  await plain.goto(meeting);
  await plain.fill('#f-answer_note', 'J’arrive à 18 h');
  await plain.locator('button[value=yes]').press('Enter');
  await plain.getByText('Noté').waitFor();
  await plain.context().close();
  await secretary.goto(`${meeting}/people`);
  await secretary.getByText('J’arrive à 18 h').waitFor();
  await site.check(secretary, 'meetings-people');
});

await test('two write the same passage: both texts are kept, and made one', async () => {
  await secretary.goto(meeting);
  await secretary.getByRole('button', { name: 'Ouvrir la prise de notes' }).click();
  await secretary.waitForURL(/minutes/);
  const path = `${meeting}/minutes`;
  await member.goto(path);
  const at = (page) => page.locator('li', { has: page.getByRole('checkbox', { name: /^1\.1\.1/ }) }).first().locator('textarea[name=text]');
  const state = (page) => page.locator('li', { has: page.getByRole('checkbox', { name: /^1\.1\.1/ }) }).first().locator('[data-minutes-state]');
  await at(secretary).fill('Accueil\nSecteurs\nSuite');
  await state(secretary).getByText(/Enregistré à/).waitFor();
  // other lines: what the other wrote comes in by itself
  await member.reload();
  await at(member).fill('Accueil\nSecteurs\nSuite : en janvier');
  await state(member).getByText(/Enregistré à/).waitFor();
  await at(secretary).fill('Accueil des nouveaux\nSecteurs\nSuite');
  await state(secretary).getByText(/avec ce que d’autres ont écrit/).waitFor();
  equal(await at(secretary).inputValue(), 'Accueil des nouveaux\nSecteurs\nSuite : en janvier', 'the text after the merge');
  // the same line, at the same time
  await member.reload();
  await at(member).fill('Accueil des nouveaux\nTrois secteurs\nSuite : en janvier');
  await state(member).getByText(/Enregistré à/).waitFor();
  await at(secretary).fill('Accueil des nouveaux\nQuatre secteurs\nSuite : en janvier');
  await state(secretary).getByText('Votre texte est gardé à part').waitFor();
  const saved = secretary.waitForResponse((r) => /secteurs\+nouveaux/.test(r.request().postData() ?? ''));
  await at(secretary).fill('Accueil des nouveaux\nQuatre secteurs nouveaux\nSuite : en janvier');
  await saved;
  await state(secretary).getByRole('link', { name: 'Réunir les textes' }).click();
  await secretary.waitForURL(/merge/);
  const main = await secretary.locator('main').innerText();
  ok(main.includes('Trois secteurs') && main.includes('Quatre secteurs nouveaux'), 'both texts are on the page');
  await site.check(secretary, 'meetings-merge');
  await secretary.fill('textarea[name=text]', 'Accueil des nouveaux\nTrois secteurs, puis quatre\nSuite : en janvier');
  await secretary.getByRole('button', { name: 'Garder le texte réuni' }).click();
  await secretary.getByText('n’en font plus qu’un').waitFor();
  equal(await at(secretary).inputValue(), 'Accueil des nouveaux\nTrois secteurs, puis quatre\nSuite : en janvier', 'the text of both');
});

await test('ticked, decided, noted who was there, sent to those who were', async () => {
  await secretary.goto(`${meeting}/minutes`);
  const item = secretary.locator('li', { has: secretary.getByRole('checkbox', { name: /^1\.1\.1/ }) }).first();
  await item.getByRole('checkbox', { name: /^1\.1\.1/ }).first().check();
  await item.getByRole('button', { name: /^Enregistrer/ }).first().click();
  await secretary.waitForLoadState();
  await item.locator('summary', { hasText: 'Noter une décision' }).click();
  await item.locator('textarea[name=decision]').fill('Écrire aux trois secteurs avant Noël.');
  await item.locator('input[name=due_on]').fill('2026-12-20');
  await item.getByRole('button', { name: 'Noter la décision' }).click();
  await secretary.getByText('Décision enregistrée').waitFor();
  await site.check(secretary, 'meetings-live', heavy);
  await secretary.goto(`${meeting}/people`);
  for (const who of ['Chloé', 'Samir']) await secretary.getByLabel(new RegExp(`Présence de ${who}`)).selectOption({ label: 'présent·e' });
  await secretary.getByLabel(/Présence de Maud/).selectOption({ label: 'excusé·e' });
  await secretary.getByRole('button', { name: 'Enregistrer les présences' }).click();
  await secretary.getByText('Présences enregistrées').waitFor();
  await secretary.goto(`${meeting}/minutes`);
  await sure(secretary, 'Terminer et envoyer');
  await secretary.getByText('Procès-verbal préparé').waitFor();
  await site.check(secretary, 'meetings-prepared');
  await secretary.goto(`${site.url}/decisions`);
  await secretary.getByText('Écrire aux trois secteurs').waitFor();
  await site.check(secretary, 'meetings-decisions');
  await secretary.getByRole('link', { name: /Écrire aux trois secteurs/ }).click();
  await site.check(secretary, 'meetings-decision');
});

await test('the member who was not there reads it, from the first page', async () => {
  await member.goto(`${site.url}/owe`);
  await member.getByText('PV à approuver').waitFor();
  await site.check(member, 'meetings-home', heavy);
  await member.getByRole('link', { name: /^CEP, 03\/12\/2026|^CEP, 3/ }).first().click();
  await member.getByRole('button', { name: 'Je l’ai lu' }).click();
  await member.getByText('vous l’avez lu').waitFor();
});

await test('the chair amends it; the secretary accepts', async () => {
  await chair.goto(`${meeting}/minutes`);
  const item = chair.locator('ol.agenda > li', { hasText: 'Trois secteurs' });
  await item.getByRole('link', { name: /Proposer un amendement/ }).click();
  await chair.fill('#f-text', 'Accueil des nouveaux\nTrois secteurs, puis quatre\nSuite : en février');
  await site.check(chair, 'meetings-amendment');
  await chair.getByRole('button', { name: 'Proposer', exact: true }).click();
  await chair.getByText('Amendement proposé').waitFor();
  await secretary.goto(`${meeting}/minutes`);
  await site.check(secretary, 'meetings-amended');
  await secretary.getByRole('button', { name: 'Accepter' }).click();
  await secretary.getByText('le texte est changé').waitFor();
});

await test('the annex: who was there reads it, no role alone does', async () => {
  await secretary.goto(`${meeting}/annex`);
  await secretary.fill('#f-text', 'Situation de X.');
  await secretary.getByRole('button', { name: 'Enregistrer l’annexe' }).click();
  await secretary.getByText('Annexe enregistrée').waitFor();
  await site.check(secretary, 'meetings-annex');
  const answer = await member.goto(`${meeting}/annex`);
  equal(answer.status(), 404, 'the annex to a member who was not there');
  await coordination.goto(`${meeting}/annex`);
  ok(!(await coordination.locator('main').innerText()).includes('Situation de X'), 'the coordination does not read it by its role');
  await site.check(coordination, 'meetings-annex-closed');
});

await test('the next meeting approves it, and the plan is kept up by itself', async () => {
  await chair.goto(`${site.url}/plan`);
  const action = await chair.getByRole('link', { name: /Tenir le partenariat/ }).first().getAttribute('href');
  await chair.goto(site.url + action);
  ok((await chair.locator('main').innerText()).includes('À alimenter') || (await chair.locator('main').innerText()).includes('à alimenter'), 'before: to feed');
  await chair.goto(`${site.url}/meetings/new`);
  await chair.fill('#f-held_on', '2026-12-03');
  await chair.fill('#f-starts', '20:00');
  await chair.fill('#f-ends', '21:00');
  await chair.getByRole('button', { name: 'Créer la réunion' }).click();
  await chair.waitForURL(/meetings\/\d+$/);
  first = chair.url();
  equal(await chair.locator('ol.agenda > li h3').first().innerText().then((t) => t.includes('Approbation du PV de la réunion du 3 décembre 2026')), true, 'the agenda begins with the approval');
  ok((await chair.locator('main').innerText()).includes('Suivi des décisions'), 'and with the decisions to follow');
  await chair.getByRole('button', { name: 'Ouvrir la prise de notes' }).click();
  await chair.waitForURL(/minutes/);
  await sure(chair, 'Approuver ce procès-verbal');
  await chair.getByText('approuvé et figé').waitFor();
  await chair.goto(site.url + action);
  const shown = await chair.locator('main').innerText();
  ok(/tenue à jour/i.test(shown), 'after: kept up');
  ok((await chair.locator('main').textContent()).replaceAll(/\s+/g, ' ').includes('PV : CEP, réunion du 3 décembre 2026'), 'why? names the meeting');
  await chair.goto(`${meeting}/minutes`);
  ok((await chair.locator('main').innerText()).includes('SHA-256'), 'the digest is shown');
  ok(!(await chair.content()).includes('Situation de X'), 'the annex is not in the public part');
  await site.check(chair, 'meetings-approved');
});

await test('out: PDF and DOCX; and pilotis check holds the text to its digest', async () => {
  for (const [name, begins] of [['pdf', '%PDF-'], ['docx', 'PK'], ['odt', 'PK']]) {
    const r = await chair.context().request.get(`${meeting}/export/${name}`);
    equal(r.status(), 200, name);
    equal((await r.body()).subarray(0, begins.length).toString(), begins, name);
  }
  const r = site.cli('check');
  ok(/Procès-verbaux approuvés, conformes à leur empreinte.*1/.test(r.stdout + r.stderr), `check: ${r.stdout}${r.stderr}`);
});

await test('a meeting is called off', async () => {
  await secretary.goto(`${site.url}/meetings/new`);
  await secretary.fill('#f-held_on', '2027-01-14');
  await secretary.fill('#f-starts', '17:30');
  await secretary.fill('#f-ends', '19:00');
  await secretary.getByRole('button', { name: 'Créer la réunion' }).click();
  await secretary.waitForURL(/meetings\/\d+$/);
  await secretary.locator('summary', { hasText: 'Annuler la réunion' }).click();
  await secretary.fill('#f-reason', 'Trop de monde est pris.');
  await secretary.getByRole('button', { name: 'Annuler la réunion' }).click();
  await secretary.getByText('Cette réunion est annulée').first().waitFor();
  await secretary.goto(`${site.url}/meetings`);
  await secretary.getByText('Annulée').waitFor();
  await site.check(secretary, 'meetings-list');
});

await finish();
