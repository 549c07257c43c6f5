// Signing in: the page, the link, the way out; with and without JavaScript, in French and English.
import { test, start, finish, ok, equal } from './lib.mjs';
const site = await start();

await test('the sign-in page is accessible, valid, light, and fits a small screen', async () => {
  const page = await site.page();
  const r = await page.goto(site.url + '/signin');
  equal(r.status(), 200, 'status');
  equal(await page.getAttribute('html', 'lang'), 'fr', 'language');
  const policy = r.headers()['content-security-policy'] ?? '';
  ok(/default-src/.test(policy) && !/unsafe-inline|unsafe-eval/.test(policy), `policy: ${policy}`);
  await site.check(page, 'signin');
});

await test('a closed page sends to sign-in, and back', async () => {
  const page = await site.page();
  await page.goto(site.url + '/account');
  equal(new URL(page.url()).pathname, '/signin', 'address');
});

await test('a link of the command line opens a session once', async () => {
  const link = site.cli('link', 'coord@example.org').stdout.match(/\/signin\/[a-z0-9]+/)[0];
  const page = await site.page();
  await page.goto(site.url + link);
  await page.locator('main form[method=post] button').first().click();
  await page.waitForLoadState();
  ok(!new URL(page.url()).pathname.startsWith('/signin'), `still at ${page.url()}`);
  const again = await site.page();
  await again.goto(site.url + link);
  const button = again.locator('main form[method=post][action^="/signin/"] button');
  if (await button.count() > 0) {
    await button.first().click();
    await again.waitForLoadState();
  }
  ok(new URL(again.url()).pathname.startsWith('/signin'), `a used link opened ${again.url()}`);
});

await test('the link works without JavaScript', async () => {
  const page = await site.page({ js: false, as: 'coord@example.org' });
  await page.goto(site.url + '/account');
  equal(new URL(page.url()).pathname, '/account', 'address');
  await site.check(page, 'account-plain');
});

await test('a page without JavaScript is judged as one with it', async () => {
  const page = await site.page({ js: false });
  await page.goto(site.url + '/signin');
  const fault = (words) => (e) => ok(e.message.includes(words), `not "${words}" but ${e.message}`);
  const good = () => ok(false, 'a fault is not seen');
  await site.check(page, 'signin-plain', { weight: 1000 }).then(good, fault('more than 1000'));
  const html = (await page.content()).replace('</main>', '<img src="/favicon.ico"></main>');
  await site.look(page, 'signin-faulty', html).then(good, fault('image-alt (critical)'));
});

await test('an English reader gets English', async () => {
  const page = await site.page({ lang: 'en-GB' });
  await page.goto(site.url + '/signin');
  equal(await page.getAttribute('html', 'lang'), 'en', 'language');
});

await test('the keyboard reaches the form, and the focus is seen', async () => {
  const page = await site.page();
  await page.goto(site.url + '/signin');
  const seen = new Set();
  for (let i = 0; i < 25; i++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const e = document.activeElement, s = getComputedStyle(e);
      return { name: e.getAttribute('name') ?? e.tagName, visible: s.outlineStyle !== 'none' || s.boxShadow !== 'none' };
    });
    if (at.name === 'BODY') break;
    ok(at.visible, `no visible focus on ${at.name}`);
    seen.add(at.name);
  }
  ok(seen.has('email'), `the address field is not reached: ${[...seen]}`);
});

await test('the pages of an account', async () => {
  const page = await site.page({ as: 'coord@example.org' });
  await page.goto(site.url + '/account');
  await site.check(page, 'account');
});

await finish();
