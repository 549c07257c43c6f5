// Documents: written by two at once, commented from outside by a link, adopted by a decision, read, signed by an organisation.
import { test, start, finish, ok, equal, doorOf, sure } from './lib.mjs';
import { postbox } from './keys.mjs';

const { mail, close } = await postbox();

const site = await start({ demo: true, on: null });
const enter = (role, options) => site.enter(role, options);

await test('the list, and the adopted charter as the public reads it', async () => {
  const out = await site.page();
  await out.goto(`${site.url}/documents`);
  equal(await out.getByText('Règlement des stages').count(), 0);
  await site.check(out, 'documents-public');
  await out.getByRole('link', { name: 'Charte des projets menés ensemble' }).click();
  await out.getByText('Maison de quartier des Tanneurs').waitFor();
  equal(await out.getByText('Réseau Aidants proches').count(), 0, 'who did not confirm');
  await out.getByText('Vérifier que ce texte n’a pas changé').click();
  await out.getByText('le texte est intact').waitFor();
  await site.check(out, 'document-public');
});

await test('an organisation adheres, confirms by mail, takes it back', async () => {
  const page = await site.page({ js: false });
  await page.goto(`${site.url}/documents`);
  await page.getByRole('link', { name: 'Charte des projets menés ensemble' }).click();
  await page.waitForURL(/\/documents\/\d+-charte-des-projets-menes-ensemble$/);
  const url = page.url();
  await page.getByRole('link', { name: 'Adhérer au nom d’une organisation' }).click(); // the form stands open for who comes from outside
  await page.fill('#f-organisation', 'Service d’insertion Le Pont');
  await page.fill('#f-signatory', 'Denise Marchal');
  await page.fill('#f-email', 'denise@lepont.example.org');
  await page.waitForTimeout(3200); // the form is for people, who take their time
  await page.getByRole('button', { name: 'Adhérer' }).click();
  await page.waitForURL(/adhesion-sent/);
  await page.goto(url);
  equal(await page.getByText('Denise Marchal').count(), 0, 'before it is confirmed');
  const m = await mail('Confirmez une adhésion');
  ok(!m.body.includes('Le Pont'), 'the mail to an unconfirmed address repeats what was typed');
  await page.goto(doorOf(site, m, 'adhesion'));
  await page.getByRole('button', { name: 'Confirmer l’adhésion' }).click();
  await page.goto(url);
  await page.getByText('Denise Marchal').waitFor();
  const seen = await site.page();
  await seen.goto(doorOf(site, m, 'adhesion'));
  await site.check(seen, 'document-adhesion');
  await page.goto(doorOf(site, m, 'adhesion'));
  await page.getByRole('button', { name: 'Retirer l’adhésion' }).click();
  await page.getByText('retirée depuis').waitFor();
  await page.goto(url);
  equal(await page.getByText('Denise Marchal').count(), 0, 'after it is taken back');
  await page.getByText('Retirer une adhésion').click();
  await page.fill('#f-link_email', 'leila@tanneurs.example.org');
  await page.getByRole('button', { name: 'Recevoir le lien' }).click();
  await page.getByText('un message y est parti').waitFor();
  await page.goto(doorOf(site, await mail('Votre adhésion'), 'adhesion'));
  await page.getByText('Maison de quartier des Tanneurs').waitFor();
});

await test('two write the same section; both texts are kept and made one', async () => {
  const chair = await enter(/Olivier Wauters/), secretary = await enter(/Awa Diallo/);
  await chair.goto(`${site.url}/documents`);
  await chair.getByRole('link', { name: 'Règlement des stages à l’étranger', exact: true }).click();
  await chair.getByRole('link', { name: 'Projet', exact: true }).click();
  await site.check(chair, 'document-draft', { weight: 120000 });
  const url = chair.url();
  await secretary.goto(url);
  const mine = chair.locator('textarea[name=text]').nth(2), theirs = secretary.locator('textarea[name=text]').nth(2);
  await mine.fill('La haute école assure les trajets et le séjour.');
  await chair.getByText(/Enregistré à/).waitFor();
  await theirs.fill('La haute école n’assure que les trajets.');
  await secretary.getByText('gardé à part, entier').waitFor();
  await secretary.getByRole('link', { name: 'Réunir les textes' }).first().click();
  await secretary.getByText('La haute école n’assure que les trajets.').first().waitFor();
  await site.check(secretary, 'document-merge');
  await secretary.getByRole('button', { name: 'Garder l’autre' }).click();
  await secretary.getByText('n’en font plus qu’un').waitFor();
  equal(await secretary.locator('textarea[name=text]').nth(2).inputValue(), 'La haute école n’assure que les trajets.');
});

await test('a text too long is told at once, by how much, and nothing is lost', async () => {
  const chair = await enter(/Olivier Wauters/);
  await chair.goto(`${site.url}/documents`);
  await chair.getByRole('link', { name: 'Règlement des stages à l’étranger', exact: true }).click();
  await chair.getByRole('link', { name: 'Projet', exact: true }).click();
  const area = chair.locator('textarea[name=text]').first(), state = chair.locator('[data-minutes-state]').first(), before = await area.inputValue();
  let asked = 0;
  chair.on('request', (r) => { asked += r.url().endsWith('/typed') ? 1 : 0; });
  await area.fill('é'.repeat(50000) + '\n12');
  await state.getByText('Trop long de 3 caractères').waitFor({ timeout: 800 }); // before it is sent
  equal(await area.getAttribute('aria-invalid'), 'true');
  await site.now(chair, 'document-too-long');
  await chair.waitForTimeout(1500);
  equal(asked, 0, 'what is too long is not sent');
  await area.fill('é'.repeat(50000));
  await state.getByText('Enregistré à').waitFor();
  equal(await area.getAttribute('aria-invalid'), null);
  await area.fill(before);
  await chair.waitForTimeout(300);
  await state.getByText('Enregistré à').waitFor();
  await chair.waitForTimeout(1500);
  // refused by the server all the same: in words, and no try after try
  await chair.route('**/typed', (r) => { asked++; return r.fulfill({ status: 413, body: '' }); });
  await area.fill(`${before} Encore.`);
  await state.getByText('un texte est trop long').waitFor();
  await chair.unroute('**/typed');
  await chair.route('**/typed', (r) => r.fulfill({ status: 403, body: '' }));
  await area.fill(`${before} Encore un.`);
  await state.getByText('votre session a pris fin').waitFor();
  await chair.unroute('**/typed');
  await area.fill(before);
  await chair.waitForTimeout(1600);
});

await test('an amendment is accepted, a comment refused with why', async () => {
  const chair = await enter(/Olivier Wauters/);
  await chair.goto(`${site.url}/documents`);
  await chair.getByRole('link', { name: 'Règlement des stages à l’étranger', exact: true }).click();
  await chair.getByRole('link', { name: 'Projet', exact: true }).click();
  await chair.getByText('quatre mois').waitFor();
  await chair.getByRole('button', { name: /Accepter.*Inês/ }).click();
  await chair.getByText('Acceptée.').waitFor();
  ok((await chair.locator('textarea[name=text]').nth(1).inputValue()).includes('quatre mois'), 'the text is changed');
  await chair.getByRole('button', { name: /Refuser.*Rachid/ }).click();
  await chair.getByText('Dites pourquoi').first().waitFor();
  await chair.getByLabel('Réponse (pour refuser)').first().fill('Une note à part le dira.');
  await chair.getByRole('button', { name: /Refuser.*Rachid/ }).click();
  await chair.getByText('Refusée, avec votre réponse').waitFor();
});

await test('a consultation from outside, by a link', async () => {
  const chair = await enter(/Olivier Wauters/);
  await chair.goto(`${site.url}/documents`);
  await chair.getByRole('link', { name: 'Règlement des stages à l’étranger', exact: true }).click();
  await chair.getByRole('link', { name: 'Projet', exact: true }).click();
  await chair.fill('#f-name', 'Zoé Lambert');
  await chair.fill('#f-email', 'zoe@example.org');
  await chair.getByRole('button', { name: 'Envoyer un lien' }).click();
  await chair.getByText('Un lien personnel est parti').waitFor();
  const page = await site.page({ width: 360, height: 740 });
  await page.goto(doorOf(site, await mail('Votre avis'), 'contribution'));
  await site.check(page, 'contribution');
  await page.getByRole('link', { name: /Commenter, proposer un texte.*À qui/ }).click();
  await page.locator('#f-text').fill('À toute personne inscrite, quel que soit son bloc, qui veut faire une partie de son stage à l’étranger.');
  await site.check(page, 'contribution-section');
  await page.getByRole('button', { name: 'Proposer' }).click();
  await page.getByText('Merci : votre proposition est enregistrée').waitFor();
  await page.getByText('quel que soit son bloc').first().waitFor(); // she reads again what she proposed
  await site.check(page, 'contribution-said');
  await chair.reload();
  await chair.getByText('Zoé Lambert').first().waitFor();
  ok((await chair.locator('ins').allTextContents()).join(' ').includes('bloc'), 'what she proposes');
});

await test('versions, their difference, who has read', async () => {
  const page = await enter(/Nadia Benkirane/);
  await page.goto(`${site.url}/documents`);
  await page.getByRole('link', { name: 'Charte des projets menés ensemble' }).click();
  await site.check(page, 'document');
  await page.getByRole('link', { name: 'Projet', exact: true }).click();
  await page.locator('textarea[name=text]').nth(3).fill('On en parle d’abord entre soi, puis à la coordination, qui répond dans les cinq jours.');
  await page.getByText(/Enregistré à/).waitFor();
  await page.getByRole('link', { name: 'Versions', exact: true }).click();
  await page.selectOption('#f-decision', await page.locator('#f-decision option', { hasText: 'charte des projets' }).getAttribute('value'));
  await page.getByLabel(/mineure/).check();
  await page.fill('#f-what_changes', 'Cinq jours au lieu de dix');
  await site.check(page, 'document-versions');
  await sure(page, 'Figer cette version');
  await page.getByText('Version figée.').waitFor();
  await page.getByRole('button', { name: 'Comparer' }).click();
  await page.waitForURL(/with=/);
  ok((await page.locator('ins').allTextContents()).join(' ').includes('cinq'), 'what came');
  await site.check(page, 'document-difference');
  await page.getByRole('link', { name: 'Lecture', exact: true }).click();
  await page.getByText(/3 sur \d+ l’ont lu/).waitFor();
  ok(await page.locator('table.list tbody tr').count() >= 3, 'coverage by group, then of all');
  await site.check(page, 'document-readers');
  await page.selectOption('#f-who', { label: 'Jury' });
  await page.getByRole('button', { name: 'Demander', exact: true }).click();
  await page.getByRole('heading', { name: /Jury/ }).waitFor();
  await page.getByRole('link', { name: 'Diffusion', exact: true }).click();
  await page.getByText('Autre jour, adresse').first().click();
  await page.getByLabel('Adresse de la page (facultatif)').first().fill('https://ecoles.example.org/affiche');
  await page.getByRole('button', { name: /C’est fait/ }).first().click();
  await page.getByRole('link', { name: 'https://ecoles.example.org/affiche' }).waitFor();
  equal(await page.getByText(/fait le/).count() >= 2, true, 'both are done');
  await site.check(page, 'document-diffusion');
  await page.getByRole('link', { name: 'Adhésions', exact: true }).click();
  await page.getByText('pas encore confirmée').waitFor();
  await page.getByText('Retirer de la liste').first().click();
  await page.locator('input[name=why]').first().fill('Signée deux fois');
  await page.getByRole('button', { name: /Retirer/ }).first().click();
  await page.getByText('Signée deux fois').waitFor();
  await site.check(page, 'document-adherents');
  await page.getByRole('link', { name: 'Versions', exact: true }).click();
  await page.getByText(/Historique/).click();
  await page.getByText(/retirée de la liste.*Signée deux fois/).waitFor();
  await page.getByRole('link', { name: 'Réglages', exact: true }).click();
  await page.getByText('Autres preuves au plan').click();
  const line = page.locator('#f-line_spread option').nth(1);
  await page.selectOption('#f-line_spread', await line.getAttribute('value'));
  await site.check(page, 'document-settings');
  await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  await page.getByRole('link', { name: 'Diffusion', exact: true }).click();
  await page.getByRole('link', { name: 'preuve au plan' }).first().waitFor();
});

await test('a member says that they have read it', async () => {
  const page = await enter(/Aline Piette/);
  await page.goto(`${site.url}/documents`);
  await page.getByRole('link', { name: 'Charte des projets menés ensemble' }).click();
  await page.getByRole('button', { name: 'J’ai lu ce document' }).click();
  await page.getByText('Vous l’avez lu le').waitFor();
});

await finish();
close();
