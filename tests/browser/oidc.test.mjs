// The pages around the provider: settings, what trying it says, the sign-in page with it, a refusal, one's own account.
// Signing in by a real one is tests/oidc/test_signin.py.
import { test, start, finish, ok, equal } from './lib.mjs';
const site = await start();
const page = await site.page({ as: 'coord@example.org' });

await test('the settings say what is wrong and keep what was typed', async () => {
  await page.goto(site.url + '/settings');
  await page.getByRole('link', { name: 'Régler la connexion par l’école' }).click();
  await site.check(page, 'oidc-settings');
  await page.fill('#f-label', 'Haute École');
  await page.fill('#f-issuer', 'https://compte.ecole.example/?a=1');
  await page.fill('#f-client_id', 'pilotis');
  await page.fill('#f-domains', 'pas un domaine !');
  await page.locator('form[action="/settings/signin"] button[type=submit]').click();
  ok(await page.locator('#e-issuer').isVisible(), 'the address is said to be wrong');
  equal(await page.inputValue('#f-domains'), 'pas un domaine !', 'what was typed');
  await page.fill('#f-issuer', 'http://127.0.0.1:9');
  await page.fill('#f-secret', 'un secret');
  await page.fill('#f-domains', 'ecole.example');
  await page.check('#f-enabled');
  await page.locator('summary', { hasText: 'Données demandées' }).click();
  await page.fill('#f-claim_groups', 'groups');
  await page.locator('form[action="/settings/signin"] button[type=submit]').click();
  await page.waitForURL('**/settings/signin');
  ok((await page.textContent('main')).includes('essayez la liaison'), 'the notice');
  ok(!(await page.content()).includes('un secret'), 'the secret is not shown');
  await site.check(page, 'oidc-settings-saved');
});

await test('trying it says what to do', async () => {
  await page.getByRole('button', { name: 'Essayer la liaison' }).click();
  await page.getByText('sa machine n’est pas joignable').waitFor();
});

await test('the sign-in page offers it, and a refusal is a page', async () => {
  const visitor = await site.page();
  await visitor.goto(site.url + '/signin');
  await site.check(visitor, 'signin-provider');
  await visitor.getByRole('link', { name: 'Se connecter avec Haute École' }).click();
  await visitor.getByText('Le fournisseur ne répond pas').waitFor();
  visitor.problems.length = 0; // the browser reports the status itself
  equal(await visitor.getByRole('link', { name: 'Revenir à la page de connexion' }).count(), 1, 'the way back');
});

await test('the account page offers to tie it', async () => {
  await page.goto(site.url + '/account');
  await site.check(page, 'account-provider');
  equal(await page.getByRole('link', { name: 'Lier mon compte' }).count(), 1, 'the link');
});

await finish();
