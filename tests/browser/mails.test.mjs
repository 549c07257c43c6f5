// Which mails one gets, and those that did not arrive.
import { test, start, finish, ok, equal } from './lib.mjs';
import { postbox } from './keys.mjs';

const { mail, several, close } = await postbox();
const site = await start({ demo: true, on: null });
const { sql } = site;
const enter = (role, options) => site.enter(role, options);

await test('each kind of mail has its box', async () => {
  const page = await enter(/Awa Diallo/);
  await page.goto(`${site.url}/account/mails`);
  await site.check(page, 'account-mails');
  await page.getByLabel('Procès-verbaux').uncheck();
  await page.getByRole('button', { name: 'Enregistrer' }).first().click();
  await page.getByText('Vos courriels sont réglés').waitFor();
  ok(!await page.getByLabel('Procès-verbaux').isChecked(), 'it was switched off');
  ok(await page.getByLabel('Convocations').isChecked(), 'the others were not');
  await page.goto(`${site.url}/account`);
  await page.getByRole('link', { name: /Mes courriels/ }).click();
  await page.waitForURL(/account\/mails/);
});

await test('the weekly letter says each action once, and each part where it is done', async () => {
  const page = await enter(/Fatoumata|Claire Dumoulin/);
  await page.goto(`${site.url}/account/mails`);
  await page.locator('summary', { hasText: 'Ce qu’il dirait' }).click();
  const parts = await page.$$eval('section[aria-labelledby=t-letter] h3', (all) => all.map((h) => [h.querySelector('a')?.getAttribute('href'), [...h.nextElementSibling.children].map((x) => x.textContent)]));
  ok(parts.some(([href]) => href === '/owe'), 'something is owed');
  for (const [href, lines] of parts) {
    ok(href !== undefined && (await page.request.get(site.url + href)).status() === 200, `a way to it: ${href}`);
    const codes = lines.map((x) => x.match(/^[\d.]+/)?.[0]).filter((x) => x);
    equal(new Set(codes).size, codes.length, `lines of ${lines.join(' / ')}`);
  }
});

await test('a mail is stopped by its link, and taken back', async () => {
  const page = await enter(/Awa Diallo/);
  const on = new Date(Date.now() + 9 * 86400000).toISOString().slice(0, 10);
  await page.goto(`${site.url}/meetings/new`);
  await page.locator('input[name=bodies]').first().check();
  await page.fill('#f-held_on', on);
  await page.fill('#f-starts', '14:00');
  await page.fill('#f-ends', '16:00');
  await page.getByRole('button', { name: /Créer|Enregistrer|Préparer/ }).first().click();
  await page.waitForURL(/meetings\/\d+/);
  const meeting = page.url().match(/meetings\/\d+/)[0];
  await page.getByRole('button', { name: /Convoquer/ }).first().click();
  const confirm = page.locator('dialog').getByRole('button', { name: /Convoquer/ });
  if (await confirm.count() > 0) await confirm.click();
  const [m] = await several(1, (x) => x.subject.includes('Convocation') && x.unsubscribe); // of who has an account
  ok(m.body.includes('parce que vous êtes sur la liste d’une réunion'), `no reason in: ${m.body}`);
  const link = new URL(m.unsubscribe.slice(1, -1)).pathname;
  const out = await site.page();
  await out.goto(site.url + link);
  await site.check(out, 'unsubscribe');
  await out.getByRole('button', { name: 'Ne plus les recevoir' }).click();
  await out.getByText('C’est fait').waitFor();
  await site.look(out, 'unsubscribed', await out.content());
  await out.getByRole('button', { name: /Annuler/ }).click();
  await out.getByText('C’est annulé').waitFor();

  // Who convenes sees who cannot be reached, and who wants none.
  sql(`INSERT INTO outbox (person, to_address, to_key, subject, body, kind, message_id, secret, created_at, state, attempts, next_at, unsure, last_error, failed_at)
    SELECT p.id, p.email, p.email_key, 'Convocation : Conseil', 'Bonjour,', 'convocation', 'lost' || p.id, 0, '2999-03-02T10:00:00Z', 'failed', 1, '2999-03-02T10:00:00Z', 0, 'RCPT failed: 550 (SMTP 550)', '2999-03-02T10:00:00Z'
    FROM person p JOIN meeting_person x ON x.person = p.id WHERE x.meeting = ${meeting.split('/')[1]} ORDER BY p.id LIMIT 3`);
  sql(`INSERT INTO mail_off (person, kind, at) SELECT max(person), 'convocation', '2026-01-01T00:00:00Z' FROM meeting_person WHERE meeting = ${meeting.split('/')[1]}`);
  await page.goto(`${site.url}/${meeting}/people`);
  await page.getByText('les courriels n’arrivent plus').first().waitFor();
  await site.check(page, 'attendance-bounces');
});

await test('what did not arrive, seen by the coordination', async () => {
  const page = await enter(/Nadia Benkirane/);
  await page.goto(`${site.url}/owe`);
  await site.check(page, 'owe-lost', { weight: 160 * 1024 });
  await page.goto(`${site.url}/people`);
  await page.getByText('les courriels n’arrivent plus').first().waitFor();
  await site.check(page, 'people-lost');
  await page.locator('tr', { hasText: 'les courriels n’arrivent plus' }).first().getByRole('link').first().click();
  await page.waitForURL(/people\/\d+/);
  await site.check(page, 'person-lost');
  await page.goto(`${site.url}/owe`);
  await page.getByRole('link', { name: /Voir lesquels/ }).click();
  await page.waitForURL(/only=lost/);
  await site.check(page, 'outbox-lost');
  const before = await page.locator('ul.outbox > li').count();
  await page.getByRole('button', { name: /réglé autrement/ }).first().click();
  await page.getByText('C’est noté').waitFor();
  equal(await page.locator('ul.outbox > li').count(), before - 1, 'mails that did not arrive');
});

close();
await finish();
